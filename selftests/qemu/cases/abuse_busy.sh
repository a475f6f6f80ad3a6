# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# A user, root of namespaces of his own, asks with hundreds of processes again
# and again: the machine's own transactions, and their undo, are not delayed.

. /guest/abuse.sh

REQUESTERS=${REQUESTERS:-300}
# Milliseconds: what a transaction of the machine may take, and its undo; not the
# time that it takes to ask, among hundreds of processes.
LIMIT=${LIMIT:-10000}

# ended NAME HOW BEYOND: the last transaction has; it took so many ms more than
# BEYOND, by the kernel's log
ended() {
	wait_for 120 eval "dmesg | awk '/abuse_busy: begun/ { end = 0 }
		/ddom_bridge: eth5 .*: $2/ { end = 1 } END { exit !end }'" ||
		fail "$1: not $2, $(cat /run/request)"
	ms=$(dmesg | tr -d '[]' | awk -v beyond="$3" '
		/abuse_busy: begun/ { begin = $1 }
		/ddom_bridge: eth5 / { end = $1 }
		END { print int((end - begin) * 1000) - beyond }')
	metric "$1" "$ms"
	[ "$ms" -le $longest ] || longest=$ms
}

begun() {
	echo "abuse_busy: begun" >/dev/kmsg
	nl_request -n "$@" >/run/request
}

# transactions WHEN: of the machine, and how long each took
transactions() {
	longest=0
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=60000
	request $COMMITTED confirm port=eth5 "id=$id"
	begun detach port=eth5 confirm=0
	ended "detach_ms_$1" "done" 0
	begun attach port=eth5 bridge="$BRIDGE" confirm=0
	ended "attach_ms_$1" "done" 0
	request $COMMITTED detach port=eth5 confirm=0
	begun attach port=eth5 bridge="$BRIDGE" confirm=1000
	ended "undone_ms_$1" undone 1000
}

renice -n -20 -p $$ >/dev/null || fail "renice"
abuse_module
pair eth5 46
settled
transactions quiet
stranger root sh -c "
	ip link add own0 type dummy
	ip addr add 192.0.2.2/24 dev own0
	ip link set own0 up
	exec stranger hammer $REQUESTERS own0 ${SECONDS_MOST:-120}" \
	>/run/hammer.out 2>&1 &
hammer=$!
wait_for 120 grep -q hammering /run/hammer.out ||
	fail "$(cat /run/hammer.out)"
sleep 2
transactions busy
kill -0 $hammer 2>/dev/null ||
	fail "they have ended before: $(cat /run/hammer.out)"
wait $hammer || fail "$(cat /run/hammer.out)"
figure begun /run/hammer.out
figure refused /run/hammer.out
[ "$figure" -gt "$REQUESTERS" ] || fail "only $figure requests were refused"
[ -n "${SLOWNESS-}" ] || [ $longest -le "$LIMIT" ] ||
	fail "one of the machine's own took $longest ms"
module_goes
pass
