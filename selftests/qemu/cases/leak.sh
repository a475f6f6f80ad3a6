# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Attach and detach, each confirmed, CYCLES times over a veth pair: neither
# memory nor references of the module grow, the kernel has nothing to say.

CYCLES=${CYCLES:-60}
. /guest/cycles.sh

WARM=${WARM:-30}

is_elsewhere() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# A namespace of its own with the pair's other end, which answers
neighbour() {
	unshare -n sleep 100000 &
	other=$!
	wait_for 5 is_elsewhere $other || fail "no other namespace"
	in_root ip link add leak0 type veth peer name leak1
	ip link set leak1 netns $other
	nsenter -t $other -n ip addr add 10.44.0.1/24 dev leak1
	nsenter -t $other -n ip link set leak1 up
	ip addr add 10.44.0.2/24 dev leak0
	ip link set leak0 up
	ip route add 10.45.0.0/16 via 10.44.0.1
	wait_for 5 ping -c 1 -W 1 10.44.0.1 || fail "the pair is mute"
	sleep 3	# link-local addresses finish their duplicate detection
}

cycle() {
	nl_cycles leak0 leakbr0 "$1" >/run/cycles.out 2>&1 ||
		fail "$(tail -n 1 /run/cycles.out)"
}

# Kilobytes of slab, after what waits for a grace period is gone
slab_kb() {
	sleep 2
	drop_caches
	sleep 1
	awk '$1 == "Slab:" { print $2 }' /proc/meminfo
}

# Objects in use of the caches that a transaction fills
objects() {
	awk 'NR > 2 { print $1, $2 * $4 }' /proc/slabinfo | sort
}

# Caches which grew by more than 64 kB
grown() {
	join /run/objects.before /run/objects.after |
		awk '$3 - $2 > 65536 { print $1, $3 - $2 }'
}

in_root modprobe -a ddom_bridge veth || fail "modprobe ddom_bridge"
neighbour
snapshot_tables >/run/tables.before
cycle "$WARM"
slab_before=$(slab_kb)
objects >/run/objects.before
messages=$(in_root dmesg -l emerg,alert,crit,err,warn | wc -l)
cycle "$CYCLES"
slab_after=$(slab_kb)
objects >/run/objects.after
metric cycles "$CYCLES"
metrics_of /run/cycles.out
metric slab_before_kb "$slab_before"
metric slab_after_kb "$slab_after"
grown >/run/grown
metric caches_grown "$(tr '\n' ' ' </run/grown)"
refs=$(cat /sys/module/ddom_bridge/refcnt)
metric module_refcnt "$refs"
said=$(in_root dmesg -l emerg,alert,crit,err,warn | tail -n +$((messages + 1)))
[ -z "$said" ] || fail "the kernel said: $said"
[ "$refs" = 0 ] || fail "$refs references to the module"
# A leak of 256 bytes in each cycle would show. KASAN keeps what was freed, and
# with it comes kmemleak.
[ -z "${SLOWNESS-}" ] || LIMIT_KB=100000
limit=$((${LIMIT_KB:-384} + CYCLES / 4))
[ $((slab_after - slab_before)) -le $limit ] ||
	fail "slab grew by $((slab_after - slab_before)) kB: $(cat /run/grown)"
snapshot_tables >/run/tables.after
! tables_differ || fail "the tables are not as before"
in_root rmmod ddom_bridge || fail "rmmod ddom_bridge"
pass
