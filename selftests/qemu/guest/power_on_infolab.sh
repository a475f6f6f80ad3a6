# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# infolab's daemons, in its network; ends when one could not be started.
# $1: whose DHCP server, isc, kea or dnsmasq.

. /guest/power_on_machine.sh

root=/machines/infolab

# wire_up: with its carrier, which Kea does not wait for
wire_up() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		ip link show infolab0 >/dev/null 2>&1 && break
		sleep 0.2
	done
	ip link set lo up
	ip link set infolab0 name eth0
	ip addr add 10.0.0.1/24 dev eth0
	ip link set eth0 up
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(cat /sys/class/net/eth0/carrier)" = 1 ] && return 0
		sleep 0.2
	done
	return 1
}

isc() {
	mkdir -p $root/var/lib/dhcp
	: >$root/var/lib/dhcp/dhcpd.leases
	chroot $root dhcpd -4 -q -cf /etc/dhcp/dhcpd.conf -pf /run/dhcpd.pid eth0
}

# kea: as its unit starts it; it stays in the foreground, and says what it does
kea() {
	mkdir -p $root/run/kea $root/run/lock/kea $root/var/lib/kea
	chroot $root chown _kea /run/kea /run/lock/kea /var/lib/kea
	chroot $root env KEA_LOCKFILE_DIR=/run/lock/kea /usr/bin/setpriv \
		--reuid _kea --regid _kea --clear-groups \
		--inh-caps +net_bind_service,+net_raw \
		--ambient-caps +net_bind_service,+net_raw \
		kea-dhcp4 -c /etc/kea/kea-dhcp4.conf 2>&1 |
		told "infolab: kea" &
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		grep -q ':0043 ' /proc/net/udp && return 0
		sleep 1
	done
	return 1
}

dnsmasq() {
	mkdir -p $root/var/lib/misc
	chroot $root dnsmasq --user=dnsmasq --conf-dir=/etc/dnsmasq.d \
		--pid-file=/run/dnsmasq.pid
}

wire_up && "$1" && tftpd infolab && echo ready >/run/infolab.ready
# The network lives as long as this process.
while :; do
	sleep 1000
done
