# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A root that is a disk on the network: WIRE says by what. The programs that
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
	wait_for 60 chroot /helper nbd-client 10.0.0.1 10809 $WIRE_DISK -N root
}

wire_iscsi() {
	WIRE_DISK=/dev/sda
	load_modules iscsi_tcp sd_mod
	wait_for 60 chroot /helper iscsistart -i iqn.2026-11.test:client \
		-t iqn.2026-11.test:root -g 1 -a 10.0.0.1 -p 3260 || return 1
	wait_for 60 test -b $WIRE_DISK
}

# wire_up: the disk is there, as WIRE_DISK
wire_up() {
	[ "$WIRE" = aoe ] || wire_helper || return 1
	"wire_$WIRE" || return 1
	[ "$WIRE" = aoe ] || wire_helper_end
}
