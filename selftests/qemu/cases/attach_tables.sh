# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Secondary addresses, a label, IPv6 routes, a policy routing table, a VLAN
# device on the port and all values of rp_filter: after attach and detach
# everything is as before.

. /guest/cycles.sh

busy_tables() {
	in_root ip addr add 10.0.0.22/24 dev eth0 label eth0:1
	in_root ip addr add 192.168.7.2/28 dev eth0
	[ -z "${V6+yes}" ] || in_root ip -6 route add default via fd00::1 dev eth0 metric 77
	in_root ip route add 10.9.0.0/16 via 10.0.0.1 dev eth0 metric 50 \
		src 10.0.0.22
	in_root ip route add default via 10.0.0.1 dev eth0 table 100
	in_root ip rule add from 10.0.0.22 lookup 100
	in_root ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:77 dev eth0 \
		nud permanent
	in_root modprobe 8021q
	in_root ip link add link eth0 name eth0.5 type vlan id 5
	in_root ip addr add 10.5.0.2/24 dev eth0.5
	in_root ip link set eth0.5 up
	# Link-local addresses finish their duplicate detection.
	sleep 3
}

one_round() {
	echo "$1" >/proc/sys/net/ipv4/conf/all/rp_filter
	echo "$1" >/proc/sys/net/ipv4/conf/eth0/rp_filter
	snapshot_tables >/run/tables.before
	step attach "$1" "ddtool bridge-attach $BRIDGE --json"
	in_root ip addr show dev "$BRIDGE" >/run/bridge
	for address in 10.0.0.2/24 10.0.0.22/24 192.168.7.2/28 \
		${V6+fd00::2/64}; do
		grep -q " $address " /run/bridge ||
			fail "rp_filter $1: $address is not on $BRIDGE"
	done
	in_root ip neigh flush all
	drop_caches
	root_alive 20 || fail "rp_filter $1: the root is dead on the bridge"
	step detach "$1" "ddtool bridge-detach $BRIDGE --json"
	root_alive 20 || fail "rp_filter $1: the root is dead"
	snapshot_tables >/run/tables.after
	! tables_differ || fail "rp_filter $1: the tables are not as before"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
: >"$SPANS"
! has_ipv6 || V6=yes
busy_tables
for filter in 0 1 2; do
	one_round $filter
done
pass
