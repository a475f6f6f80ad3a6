# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The server as a machine of its own: NFS and DHCP.  Never returns.

. /guest/server.sh

SERVER_IF=eth0
mkdir -p /export
mount -t ext4 -o ro,noatime /dev/vda /export
case ${ROOT_DEV-} in
*.*)
	. /guest/stack.sh
	stack_modules
	stack_vlan eth0
	SERVER_IF=$ROOT_DEV
	;;
esac
server_start || { echo "server_start failed"; poweroff -f; }
# Before there are leases: who has one may ask for a disk once and no more.
server_wire
chroot /export dnsmasq --no-daemon --user=root --port=0 --no-ping \
	--interface="$SERVER_IF" --leasefile-ro --no-resolv --no-hosts \
	--dhcp-range=10.0.0.2,10.0.0.2,255.255.255.0,1h \
	--dhcp-option=option:router,10.0.0.1 \
	--dhcp-option=option:root-path,10.0.0.1:/ 2>/run/dnsmasq.log &
if [ -n "${DISKS-}" ]; then
	. /guest/disks.sh
	disks_serve || echo "disks_serve failed"
fi
echo "server ready after $(cut -d' ' -f1 /proc/uptime) s"
while :; do
	sleep 5
	for daemon in rpcbind rpc.mountd dnsmasq; do
		pidof $daemon >/dev/null || echo "$daemon died"
	done
done
