# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# Every strategy in STRATEGIES, REPETITIONS times in turn, with nothing in the
# caches, watched by both probes; ends early when one has lost the root.

BRIDGE=xenbr0
. /cases/strategies.sh

WATCH_US=${WATCH_US:-600000}	# belongs to the attach
DONE_S=${DONE_S:-12}		# no attach takes longer
DEAD_S=${DEAD_S:-8}		# a read which takes longer: the root is lost

client_timeouts() {
	tcp_counters env | value_of TCPTimeouts
}

bench_counted() {
	rpc=$(($(rpc_retransmissions) - rpc_before))
	timeouts=$(($(client_timeouts) - timeouts_before))
}

# Is it the bridge which was asked for?
bridged() {
	[ -e /sys/class/net/$BRIDGE/brif/eth0 ] &&
		ip addr show dev $BRIDGE | grep -q 'inet 10.0.0.2/'
}

# The test of an attach: the root is read anew, also when the neighbours and
# all pages are forgotten.
root_survived() {
	root_alive "$DEAD_S" || return 1
	metric "$attempt.lived" 1
	bounded 5 ip neigh flush dev eth0
	[ ! -d /sys/class/net/$BRIDGE ] ||
		bounded 5 ip neigh flush dev $BRIDGE
	echo 3 >/proc/sys/vm/drop_caches
	root_alive "$DEAD_S"
}

# one NAME NUMBER: 1 when the root did not survive it
one() {
	attempt=$1.$2
	"$1_prepare"
	drop_caches
	usleep $((300000 + $2 * 618 % 1000))
	rpc_before=$(rpc_retransmissions)
	timeouts_before=$(client_timeouts)
	window -t "$DONE_S" "$SPANS" "$attempt" sh "$ATTACH" >/run/bench.out 2>&1
	status=$?
	usleep "$WATCH_US"
	span watch true
	bench_counted
	[ $status = 0 ] || say "$attempt: exit status $status:" \
		"$(tail -c 300 /run/bench.out)"
	metric "$attempt.status" $status
	{
		bounded 5 ip addr
		bounded 5 ip route
	} | keep "$attempt.tables"
	keep "$attempt.out" </run/bench.out
	metric "$attempt.bridged" "$(bridged && echo 1 || echo 0)"
	survived=1
	root_survived || {
		survived=0
		span watch true
		bench_counted
	}
	metric "$attempt.survived" $survived
	metric "$attempt.rpc_retransmissions" $rpc
	metric "$attempt.tcp_timeouts" $timeouts
	[ $survived = 1 ] || return 1
	"$1_undo"
	usleep 200000
}

all_in_turn() {
	number=0
	while [ $number -lt "${REPETITIONS:-5}" ]; do
		for strategy in $STRATEGIES; do
			one "$strategy" $number || return 1
		done
		number=$((number + 1))
	done
}

# A window is the command and what was watched after it; the end of the last
# "watch" before the next command.
windows_of_spans() {
	awk '$1 == "watch" { end = $3; next }
		label { print label, begin, end }
		{ label = $1; begin = $2; end = $3 }
		END { if (label) print label, begin, end }' "$SPANS"
}

# The reads around one attach: milliseconds from its begin, microseconds
keep_reads() {
	while read -r label begin end; do
		[ "$label" != quiet ] || continue
		done_at=$(awk -v label="$label" '$1 == label { print $3 }' \
			"$SPANS")
		metric "$label.done_us" $(((done_at - begin) / 1000))
		awk -v begin="$begin" -v end="$end" '
			$1 > end { exit }
			{ at = ($1 - begin) / 1000000 }
			at + $2 / 1000 >= -300 && at <= 3000 {
				printf "%.1f %d\n", at, $2 }' /run/reader.log |
			keep "$label.reads"
	done <"$WINDOWS"
}

load_module bridge
case " $STRATEGIES " in
*" ddtool "*) in_root modprobe ddom_bridge || fail "modprobe ddom_bridge" ;;
esac
probe_start 400 || fail "the probes did not start"
span quiet sleep 2
all_in_turn
windows_of_spans >"$WINDOWS"
probe_stop
keep_reads
pass
