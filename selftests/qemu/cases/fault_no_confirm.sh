# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Nobody confirms, for ddtool stands still: undone when the time is over, not
# before and not much later.  Meanwhile the module cannot be unloaded and the
# port is busy.

. /guest/trial.sh

CONFIRM_S=5

# waited_ms: from the last step to the first inverse
waited_ms() {
	in_root ddtool status eth0 --json | steps_of | awk '
		$4 != "-" && $4 > last { last = $4 }
		$6 != "-" && (!undo || $6 < undo) { undo = $6 }
		END { print undo - last }'
}

# nobody_confirms WHAT COMMAND...: in the module
nobody_confirms() {
	what=$1
	shift
	remember
	: >$EVENTS
	parameter step_delay_ms 50
	begin "$@" --confirm-timeout $CONFIRM_S
	wait_for 20 entered SWITCHING || fail "$what: no step begins"
	kill -STOP $COMMAND
	wait_for 20 entered WAIT_CONFIRM || fail "$what: no WAIT_CONFIRM"
	parameter step_delay_ms 0
	rmmod ddom_bridge 2>/dev/null &&
		fail "$what: the module could be unloaded"
	first=$COMMAND
	trial 3 "$what: a second one" $DETACH
	COMMAND=$first
	wait_for 20 entered UNDONE || fail "$what: not undone"
	intact "$what"
	waited=$(waited_ms)
	metric "waited_ms_$what" "$waited"
	[ "$waited" -ge $((CONFIRM_S * 1000)) ] ||
		fail "$what: undone after $waited ms already"
	[ "$waited" -le $((CONFIRM_S * 1000 + 1000)) ] ||
		fail "$what: undone only after $waited ms"
	kill -CONT $COMMAND
	finish 20 "$what"
	expect_status 1 "$what"
}

# hangs_alone WHAT COMMAND...: without the module ddtool hangs before a step,
# any; the process that watches over it ends it and takes all back
hangs_alone() {
	what=$1
	shift
	remember
	plan_of "$@" --no-module >/run/plan
	last=$(awk '$2 == "release" { print $1 }' /run/plan | tail -n 1)
	for number in 0 $((last / 2)) "$last"; do
		before=$(guarded)
		begin env "DDTOOL_INJECT=stop=$number" "$@" --no-module \
			--timeout 1 --confirm-timeout 1
		finish 120 "$what alone hangs at step $number"
		expect_status 137 "$what alone hangs at step $number"
		wait_for 60 guarded_after "$before" ||
			fail "$what alone hangs at step $number: no end"
		intact "$what alone hangs at step $number"
	done
}

trial_module
watch_events
nobody_confirms attach $ATTACH
hangs_alone attach $ATTACH
works "nobody confirmed"
trial 0 "attach" $ATTACH
nobody_confirms detach $DETACH
trial 0 "detach" $DETACH
pass
