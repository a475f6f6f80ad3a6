# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2046
# A bridge that was there, with a port, an address, a route, a rule and a MTU
# of its own, has them while eth0 is in it and afterwards; eth0 gets back what
# the attach moved, no more. With ALONE, without the module.

. /guest/trial.sh

# What addresses are formed of; without the module some of it is lost.
own_identifier() {
	echo 2001:db8::1 >/proc/sys/net/ipv6/conf/eth0/stable_secret
	echo 2001:db8::2 >"/proc/sys/net/ipv6/conf/$BRIDGE/stable_secret"
	in_root ip token set ::99 dev "$BRIDGE" || fail "no token"
}

own_bridge() {
	in_root modprobe -a bridge dummy || fail "modprobe bridge"
	in_root ip link add own0 type dummy
	in_root ip link set own0 up
	in_root ip link add "$BRIDGE" address 02:00:00:00:00:55 mtu 1400 type bridge \
		forward_delay 0
	in_root ip link set own0 master "$BRIDGE"
	in_root ip link set "$BRIDGE" up
	in_root ip addr add 172.31.5.1/24 dev "$BRIDGE"
	! has_ipv6 || in_root ip -6 addr add fd00:5::1/64 dev "$BRIDGE"
	in_root ip route add 172.31.6.0/24 via 172.31.5.9 dev "$BRIDGE"
	in_root ip rule add iif "$BRIDGE" table 105
	in_root ip neigh add 172.31.5.9 lladdr 02:00:00:00:00:09 dev "$BRIDGE" \
		nud permanent
	echo 2 >"/proc/sys/net/ipv4/conf/$BRIDGE/rp_filter"
	[ -n "${ALONE-}" ] || ! has_ipv6 || own_identifier
	# Duplicate address detection ends.
	sleep 3
}

# A bridge forgets what its ports could not do only when it is deleted.
tables() {
	snapshot_tables | sed 's/"tso_max_size":[0-9]*/"tso_max_size":0/'
	cat /proc/sys/net/ipv4/conf/*/rp_filter
	[ -n "${ALONE-}" ] || {
		grep . /proc/sys/net/ipv6/conf/*/stable_secret 2>/dev/null
		in_root ip token
	}
}

# on DEVICE ADDRESS...: these, and no others but link-local ones; those of IPv6
# where there is IPv6
on() {
	device=$1
	shift
	has_ipv6 || set -- $(echo "$*" | sed 's/fd00[^ ]*//g')
	in_root ip addr show dev "$device" scope global | awk '
		/^ *inet/ { printf "%s ", $2 }' >/run/on
	[ "$(cat /run/on)" = "$* " ] || fail "$device has $(cat /run/on)"
}

DETACH="ddtool bridge-detach eth0 --json"	# the bridge has another port
[ -n "${ALONE-}" ] || trial_module
own_bridge
remember
# shellcheck disable=SC2086
trial 0 "attach" $ATTACH ${ALONE:+--no-module}
alive "on the bridge"
on "$BRIDGE" 172.31.5.1/24 10.0.0.2/24 fd00::2/64 fd00:5::1/64
in_root ip neigh flush all
alive "neighbours forgotten"
# Without a confirmation all is as it was on the bridge.
undone() {
	nl_request get port=eth0 | grep -q '^OK [0-9]* [0-9]* [0-9]* 7 '
}
if [ -z "${ALONE-}" ]; then
	tables >/run/attached
	nl_request detach port=eth0 confirm=500 >/run/undone
	wait_for 30 undone || fail "no undone detach: $(cat /run/undone)"
	alive "on the bridge again"
	tables | diff /run/attached - >/run/differ ||
		fail "an undone detach: $(head -c 600 /run/differ)"
fi
# shellcheck disable=SC2086
trial 0 "detach" $DETACH ${ALONE:+--no-module}
on eth0 10.0.0.2/24 fd00::2/64
# Its record is gone by now, the text of the steps is not.
grep -q 'mac 02:00:00:00:00:55' /run/trial.out ||
	fail "the steps: $(grep -A 3 link-set-mac /run/trial.out)"
intact "after the detach"
[ -z "${ALONE-}" ] || pass

# Without a record all goes to eth0: the root may hang on any of it.
# shellcheck disable=SC2086
trial 0 "attach again" $ATTACH
in_root rmmod ddom_bridge || fail "rmmod ddom_bridge"
in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
# shellcheck disable=SC2086
trial 0 "detach after the module was loaded anew" $DETACH
alive "detached without a record"
on eth0 172.31.5.1/24 10.0.0.2/24 fd00::2/64 fd00:5::1/64
pass
