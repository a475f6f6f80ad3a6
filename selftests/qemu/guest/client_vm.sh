# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The diskless client: DHCP, the root over NFS, then the root's own init.
# The case's script stays behind in this initramfs, which is memory, in a
# mount namespace of its own: it lives on when the root is dead.

. /guest/lib.sh

client_if=
for dir in /sys/class/net/*; do
	[ "${dir##*/}" = lo ] || client_if=${dir##*/}
done
[ -n "$client_if" ] || fail "no NIC ($NIC)"
[ "$client_if" = eth0 ] || ip link set "$client_if" name eth0
ip link set lo up
ip link set eth0 up

got_lease() {
	udhcpc -i eth0 -n -q -f -t 3 -T 2 -s /guest/udhcpc.sh
}

[ "${ADDRESSES-}" = no ] || wait_for 90 got_lease || fail "no lease"
# As an initramfs does it: after DHCP, before the root is mounted.
if [ -n "${BOOT_ATTACH-}" ]; then
	load_module bridge
	insmod /modules/ddom_bridge.ko attach="$BOOT_ATTACH" \
		${BOOT_PROBE:+"probe=$BOOT_PROBE"} || fail "insmod ddom_bridge"
fi

root_up

if [ -n "${INIT-}" ]; then
	. /guest/boot_init.sh
	boot_init || fail "the root cannot be prepared for $INIT"
fi

ROOT_PREFIX="inroot 1"
unshare -m sh /guest/agent.sh &
wait_for 10 test -f /run/agent.ready || fail "no agent"
exec 3>&-
[ -n "${BARE-}" ] || mount --move /run /nfsroot/run 2>/dev/null
[ -z "${OVER-}" ] || . "/guest/$OVER.sh"
cd /nfsroot || exit 1
mount --move . /
# The descriptors are the console's already.
# shellcheck disable=SC2086
exec ${WITH-} chroot . ${FIRST:-${INIT:-/usr/lib/ddom-test/init}}
