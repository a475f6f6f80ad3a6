# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Every command of ddtool on a root that is on NFS: its exit status, what it
# says, and that the root lives; --no-module too, also killed in the middle.

. /guest/cycles.sh

# wants STATUS TEXT COMMAND...: ends so, and says so
wants() {
	want=$1
	text=$2
	shift 2
	got=0
	in_root ddtool "$@" >/run/out 2>&1 || got=$?
	if [ $got != "$want" ] || ! grep -q -e "$text" /run/out; then
		keep ddtool </run/out
		fail "ddtool $*: $got instead of $want, or no \"$text\"; $(tail -c 300 /run/out)"
	fi
	say "ddtool $*: $got; $(head -n 1 /run/out)"
}

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

wants 0 'not loaded' status
wants 0 'not loaded' info
wants 0 'was not loaded' unload
wants 0 'PLANNED' bridge-attach --dry-run "$BRIDGE"
wants 0 'loaded' load
wants 0 'loaded already' load
wants 0 'family: ddom_bridge' info
wants 0 'no transaction' status
wants 3 'nosuch' bridge-attach nosuch "$BRIDGE"
wants 3 'on no bridge' bridge-detach

# Ended by the case: where a disk makes the host wait, minutes pass here.
# shellcheck disable=SC2086 # words
$ROOT_PREFIX ddtool watch --json >/run/watch 2>&1 &
watcher=$!
sleep 1
drop_caches
wants 0 'confirmed: uncached read' bridge-attach "$BRIDGE"
root_through "bridge $BRIDGE over eth0"
wants 0 'COMMITTED' status --steps
wants 3 'carries the root already' bridge-attach "$BRIDGE"
echo "bridge = $BRIDGE" >/run/bridge.conf
wants 0 'attached already' bridge-attach --config=/run/bridge.conf
root_alive 20 || fail "the root is dead on the bridge"
drop_caches
wants 0 'COMMITTED' bridge-detach
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
wants 1 'as before' bridge-attach --probe 10.0.0.1:9 "$BRIDGE"
root_through eth0
alive_as_before "failed probe"

# At load; the bridge outlives the module.
wants 0 'unloaded' unload
wants 0 'loaded' load --attach "auto:$BRIDGE"
wants 0 'routed through bridge' status
wants 0 'unloaded' unload
root_alive 20 || fail "the root is dead without the module"
drop_caches
wants 0 'COMMITTED' bridge-detach
alive_as_before "detach after attach at load"
wants 0 'unloaded' unload

# From user space.
drop_caches
wants 0 'confirmed: uncached read' bridge-attach --no-module "$BRIDGE"
root_through "bridge $BRIDGE over eth0"
root_alive 20 || fail "--no-module: the root is dead on the bridge"
drop_caches
wants 0 'COMMITTED' bridge-detach --no-module
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
