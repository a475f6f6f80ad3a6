# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Bridges are deleted, by an undo and by a detach, while packets of others are
# always waiting for a CPU: who deletes must be allowed to wait for them.

. /guest/abuse.sh

[ "$(cat /proc/sys/kernel/panic_on_warn)" = 1 ] || fail "no panic_on_warn"
abuse_module
pair eth5 44
settled
# A kernel that watches itself would not hear the other end's answer.
[ -z "${SLOWNESS-}" ] || FLOODS=1
stranger flood "${FLOODS:-3}" 1000 &
flood=$!
round=0
while [ $round -lt "${ROUNDS:-10}" ]; do
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=10000
	request $COMMITTED confirm port=eth5 id="$id"
	request $COMMITTED detach port=eth5 confirm=0
	[ ! -e "/sys/class/net/$BRIDGE" ] || fail "$BRIDGE is still there"
	nl_request attach port=eth5 bridge="$BRIDGE" confirm=1 >/run/request
	wait_for 10 in_state eth5 $UNDONE || fail "not undone: $(cat /run/request)"
	[ ! -e "/sys/class/net/$BRIDGE" ] || fail "$BRIDGE was not deleted"
	round=$((round + 1))
done
metric rounds $round
kill $flood
answers 44
module_goes
pass
