#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Bridges for domUs on VLANs, out of bridge.conf: a veth pair between dom0's
# network namespace and a switch's, and a domU's. Prints KTAP; needs root.
# Usage: test_vlans.sh DDTOOL
set -u

ddtool=$(realpath "$1")
client=ddvc$$
server=ddvs$$
domu=ddvu$$
work=$(mktemp -d)
details=$work/out
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

# shellcheck disable=SC2317
clean()
{
	rm -f "/run/ddom/attach-$(stat -L -c %i "/run/netns/$client")"-*
	for netns in "$client" "$server" "$domu"; do
		ip netns del "$netns" 2>/dev/null
	done
	rm -rf "$work"
}

# The first argument is the exit status that the rest must end with.
exits()
{
	want=$1
	shift
	timeout -k 5 60 ip netns exec "$client" "$ddtool" "$@" >"$work/out" 2>&1
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "exit status $got instead of $want: $*" >>"$work/out"
	return 1
}

# $1: exit status; the configuration is standard input, the root's before it.
attach()
{
	want=$1
	shift
	{
		printf 'port = eth0\nbridge = xenbr0\nprobe = 10.9.0.1\nmodule = no\n'
		cat
	} >"$work/conf"
	exits "$want" bridge-attach --config="$work/conf" "$@"
}

# $1: what is mounted for an attach with the last configuration
mounted()
{
	timeout -k 5 60 ip netns exec "$client" sh -c "$1"' && exec "$@"' - \
		"$ddtool" bridge-attach --config="$work/conf" >"$work/out" 2>&1
}

# Every line of standard input is in what was said.
says()
{
	while read -r line; do
		grep -qF -- "$line" "$work/out" && continue
		echo "not said: $line" >>"$work/out"
		return 1
	done
}

tables()
{
	# the kernel sets operating states when it finds time, and makes
	# link-local addresses likewise
	ip -n "$client" -o -d link | sed 's/gc_timer *[0-9.]*//; s/port_id.*//
		s/tso_max_size [0-9]*//; s/ state [A-Z]* / /'
	ip -n "$client" -o addr | grep -v fe80: | sed 's/valid_lft.*//'
}

remember()
{
	tables >"$work/before"
}

unchanged()
{
	tables >"$work/after"
	[ "$(cat "$work/before")" = "$(cat "$work/after")" ] && return
	grep -vxFf "$work/before" "$work/after" | sed 's/^/now: /' >>"$work/out"
	grep -vxFf "$work/after" "$work/before" | sed 's/^/was: /' >>"$work/out"
	return 1
}

# $1: namespace, $2: address
pings()
{
	ip netns exec "$1" ping -c 1 -w 5 -q "$2" >>"$work/out" 2>&1
}

# JSON without blanks has this in it.
has()
{
	tr -d ' \n' <"$work/out" >"$work/json"
	grep -qF "$1" "$work/json"
}

# $1: bridge, $2: device: completed, and dom0 has no IPv6 on them
no_ipv6()
{
	for device in "$1" "$2"; do
		ip -n "$client" -o link show "$device" >"$work/out"
		grep 'group default' "$work/out" | grep -q 'alias ddom' || return 1
		ip netns exec "$client" cat \
			"/proc/sys/net/ipv6/conf/$device/disable_ipv6" \
			>>"$work/out" 2>&1
		[ "$(tail -n 1 "$work/out")" = 1 ] || return 1
	done
}

there()
{
	ip -n "$client" link show "$1" >>"$work/out" 2>&1
}

setup()
{
	ip -n "$client" link add eth0 type veth peer name srv0 netns "$server" ||
		skip "no veth devices"
	ip -n "$server" link add srv0.100 link srv0 type vlan id 100 ||
		skip "no VLAN devices"
	for id in 200 300 600; do
		ip -n "$server" link add srv0.$id link srv0 type vlan id $id
	done
	for pair in "$client lo" "$client eth0" "$server srv0"; do
		ip -n "${pair% *}" link set "${pair#* }" up
	done
	ip -n "$server" addr add 10.9.0.1/24 dev srv0
	for id in 100 200 300 600; do
		ip -n "$server" link set srv0.$id up
		ip -n "$server" addr add "10.$((id / 100)).0.1/24" dev srv0.$id
	done
	ip -n "$server" addr add fd00:3::1/64 dev srv0.300 nodad
	ip -n "$client" addr add 10.9.0.2/24 dev eth0
	# until duplicate address detection is over
	sleep 2.5
}

[ "$(id -u)" = 0 ] || skip "needs root"
for program in ip ping timeout; do
	command -v "$program" >/dev/null || skip "no $program"
done
ip netns add "$client" 2>/dev/null || skip "no network namespaces"
ip netns exec "$client" true 2>/dev/null || {
	ip netns del "$client"
	skip "network namespaces cannot be entered"
}
ip netns add "$server"
ip netns add "$domu"
trap clean EXIT
trap 'exit 1' INT TERM
setup

echo "KTAP version 1"
echo "1..39"
remember

attach 2 <<END && says <<SAID && unchanged
[xenbr100]
vlan = 100
[xenbr200]
vlan = 100
END
conf:7: [xenbr200]: VLAN 100 of the root's port is in xenbr100 already
SAID
result "a file that is wrong: nothing is changed"
cat >"$work/two" <<END
[xenbr100]
vlan = 100
[xenbr200]
vlan = 200
address = 10.2.0.2/24
END
attach 0 --dry-run <"$work/two" && says <<SAID && unchanged
xenbr100: would be made, VLAN 100 of eth0 (eth0.100)
xenbr200: would be made, VLAN 200 of eth0 (eth0.200), 10.2.0.2/24
SAID
result "a dry run says what would be made"
attach 0 <"$work/two" && says <<SAID
eth0 into xenbr0: COMMITTED
xenbr100: made, VLAN 100 of eth0 (eth0.100)
xenbr200: made, VLAN 200 of eth0 (eth0.200), 10.2.0.2/24
SAID
result "they are made after the root's"
pings "$client" 10.9.0.1 && pings "$client" 10.2.0.1
result "dom0 reaches the VLAN that it has an address in"
ip -n "$client" link add vif1.0 up master xenbr100 type veth \
	peer name eth0 netns "$domu"
ip -n "$domu" link set eth0 up
ip -n "$domu" addr add 10.1.0.3/24 dev eth0
pings "$domu" 10.1.0.1
result "a domU reaches its VLAN"
ip -n "$client" addr show dev xenbr100 >"$work/out"
ip -n "$client" addr show dev eth0.100 >>"$work/out"
! grep -q inet "$work/out"
result "dom0 is not in it"
remember
attach 0 <"$work/two" && says <<SAID && unchanged
xenbr0: attached already
xenbr100: is there already, VLAN 100 of eth0 (eth0.100)
xenbr200: is there already, VLAN 200 of eth0 (eth0.200), 10.2.0.2/24
SAID
result "a second run changes nothing and says so"
exits 0 status && says <<SAID
xenbr100: VLAN 100 of eth0 (eth0.100), 1 more port
xenbr200: VLAN 200 of eth0 (eth0.200), 0 more ports
SAID
result "status shows them"
exits 0 status --json &&
	has '"bridges":[{"bridge":"xenbr100","vlan":100,"port":"eth0","device":"eth0.100","up":true,"others":1},{"bridge":"xenbr200",'
result "and as JSON"
attach 0 --json <"$work/two" && has '"already":true' && has '"exit":0' &&
	has '{"bridge":"xenbr200","done":"there","vlan":200,"port":"eth0","device":"eth0.200","address":"10.2.0.2/24"}'
result "an attach as JSON"

ip -n "$client" link del eth0.200
ip -n "$client" addr del 10.2.0.2/24 dev xenbr200
ip -n "$client" link set xenbr100 down
attach 0 <"$work/two" && says <<SAID && pings "$client" 10.2.0.1
xenbr100: made,
xenbr200: made,
SAID
result "what is missing of one is made"
ip -n "$client" link add taken type dummy
remember
attach 6 <<END && says <<SAID && unchanged
[xenbr200]
vlan = 200
[taken]
vlan = 201
[xenbr300]
port = nosuch
vlan = 300
END
xenbr200: is there already
taken: there is such a device, and it is no bridge
xenbr300: nosuch: no such device
SAID
result "each one that fails is named, and nothing is left of it"
attach 6 <<END && says <<SAID
[taken]
vlan = 201
[xenbr300]
vlan = 300
address = fd00:3::2/64
END
taken: there is such a device, and it is no bridge
xenbr300: made, VLAN 300 of eth0 (eth0.300), fd00:3::2/64
SAID
result "those after it are made, and the root's stays"
sleep 2.5
pings "$client" fd00:3::1
result "an IPv6 address"
ip -n "$client" link del xenbr300
ip -n "$client" link del eth0.300

cat >"$work/three" <<END
[xenbr300]
vlan = 300
address = 10.3.0.2/24
END
remember
step=0
while [ $step -lt 30 ]; do
	DDTOOL_INJECT=fail=$step attach 6 <"$work/three" || break
	unchanged || break
	step=$((step + 1))
done
grep -q 'xenbr300: made' "$work/out" && [ $step = 9 ]
result "as before after a failure at any of $step steps"
exits 0 bridge-detach --config="$work/conf" --dry-run && says <<SAID
xenbr300: would be removed, VLAN 300 of eth0 (eth0.300), 10.3.0.2/24
SAID
result "a dry run says what would be removed"
ip -n "$client" link del xenbr300
ip -n "$client" link del eth0.300
step=0
while [ $step -lt 30 ]; do
	DDTOOL_INJECT=kill=$step attach 137 <"$work/three" || break
	attach 0 <"$work/three" || break
	no_ipv6 xenbr300 eth0.300 || break
	pings "$client" 10.3.0.1 || break
	ip -n "$client" link del xenbr300
	ip -n "$client" link del eth0.300
	step=$((step + 1))
done
[ $step = 9 ]
result "killed at any of $step steps, the next run makes what is missing"
ip -n "$client" link del xenbr300
ip -n "$client" link del eth0.300
remember
mounted 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys'
[ $? = 6 ] && says <<SAID && unchanged
xenbr300: /proc/sys/net/ipv6/conf/xenbr300/disable_ipv6: Read-only file system; make it writable first
SAID
result "where IPv6 cannot be switched off dom0 does not get into the VLAN"
mounted 'mount -t tmpfs none /proc/sys/net/ipv6' &&
	pings "$client" 10.3.0.1
result "without IPv6 there is nothing to switch off"
ip -n "$client" link del xenbr300
ip -n "$client" link del eth0.300

ip -n "$client" link add eth0.300 link eth0 type vlan id 300
ip -n "$client" addr add 10.3.0.7/24 dev eth0.300
ip -n "$client" link set eth0.300 up
for _ in $(seq 50); do
	ip -n "$client" addr show dev eth0.300 | grep -q fe80 && break
	sleep 0.1
done
remember
attach 6 <<END && says <<SAID && unchanged && pings "$client" 10.3.0.1
[xenbr300]
vlan = 300
END
xenbr300: eth0.300: was not made for it; 'ip link set eth0.300 master xenbr300' if it may be
SAID
result "a VLAN that may carry something is left alone"
attach 6 <<END && says <<SAID && unchanged
[xenbr400]
vlan = 400
address = 10.9.0.78/30
[xenbr401]
vlan = 401
address = 10.9.99.1/16
END
xenbr400: xenbr0 has an address in the same subnet
xenbr401: xenbr0 has an address in the same subnet
SAID
result "an address may not be in a subnet of another device's"
ip -n "$client" link set eth0.300 master xenbr200
attach 6 <<END && says <<SAID
[xenbr300]
vlan = 300
END
xenbr300: eth0.300: is in xenbr200
SAID
result "and one that is in another bridge"
attach 6 <<END && says <<SAID
[xenbr200]
vlan = 200
END
xenbr200: another VLAN's eth0.300 is in it; 'ip link set eth0.300 nomaster' first
SAID
result "two VLANs are never put together"
ip -n "$client" link del eth0.300
ip -n "$client" link add v300 link eth0 type vlan id 300
ip -n "$client" link add theirs type bridge forward_delay 0
ip -n "$client" link set v300 master theirs
attach 0 <<END && says <<SAID && pings "$client" 10.3.0.1
[theirs]
vlan = 300
address = 10.3.0.2/24
END
theirs: made, VLAN 300 of eth0 (v300), 10.3.0.2/24
SAID
result "devices of others, by whatever name, are used"
exits 0 bridge-detach --config="$work/conf" --no-module && says <<SAID
theirs: is not there, VLAN 300 of eth0 (v300)
SAID
result "and are not removed"
there theirs && there v300
result "they are there"
ip -n "$client" link del theirs
ip -n "$client" link del v300

! there xenbr0 && pings "$domu" 10.1.0.1 && pings "$client" 10.2.0.1
result "without the root's bridge they stay, and work"
attach 0 <"$work/two" && says <<SAID && pings "$domu" 10.1.0.1
xenbr100: is there already
xenbr200: is there already
SAID
result "and when that comes back"
remember
exits 3 bridge-detach --config="$work/conf" && says <<SAID && unchanged
xenbr100: another port vif1.0; 'ip link set vif1.0 nomaster' first
SAID
result "with a domU none of them is removed"
ip -n "$client" link add up0 link xenbr200 type macvlan
ip -n "$client" link del vif1.0
remember
exits 3 bridge-detach --config="$work/conf" && says <<SAID && unchanged
xenbr200: up0 is on it; 'ip link del up0' first
SAID
result "nor with a device on one of them"
ip -n "$client" link del up0
ip -n "$client" link add theirs type bridge
ip -n "$client" link set eth0.200 master theirs
for _ in $(seq 50); do
	ip -n "$client" link show dev xenbr200 | grep -q NO-CARRIER && break
	sleep 0.1
done
remember
exits 3 bridge-detach --config="$work/conf" && says <<SAID && unchanged
xenbr200: eth0.200 was moved into theirs and stays there; 'ip link set eth0.200 nomaster' first
SAID
result "nor when a VLAN's device was moved into another bridge"
ip -n "$client" link del theirs
ip -n "$client" link set eth0.200 master xenbr200
exits 0 bridge-detach --config="$work/conf" && says <<SAID
eth0 out of xenbr0: COMMITTED
xenbr100: removed, VLAN 100 of eth0 (eth0.100)
xenbr200: removed, VLAN 200 of eth0 (eth0.200), 10.2.0.2/24
SAID
result "they are removed"
! there xenbr100 && ! there eth0.100 && ! there xenbr200 &&
	! there eth0.200 && there eth0 && pings "$client" 10.9.0.1
result "and nothing is left of them"
exits 0 bridge-detach --config="$work/conf" && says <<SAID
xenbr0: detached already
xenbr100: is not there
SAID
result "a second time there is nothing to do"

cat >"$work/conf" <<END
port = eth0
bridge = xenbridge0000
probe = 10.9.0.1
module = no
[xenbr600]
port = xenbridge0000
vlan = 600
address = 10.6.0.2/24
END
remember
exits 0 bridge-attach --config="$work/conf" --dry-run && says <<SAID && unchanged
xenbr600: would be made, VLAN 600 of xenbridge0000 (v8f367f84.600), 10.6.0.2/24
SAID
result "a dry run knows a long name's device before there is the root's bridge"
exits 0 bridge-attach --config="$work/conf" && says <<SAID && pings "$client" 10.6.0.1
xenbr600: made, VLAN 600 of xenbridge0000 (v8f367f84.600), 10.6.0.2/24
SAID
result "on the root's bridge"
exits 0 bridge-attach --config="$work/conf" && says <<SAID
xenbr600: is there already, VLAN 600 of xenbridge0000 (v8f367f84.600)
SAID
result "and found by that name"
exits 0 bridge-detach --config="$work/conf" && ! there xenbridge0000 &&
	! there xenbr600
result "and off it again"
sed -i '/^\[/,$d' "$work/conf"
removed=0
for step in 1 4; do
	exits 0 bridge-attach --config="$work/conf" || break
	printf '[xenbr600]\nvlan = 600\n' >>"$work/conf"
	DDTOOL_INJECT=kill=$step exits 137 bridge-attach \
		--config="$work/conf" || break
	there xenbr600 || break
	exits 0 bridge-detach --config="$work/conf" || break
	there xenbr600 || there eth0.600 || removed=$((removed + 1))
	sed -i '/^\[/,$d' "$work/conf"
done
[ $removed = 2 ]
result "what a killed run has begun is removed"
exit "$failed"
