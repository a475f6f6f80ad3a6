# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# infolab's daemons, in its network; ends when one could not be started.

. /guest/chain_machine.sh

root=/machines/infolab
for _ in 1 2 3 4 5 6 7 8 9 10; do
	ip link show infolab0 >/dev/null 2>&1 && break
	sleep 0.2
done
ip link set lo up
ip link set infolab0 name eth0
ip addr add 10.0.0.1/24 dev eth0
ip link set eth0 up
mkdir -p $root/var/lib/dhcp
: >$root/var/lib/dhcp/dhcpd.leases
chroot $root dhcpd -4 -q -cf /etc/dhcp/dhcpd.conf -pf /run/dhcpd.pid eth0 &&
	tftpd infolab && echo ready >/run/infolab.ready
# The network lives as long as this process.
while :; do
	sleep 1000
done
