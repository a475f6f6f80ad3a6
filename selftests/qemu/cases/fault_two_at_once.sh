# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Two at once: of one port into one bridge, of one port into two bridges, of
# two ports into one bridge.  One is done, the other is refused or fails and
# changes nothing; a detach has everything as before.

. /guest/trial.sh

# pair WHAT US FIRST SECOND: both commands, the second US microseconds later;
# the number of those done is in $done_count
pair() {
	what=$1
	$ROOT_PREFIX $3 >/run/first.out 2>/run/first.err &
	first=$!
	usleep "$2"
	begin $4
	finish 120 "$what: the second"
	second_status=$status
	wait_for 120 eval "! kill -0 $first" || fail "$what: the first hangs"
	wait $first
	first_status=$?
	done_count=0
	for status in $first_status $second_status; do
		case $status in
		0) done_count=$((done_count + 1)) ;;
		1 | 3) ;;
		*) fail "$what: exit status $status:" \
			"$(tail -c 300 /run/first.err /run/trial.err)" ;;
		esac
	done
	seen="$seen $first_status/$second_status"
	alive "$what"
}

# one_of_two WHAT FIRST SECOND UNDO: at several distances
one_of_two() {
	seen=
	for distance in ${DISTANCES:-0 20000 100000}; do
		pair "$1" "$distance" "$2" "$3"
		[ $done_count = 1 ] || fail "$1: $done_count were done ($seen)"
		case $seen in
		*1*) fail "$1: one was begun and failed ($seen)" ;;
		esac
		trial 0 "$1: the way back" ddtool bridge-detach eth0 --json
		intact "$1"
	done
	say "$1: exit statuses$seen"
}

second_port() {
	in_root modprobe veth
	in_root ip link add name second type veth peer name far
	ip link set far netns "$SERVER"
	$SERVER_PREFIX ip addr add 10.7.0.1/24 dev far
	$SERVER_PREFIX ip link set far up
	ip addr add 10.7.0.2/24 dev second
	ip link set second up
	wait_for 10 ping -c 1 -W 1 10.7.0.1 ||
		fail "the second port is dead"
	# Its own address is not settled at once.
	sleep 4
}

trial_module
parameter step_delay_ms 20
remember
one_of_two "same port" "$ATTACH" "$ATTACH"
one_of_two "two bridges" "$ATTACH" "ddtool bridge-attach other --json"
second_port
remember
seen=
pair "two ports" 10000 "$ATTACH" \
	"ddtool bridge-attach second $BRIDGE --probe 10.7.0.1 --json"
say "two ports: exit statuses$seen"
[ $done_count = 1 ] || fail "two ports: $done_count were done ($seen)"
if [ $first_status = 0 ]; then
	trial 0 "two ports: the way back" $DETACH
else
	trial 0 "two ports: the way back" \
		ddtool bridge-detach second --probe 10.7.0.1 --json
fi
intact "two ports"
works "two at once"
pass
