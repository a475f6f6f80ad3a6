# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The module cannot go while a transaction is under way; without it the bridge
# goes on working; loaded again, it undoes what it did before.

. /guest/cycles.sh

# expect WANTED WHAT COMMAND...: the status of a command in the root
expect() {
	wanted=$1
	what=$2
	shift 2
	status=0
	in_root "$@" >/run/expect.out 2>&1 || status=$?
	[ $status = "$wanted" ] ||
		fail "$what: exit status $status, $(tail -c 300 /run/expect.out)"
}

# state_of PORT: the fifth word is the state
state_of() {
	nl_request get "port=$1" | cut -d ' ' -f 5
}

waits_for_confirmation() {
	[ "$(state_of eth0)" = 4 ]
}

is_undone() {
	[ "$(state_of eth0)" = 7 ]
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
snapshot_tables >/run/tables.before

nl_request attach port=eth0 bridge="$BRIDGE" confirm=30000 >/run/request
read -r error _ </run/request
[ "$error" = OK ] || fail "attach: $(cat /run/request)"
waits_for_confirmation || fail "it does not wait"
expect 1 "rmmod with a transaction" rmmod ddom_bridge
expect 3 "ddtool unload with a transaction" ddtool unload
waits_for_confirmation || fail "the refused rmmod disturbed it"
wait_for 60 is_undone || fail "it was not undone"
snapshot_tables >/run/tables.after
! tables_differ || fail "after the undo: the tables are not as before"

expect 0 attach ddtool bridge-attach eth0 "$BRIDGE"
expect 0 rmmod rmmod ddom_bridge
drop_caches
root_alive 20 || fail "the root died with the module"
wait_for 10 ping -c 1 -W 1 10.0.0.1 || fail "the bridge is mute"
expect 0 modprobe modprobe ddom_bridge
expect 0 detach ddtool bridge-detach "$BRIDGE"
root_alive 20 || fail "the root is dead"
[ ! -e "/sys/class/net/$BRIDGE" ] || fail "$BRIDGE is still there"
snapshot_tables >/run/tables.after
! tables_differ || fail "after the detach: the tables are not as before"

expect 0 "ddtool unload" ddtool unload
[ ! -d /sys/module/ddom_bridge ] || fail "ddtool unload left it"
round=0
while [ $round -lt "${ROUNDS:-50}" ]; do
	expect 0 "load $round" modprobe ddom_bridge
	[ $((round % 5)) != 0 ] || nl_request dump >/dev/null
	expect 0 "unload $round" rmmod ddom_bridge
	round=$((round + 1))
done
metric load_unload_rounds $round
pass
