# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Linux 2.6: attach and detach again and again; no transaction loses a packet,
# unless the receive side is not held.  Sourced by guest_linux26/init.

load_module
say "$(uname -s) $(uname -r)"
[ "${FREEZE:-yes}" = yes ] || echo 1 >"$PARAMS/no_freeze"
tables >/tmp/before
echo_start
nfs_calls
before=$again
nl_cycles eth0 "$BRIDGE" "${CYCLES:-8}" 200 /tmp/windows >/tmp/cycles 2>&1 || {
	read -r line </tmp/cycles
	fail "nl_cycles: $line"
}
echo_stop
while read -r name value; do metric "$name" "$value"; done </tmp/cycles
while read -r _ dir type options _; do
	[ "$dir $type" != "/ nfs" ] || say "root: $options"
done </proc/mounts
nfs_calls
metric nfs_calls "$calls"
metric nfs_retrans $((again - before))
held
tables >/tmp/after
[ "$(cat /tmp/before)" = "$(cat /tmp/after)" ] || fail "the tables changed"
if [ "${FREEZE:-yes}" = yes ]; then
	[ "$lost" = 0 ] || fail "$lost echo requests lost in transactions"
else
	[ "$lost" != 0 ] || fail "nothing lost, although nothing was held"
fi
pass
