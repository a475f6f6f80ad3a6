# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A real diskless machine: attach, forget all neighbours and caches, idle a
# while, detach; the root lives and the tables are as before.

. /guest/faults.sh

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
: >"$SPANS"
snapshot_tables >/run/tables.before
drop_caches
step attach 0 "ddtool bridge-attach $BRIDGE --json"
for _ in 1 2 3; do
	in_root ip neigh flush all
	drop_caches
	root_alive 30 || fail "the root is dead on the bridge"
	sleep "${IDLE_S:-5}"
done
in_root ip -br link >/run/links || fail "no command starts on the bridge"
drop_caches
step detach 0 "ddtool bridge-detach $BRIDGE --json"
as_before
pass
