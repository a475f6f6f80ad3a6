# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Every command of ddtool on a root that is on NFS: its exit status, what it
# says, and that the root lives; --no-module too, also killed in the middle.

. /guest/cycles.sh

# root_through DEVICE: the last command said that the root is routed so
root_through() {
	grep -q "^root: .* routed through $1\$" /run/out ||
		fail "no \"routed through $1\": $(tail -c 300 /run/out)"
}

alive_as_before() {
	root_alive 20 || fail "$1: the root is dead"
	snapshot_tables >/run/tables.after
	! tables_differ || fail "$1: the tables are not as before"
}

: >"$SPANS"
sleep 3
snapshot_tables >/run/tables.before

says 0 'not loaded' status
says 0 'not loaded' info
says 0 'was not loaded' unload
says 0 'PLANNED' bridge-attach --dry-run "$BRIDGE"
says 0 'loaded' load
says 0 'loaded already' load
says 0 'family: ddom_bridge' info
says 0 'no transaction' status
says 3 'nosuch' bridge-attach nosuch "$BRIDGE"
says 3 'on no bridge' bridge-detach

# Ended by the case: where a disk makes the host wait, minutes pass here.
# shellcheck disable=SC2086 # words
$ROOT_PREFIX ddtool watch --json >/run/watch 2>&1 &
watcher=$!
sleep 1
drop_caches
says 0 'confirmed: uncached read' bridge-attach "$BRIDGE"
root_through "bridge $BRIDGE over eth0"
says 0 'COMMITTED' status --steps
says 3 'carries the root already' bridge-attach "$BRIDGE"
echo "bridge = $BRIDGE" >/run/bridge.conf
says 0 'attached already' bridge-attach --config=/run/bridge.conf
root_alive 20 || fail "the root is dead on the bridge"
drop_caches
says 0 'COMMITTED' bridge-detach
root_through eth0
alive_as_before "detach"
wait_for 20 grep -q '"state":"COMMITTED"' /run/watch ||
	fail "watch has heard of no end: $(tail -c 300 /run/watch)"
kill $watcher
wait $watcher
for state in SWITCHING VERIFYING WAIT_CONFIRM COMMITTED; do
	grep -q "\"state\":\"$state\"" /run/watch ||
		fail "watch has not seen $state: $(tail -c 300 /run/watch)"
done

# A probe that refuses connections; then nobody confirms.
says 1 'as before' bridge-attach --probe 10.0.0.1:9 "$BRIDGE"
root_through eth0
alive_as_before "failed probe"

# At load; the bridge outlives the module.
says 0 'unloaded' unload
says 0 'loaded' load --attach "auto:$BRIDGE"
says 0 'routed through bridge' status
says 0 'unloaded' unload
root_alive 20 || fail "the root is dead without the module"
drop_caches
says 0 'COMMITTED' bridge-detach
alive_as_before "detach after attach at load"
says 0 'unloaded' unload

# From user space.
drop_caches
says 0 'confirmed: uncached read' bridge-attach --no-module "$BRIDGE"
root_through "bridge $BRIDGE over eth0"
root_alive 20 || fail "--no-module: the root is dead on the bridge"
drop_caches
says 0 'COMMITTED' bridge-detach --no-module
alive_as_before "--no-module"
for fault in ${FAULTS:-kill=7 kill=9 kill=12 fail=10}; do
	drop_caches
	DDTOOL_INJECT=$fault in_root ddtool bridge-attach --no-module \
		--timeout 1 --confirm-timeout 1 "$BRIDGE" >/run/out 2>&1
	say "$fault: $? $(head -n 1 /run/out)"
	sleep 1
	alive_as_before "--no-module, $fault"
done
pass
