# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Somebody deletes the bridge, or takes the port down, in the middle of each
# step and while the confirmation is awaited: all is undone, the root lives.

. /guest/trial.sh

DELAY_MS=${DELAY_MS:-100}

# delete_bridge, bounce: what happens
delete_bridge() {
	ip link del "$BRIDGE" 2>/dev/null
}

bounce() {
	ip link set eth0 down
	usleep 300000
	ip link set eth0 up
	ip route add default via 10.0.0.1 2>/dev/null
}

# hold: ddtool stands still, so that nobody confirms
hold() {
	kill -STOP $COMMAND
}

# during NUMBER WHAT: it happens in step NUMBER, or with - while waiting
during() {
	: >$EVENTS
	parameter step_delay_ms $DELAY_MS
	begin $ATTACH --timeout 3 --confirm-timeout 8
	wait_for 20 entered SWITCHING || fail "no step begins"
	if [ "$1" = - ]; then
		hold
		wait_for 20 entered WAIT_CONFIRM || fail "no WAIT_CONFIRM"
	else
		usleep $(((number * DELAY_MS + DELAY_MS / 4) * 1000))
	fi
	$2
	parameter step_delay_ms 0
	wait_for 30 ended || fail "$2 in step $1: no end"
	kill -CONT $COMMAND
	finish 60 "$2 in step $1"
	seen="$seen $1:$status"
}

ended() {
	entered COMMITTED || entered UNDONE || entered UNDO_FAILED
}

# throughout WHAT
throughout() {
	seen=
	remember
	plan_of $ATTACH | grep -v ' commit ' >/run/plan
	for number in $(cut -d' ' -f1 /run/plan) -; do
		during "$number" "$1"
		case $status in
		0) trial 0 "$1 in step $number: the way back" $DETACH ;;
		1) ;;
		*) fail "$1 in step $number: exit status $status:" \
			"$(tail -c 400 /run/trial.err)" ;;
		esac
		intact "$1 in step $number"
	done
	say "$1: step:exit status$seen"
}

trial_module
watch_events
# Without it a port that goes down loses its IPv6 addresses to the kernel.
for device in all eth0; do
	echo 1 >/proc/sys/net/ipv6/conf/$device/keep_addr_on_down
done
throughout ${EVENT:-delete_bridge}
works "after it"
pass
