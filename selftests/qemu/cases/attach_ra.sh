# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Addresses, prefix and default route that a router advertises are renewed
# wherever the root is: on the bridge after an attach, on the NIC after a
# detach and after an undo, for longer than their lifetimes, without more of
# them each time. Identifiers are made of the MAC, of a secret, or temporary. A
# static default route of the same metric is another one, not a second path.

. /guest/cycles.sh

PREFIX=2001:db8:77:
LIFETIME=20

# those of $1 with the prefix, one a line: address, flags
addresses() {
	in_root ip -6 -o addr show dev "$1" |
		sed -n "s/.* inet6 \(${PREFIX}[^ ]*\) .*scope global \([^\\\\]*\).*/\1 \2/p" |
		sort
}

public() {
	addresses "$1" | grep -v temporary
}

# renewed WHERE ELSEWHERE WHEN
renewed() {
	sleep $((LIFETIME + 10))
	[ "$(public "$1" | cut -d ' ' -f 1)" = "$address" ] ||
		fail "$mode, $3: $(addresses "$1") instead of $address on $1"
	[ "$(addresses "$1" | wc -l)" = "$count" ] ||
		fail "$mode, $3: not $count addresses: $(addresses "$1")"
	[ -z "$(addresses "$2")" ] ||
		fail "$mode, $3: left on $2: $(addresses "$2")"
	in_root ip -6 route show >/run/routes
	{
		grep -q "^$PREFIX.* dev $1 .*expires" /run/routes &&
			grep -q "^default .* dev $1 .*expires" /run/routes
	} ||
		fail "$mode, $3: no route on $1: $(cat /run/routes)"
	! grep -q -e "^$PREFIX.* dev $2 " -e "^default .* dev $2 " /run/routes ||
		fail "$mode, $3: a route is left on $2: $(cat /run/routes)"
}

# static DEVICE NUMBER: one more default route, of the metric of a router's own
static() {
	in_root ip -6 route append default via "fe80::123$2" dev "$1" metric 1024 ||
		fail "$mode: no static route on $1"
}

one_mode() {
	mode=$1
	in_root ip -6 addr flush dev eth0 scope global dynamic
	sleep 5
	address=$(public eth0 | cut -d ' ' -f 1)
	count=$(addresses eth0 | wc -l)
	[ -n "$address" ] || fail "$mode: no address"
	step attach "$mode" "ddtool bridge-attach $BRIDGE --json"
	renewed "$BRIDGE" eth0 attached
	root_alive 20 || fail "$mode: the root is dead on the bridge"
	[ "$mode" != static ] || static "$BRIDGE" 2
	step detach "$mode" "ddtool bridge-detach $BRIDGE --json"
	renewed eth0 "$BRIDGE" detached
	nl_request attach port=eth0 bridge="$BRIDGE" confirm=3000 >/run/undone
	sleep 10
	renewed eth0 "$BRIDGE" undone
	say "$mode: $address, $count addresses"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
: >"$SPANS"
$SERVER_PREFIX ra_send srv0 ${PREFIX}: 30 $LIFETIME $((LIFETIME - 5)) 2000 &
conf=/proc/sys/net/ipv6/conf/eth0
one_mode mac
echo 2 >$conf/use_tempaddr
one_mode temporary
echo 0 >$conf/use_tempaddr
echo 2001:db8::1 >$conf/stable_secret
one_mode secret
mode=static
static eth0 1
one_mode static
static eth0 3
[ "$(in_root ip -6 route show default | grep -c 'fe80::123')" = 3 ] ||
	fail "static routes are lost: $(in_root ip -6 route show default)"
pass
