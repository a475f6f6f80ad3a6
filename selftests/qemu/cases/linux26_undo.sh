# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Linux 2.6: undone when nobody confirms, when the server is not reached, when
# the new bridge has a forward delay; and after a failure of each step.  The
# root lives.  Sourced by guest_linux26/init.

UNDONE=7
COMMITTED=5

undone() {
	[ "$state" = $UNDONE ] || fail "$1: state $state, not undone"
	tables >/tmp/after
	[ "$(cat /tmp/before)" = "$(cat /tmp/after)" ] ||
		fail "$1: the tables changed"
}

load_module
tables >/tmp/before
echo_start
request attach port=eth0 bridge="$BRIDGE" confirm=300 "$PROBE"
sleep 2
request get port=eth0
undone "not confirmed"
nl_request event >/tmp/event &
hearer=$!
sleep 1
request attach port=eth0 bridge="$BRIDGE" verify=1000 probe=10.0.0.77
undone unreachable
# Who is nobody hears of it too, but not whose address it was.
wait $hearer || fail "nobody hears an event"
read -r _ _ _ _ state text </tmp/event
undone "the event"
[ -z "$text" ] || fail "the event says $text"
request get port=eth0
read -r _ _ _ _ _ text </tmp/answer
case $text in *10.0.0.77*) ;; *) fail "the object says $text" ;; esac
request attach port=eth0 bridge="$BRIDGE" verify=1000 probe=10.0.0.1:9
undone "closed port"
echo 1 >"$PARAMS/keep_delay"
request attach port=eth0 bridge="$BRIDGE" "$PROBE"
undone "forward delay"
echo 0 >"$PARAMS/keep_delay"

step=0
while [ $step -lt 100 ]; do
	echo $step >"$PARAMS/fail_step"
	request attach port=eth0 bridge="$BRIDGE" confirm=0 "$PROBE"
	[ "$state" = $COMMITTED ] && break
	undone "step $step"
	step=$((step + 1))
done
echo -1 >"$PARAMS/fail_step"
metric steps $step
[ $step -gt 10 ] || fail "only $step steps failed"
request detach port=eth0 confirm=0 "$PROBE"
[ "$state" = $COMMITTED ] || fail "detach: state $state"
echo_stop
# A busy host loses some; a server that was told a wrong MAC, seconds.
[ "$lost_all" -lt $((${RATE:-500} * 5)) ] || fail "$lost_all requests lost"
tables >/tmp/after
[ "$(cat /tmp/before)" = "$(cat /tmp/after)" ] || fail "the tables changed"
pass
