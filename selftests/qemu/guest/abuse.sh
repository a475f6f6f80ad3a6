# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What cases of strangers, of many and of much share.

BRIDGE=${BRIDGE:-xenbr0}
PLANNED=1 VERIFYING=3 WAIT_CONFIRM=4 COMMITTED=5 UNDONE=7 UNDO_FAILED=8

abuse_module() {
	in_root modprobe -a bridge veth dummy 8021q || fail "modprobe bridge"
	in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
	ip link set lo up
}

is_elsewhere() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# pair NAME NET: a port, 10.NET.0.2, whose other end is in another namespace
# and answers as 10.NET.0.1
pair() {
	[ -n "${OTHER-}" ] || {
		unshare -n sleep 100000 &
		OTHER=$!
		wait_for 5 is_elsewhere $OTHER || fail "no other namespace"
		# On one bridge each answers for its own address only.
		nsenter -t "$OTHER" -n sh -c \
			'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore'
	}
	in_root ip link add "$1" type veth peer name "$1far"
	ip link set "$1far" netns "$OTHER"
	nsenter -t "$OTHER" -n ip addr add "10.$2.0.1/24" dev "$1far"
	nsenter -t "$OTHER" -n ip link set "$1far" up
	ip addr add "10.$2.0.2/24" dev "$1"
	ip link set "$1" up
	answers "$2"
}

# answers NET: the other end of a pair
answers() {
	wait_for 5 ping -c 1 -W 1 "10.$1.0.1" || fail "10.$1.0.1 is not reached"
}

# settled: link-local addresses finish their duplicate detection
settled() {
	sleep 3
}

# state_of PORT: of its last transaction, empty without one
state_of() {
	nl_request get "port=$1" 2>/dev/null | awk '$1 == "OK" { print $5 }'
}

# in_state PORT STATE...
in_state() {
	now=$(state_of "$1")
	shift
	for state; do
		[ "$now" != "$state" ] || return 0
	done
	return 1
}

# request STATE COMMAND ATTRIBUTE=VALUE...: it gets there; its id is in $id
request() {
	wanted=$1
	shift
	nl_request "$@" >/run/request 2>&1
	read -r error _ _ id state text </run/request
	[ "$error $state" = "OK $wanted" ] ||
		fail "$*: wanted state $wanted, got $(cat /run/request)"
}

# refused ERROR COMMAND ATTRIBUTE=VALUE...
refused() {
	wanted=$1
	shift
	nl_request "$@" >/run/request 2>&1
	read -r error _ _ _ _ text </run/request
	[ "$error" = "$wanted" ] ||
		fail "$*: wanted $wanted, got $(cat /run/request)"
}

no_transaction() {
	[ "$(cat /sys/module/ddom_bridge/refcnt)" = 0 ]
}

# kernel_kb: kilobytes of slab and vmalloc, after what waits for a grace period
# is gone
kernel_kb() {
	sleep 2
	drop_caches
	sleep 1
	awk '$1 == "Slab:" || $1 == "VmallocUsed:" { kb += $2 }
		END { print kb }' /proc/meminfo
}

# grew BEFORE LIMIT: what the kernel has, in kB, is more by more than LIMIT
grew() {
	after=$(kernel_kb)
	metric kernel_before_kb "$1"
	metric kernel_after_kb "$after"
	limit=$2
	# KASAN keeps what was freed, and with it comes kmemleak.
	[ -z "${SLOWNESS-}" ] || limit=100000
	[ $((after - $1)) -gt "$limit" ]
}

# module_goes: nothing holds it
module_goes() {
	wait_for 30 no_transaction ||
		fail "references: $(cat /sys/module/ddom_bridge/refcnt)"
	bounded 30 in_root rmmod ddom_bridge || fail "rmmod ddom_bridge"
}

# figure NAME FILE: of a probe; it becomes a metric
figure() {
	figure=$(value_of "$1" "$2")
	[ -n "$figure" ] || fail "no $1: $(head -c 500 "$2")"
	metric "$1" "$figure"
}
