# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Faults in the middle of an attach, in the rig of two machines: a slowed
# down transaction, something that happens, and what must be true afterwards.

. /guest/cycles.sh

# slow_module MILLISECONDS: every step waits so long before it begins
slow_module() {
	in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
	delay=/sys/module/ddom_bridge/parameters/step_delay_ms
	[ -f $delay ] || skip "a module without step_delay_ms"
	echo "$1" >$delay
}

# attach_begin [OPTION...]: in the background; attach_end waits for it
attach_begin() {
	snapshot_tables >/run/tables.before
	{
		# shellcheck disable=SC2086
		$ROOT_PREFIX ddtool bridge-attach "$BRIDGE" --json "$@" \
			>/run/attach.out 2>/run/attach.err
		echo $? >/run/attach.status
	} &
}

# attach_end SECONDS: its exit status is then in $attach_status
attach_end() {
	wait_for "$1" test -s /run/attach.status ||
		fail "ddtool did not end within $1 s"
	attach_status=$(cat /run/attach.status)
	say "ddtool: $attach_status, $(tail -c 300 /run/attach.err)"
}

# as_before: the root lives and no table has changed
as_before() {
	root_alive 60 || fail "the root is dead"
	wait_for 30 tables_settled || {
		tables_differ
		fail "the tables are not as before"
	}
}

tables_settled() {
	snapshot_tables >/run/tables.after
	diff /run/tables.before /run/tables.after
}
