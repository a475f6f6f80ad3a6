# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A diskless machine has booted by what ddtool server render wrote for LOADER,
# and its menu was found the way it is meant to be: by DHCP option 150, and for
# iPXE by MAC address.

RW=/run/rw

# fetched FILE: without a slash in front; not all ask with one
fetched() {
	grep -q -- "filename /\?$1" $RW/log
}

expect() {
	for file in "$@"; do
		fetched "$file" || fail "$file was not fetched"
	done
}

mkdir -p $RW
nfsmount 10.0.0.1:/srv/rw $RW "$(nfs_options)" rw || fail "no rw mount"
keep server_log <$RW/log
case $LOADER in
grub2)
	expect grub/i386-pc/core.0 grub/grub.cfg grub/client.cfg
	! fetched grub/by-mac/ || fail "option 150 was not enough"
	;;
ipxe)
	expect ipxe/boot.ipxe ipxe/by-mac/52-54-00-00-00-02.ipxe
	! fetched grub || fail "iPXE went to GRUB"
	;;
esac
expect kernels/vmlinuz kernels/initrd
metric tftp_requests "$(grep -c "RRQ from 10.0.0.2" $RW/log)"
metric up_s "$(uptime_s)"
pass
