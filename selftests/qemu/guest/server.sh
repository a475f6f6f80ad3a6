# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The NFS server: a machine of its own, or a namespace beside the client.
# Needs SERVER_IF, the name of its NIC; writes /run/server.ready.

server_network() {
	ip link set lo up
	ip addr add 10.0.0.1/24 dev "$SERVER_IF"
	echo 0 >"/proc/sys/net/ipv6/conf/$SERVER_IF/accept_dad"
	ip -6 addr add fd00::1/64 dev "$SERVER_IF"
	ip link set "$SERVER_IF" up
}

server_tree() {
	mount --bind /proc /export/proc
	mount --bind /dev /export/dev
	mount --bind /run /export/run
	mount -t sysfs sysfs /export/sys
	mount -t nfsd nfsd /export/proc/fs/nfsd
	mount -t tmpfs tmpfs /export/tmp
	mount -t tmpfs tmpfs /export/var/lib/nfs
	mount -t tmpfs -o size=64m tmpfs /export/srv/rw
	# A second disk is a second export.
	[ ! -b /dev/vdb ] || mount -t ext4 -o ro,noatime /dev/vdb /export/mnt
	mkdir -p /export/var/lib/nfs/sm /export/var/lib/nfs/v4recovery
	touch /export/var/lib/nfs/etab /export/var/lib/nfs/rmtab
	mkdir -p /run/rpcbind /run/sendsigs.omit.d
	dd if=/dev/zero of=/export/srv/rw/probe bs=4096 count=1 2>/dev/null
}

server_daemons() {
	options=no_root_squash,no_subtree_check,insecure,sec=sys
	chroot /export rpcbind || return 1
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -S /run/rpcbind.sock ] && break
		sleep 0.2
	done
	chroot /export exportfs -i -o "ro,fsid=0,$options" '*:/'
	chroot /export exportfs -i -o "rw,fsid=1,$options" '*:/srv/rw'
	[ ! -b /dev/vdb ] ||
		chroot /export exportfs -i -o "ro,fsid=2,$options" '*:/mnt'
	# A restarted server would make its clients wait; this one is new.
	echo 10 >/export/proc/fs/nfsd/nfsv4leasetime
	echo 10 >/export/proc/fs/nfsd/nfsv4gracetime
	chroot /export rpc.mountd -p 20048 || return 1
	chroot /export rpc.nfsd --udp 4 || return 1
	echo Y >/export/proc/fs/nfsd/v4_end_grace 2>/dev/null
	return 0
}

# What the client will read is then answered from memory: the disk is not
# part of the measurement.
server_warm() {
	for file in usr/sbin/ddtool usr/bin/ip usr/sbin/ip srv/probe \
		"usr/lib/modules/$(uname -r)/extra/*"; do
		# shellcheck disable=SC2086
		cat /export/$file >/dev/null 2>&1
	done
	return 0
}

# server_wire: the client's root may be this one's disk
server_wire() {
	[ -n "${WIRE-}" ] || return 0
	. /guest/wire_server.sh
	"wire_server_$WIRE" || echo "wire_server_$WIRE failed"
}

server_start() {
	server_network && server_tree && server_daemons && server_warm &&
		echo ready >/run/server.ready
}
