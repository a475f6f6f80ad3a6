# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Every step of an attach and of a detach fails once: the command says so,
# the tables are as before, the root lives.

. /guest/cycles.sh

PARAMETER=/sys/module/ddom_bridge/parameters/fail_step

# try NUMBER COMMAND...: 0 when step NUMBER failed and all was undone,
# 1 when there is no such step and the command did its work
try() {
	number=$1
	shift
	snapshot_tables >/run/tables.before
	echo "$number" >$PARAMETER
	# shellcheck disable=SC2086
	span fail $ROOT_PREFIX "$@" >/run/try.out 2>/run/try.err
	status=$?
	echo -1 >$PARAMETER
	[ $status = 0 ] && return 1
	[ $status = 1 ] || fail "step $number of $*: exit status $status," \
		"$(tail -c 300 /run/try.err)"
	root_alive 20 || fail "step $number of $*: the root is dead"
	snapshot_tables >/run/tables.after
	! tables_differ || fail "step $number of $*: the tables are not as before"
}

try_all() {
	step_number=0
	while try $step_number "$@"; do
		step_number=$((step_number + 1))
		[ $step_number -lt 100 ] || fail "no end of failing steps"
	done
	[ $step_number -gt 3 ] || fail "$*: only $step_number steps can fail"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
[ -f $PARAMETER ] || skip "a module without fail_step"
: >"$SPANS"
try_all ddtool bridge-attach "$BRIDGE" --json
metric attach_steps_failed $step_number
try_all ddtool bridge-detach "$BRIDGE" --json
metric detach_steps_failed $step_number
pass
