# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# The NIC is pulled out of the machine, for ever: in the middle of an attach
# or, with MOMENT=confirm, while the confirmation is awaited.  The root cannot
# live; the kernel must, and must say how it stands.

. /guest/trial.sh

gone() {
	[ ! -d /sys/class/net/eth0 ]
}

final() {
	entered UNDONE || entered UNDO_FAILED
}

trial_module
watch_events
parameter step_delay_ms 200
begin $ATTACH --timeout 3 --confirm-timeout 20
wait_for 60 entered SWITCHING || fail "no step begins"
case ${MOMENT:-middle} in
middle) wait_for 30 test -d "/sys/class/net/$BRIDGE/brif/eth0" ||
	fail "the port is in no bridge" ;;
confirm) kill -STOP $COMMAND
	wait_for 60 entered WAIT_CONFIRM || fail "no WAIT_CONFIRM" ;;
esac
host unplug client nic0 || fail "the host did not unplug the NIC"
wait_for 60 gone || fail "the NIC stays"
parameter step_delay_ms 0
wait_for 90 final || fail "no end: $(tail -n 1 $EVENTS)"
kill -CONT $COMMAND
say "$(tail -n 1 $EVENTS | cut -c1-300)"
finish 90 "unplugged"
[ $status = 1 ] || [ $status = 4 ] || expect_status 4 "unplugged"
say "ddtool: $status, $(tail -n 3 /run/trial.err)"
[ ! -d "/sys/class/net/$BRIDGE" ] || fail "the bridge stays"
ip route | grep -q . && fail "routes stay: $(ip route)"
ip -6 route | grep -v "dev lo" | grep -q . && fail "routes stay: $(ip -6 route)"
ip neigh | grep -q . && fail "neighbours stay: $(ip neigh)"
rmmod ddom_bridge || fail "the module cannot be unloaded"
pass
