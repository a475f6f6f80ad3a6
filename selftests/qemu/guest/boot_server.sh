# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The boot server: DHCP, TFTP and NFS, of the directory that netboot.py made.
# What the daemons say is in /srv/rw/log for the client to read. Never returns.

. /guest/server.sh

SERVER_IF=eth0
BOOT=/srv/boot

# The DHCP server of another machine on the same wire, 10.0.0.4
other_dhcpd() {
	chroot /export modprobe macvlan || return 1
	chroot /export ip link add lan0 link $SERVER_IF type macvlan mode bridge ||
		return 1
	unshare -n sh /guest/other_dhcpd.sh &
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		sleep 1
		pidof dhcpd >/dev/null && return 0
		# it stays here as long as that process is in no other namespace
		ip link set lan0 netns $! 2>/dev/null
	done
	return 1
}

boot_server_daemons() {
	mount -t ext4 -o ro,noatime /dev/vdb /export$BOOT || return 1
	syslogd -O /export/srv/rw/log || return 1
	: >/run/dhcpd.leases
	proxy=/dev/null
	if [ -f "/export$BOOT/dnsmasq.conf" ]; then
		proxy=$BOOT/dnsmasq.conf
		other_dhcpd || return 1
	else
		chroot /export dhcpd -4 -q -cf $BOOT/dhcpd.conf -pf /run/dhcpd.pid \
			-lf /run/dhcpd.leases $SERVER_IF || return 1
	fi
	# Without a router's word iPXE waits 13 s for one. Linux 2.6 has to: it would
	# make an address of that, and IPv6 addresses are not moved there.
	set --
	[ -f /root.cpio.gz ] ||
		set -- --enable-ra --dhcp-range=fd00::,ra-only \
			--ra-param=$SERVER_IF,0,0
	chroot /export dnsmasq --user=root --port=0 --interface=$SERVER_IF \
		--conf-file=$proxy --dhcp-leasefile=/run/dnsmasq.leases \
		--log-dhcp --pid-file=/run/dnsmasq.pid "$@" || return 1
	servers=0
	for dir in "/export$BOOT"/tftp/*; do
		address=${dir##*/}
		ip addr add "$address/24" dev $SERVER_IF 2>/dev/null
		# -4: without IPv6 it would end without a word
		chroot /export in.tftpd -4 --listen --address "$address:69" \
			--verbose --verbose --verbose --secure "$BOOT/tftp/$address" ||
			return 1
		servers=$((servers + 1))
	done
	sleep 1
	daemons_live
}

# daemons_live: says which does not
daemons_live() {
	dead=
	for daemon in rpcbind rpc.mountd dhcpd dnsmasq syslogd; do
		pidof $daemon >/dev/null || dead="$dead $daemon"
	done
	[ "$(pidof in.tftpd | wc -w)" -ge "$servers" ] || dead="$dead in.tftpd"
	[ -z "$dead" ] || echo "server:$dead died"
	[ -z "$dead" ]
}

mkdir -p /export
mount -t ext4 -o ro,noatime /dev/vda /export
if ! server_start || ! boot_server_daemons; then
	tail -n 20 /export/srv/rw/log
	echo "the boot server failed"
	poweroff -f
fi
# The root of a client with Linux 2.6
[ ! -f /root.cpio.gz ] ||
	zcat /root.cpio.gz | (cd /export/srv/rw && cpio -i -d)
echo "server ready after $(cut -d' ' -f1 /proc/uptime) s"
while :; do
	sleep 5
	daemons_live
done
