# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# The NIC is pulled out of the machine, for ever: in the middle of an attach
# or, with MOMENT=confirm, while the confirmation is awaited.  The root cannot
# live; the kernel must, and must say how it stands.

. /guest/trial.sh

# in_memory PROGRAM: what runs without the root
in_memory() {
	mkdir -p /run/memory
	for file in "/usr/sbin/$1" $(in_root ldd "/usr/sbin/$1" |
		awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^\//) print $i }'); do
		in_root cat "$file" >"/run/memory/${file##*/}" ||
			fail "$file cannot be read"
	done
	chmod +x /run/memory/*
}

from_memory() {
	program=$1
	shift
	/run/memory/ld-linux-x86-64.so.2 --library-path /run/memory \
		"/run/memory/$program" "$@"
}

gone() {
	[ ! -d /sys/class/net/eth0 ]
}

final() {
	entered UNDONE || entered UNDO_FAILED
}

trial_module
watch_events
in_memory ddtool
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
from_memory ddtool status --json >/run/status 2>&1 ||
	fail "ddtool status: $(tail -c 300 /run/status)"
say "$(tail -n 1 $EVENTS | cut -c1-300)"
say "afterwards: $(grep -c '"id"' /run/status) transactions"
finish 90 "unplugged"
[ $status = 1 ] || [ $status = 4 ] || expect_status 4 "unplugged"
say "ddtool: $status, $(tail -n 3 /run/trial.err)"
[ ! -d "/sys/class/net/$BRIDGE" ] || fail "the bridge stays"
ip route | grep -q . && fail "routes stay: $(ip route)"
ip -6 route | grep -v "dev lo" | grep -q . && fail "routes stay: $(ip -6 route)"
ip neigh | grep -q . && fail "neighbours stay: $(ip neigh)"
rmmod ddom_bridge || fail "the module cannot be unloaded"
pass
