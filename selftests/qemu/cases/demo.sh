# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091,SC2034
# A diskless machine with its root on NFS attaches, goes on from the server
# with nothing in its caches, and detaches; what is to be shown is kept.

. /guest/cycles.sh

# No second namespace here: the client asks the server.
CLIENT=10.0.0.1

picture() {
	{
		in_root ip -br -4 addr show scope global
		in_root ip -4 route
		in_root bridge link
	} 2>&1 | keep "$1"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
say "$(in_root uname -sr), root on $(awk '$2 == "/" { from = $1 }
	END { print from }' /proc/1/mounts)"
snapshot_tables >/run/tables.before
picture before
drop_caches
probe_start 120 || fail "the probes did not start"
span quiet sleep "$QUIET_S"
step attach 0 "ddtool bridge-attach $BRIDGE --json"
sleep 1
picture attached
drop_caches
root_alive 60 || fail "the root is dead on the bridge"
sleep 1
step detach 0 "ddtool bridge-detach $BRIDGE --json"
sleep 1
picture after
cycles_windows >"$WINDOWS.new"
cat "$WINDOWS.new" >"$WINDOWS"
probe_stop
keep attach.json <"/run/attach.0.out"
keep detach.json <"/run/detach.0.out"
root_alive 60 || fail "the root is dead"
snapshot_tables >/run/tables.after
! tables_differ || fail "the tables are not as before"
pass
