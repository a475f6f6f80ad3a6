# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The server's disk, which is the client's root, on the network: WIRE says how.

wire_server_aoe() {
	chroot /export vblade -r 0 0 "$SERVER_IF" /dev/vda >/run/vblade.log 2>&1 &
}

wire_server_nbd() {
	cat >/run/nbd.conf <<-'EOF'
		[generic]
		[root]
		exportname = /dev/vda
		readonly = true
	EOF
	chroot /export nbd-server -C /run/nbd.conf -d >/run/nbd.log 2>&1 &
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
		tgt --op new --mode logicalunit --tid 1 --lun 1 -b /dev/vda &&
		tgt --op bind --mode target --tid 1 -I ALL
}
