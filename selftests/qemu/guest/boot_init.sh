# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A root whose own init is started: what is installed is switched on, and those
# who would take the NIC over are there, with files that tell them to.
# /etc and /var become copies in memory, for the root cannot be written.

NETWORKD="[Match]
Name=*
[Network]
DHCP=yes"
INTERFACES="auto lo eth0 xenbr0
iface lo inet loopback
source /etc/network/interfaces.d/*"
READY="[Unit]
After=ddom-bridge.service systemd-networkd.service networking.service
[Service]
Type=oneshot
ExecStart=/bin/touch /run/root.ready"

# What networking, by its header, cannot be without; and an orderly end
SYSV_SCRIPTS="mountkernfs.sh mountdevsubfs.sh hostname.sh checkroot.sh
checkfs.sh checkroot-bootclean.sh mountall.sh mountall-bootclean.sh urandom
networking mountnfs.sh mountnfs-bootclean.sh bootmisc.sh umountfs umountnfs.sh
umountroot sendsigs reboot"

boot_writable() {
	for dir in etc var; do
		mkdir -p "/run/boot/$dir"
		cp -a "/nfsroot/$dir/." "/run/boot/$dir/"
		mount --bind "/run/boot/$dir" "/nfsroot/$dir" || return 1
	done
}

boot_config() {
	etc=/nfsroot/etc
	mkdir -p $etc/ddom $etc/systemd/network $etc/network
	printf 'port = auto\nbridge = xenbr0\n' >$etc/ddom/bridge.conf
	echo "$NETWORKD" >$etc/systemd/network/50-all.network
	echo "$INTERFACES" >$etc/network/interfaces
	DDOM_DROPINS=/nfsroot/usr/share/ddom/dropins \
		sh /nfsroot/usr/sbin/ddom-dropins --root /nfsroot eth0 xenbr0
}

# What systemctl enable would link
boot_systemd() {
	units=/nfsroot/etc/systemd/system
	mkdir -p $units/sysinit.target.wants $units/multi-user.target.wants
	echo "$READY" >$units/ddom-test-ready.service
	ln -sf /usr/lib/systemd/system/multi-user.target $units/default.target
	ln -sf /usr/lib/systemd/system/ddom-bridge.service \
		$units/sysinit.target.wants/
	for unit in systemd-networkd networking; do
		ln -sf /usr/lib/systemd/system/$unit.service \
			$units/multi-user.target.wants/
	done
	ln -sf ../ddom-test-ready.service $units/multi-user.target.wants/
}

# sysvinit's programs and scripts; insserv orders them by their headers
boot_sysv() {
	cp -a /nfsroot/usr/lib/ddom-test/sysv/etc/. /nfsroot/etc/
	cat >/nfsroot/etc/inittab <<-'END'
		id:2:initdefault:
		si::sysinit:/lib/init/rcS
		l2:2:wait:/lib/init/rc 2
		l6:6:wait:/lib/init/rc 6
		rd:2:once:/bin/touch /run/root.ready
	END
	# sysvinit's own, in place of systemd's
	ln -s /usr/lib/ddom-test/sysv/sbin/halt /nfsroot/etc/ddom/reboot
	sed -i 's|reboot -d|/etc/ddom/reboot -d|' /nfsroot/etc/init.d/reboot
	for name in rc rcS; do
		ln -sf /lib/init/$name /nfsroot/etc/init.d/$name
	done
	# shellcheck disable=SC2086
	chroot /nfsroot /usr/sbin/insserv -p /etc/init.d ddom-bridge \
		$SYSV_SCRIPTS || echo "insserv failed"
	ls /nfsroot/etc/rcS.d
}

boot_init() {
	boot_writable && boot_config || return 1
	case $INIT in
	*/sysv/*) boot_sysv ;;
	*) boot_systemd ;;
	esac
}
