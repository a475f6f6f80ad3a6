# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A diskless machine has booted by what ddtool server render wrote for LOADER,
# and its menu was found the way it is meant to be: by DHCP option 150, and for
# iPXE, or where another DHCP server gives the addresses (PROXY=yes), by MAC
# address. With UEFI=yes the firmware is that; with XEN=yes this is dom0.

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

said() {
	grep -q -- "$1" $RW/log || fail "the server did not say: $1"
}

mkdir -p $RW
nfsmount 10.0.0.1:/srv/rw $RW "$(nfs_options)" rw || fail "no rw mount"
keep server_log <$RW/log

images=grub
[ -z "${PROXY-}" ] || images=grub/networks/ipxe
core=$images/i386-pc/core.0
if [ -n "${UEFI-}" ]; then
	core=$images/x86_64-efi/core.efi
	[ -d /sys/firmware/efi ] || fail "the kernel knows of no UEFI"
fi
if [ -n "${PROXY-}" ]; then
	said "DHCPACK on 10.0.0.2 .* via lan0"
	said "PXE(eth0) .* proxy"
else
	said "DHCPACK on 10.0.0.2 .* via eth0"
fi
case $LOADER${PROXY:+-proxy}${XEN:+-xen} in
grub2 | grub2-xen)
	expect $core grub/grub.cfg grub/client.cfg
	! fetched grub/by-mac/ || fail "option 150 was not enough"
	;;
grub2-proxy)
	expect $core grub/grub.cfg "grub/by-mac/52:54:00:00:00:02.cfg"
	;;
ipxe | ipxe-proxy)
	expect ipxe/boot.ipxe ipxe/by-mac/52-54-00-00-00-02.ipxe
	! fetched grub || fail "iPXE went to GRUB"
	;;
ipxe-xen)
	# It cannot start Xen on UEFI, and hands over.
	expect ipxe/boot.ipxe ipxe/by-mac/52-54-00-00-00-02.ipxe $core \
		grub/grub.cfg
	;;
esac
if [ -n "${XEN-}" ]; then
	expect hypervisors/xen.gz
	[ "$(cat /sys/hypervisor/type)" = xen ] || fail "not on Xen"
fi
# The profile's kernel is not there: this is the fallback, by all its words.
expect kernels/gone kernels/vmlinuz kernels/initrd
# shellcheck disable=SC2016 # nobody expands them
grep -qF ' ; || && #w $y && exit ; x' /proc/cmdline ||
	fail "command line: $(cat /proc/cmdline)"
metric tftp_requests "$(grep -c "RRQ from 10.0.0.2" $RW/log)"
metric up_s "$(uptime_s)"
pass
