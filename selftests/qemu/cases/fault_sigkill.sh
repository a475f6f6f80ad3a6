# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# ddtool is killed in every step, of an attach and of a detach, in the module
# and without it: what was not confirmed is undone, what was is finished.

. /guest/trial.sh

DELAY_MS=${DELAY_MS:-100}
QUICK="--timeout 2 --confirm-timeout 1"

uptime_ms() {
	read -r up _ </proc/uptime
	echo "${up%.*}${up#*.}0"
}

ended() {
	entered COMMITTED || entered UNDONE || entered UNDO_FAILED
}

# killed_in MILLISECONDS: number of the step that ran at that uptime
killed_in() {
	in_root ddtool status eth0 --json | steps_of | awk -v at="$1" '
		$3 != "-" && $3 - 10 <= at { hit = $1 }
		END { print hit == "" ? "-" : hit }'
}

# back WHAT UNDO...: to the start, from either end of the transaction
back() {
	what=$1
	shift
	case $(state) in
	UNDONE)
		undone=$((undone + 1))
		intact "$what"
		;;
	COMMITTED)
		committed=$((committed + 1))
		trial 0 "$what: the way back" "$@"
		intact "$what, kept and taken back"
		;;
	*)
		fail "$what: state $(state)"
		;;
	esac
}

# kill_each DO UNDO: ddtool runs DO in the module and dies in each step
kill_each() {
	undone=0
	committed=0
	hits=
	remember
	plan_of $1 >/run/plan
	number=0
	status=137
	while [ $status = 137 ]; do
		: >$EVENTS
		parameter step_delay_ms $DELAY_MS
		begin $1 $QUICK
		wait_for 20 entered SWITCHING || fail "no step begins"
		usleep $(((number * DELAY_MS + DELAY_MS / 4) * 1000))
		kill -9 $COMMAND 2>/dev/null
		died=$(uptime_ms)
		finish 10 "$1 killed in step $number"
		[ $status = 0 ] || expect_status 137 "$1 killed in step $number"
		wait_for 60 ended || fail "no end after a kill in step $number"
		parameter step_delay_ms 0
		hits="$hits $(killed_in $died)"
		back "$1 killed in step $number" $2
		number=$((number + 1))
	done
	say "$1: steps hit:$hits; $undone undone, $committed kept"
}

# kill_each_alone DO UNDO: the same without the module; a second process
# watches over the first
kill_each_alone() {
	undone=0
	committed=0
	remember
	plan_of $1 --no-module >/run/plan
	while read -r number phase _; do
		before=$(guarded)
		begin env DDTOOL_INJECT=kill=$number $1 --no-module $QUICK
		finish 60 "$1 alone killed in step $number"
		expect_status 137 "$1 alone killed in step $number"
		wait_for 60 guarded_after "$before" ||
			fail "$1 alone killed in step $number: no end"
		if [ $phase = commit ]; then
			committed=$((committed + 1))
			trial 0 "$1 alone: the way back" $2
		else
			undone=$((undone + 1))
		fi
		intact "$1 alone killed in step $number ($phase)"
	done </run/plan
	say "$1 alone: $undone undone, $committed kept"
}

trial_module
watch_events
case ${KILL:-module} in
module) each=kill_each ;;
alone) each=kill_each_alone ;;
esac
$each "$ATTACH" "$DETACH"
metric attaches_undone $undone
metric attaches_kept $committed
trial 0 "attach" $ATTACH
$each "$DETACH" "$ATTACH"
metric detaches_undone $undone
metric detaches_kept $committed
trial 0 "detach" $DETACH
pass
