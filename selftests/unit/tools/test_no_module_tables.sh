#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ddtool --no-module on tables that are easily broken: routes that another NIC
# has too, nexthop objects, rules, proxies. Each is attached and undone at its
# last step, attached, detached; the tables are compared each time. Prints
# KTAP; needs root. Usage: test_no_module_tables.sh DDTOOL
set -u

ddtool=$(realpath "$1")
client=dtc$$
server=dts$$
work=$(mktemp -d)
details=$work/out
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

# shellcheck disable=SC2317
clean()
{
	ip netns del "$client" 2>/dev/null
	ip netns del "$server" 2>/dev/null
	rm -rf "$work"
}

c()
{
	ip -n "$client" "$@"
}

run()
{
	ip netns exec "$client" "$ddtool" "$@" --no-module >>"$work/out" 2>&1
}

# Two NICs with a subnet each, gateways .1 and .9.
fresh()
{
	ip netns del "$client" 2>/dev/null
	ip netns del "$server" 2>/dev/null
	: >"$work/out"
	for ns in "$client" "$server"; do
		ip netns add "$ns"
		ip netns exec "$ns" sysctl -qw net.ipv6.conf.default.accept_dad=0
		ip -n "$ns" link set lo up
	done
	for i in 0 1; do
		ip link add "eth$i" netns "$client" type veth \
			peer name "srv$i" netns "$server"
		c link set "eth$i" up
		ip -n "$server" link set "srv$i" up
		for host in 1 9; do
			ip -n "$server" addr add "10.9.$i.$host/24" dev "srv$i"
			ip -n "$server" addr add "fd00:9:$i::$host/64" dev "srv$i"
		done
		c addr add "10.9.$i.2/24" dev "eth$i"
		c addr add "fd00:9:$i::2/64" dev "eth$i"
	done
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(c -6 addr show tentative)" ] || break
		sleep 0.1
	done
	# sysctl-set steps would be the last ones
	ip netns exec "$client" sysctl -qw net.ipv6.conf.eth0.accept_dad=0
}

routes()
{
	c route show table main
	c -6 route show table main | grep -v fe80
	c rule
	c -6 rule
	c nexthop 2>/dev/null
	c neigh show proxy
	c -6 neigh show proxy
	c -o addr show to 224.0.0.0/4
	c -o -6 addr show to ff00::/8
	c -o -6 addr show to fe80::1234
}

# Without numbers, times and the carrier, of which the kernel hears later.
tables()
{
	routes | sed 's/^[0-9]*: eth/eth/; s/ expires [0-9]*sec//; s/ linkdown//'
}

# The kernel makes the routes of an IPv6 address a moment after it.
same()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		tables >"$work/now"
		cmp -s "$1" "$work/now" && return
		sleep 0.2
	done
	diff "$1" "$work/now" >>"$work/out"
}

# $1: how many lines of the tables name eth0
there_and_back()
{
	tables >"$work/before"
	grep -c eth0 "$work/before" >>"$work/out"
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1 --dry-run || return 1
	last=$(awk '$2 == "release" { n = $1 } END { print n }' "$work/out")
	# the label of an address has no part in this
	sed 's/eth0/xenbr0/g' "$work/before" | sed 's/^[0-9]*: //' >"$work/want"
	DDTOOL_INJECT=fail=$last run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	[ $? = 1 ] && same "$work/before" || return 1
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1 || return 1
	tables | sed 's/^[0-9]*: //' >"$work/now"
	diff "$work/want" "$work/now" >>"$work/out" || return 1
	run bridge-detach eth0 --probe 10.9.0.1 && same "$work/before"
}

# $1: a word of the reason; then the command
refuses()
{
	word=$1
	shift
	tables >"$work/before"
	run "$@"
	[ $? = 3 ] && grep -qF "$word" "$work/out" && same "$work/before"
}

attach_refused()
{
	refuses "$1" bridge-attach eth0 xenbr0 --probe 10.9.0.1 --dry-run &&
		refuses "$1" bridge-attach eth0 xenbr0 --probe 10.9.0.1
}

[ "$(id -u)" = 0 ] || skip "needs root"
for program in ip sysctl; do
	command -v "$program" >/dev/null || skip "no $program"
done
ip netns add "$client" 2>/dev/null || skip "no network namespaces"
ip netns exec "$client" true 2>/dev/null || {
	ip netns del "$client"
	skip "network namespaces cannot be entered"
}
trap clean EXIT
trap 'exit 1' INT TERM

# $1: commands of ip, one a line
commands()
{
	echo "$1" | while read -r line; do
		# shellcheck disable=SC2086
		[ -z "$line" ] || c $line || echo "failed: $line" >>"$work/out"
	done
	! grep -q ^failed: "$work/out"
}

# what; the commands of ip, one a line
try()
{
	fresh
	commands "$2" && there_and_back
	result "$1"
}

dst=192.168.77.0/24
dst6=fd77::/64

echo "KTAP version 1"
echo "1..148"
try "two routes of the same metric" "
	route add $dst via 10.9.0.1 dev eth0
	route append $dst via 10.9.0.9 dev eth0"
try "another NIC's equal in front" "
	route add $dst via 10.9.1.1 dev eth1
	route append $dst via 10.9.0.1 dev eth0"
try "another NIC's equal behind" "
	route add $dst via 10.9.0.1 dev eth0
	route append $dst via 10.9.1.1 dev eth1"
try "another NIC's equal behind two" "
	route add $dst via 10.9.0.1 dev eth0
	route append $dst via 10.9.0.9 dev eth0
	route append $dst via 10.9.1.1 dev eth1"
try "two default routes of two NICs and tables" "
	route add default via 10.9.1.1 dev eth1
	route append default via 10.9.0.1 dev eth0
	route add default via 10.9.0.1 dev eth0 table 100
	route append default via 10.9.1.1 dev eth1 table 100"
try "a blackhole behind, metrics, TOS" "
	route add $dst via 10.9.0.1 dev eth0 mtu lock 1400 src 10.9.0.2
	route append blackhole $dst
	route add $dst via 10.9.1.1 dev eth1 tos 0x10
	route append $dst via 10.9.0.1 dev eth0 tos 0x10"
try "next hops of two NICs" "
	route add $dst nexthop via 10.9.1.1 dev eth1 weight 3 nexthop via 10.9.0.1 dev eth0
	route append $dst via 10.9.1.9 dev eth1"
try "next hops of two NICs behind another" "
	route add $dst via 10.9.1.9 dev eth1
	route append $dst nexthop via 10.9.0.1 dev eth0 nexthop via 10.9.1.1 dev eth1 weight 3"
try "several next hops that need a route on the link" "
	addr add fd00:9:6::2/64 dev eth0 noprefixroute
	-6 route add fd00:9:6::/64 dev eth0 proto static
	-6 route add fd77::/96 nexthop via fd00:9:6::1 dev eth0 nexthop via fd00:9:6::9 dev eth0"
try "onlink, a gateway of the other family" "
	route add $dst via 10.77.0.1 dev eth0 onlink
	route append $dst via inet6 fd00:9:0::1 dev eth0
	route append $dst via 10.9.1.1 dev eth1"
try "IPv6: next hops of two NICs" "
	-6 route add $dst6 via fd00:9:1::1 dev eth1 metric 500
	-6 route append $dst6 via fd00:9:0::1 dev eth0 metric 500
	-6 route append $dst6 via fd00:9:0::9 dev eth0 metric 500"
try "IPv6: another NIC's device route in front" "
	-6 route add $dst6 dev eth1 metric 500
	-6 route append $dst6 dev eth0 metric 500"
try "IPv6: another NIC's device route behind" "
	-6 route add $dst6 dev eth0 metric 500
	-6 route append $dst6 dev eth1 metric 500"
try "IPv6: a multicast route that somebody made" "
	-6 route add ff05::/64 dev eth0 metric 256"
try "IPv6: a gateway behind a device route" "
	-6 route add $dst6 dev eth1 metric 500
	-6 route append $dst6 via fd00:9:0::1 dev eth0 metric 500 expires 3000
	-6 route add default via fd00:9:0::1 dev eth0 pref high"
try "another NIC in the same subnet, behind" "
	addr add 10.9.0.77/24 dev eth1
	addr add fd00:9::77/64 dev eth1
	addr add 10.9.0.3/24 dev eth0
	addr add fd00:9::3/64 dev eth0
	route add default via 10.9.0.1 dev eth0"
try "another NIC in the same subnet, in front" "
	addr add 10.9.5.77/24 dev eth1
	addr add fd00:9:5::77/64 dev eth1
	addr add 10.9.5.3/24 dev eth0
	addr add fd00:9:5::3/64 dev eth0"
try "next hops of two NICs and two daemons" "
	-6 route add $dst6 via fd00:9:1::1 dev eth1 metric 500 proto static
	-6 route append $dst6 via fd00:9:0::1 dev eth0 metric 500 proto 186"
try "a default route by a daemon that took an advertisement, and a static one" "
	-6 route add default via fd00:9:1::1 dev eth1 metric 1024
	-6 route append default via fd00:9:0::1 dev eth0 proto ra metric 1024 expires 900"
try "a link-local address that was given" "
	-6 addr add fe80::1234/64 dev eth0 nodad
	-6 route add $dst6 via fd00:9:0::1 dev eth0 src fe80::1234"
try "a lease of a single address" "
	-6 addr add fd00:9:5::3/128 dev eth0 valid_lft 5000 preferred_lft 4000"
try "nexthop objects" "
	nexthop add id 10 via 10.9.0.1 dev eth0 proto static
	nexthop add id 11 via 10.9.1.1 dev eth1
	nexthop add id 5 group 10/11,3
	nexthop add id 12 via fd00:9:0::1 dev eth0
	nexthop add id 13 dev eth0
	nexthop add id 14 blackhole
	nexthop add id 15 encap ip id 7 dst 10.9.0.9 dev eth0
	route add 10.50.0.0/16 nhid 10
	route add 10.51.0.0/16 nhid 5
	route add 10.52.0.0/16 nhid 13
	-6 route add fd50::/64 nhid 12"
try "a nexthop object behind another NIC's route" "
	nexthop add id 10 via 10.9.0.1 dev eth0
	route add $dst via 10.9.1.1 dev eth1
	route append $dst nhid 10
	route append $dst via 10.9.0.9 dev eth0"
fresh
ip netns exec "$client" sysctl -qw net.ipv4.nexthop_compat_mode=0
c nexthop add id 10 via 10.9.0.1 dev eth0
c route add 10.50.0.0/16 nhid 10
there_and_back
result "nexthop objects that the kernel does not expand"
try "what others are answered for" "
	neigh add proxy 10.9.0.99 dev eth0
	-6 neigh add proxy fd00:9::99 dev eth0
	neigh add proxy 10.9.1.99 dev eth1"
try "rules, of priority 0 too" "
	rule add pref 0 iif eth0 table 100
	rule add pref 7 iif eth0 from 10.1.0.0/16 table 101
	-6 rule add pref 7 oif eth0 table 102"
try "multicast addresses that are joined" "
	addr add 239.1.2.3/32 dev eth0 autojoin
	-6 addr add ff05::77/128 dev eth0 autojoin"

fresh
c route add $dst via 10.9.1.1 dev eth1
c route append $dst via 10.9.0.1 dev eth0
c route append $dst via 10.9.1.9 dev eth1
attach_refused "stands between"
result "refuses a route between two of another NIC"
# A bridge that was there, without addresses.
bridged()
{
	c link add xenbr0 type bridge forward_delay 0
	c link set xenbr0 "${1-up}"
}
# A guest's port of the bridge that was there.
guest()
{
	c link add up0 type veth peer name up1
	c link set up1 up
	c link set up0 up master xenbr0
	for _ in $(seq 50); do
		c -d link show up0 | grep -q "state forwarding" && break
		sleep 0.1
	done
}
fresh
bridged
c rule add pref 7 iif eth0 table 101
c rule add pref 7 iif xenbr0 table 101
tables >"$work/first"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 &&
	[ "$(c rule | grep -c 'iif xenbr0')" = 1 ] &&
	run bridge-detach eth0 --probe 10.9.0.1 &&
	c rule | sort >"$work/now" && grep '^7:' "$work/first" | sort >"$work/want" &&
	grep '^7:' "$work/now" | diff "$work/want" - >>"$work/out"
result "a rule that both have"
fresh
bridged
c route add 169.254.0.0/16 dev xenbr0 metric 1010 scope link
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
result "a bridge with zeroconf's route, as initscripts make it"
c route add 10.77.0.7 dev xenbr0 mtu 1400
refuses "10.77.0.7" bridge-detach eth0 --probe 10.9.0.1
result "refuses to lose a route that the bridge was given since"
fresh
bridged down
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 192.168.5.1/24 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1 &&
	c link show xenbr0 | tee -a "$work/out" | grep -q '<.*[<,]UP[,>]' &&
	c route show 192.168.5.0/24 | grep -q xenbr0
result "a bridge that was down stays up for what it was given since"
fresh
bridged down
c addr add 10.9.8.2/24 dev xenbr0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c route add $dst via 10.9.8.9 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1 &&
	c route show $dst | tee -a "$work/out" | grep -q xenbr0
result "a bridge that was down stays up for a route"
fresh
bridged down
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c link add link xenbr0 name up0 type macvlan
run bridge-detach eth0 --probe 10.9.0.1 &&
	c link show xenbr0 | tee -a "$work/out" | grep -q '<.*[<,]UP[,>]'
result "a bridge that was down stays up for a device on it"
fresh
bridged
c addr add 10.9.8.2/24 dev xenbr0
c route add $dst nexthop via 10.9.8.9 dev xenbr0 nexthop via 10.9.1.1 dev eth1
c link set xenbr0 down
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 &&
	run bridge-detach eth0 --probe 10.9.0.1 && same "$work/before"
result "a bridge that was down is down again, with a next hop among others"
fresh
bridged
c addr add 10.9.8.2/24 dev xenbr0
c route add $dst nexthop via 10.9.8.9 dev xenbr0 nexthop via 10.9.1.1 dev eth1
c link set xenbr0 down
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c route replace $dst via 10.9.8.9 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1 &&
	c route show $dst | tee -a "$work/out" | grep -q xenbr0
result "a bridge that was down stays up for a route that had a next hop there"
for neigh in "proxy 10.9.8.7" "10.9.8.7 lladdr 02:00:00:00:00:07 nud permanent"; do
	fresh
	bridged down
	c addr add 10.9.8.2/24 dev xenbr0
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	# shellcheck disable=SC2086 # words
	c neigh add $neigh dev xenbr0
	run bridge-detach eth0 --probe 10.9.0.1 &&
		{ c neigh; c neigh show proxy; } | tee -a "$work/out" |
		grep -q '^10.9.8.7 dev xenbr0'
	result "a bridge that was down stays up for a neighbour: $neigh"
done
fresh
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 10.9.0.60/24 dev eth0
refuses 10.9.0.60 bridge-detach eth0 --probe 10.9.0.1
result "refuses to come second in a subnet of the port"
fresh
c addr add 10.9.0.3/24 dev eth0
c addr change 10.9.0.2/24 dev eth0 valid_lft 7200 preferred_lft 7200
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr change 10.9.0.2/24 dev eth0 valid_lft 3600 preferred_lft 3600
run bridge-detach eth0 --probe 10.9.0.1 &&
	c -o addr show dev eth0 secondary | tee -a "$work/out" |
	grep -q 10.9.0.3
result "an address that a DHCP client gave back to the port"
fresh
bridged
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 10.9.0.60/24 dev eth0
c addr add 10.9.0.2/24 dev eth0
refuses 10.9.0.60 bridge-detach eth0 --probe 10.9.0.1
result "refuses to come second though the port has the same"
fresh
c addr add 10.9.0.2/16 dev eth0
c addr del 10.9.0.2/24 dev eth0
c addr del 10.9.1.2/24 dev eth1
bridged
c addr add 10.9.200.1/24 dev xenbr0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 10.9.200.5/32 dev xenbr0
c route add 10.9.200.77 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1
{ c route; c -o addr; } >>"$work/out"
c route | grep -q '^10.9.200.77 dev xenbr0' &&
	c -o addr show dev xenbr0 | grep -q 10.9.200.5
result "what is of a nearer subnet of the bridge's stays"
fresh
bridged
c addr add 10.5.0.2/24 dev eth0
c neigh add 10.5.0.9 lladdr 02:00:00:00:00:05 nud stale dev eth0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr del 10.5.0.2/24 dev xenbr0
c neigh change 10.9.0.1 dev xenbr0 nud stale
c -6 neigh flush dev xenbr0
run bridge-detach eth0
result "nobody asks for a neighbour whose subnet is gone"
fresh
bridged
c addr add 10.9.8.2/24 dev xenbr0
for nic in eth0 xenbr0; do
	c neigh add 10.98.0.5 lladdr 02:00:00:00:00:05 nud permanent dev $nic
done
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
run bridge-detach eth0 --probe 10.9.0.1
[ "$(c neigh show 10.98.0.5 | tee -a "$work/out" | grep -c PERM)" = 2 ]
result "a permanent neighbour of both"
fresh
bridged
c addr add 10.9.8.2/24 dev xenbr0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c nexthop add id 20 via 10.9.8.9 dev xenbr0
refuses "object 20" bridge-detach eth0 --probe 10.9.0.1
result "refuses to lose a nexthop object with the bridge's carrier"
guest
run bridge-detach eth0 --probe 10.9.0.1 &&
	c nexthop show id 20 | tee -a "$work/out" | grep -q xenbr0
result "a nexthop object of a bridge with another port"
c addr flush dev eth0
c addr add 10.9.0.2/24 dev eth0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c route add 10.9.0.131 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1 &&
	c route | tee -a "$work/out" | grep -q '^10.9.0.131 dev xenbr0'
result "a guest behind another port of the bridge"
fresh
ip -n "$server" addr add fd00:9:4::9/64 dev srv0
ip netns exec "$client" sysctl -qw net.ipv6.conf.eth0.accept_dad=1
c addr add fd00:9:4::9/64 dev eth0
for _ in $(seq 50); do
	c addr show dev eth0 dadfailed | grep -q dadfailed && break
	sleep 0.2
done
bridged
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add fd00:9:4::77/64 dev xenbr0 nodad
run bridge-detach eth0 --probe 10.9.0.1 &&
	c addr show dev xenbr0 | tee -a "$work/out" | grep -q fd00:9:4::77
result "a subnet of which the port had no usable address is not the port's"
fresh
bridged
c neigh add 10.98.0.5 lladdr 02:00:00:00:00:05 nud permanent dev eth0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 &&
	run bridge-detach eth0 --probe 10.9.0.1
[ "$(c neigh show 10.98.0.5 | tee -a "$work/out" | cut -d ' ' -f 3)" = eth0 ]
result "a permanent neighbour of no subnet"
fresh
bridged
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
for addr in 10.9.0.77/24 10.9.0.88/32 10.9.5.77/24 \
	    fd00:9:0::77/64 fd00:9:0::88/128 fd00:9:5::77/64; do
	c addr add $addr dev xenbr0
done
c route add 10.9.0.99 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1
show_global()
{
	c -o addr show dev "$1" scope global | awk '{ print $4 }' | sort | xargs
}
show_global eth0 >>"$work/out"
[ "$(show_global eth0)" = "10.9.0.2/24 10.9.0.77/24 10.9.0.88/32 fd00:9::2/64 fd00:9::77/64 fd00:9::88/128" ] &&
	c route show 10.9.0.99 | tee -a "$work/out" | grep -q 'dev eth0' &&
	[ "$(show_global xenbr0)" = "10.9.5.77/24 fd00:9:5::77/64" ] &&
	c route get fd00:9:0::1 | tee -a "$work/out" | grep -q 'dev eth0'
result "what came to a subnet after the attach goes with it"
fresh
bridged
c addr add 192.168.7.2/28 dev eth0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr del 10.9.0.2/24 dev xenbr0
c addr add 10.9.0.50/24 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1
[ "$(show_global eth0 | tee -a "$work/out")" = "10.9.0.50/24 192.168.7.2/28 fd00:9::2/64" ]
result "another lease of the subnet, beside an address that is as it was"
fresh
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 10.9.7.2/24 dev eth0
c route add $dst nexthop via 10.9.0.1 dev xenbr0 nexthop via 10.9.7.1 dev eth0
refuses "next hops of eth0 and xenbr0" bridge-detach eth0 --probe 10.9.0.1
result "refuses to lose a route with next hops of both in a detach"
# $1: what; $2: a word of the reason; the commands of ip, one a line
try_refused()
{
	fresh
	commands "$3" && attach_refused "$2"
	result "refuses $1"
}
try_refused "a route behind one with a nexthop object" "has a nexthop object" "
	nexthop add id 32 via fd00:9:1::9 dev eth1
	-6 route add default nhid 32
	-6 route append default via fd00:9:0::1 dev eth0"
try_refused "a device route behind an object of its own device" "has a nexthop object" "
	nexthop add id 32 via fd00:9:0::9 dev eth0
	-6 route add $dst6 nhid 32 metric 500
	-6 route append $dst6 dev eth0 metric 500"
try_refused "IPv6 equals with and without a gateway" "with and without" "
	-6 route add $dst6 dev eth0 metric 500
	-6 route append $dst6 via fd00:9:1::1 dev eth1 metric 500
	-6 route append $dst6 via fd00:9:0::1 dev eth0 metric 500"
try_refused "an IPv4 route that differs in its source only" "cannot tell" "
	route add $dst via 10.9.0.1 dev eth0 src 10.9.0.2
	route append $dst via 10.9.0.1 dev eth0"
try_refused "several next hops whose first another NIC's route has" "cannot tell" "
	route add $dst via 10.9.1.1 dev eth1
	route append $dst nexthop via 10.9.1.1 dev eth1 nexthop via 10.9.0.1 dev eth0"
try_refused "a bridge with an address in the subnet" "10.9.0.66" "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	addr add 10.9.0.66/24 dev xenbr0"
try_refused "a next hop on a device that is down" "is down" "
	route add $dst nexthop via 10.9.1.1 dev eth1 nexthop via 10.9.0.1 dev eth0
	link set eth1 down"
try_refused "a rule before another of its preference" "preference 100" "
	rule add pref 100 iif eth0 table 10
	rule add pref 100 from 10.1.0.0/16 table 20"
try "rules of one priority that the kernel can tell apart" "
	rule add pref 100 iif eth0 from 10.1.0.0/16 table 50
	rule add pref 100 iif eth0 from 10.2.0.0/16 table 50
	rule add pref 100 fwmark 1 iif eth0 table 51
	rule add pref 100 iif eth0 table 52
	-6 rule add pref 100 oif eth0 table 50
	-6 rule add pref 100 iif eth0 table 50"
fresh
c rule add pref 100 iif eth0 oif eth1 lookup 51
c rule add pref 100 not iif eth0 lookup 51
attach_refused "cannot be told from another"
result "rules of one priority, one of them inverted"
fresh
c link add xenbr0 type bridge forward_delay 0
c rule add pref 100 fwmark 1 iif xenbr0 lookup 51
c rule add pref 100 iif eth0 lookup 51
attach_refused "cannot be told from another"
result "a rule of the bridge's own that has more in it"
fresh
c addr add fd00:9:0::30/64 dev eth0 metric 77
attach_refused "different metrics"
result "two metrics for one prefix"
try "a point to point address without a prefix route" "
	addr add fd07::21 peer fd07:1::1/128 noprefixroute dev eth0"
fresh
c rule add pref 100 iif eth0 lookup 51 protocol 4
c rule add pref 100 iif eth0 lookup 51 protocol 0
attach_refused "cannot be told from another"
result "rules of one priority, one of them by nobody"
try "an address without a prefix route that is older than one with" "
	-6 addr del fd00:9:0::2/64 dev eth0
	-6 addr add fd00:9:0::4/64 dev eth0 noprefixroute nodad
	-6 addr add fd00:9:0::2/64 dev eth0 nodad"
# A route that runs out in place of one that does not, or none at all.
fresh
c -6 addr add fd00:9:0::4/64 dev eth0 nodad valid_lft 3000 preferred_lft 2000
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 --dry-run
steps=$(awk '$2 == "release" { print $1 }' "$work/out")
for step in $steps; do
	DDTOOL_INJECT=fail=$step run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	same "$work/before" || steps=
	c -6 route show fd00:9::/64 dev eth0 | tee -a "$work/out" |
		grep -q expires && steps=
done
[ -n "$steps" ]
result "a prefix route that does not run out, whatever step fails"
try_refused "an IPv6 address of the bridge's in a prefix that moves" "is to move" "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	-6 addr add fd00:9:0::50/64 dev xenbr0 nodad"
try_refused "a far end that is a prefix" "/128" "
	-6 addr add fd07::21 peer fd07:1::1/64 dev eth0"
try_refused "a bridge without an address that has routes" "stays" "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	route add 10.5.0.0/24 dev xenbr0"
try_refused "a bridge without an address that answers for others" "stays" "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	neigh add proxy 10.5.0.7 dev xenbr0"
try_refused "a bridge that would lose a proxy with its state" "is down" "
	link add xenbr0 type bridge forward_delay 0
	addr add 10.9.8.2/24 dev xenbr0
	neigh add proxy 10.9.8.7 dev xenbr0"
try_refused "a bridge that would lose an address with its state" "is down" "
	link add xenbr0 type bridge forward_delay 0
	-6 addr add fd00:9:8::2/64 dev xenbr0 nodad"
try_refused "next hops of port and bridge" "have it" "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	addr add 10.9.8.2/24 dev xenbr0
	route add $dst nexthop via 10.9.8.1 dev xenbr0 nexthop via 10.9.0.1 dev eth0"
fresh
c -6 route add default via fd00:9:0::1 dev eth0 proto ra metric 1024 expires 900
c -6 route append default dev eth1 metric 1024
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
[ $? = 1 ] && grep -q "another metric" "$work/out" && same "$work/before"
result "a daemon's router in front of another NIC's route without one"
fresh
bridged
c -6 route add default via fd00:9:0::1 dev eth0 proto ra metric 1024 expires 900
c -6 route append default dev xenbr0 metric 1024
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
[ $? = 1 ] && grep -q "another metric" "$work/out" && same "$work/before"
result "a daemon's router in front of the bridge's route without one"
try_refused "a route without a gateway behind a daemon's router" "with and without" "
	-6 route add default via fd00:9:0::1 dev eth0 proto ra metric 1024 expires 900
	-6 route append default dev eth0 metric 1024"
try_refused "a daemon's device route that the bridge has, too" "have it" "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	-6 route add $dst6 dev eth0 proto ra metric 500
	-6 route append $dst6 dev xenbr0 metric 500"
for other in "via fd00:9:1::1 dev eth1" "dev eth1"; do
	fresh
	c -6 route append $dst6 via fd00:9:0::9 dev eth0 metric 500
	# shellcheck disable=SC2086 # words
	c -6 route append $dst6 $other metric 500
	c -6 route append $dst6 dev eth0 proto 42 metric 500 expires 1000
	attach_refused "with and without a gateway"
	result "a daemon's device route among gateways, another NIC's is $other"
done
fresh
c -6 route append $dst6 dev eth0 proto ra metric 500
c -6 route append $dst6 dev eth1 proto ra metric 500
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
[ $? = 1 ] && grep -q "load the module" "$work/out" && same "$work/before"
result "a daemon's prefix in front of another NIC's"
try "a daemon's prefix behind another NIC's" "
	-6 route append $dst6 dev eth1 proto ra metric 500
	-6 route append $dst6 dev eth0 proto ra metric 500"
fresh
c route add default nexthop via 10.9.1.1 dev eth1 nexthop via 10.9.0.1 dev eth0
{ sleep 1; c link set eth1 down; } &
run bridge-attach eth0 xenbr0 --probe 10.9.0.77
wait $!
c route >>"$work/out"
c route | grep -q '^default via 10.9.0.1 dev eth0'
result "another NIC goes down before the undo"
fresh
c -6 route add default via fd00:9:0::1 dev eth0 proto ra metric 1024 expires 900
c -6 route append default via fd00:9:0::9 dev eth0 metric 1024
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
# shellcheck disable=SC2016 # awk's
expiring=$(ip netns exec "$client" awk '$1 ~ /^0*$/ && $2 == "00" && /xenbr0/ && $9 ~ /^004/' \
	/proc/net/ipv6_route | tee -a "$work/out" | wc -l)
[ "$(c -6 route show default | tee -a "$work/out" | grep -c via)" = 2 ] && [ "$expiring" = 0 ]
result "a static next hop does not run out with a router's"
fresh
c route add default nexthop via 10.9.0.1 dev eth0 nexthop via 10.9.0.9 dev eth0
run bridge-attach eth0 xenbr0 --probe 192.0.2.1
result "a server behind one of several next hops"
fresh
c link add xenbr0 type bridge forward_delay 0
c link set xenbr0 up
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 &&
	c -6 route add default via fe80::5 dev xenbr0 &&
	run bridge-detach eth0 --probe 10.9.0.1
c -6 route show default | tee -a "$work/out" | grep -q '^default via fe80::5 dev eth0'
result "a new router of a bridge that stays"
fresh
c neigh add proxy 10.9.0.99 dev eth0
c rule add pref 7 iif eth0 table 101
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 --dry-run
steps=$(awk '$2 == "release" { print $1 }' "$work/out")
for step in $steps; do
	DDTOOL_INJECT=fail=$step run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	same "$work/before" || steps=
done
[ -n "$steps" ]
result "proxies, whatever step fails after the switch"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
tables >"$work/attached"
: >"$work/out"
run bridge-detach eth0 --probe 10.9.0.1 --dry-run
steps=$(awk '$2 == "switch" || $2 == "move" || $2 == "verify" || $2 == "release" { print $1 }' "$work/out")
for step in $steps; do
	DDTOOL_INJECT=fail=$step run bridge-detach eth0 --probe 10.9.0.1
	same "$work/attached" || steps=
done
[ -n "$steps" ]
result "proxies, whatever step of a detach fails"
# The kernel would make a route with the address, for a moment at least.
bare()
{
	ip -n "$client" monitor route >"$work/seen" &
	monitor=$!
	sleep 1
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1 &&
		run bridge-detach eth0 --probe 10.9.0.1
	status=$?
	sleep 1
	kill $monitor
	wait $monitor 2>/dev/null
	cat "$work/seen" >>"$work/out"
	[ $status = 0 ] && ! grep -q -e '^fd00:9:5::/64' -e '^10.50.0.0/24' "$work/seen"
}
fresh
c addr add fd00:9:5::5/64 dev eth0
c -6 route del fd00:9:5::/64 dev eth0
c addr add 10.50.0.5/24 dev eth0
c route del 10.50.0.0/24 dev eth0
bare && same_addrs=$(c -o addr show dev eth0) &&
	case $same_addrs in *10.50.0.5/24*fd00:9:5::5/64*) true ;; *) false ;; esac
result "an address without a route to its prefix"
for kind in macvlan ipvlan; do
	fresh
	c link add link eth0 name up0 type $kind 2>/dev/null ||
		c link add link eth0 name up0 type macvlan
	attach_refused "ip link del up0"
	result "refuses a $kind on the port"
done
fresh
c link add up0 type vxlan id 5 dev eth0 remote 10.9.0.1 dstport 4789
attach_refused "ip link del up0"
result "refuses a vxlan that sends through the port only"
# The other namespace's device has the number that eth0 has here.
fresh
ip -n "$server" link add up0 type vxlan id 5 dev srv0 remote 10.9.0.2 dstport 4789
ip -n "$server" link set up0 netns "$client"
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
result "a vxlan of another namespace's device"
fresh
c link property add dev eth0 altname lan
c link property add dev eth1 altname wan
refuses "lan: is another name of eth0" bridge-attach lan xenbr0 --probe 10.9.0.1
result "refuses another name of the port"
refuses "wan: is another name of eth1" bridge-attach eth0 wan --probe 10.9.0.1
result "refuses another device's other name for the bridge"
refuses "all: no device" bridge-attach eth0 all --probe 10.9.0.1
result "refuses a bridge named all"
fresh
hops=
for i in $(seq 250); do
	hops="$hops nexthop via 10.9.0.$((i % 200 + 3)) dev eth0 weight $((i % 250 + 1))"
done
# shellcheck disable=SC2086
c route add $dst $hops
attach_refused "more next hops"
result "refuses a route too long for a message"
fresh
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c link add link xenbr0 name up0 type macvlan
refuses "ip link del up0" bridge-detach eth0 --probe 10.9.0.1
result "refuses to delete a bridge with a macvlan on it"
c link del up0
c link add up0 type vxlan id 5 dev xenbr0 remote 10.9.0.1 dstport 4789
refuses "ip link del up0" bridge-detach eth0 --probe 10.9.0.1
result "refuses to delete a bridge with a vxlan on it"
# $1: where; $2: the device that must lead there
leads()
{
	c route get "$1" 2>&1 | tee -a "$work/out" | grep -q "dev $2 "
}
# NICs of one prefix, of whose beginning the bridge has a part.
fresh
ip -n "$server" addr add 10.9.40.1/16 dev srv0
bridged
c addr flush dev eth0 scope global
c addr add 10.9.40.2/16 dev eth0
c addr flush dev eth1 scope global
c addr add 10.9.50.77/16 dev eth1
c addr add 10.9.0.200/24 dev xenbr0
tables >"$work/before"
run bridge-attach eth0 xenbr0 --probe 10.9.40.1 && leads 10.9.40.1 xenbr0 &&
	run bridge-detach eth0 --probe 10.9.40.1 && same "$work/before" &&
	leads 10.9.40.1 eth0
result "a nearer subnet of the bridge's begins as a prefix of two NICs"
# $1: what; $2: the host; $3: the probe; $4: commands of ip since the attach
host_route_goes()
{
	fresh
	bridged
	guest
	c addr add 10.9.8.2/24 dev xenbr0
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	commands "
		route add $2 dev xenbr0
		$4" && run bridge-detach eth0 --probe "$3" &&
		leads "$2" eth0 && leads "$3" eth0
	result "since the attach: a route to the $1"
}
host_route_goes server 10.9.0.1 10.9.0.1 ""
host_route_goes "server's gateway" 10.9.0.9 192.168.5.1 "
	route add 192.168.5.0/24 via 10.9.0.9 dev xenbr0"
host_route_goes "server in IPv6" fd00:9::1 fd00:9::1 ""
# $1: what; $2: the probe. It is about the state that the attach left.
detach_undone()
{
	tables >"$work/before"
	run bridge-detach eth0 --probe "$2"
	[ $? = 1 ] && same "$work/before" && leads "$2" xenbr0
	result "undone: $1"
}
fresh
bridged
guest
c addr add 10.9.8.2/24 dev xenbr0
c addr flush dev eth0
c addr add 10.9.0.2/32 dev eth0
c route add 10.9.0.1 dev eth0
c route add default via 10.9.0.1 dev eth0 onlink metric 100
run bridge-attach eth0 xenbr0 --probe 192.0.2.1
c route add default via 10.9.0.1 dev xenbr0 onlink metric 50
detach_undone "a better default route on the bridge since the attach" 192.0.2.1
for other in "no other port" "a guest"; do
	fresh
	bridged
	[ "$other" = "no other port" ] || guest
	c addr add 10.9.8.2/24 dev xenbr0
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	c route add 10.9.0.0/25 dev xenbr0
	detach_undone "a route to a part of the subnet since the attach, $other" 10.9.0.1
done
# $1: what; $2: commands of ip before the attach. Routes that do not decide.
detach_undone_beside()
{
	fresh
	bridged
	c addr add 10.9.8.2/24 dev xenbr0
	commands "$2"
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	c route add 10.9.0.0/25 dev xenbr0
	detach_undone "a route to a part of the subnet, $1" 10.9.0.1
}
detach_undone_beside "several next hops of the NIC elsewhere" "
	route add default nexthop via 10.9.0.1 dev eth0 nexthop via 10.9.0.9 dev eth0"
detach_undone_beside "next hops of two NICs elsewhere" "
	route add default nexthop via 10.9.0.1 dev eth0 nexthop via 10.9.1.1 dev eth1"
detach_undone_beside "a nexthop object elsewhere" "
	nexthop add id 9 via 10.9.0.1 dev eth0
	route add default nhid 9"
detach_undone_beside "next hops of two NICs in another table" "
	route add default table 100 nexthop via 10.9.0.1 dev eth0 nexthop via 10.9.1.1 dev eth1
	rule add fwmark 7 table 100"
fresh
bridged
c addr add 10.9.0.129/25 dev xenbr0
ip -n "$server" addr add 10.9.0.200/24 dev srv0
c route add default table 100 nexthop via 10.9.0.1 dev eth0 nexthop via 10.9.1.1 dev eth1
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
detach_undone "a server in a nearer subnet of the bridge's own" 10.9.0.200
# $1: what; $2: commands of ip since the attach
given_back_bare()
{
	fresh
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	commands "$2" && refuses 10.9.0.2 bridge-detach eth0 --probe 10.9.0.1 &&
		leads 10.9.0.1 xenbr0
	result "refuses an address that the port was given back $1"
}
given_back_bare "without its prefix route" "
	addr add 10.9.0.2/24 dev eth0 noprefixroute"
given_back_bare "and whose prefix route was deleted" "
	addr add 10.9.0.2/24 dev eth0
	route del 10.9.0.0/24 dev eth0"
try_refused "a bridge that has the port's address without its prefix route" 10.9.0.2 "
	link add xenbr0 type bridge forward_delay 0
	link set xenbr0 up
	addr add 10.9.0.2/24 dev xenbr0 noprefixroute"
# An address of both devices. $1: the server; $2: the device to it before;
# $3: after; the command
undone_and_done()
{
	to=$1 old=$2 new=$3
	shift 3
	tables >"$work/before"
	c -o addr show scope global | sort >"$work/addrs"
	run "$@" --dry-run
	last=$(awk '$2 ~ /^(switch|move|verify|release)$/ { n = $1 } END { print n }' "$work/out")
	leads "$to" "$old" || return 1
	DDTOOL_INJECT=fail=$last run "$@"
	[ $? = 1 ] && same "$work/before" && leads "$to" "$old" &&
		c -o addr show scope global | sort | diff "$work/addrs" - >>"$work/out" &&
		run "$@" && leads "$to" "$new"
}
# $1: what; $2: the server; $3: commands of ip
bridge_has_it()
{
	fresh
	bridged
	c rule add pref 7 iif eth0 table 101
	commands "$3" && undone_and_done "$2" eth0 xenbr0 \
		bridge-attach eth0 xenbr0 --probe "$2"
	result "the bridge has the port's $1"
}
bridge_has_it addresses 10.9.0.1 "
	addr add 10.9.0.2/24 dev xenbr0
	addr add fd00:9::2/64 dev xenbr0 nodad"
bridge_has_it "IPv6 address without its prefix route" fd00:9::1 "
	addr add fd00:9::2/64 dev xenbr0 nodad noprefixroute"
# $1: what; $2: the server; $3: commands of ip since the attach
port_has_it()
{
	run bridge-attach eth0 xenbr0 --probe 10.9.0.1
	commands "$3" && undone_and_done "$2" xenbr0 eth0 \
		bridge-detach eth0 --probe "$2"
	result "the port was given back $1"
}
fresh
port_has_it "its address" 10.9.0.1 "
	addr add 10.9.0.2/24 dev eth0
	route add default via 10.9.0.1 dev eth0 metric 1024"
fresh
bridged
port_has_it "its address, the bridge stays" 10.9.0.1 "
	addr add 10.9.0.2/24 dev eth0"
fresh
port_has_it "its IPv6 address" fd00:9::1 "
	addr add fd00:9::2/64 dev eth0 nodad"
fresh
port_has_it "its IPv6 address without the prefix route" fd00:9::1 "
	addr add fd00:9::2/64 dev eth0 nodad noprefixroute"
fresh
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
{ sleep 1; c link del xenbr0; } &
run bridge-detach eth0 --probe 10.9.0.77
wait $!
c -o -4 addr show dev eth0 | tee -a "$work/out" | grep -q 10.9.0.2/24 &&
	leads 10.9.0.1 eth0
result "the bridge is deleted while a detach waits"
fresh
settings="net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth0.rp_filter=1
	net.ipv6.conf.eth0.accept_dad=1 net.ipv6.conf.all.accept_dad=1
	net.ipv6.conf.eth0.use_tempaddr=2"
# shellcheck disable=SC2086 # words
ip netns exec "$client" sysctl -qw $settings
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
{ sleep 1; c link del xenbr0; } &
run bridge-detach eth0 --probe 10.9.0.77
wait $!
for setting in $settings; do
	ip netns exec "$client" sysctl "${setting%=*}" | sed 's/ //g'
done >"$work/now"
# shellcheck disable=SC2086 # words
printf '%s\n' $settings | diff - "$work/now" >>"$work/out" && leads 10.9.0.1 eth0
result "the bridge is deleted while a detach waits, settings are on again"
# $1: 1 once eth0 is a port, 0 once it is none; then, while verifying: a command of ip
once()
{
	for _ in $(seq 100); do
		[ "$(c -o link show eth0 | grep -c ' master ')" = "$1" ] && break
		sleep 0.1
	done
	shift
	sleep 0.2
	c "$@"
}
fresh
c route add default via 10.9.0.1
c -6 route add default via fd00:9::1 dev eth0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
once 0 link set xenbr0 down &
detach_undone "the bridge is set down while a detach waits" 10.9.0.200
# $1: what; $2: the command of ip while the attach waits. The kernel deletes
# nexthop objects of the bridge then, with their routes.
objects_come_back()
{
	commands "
		nexthop add id 7 via 10.9.0.9 dev eth0
		nexthop add id 8 via fd00:9::9 dev eth0
		route add default nhid 7
		route add $dst nhid 7 src 10.9.0.2 metric 5 mtu 1400
		-6 route add $dst6 nhid 8"
	tables >"$work/before"
	# shellcheck disable=SC2086 # words
	once 1 $2 &
	run bridge-attach eth0 xenbr0 --probe 10.9.0.200
	[ $? = 1 ] && wait $! && same "$work/before" && leads 192.0.2.1 eth0
	result "nexthop objects' routes: $1 while an attach waits"
}
fresh
objects_come_back "the new bridge is deleted" "link del xenbr0"
fresh
bridged
objects_come_back "the port is taken out" "link set eth0 nomaster"
fresh
bridged
objects_come_back "the bridge is set down" "link set xenbr0 down"
fresh
bridged
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 192.168.5.1/24 dev xenbr0
c addr del 10.9.0.2/24 dev xenbr0
c addr add 10.9.0.50/24 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1
[ "$(show_global eth0 | tee -a "$work/out")" = "10.9.0.50/24 fd00:9::2/64" ] &&
	[ "$(show_global xenbr0 | tee -a "$work/out")" = 192.168.5.1/24 ]
result "another lease of the subnet, beside the guests' subnet"
fresh
bridged
c addr add 10.9.8.2/24 dev xenbr0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
for nic in eth0 xenbr0; do
	c link set $nic address 02:00:00:00:aa:01
done
refuses "another MAC address" bridge-detach eth0 --probe 10.9.0.1 &&
	c -o addr show dev xenbr0 | tee -a "$work/out" | grep -q 10.9.8.2/24
result "refuses a port that has another MAC address since the attach"
fresh
bridged
c addr add 10.200.0.1 peer 10.9.0.50/32 dev xenbr0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 10.200.0.1 peer 10.9.0.51/32 dev xenbr0
run bridge-detach eth0 --probe 10.9.0.1 &&
	[ "$(c -o addr show dev xenbr0 | tee -a "$work/out" | grep -c 'peer 10.9.0.5[01]/')" = 2 ] &&
	! c -o addr show dev eth0 | tee -a "$work/out" | grep -q peer
result "a guest's point to point address in the subnet"
fresh
c -6 route add default nexthop via fd00:9:0::1 dev eth0 \
	nexthop via fd00:9:1::1 dev eth1
c -6 route add default via fd00:9:0::1 dev eth0 table 100
c -6 rule add from fd00:9:0::2 table 100
for host in 1 2 3 4; do
	run bridge-attach eth0 xenbr0 --probe 2001:db8::$host &&
		run bridge-detach eth0 --probe 2001:db8::$host
done
! grep -q UNDONE "$work/out"
result "next hops of two NICs, and a table by source"
fresh
bridged down
c addr add 10.9.0.2/24 dev xenbr0
run bridge-attach eth0 xenbr0 --probe 10.9.0.1 && leads 10.9.0.1 xenbr0
result "a bridge that is down has the address, and no route yet"
# $1: what; $2: the server; $3: the bridge's state; $4: commands of ip
third_behind()
{
	fresh
	bridged "$3"
	commands "$4" && refuses "a third route" \
		bridge-attach eth0 xenbr0 --probe "$2"
	result "refuses an address of both, $1"
}
third_behind "before another NIC's in the subnet" 10.9.0.1 up "
	addr add 10.9.0.77/24 dev eth1
	addr add 10.9.0.2/24 dev xenbr0"
third_behind "another NIC's third" 10.9.0.1 up "
	addr add 10.9.0.2/24 dev xenbr0
	addr add 10.9.0.77/24 dev eth1"
third_behind "another NIC's third, in IPv6" fd00:9::1 up "
	addr add fd00:9::2/64 dev xenbr0 nodad
	addr add fd00:9::77/64 dev eth1 nodad"
third_behind "unreachable third" 10.9.0.1 up "
	addr add 10.9.0.2/24 dev xenbr0
	route append unreachable 10.9.0.0/24"
third_behind "unreachable third, in IPv6" fd00:9::1 up "
	addr add fd00:9::2/64 dev xenbr0 nodad
	-6 route append unreachable fd00:9::/64 metric 256"
third_behind "another NIC's behind point to point ones" 10.9.0.1 up "
	addr del 10.9.0.2/24 dev eth0
	addr add 10.9.0.2 peer 10.9.0.1/32 dev eth0
	addr add 10.9.0.2 peer 10.9.0.1/32 dev xenbr0
	addr add 10.9.0.5 peer 10.9.0.1/32 dev eth1"
third_behind "another NIC's behind, the bridge is down" 10.9.0.1 down "
	addr add 10.9.0.2/24 dev xenbr0
	addr add 10.9.0.77/24 dev eth1"
# $1: what; $2: the server; $3: commands of ip since the attach
third_behind_back()
{
	fresh
	run bridge-attach eth0 xenbr0 --probe "$2"
	commands "$3" && refuses "a third route" bridge-detach eth0 --probe "$2"
	result "refuses an address given back, $1"
}
third_behind_back "another NIC's third" 10.9.0.1 "
	addr add 10.9.0.2/24 dev eth0
	addr add 10.9.0.77/24 dev eth1"
third_behind_back "another NIC's third, in IPv6" fd00:9::1 "
	addr add fd00:9::2/64 dev eth0 nodad
	addr add fd00:9::77/64 dev eth1 nodad"
third_behind_back "unreachable third" 10.9.0.1 "
	addr add 10.9.0.2/24 dev eth0
	route append unreachable 10.9.0.0/24"
# $1: what; $2: the server; $3: commands of ip; $4: the address, if not 10.9.0.2
unlike()
{
	fresh
	bridged
	commands "$3" && refuses "has ${4-10.9.0.2} too, with another scope" \
		bridge-attach eth0 xenbr0 --probe "$2"
	result "refuses the same address $1"
}
unlike "that runs out on the bridge" 10.9.0.1 "
	addr add 10.9.0.2/24 dev xenbr0 valid_lft 3600 preferred_lft 3600"
unlike "that runs out on the port" 10.9.0.1 "
	addr change 10.9.0.2/24 dev eth0 valid_lft 3600 preferred_lft 3600
	addr add 10.9.0.2/24 dev xenbr0"
unlike "of another scope" 10.9.0.1 "
	addr add 10.9.0.2/24 scope link dev xenbr0"
unlike "that is second on the port" 10.9.0.1 "
	addr del 10.9.0.2/24 dev eth0
	addr add 10.9.0.50/24 dev eth0
	addr add 10.9.0.2/24 dev eth0
	addr add 10.9.0.2/24 dev xenbr0"
unlike "that runs out on the port, in IPv6" fd00:9::1 "
	addr del fd00:9::2/64 dev eth0
	addr add fd00:9::2/64 dev eth0 nodad valid_lft 3600 preferred_lft 3600
	addr add fd00:9::2/64 dev xenbr0 nodad" fd00:9::2
fresh
run bridge-attach eth0 xenbr0 --probe 10.9.0.1
c addr add 10.9.0.2/24 dev eth0 valid_lft 3600 preferred_lft 3600
refuses "has 10.9.0.2 too, with another scope" bridge-detach eth0 --probe 10.9.0.1
result "refuses the same address that was given back and runs out"
exit "$failed"
