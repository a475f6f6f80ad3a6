# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A NIC whose model is deaf for a second after each write of its receive
# filter. Control, in the same boot: what any attach and detach must do to the
# filter. A bridge makes its port promiscuous; once the server has answered, the
# multicast group of the IPv6 address that moves is left. A detach joins it
# and ends promiscuous mode. ddtool may lose no more than that.

. /guest/cycles.sh

# What a write leaves behind belongs to it.
AFTER_US=2000000
SPARE=fd00::77

# watched LABEL COMMAND...
watched() {
	label=$1
	shift
	window -t 60 -a $AFTER_US "$SPANS" "$label" "$@" >/run/out 2>/run/err ||
		fail "$label: $(tail -c 300 /run/err /run/out)"
	usleep $((AFTER_US + $(phase_us "$cycle")))
}

# As soon as the server answers again, as an attach that verifies does it
control_attach() {
	ip link set eth0 promisc on
	tries=30
	until ping -c 1 -W 1 10.0.0.1 >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
	done
	ip -6 addr del $SPARE/64 dev eth0 || {
		ip addr show dev eth0
		return 1
	}
}

control_detach() {
	ip -6 addr add $SPARE/64 dev eth0
	ip link set eth0 promisc off
}

# each NAME: mean of the echo requests without an answer in the windows of that
# name. While the NIC is deaf most cannot even be sent: the wire is full.
each() {
	awk -v lost="$(probed "echo_lost_$1")" -v cycles="$CYCLES" \
		-v unsent="$(probed "echo_unsent_$1")" '
		BEGIN { printf "%.1f\n", (lost + unsent) / cycles }'
}

# no_worse WHAT: per attach or detach; 100 are 50 ms, an attach's own time
no_worse() {
	metric "unanswered_each_$1" "$(each "$1")"
	metric "unanswered_each_control_$1" "$(each "control_$1")"
	awk -v ours="$(each "$1")" -v control="$(each "control_$1")" '
		BEGIN { exit !(ours <= control + 100) }' ||
		fail "$1: $(each "$1") unanswered, the control $(each "control_$1")"
}

case ${1-} in
attach | detach)
	"control_$1"
	exit
	;;
esac
in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
ip -6 addr add $SPARE/64 dev eth0
sleep 3
probe_start $((60 + CYCLES * 20)) || fail "the probes did not start"
span quiet sleep "$QUIET_S"
cycle=0
while [ $cycle -lt "$CYCLES" ]; do
	watched control_attach sh "/cases/$SCRIPT" attach
	watched control_detach sh "/cases/$SCRIPT" detach
	cycle=$((cycle + 1))
done
ip -6 addr del $SPARE/64 dev eth0
sleep 3
snapshot_tables >/run/tables.before
cycle=0
while [ $cycle -lt "$CYCLES" ]; do
	# shellcheck disable=SC2086
	watched attach $ROOT_PREFIX ddtool bridge-attach "$BRIDGE" --json
	# shellcheck disable=SC2086
	watched detach $ROOT_PREFIX ddtool bridge-detach "$BRIDGE" --json
	cycle=$((cycle + 1))
done
cat "$SPANS" >"$WINDOWS"
probe_stop
keep spans <"$SPANS"
keep echo </run/echo.err
metric cycles "$CYCLES"
[ "$(each control_detach)" != 0.0 ] ||
	fail "the control lost nothing: this NIC hears all the time"
no_worse attach
no_worse detach
root_alive 20 || fail "the root is dead"
snapshot_tables >/run/tables.after
! tables_differ || fail "the tables are not as before"
pass
