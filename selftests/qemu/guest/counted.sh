# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The deterministic rig: the client in this namespace, the server in another,
# a wire between two NICs of the one machine.

. /guest/lib.sh
. /guest/stack.sh

interface_of() {
	for dir in /sys/class/net/*/; do
		dir=${dir%/}
		[ "$(cat "$dir/address")" = "$1" ] && echo "${dir##*/}"
	done
}

# name_nics DIGIT NAME: the NICs of one side, by the end of their addresses, are
# NAME0 and, for a bond, NAME1
name_nics() {
	for hub in 0 ${BOND:+1}; do
		nic=$(interface_of "52:54:00:00:00:$hub$1")
		[ -n "$nic" ] || fail "no $2$hub ($NIC)"
		[ "$nic" = "$2$hub" ] || ip link set "$nic" name "$2$hub"
	done
}

counted_server() {
	name_nics 1 srv
	ROOT_DEV=$ROOT_DEV BOND=${BOND-} WIRE=${WIRE-} \
		unshare -n -m sh /guest/counted_server.sh &
	SERVER=$!
	SERVER_PREFIX="nsenter -t $SERVER -n -m"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(readlink /proc/$SERVER/ns/net)" != \
			"$(readlink /proc/self/ns/net)" ] && break
		sleep 0.1
	done
	# The one that is waited for comes last.
	[ -z "${BOND-}" ] || ip link set srv1 netns $SERVER
	ip link set srv0 netns $SERVER
	wait_for 60 test -f /run/server.ready || fail "the server did not start"
}

counted_client() {
	name_nics 2 eth
	stack_client || fail "no $ROOT_DEV"
	ip link set lo up
	ip addr add 10.0.0.2/24 dev "$ROOT_DEV"
	if has_ipv6; then
		echo 0 >"/proc/sys/net/ipv6/conf/$ROOT_DEV/accept_dad"
		ip -6 addr add fd00::2/64 dev "$ROOT_DEV"
	fi
	ip link set "$ROOT_DEV" up
	ip route add default via 10.0.0.1
	wait_for 20 ping -c 1 -W 1 10.0.0.1 || fail "the server does not answer"
	# A bond's carrier is told of a while later, and is in the tables.
	for dev in ${BOND:+eth0 eth1 $ROOT_DEV}; do
		wait_for 20 grep -q up "/sys/class/net/$dev/operstate" ||
			fail "$dev does not come up"
	done
	# Until LACP has both wires at both ends, frames are lost.
	[ "${BOND-}" != 802.3ad ] || sleep 10
	root_up
	# Traffic which found a way past the NICs would make every figure void.
	[ "$(nic_count "$ROOT_DEV" rx_packets)" -gt 5 ] ||
		fail "the root did not use $ROOT_DEV"
}

# The machine is saved here, and goes on as often as there are cases, each with
# settings of its own. The clock of one that does nothing would run away.
take_case() {
	while :; do :; done &
	spins=$!
	printf '{"ready":true}\n' >&3
	while read -r line <&3 && [ "$line" != go ]; do
		eval "$line"
	done
	kill $spins
	[ "$line" = go ] || fail "nobody said which case this is"
}

ROOT_PREFIX="inroot /nfsroot"
mkdir -p /export
load_modules virtio_pmem nd_pmem
mount -t ext4 -o ro,noatime /dev/pmem0 /export || fail "no root image"
stack_modules
counted_server
counted_client
[ -z "${WAITS-}" ] || take_case
run_case
