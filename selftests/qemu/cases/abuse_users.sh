# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Ordinary users, also as root of namespaces of their own: each request is
# refused, they hear nothing, load nothing, and nobody waits for them.

. /guest/abuse.sh

FLOOD_S=${FLOOD_S:-8}
HEAR_S=5
[ -z "${SLOWNESS-}" ] || HEAR_S=60

# Who asks for the family makes the kernel look for a module of that name.
loads_nothing() {
	cat >/run/modprobe <<-'EOF'
		#!/bin/sh
		echo "$*" >>/run/modprobe.log
		exec inroot /export modprobe "$@"
	EOF
	chmod 755 /run/modprobe
	echo /run/modprobe >/proc/sys/kernel/modprobe
	for who in root user; do
		stranger $who stranger family ||
			fail "$who: the family is there"
	done
	[ ! -d /sys/module/ddom_bridge ] || fail "a user loads the module"
	grep -q ddom_bridge /run/modprobe.log ||
		fail "the kernel has not looked for it"
}

# A transaction in a namespace of the user, who listens there; one in this
# namespace, where a user listens, and root.
hears_nothing() {
	stranger root sh -c '
		ip link add own0 type dummy
		ip addr add 192.0.2.2/24 dev own0
		ip link set own0 up
		exec stranger events 1 '$HEAR_S >/run/own.out 2>&1 &
	own=$!
	stranger user stranger events 1 $HEAR_S >/run/user.out 2>&1 &
	user=$!
	stranger events 1 $HEAR_S >/run/root.out 2>&1 &
	root=$!
	for who in own user root; do
		wait_for 10 grep -q joined /run/$who.out ||
			fail "$who: $(cat /run/$who.out)"
	done
	nsenter -t $own -n nl_request attach port=own0 bridge=own1 \
		probe=192.0.2.1 verify=200 confirm=0 >/run/request
	[ "$(cut -d ' ' -f 5 /run/request)" = $UNDONE ] ||
		fail "in the user's namespace: $(cat /run/request)"
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=100
	wait_for 10 in_state eth5 $UNDONE || fail "not undone"
	wait $own $user $root
	[ "$(value_of heard /run/root.out)" -ge 5 ] ||
		fail "root: $(cat /run/root.out)"
	[ "$(value_of heard /run/own.out)" = 0 ] ||
		fail "in his own namespace he hears: $(cat /run/own.out)"
	[ "$(cat /run/user.out)" = "joined 0
heard 0" ] || fail "a user hears: $(cat /run/user.out)"
}

nobody_waits() {
	stranger root stranger refused lo "$FLOOD_S" 4 >/run/own.out 2>&1 &
	own=$!
	stranger user stranger refused eth5 "$FLOOD_S" 4 >/run/user.out 2>&1 &
	user=$!
	stranger latency "$FLOOD_S" >/run/latency.out 2>&1 &
	latency=$!
	sleep 1
	begin=$(uptime_s)
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=2000
	wait_for 20 in_state eth5 $UNDONE || fail "not undone"
	took=$(($(uptime_s) - begin))
	metric undone_s $took
	wait $own || fail "root of a namespace: $(cat /run/own.out)"
	wait $user || fail "a user: $(cat /run/user.out)"
	wait $latency || fail "$(cat /run/latency.out)"
	figure refused /run/own.out
	figure latency_ms /run/latency.out
	[ -n "${SLOWNESS-}" ] && return
	[ "$figure" -le 5000 ] || fail "generic netlink waited $figure ms"
	[ $took -le 15 ] || fail "the undo was delayed: $took s"
}

loads_nothing
abuse_module
pair eth5 44
settled
hears_nothing
nobody_waits
module_goes
pass
