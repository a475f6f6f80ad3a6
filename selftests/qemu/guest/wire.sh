# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A root that is a disk on the network: WIRE says by what, with BOUND bound to
# the NIC. The programs that
# connect it are the server's, seen over NFS until the disk is there.

wire_helper() {
	mkdir -p /helper
	wait_for 30 nfsmount 10.0.0.1:/ /helper "$(nfs_options)" ro || return 1
	for dir in proc sys dev run; do
		mount --bind /$dir /helper/$dir || return 1
	done
}

wire_helper_end() {
	for dir in proc sys dev run; do
		umount /helper/$dir
	done
	umount /helper
}

wire_aoe() {
	WIRE_DISK=/dev/etherd/e0.0
	load_module aoe
	wait_for 90 test -b $WIRE_DISK
}

wire_nbd() {
	WIRE_DISK=/dev/nbd0
	load_module nbd
	# shellcheck disable=SC2086
	wait_for 60 chroot /helper nbd-client 10.0.0.1 10809 $WIRE_DISK -N root \
		${NBD_OPTIONS-}
}

wire_iscsi() {
	WIRE_DISK=/dev/sda
	load_modules iscsi_tcp sd_mod
	# shellcheck disable=SC2086
	wait_for 60 chroot /helper iscsistart -i iqn.2026-11.test:client \
		-t iqn.2026-11.test:root -g 1 -a 10.0.0.1 -p 3260 \
		${BOUND:+-P iface.net_ifacename=eth0} || return 1
	wait_for 60 test -b $WIRE_DISK
}

nvme_connect() {
	printf %s "transport=tcp,traddr=10.0.0.1,trsvcid=4420,nqn=nqn.2026-11.test:root,keep_alive_tmo=60${BOUND:+,host_iface=eth0}" \
		>/dev/nvme-fabrics
}

wire_nvme() {
	WIRE_DISK=/dev/nvme0n1
	load_module nvme_tcp
	wait_for 60 nvme_connect || return 1
	wait_for 60 test -b $WIRE_DISK
}

# No disk, but NFS over RDMA, which a driver makes out of UDP.
wire_rdma() {
	load_modules crc32_generic rdma_rxe rpcrdma
	chroot /helper rdma link add rxe0 type rxe netdev eth0 &&
		export NFS=rdma
}

# wire_up: the disk is there, as WIRE_DISK; of some the kernel needs no help
wire_up() {
	case $WIRE in
	aoe | nvme)
		"wire_$WIRE"
		return
		;;
	esac
	wire_helper && "wire_$WIRE" && wire_helper_end
}
