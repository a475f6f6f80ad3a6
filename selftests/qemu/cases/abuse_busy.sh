# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# A user, root of namespaces of his own, asks with hundreds of processes again
# and again: the machine's own transactions, and their undo, are not delayed.

. /guest/abuse.sh

REQUESTERS=${REQUESTERS:-300}
# Seconds: what a transaction of the machine may take, and its undo.
LIMIT=${LIMIT:-15}

# took: ms since the last call
took() {
	before=${now-0}
	now=$(awk '{ print int($1 * 1000) }' /proc/uptime)
	took=$((now - before))
}

# transactions WHEN: of the machine, and how long each took
transactions() {
	took
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=60000
	took
	metric "attach_ms_$1" $took
	longest=$took
	request $COMMITTED confirm port=eth5 "id=$id"
	took
	metric "confirm_ms_$1" $took
	[ $took -le $longest ] || longest=$took
	request $COMMITTED detach port=eth5 confirm=0
	took
	metric "detach_ms_$1" $took
	[ $took -le $longest ] || longest=$took
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=1000
	took
	wait_for 120 in_state eth5 $UNDONE || fail "$1: not undone"
	took
	metric "undo_ms_$1" $((took - 1000))
	[ $((took - 1000)) -le $longest ] || longest=$((took - 1000))
}

abuse_module
pair eth5 46
settled
transactions quiet
stranger root sh -c "
	ip link add own0 type dummy
	ip addr add 192.0.2.2/24 dev own0
	ip link set own0 up
	exec stranger hammer $REQUESTERS own0 ${SECONDS_MOST:-60}" \
	>/run/hammer.out 2>&1 &
hammer=$!
wait_for 120 grep -q hammering /run/hammer.out ||
	fail "$(cat /run/hammer.out)"
sleep 2
transactions busy
kill -0 $hammer || fail "they have ended before: $(cat /run/hammer.out)"
wait $hammer || fail "$(cat /run/hammer.out)"
figure begun /run/hammer.out
figure refused /run/hammer.out
[ "$figure" -gt "$REQUESTERS" ] || fail "only $figure requests were refused"
[ -n "${SLOWNESS-}" ] || [ $longest -le $((LIMIT * 1000)) ] ||
	fail "the machine's own waited $longest ms"
module_goes
pass
