# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2059,SC2086
# The server's disk, which is the client's root, on the network: WIRE says how.

SERVER_DISK=${SERVER_DISK:-/dev/vda}

wire_server_rdma() {
	load_modules crc32_generic rdma_rxe rpcrdma
	chroot /export rdma link add rxe0 type rxe netdev "$SERVER_IF" &&
		echo "rdma 20049" >/export/proc/fs/nfsd/portlist
}

wire_server_aoe() {
	[ "${ADDRESSES-}" != no ] || ip addr flush dev "$SERVER_IF"
	chroot /export vblade -r 0 0 "$SERVER_IF" $SERVER_DISK >/run/vblade.log 2>&1 &
}

wire_server_nbd() {
	cat >/run/nbd.conf <<-EOF
		[generic]
		[root]
		exportname = $SERVER_DISK
		readonly = true
	EOF
	# With -d it would take one connection, and no probe's.
	chroot /export nbd-server -C /run/nbd.conf -p /run/nbd.pid
}

wire_server_nvme() {
	load_module nvmet_tcp
	mount -t configfs configfs /sys/kernel/config
	at=/sys/kernel/config/nvmet
	root=$at/subsystems/nqn.2026-11.test:root
	mkdir $root $root/namespaces/1 $at/ports/1 || return 1
	echo 1 >$root/attr_allow_any_host
	printf $SERVER_DISK >$root/namespaces/1/device_path
	echo 1 >$root/namespaces/1/enable || return 1
	echo tcp >$at/ports/1/addr_trtype
	echo ipv4 >$at/ports/1/addr_adrfam
	echo 10.0.0.1 >$at/ports/1/addr_traddr
	echo 4420 >$at/ports/1/addr_trsvcid
	ln -s $root $at/ports/1/subsystems/
}

tgt() {
	chroot /export tgtadm --lld iscsi "$@"
}

wire_server_iscsi() {
	# Its socket is there; in the image that is a directory of its own.
	mount --bind /run /export/var/run
	chroot /export tgtd -f >/run/tgtd.log 2>&1 &
	tries=100
	until tgt --op show --mode sys >/dev/null 2>&1; do
		[ $((tries -= 1)) -gt 0 ] || { cat /run/tgtd.log; return 1; }
		sleep 1
	done
	tgt --op new --mode target --tid 1 -T iqn.2026-11.test:root &&
		tgt --op new --mode logicalunit --tid 1 --lun 1 -b $SERVER_DISK &&
		tgt --op bind --mode target --tid 1 -I ALL
}
