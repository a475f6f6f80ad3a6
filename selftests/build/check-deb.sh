#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check-deb.sh [SUITE]...: what `make deb` has made. lintian, blhc and
# hardening-check; built again elsewhere, the same bytes; in a chroot of each
# suite (bookworm), with DKMS: installed, removed, purged, upgraded to,
# autopkgtest. KTAP; as root.
# shellcheck disable=SC2317,SC2016,SC2154 # functions by name, scripts of inner shells; of chroot.sh
set -uo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
# shellcheck source=selftests/build/chroot.sh
. "$top/selftests/build/chroot.sh"
debs=$build/deb
tree=$debs/ddom-$version

lintian_is_silent() {
	lintian --allow-root --pedantic --fail-on error,warning \
		--suppress-tags bad-distribution-in-changes-file "$debs"/*.changes
}

every_call_of_the_compiler_is_hardened() {
	local weak
	blhc --all "$debs/build.log" || return
	weak=$(grep '^musl-gcc .* -c ' "$debs/build.log" | grep -v \
		-e '-D_FORTIFY_SOURCE=2 .*-fstack-protector-strong .*-Werror=format-security')
	echo "$weak"
	grep -q '^musl-gcc .* -c ' "$debs/build.log" && [ -z "$weak" ]
}

# Control flow protection is not among Debian's flags of every suite.
ddtool_is_hardened() {
	hardening-check --nocfprotection "$tree/debian/ddtool/usr/sbin/ddtool"
}

sums() {
	(cd "$1" && sha256sum ./*.deb ./*.dsc ./*.tar.xz)
}

same_bytes_wherever_built() {
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 LANGUAGE=de DEB_BUILD_OPTIONS=parallel=2 \
		DDOM_BUILD=$work/elsewhere "$top/selftests/build/deb.sh") || return
	diff <(sums "$debs") <(sums "$work/elsewhere/deb")
}

as_before() {
	diff "$work/before" <(listing) &&
		in_root '[ -z "$(dpkg -l | grep "ddom\|ddtool")" ]'
}

# 0.1.0 was one package, made by hand of what make install puts.
old_package() {
	local old=$work/old
	cp -a "$tree/debian/tmp" "$old"
	mv "$old/usr/src/ddom-$version" "$old/usr/src/ddom-0.1.0"
	sed -i 's/^PACKAGE_VERSION=.*/PACKAGE_VERSION="0.1.0"/' \
		"$old/usr/src/ddom-0.1.0/dkms.conf"
	mkdir "$old/DEBIAN"
	echo /etc/init.d/ddom-bridge >"$old/DEBIAN/conffiles"
	printf '%s\n' 'Package: ddom' 'Version: 0.1.0' \
		"Architecture: $(dpkg --print-architecture)" \
		'Maintainer: The ddom developers <ddom@ddom.invalid>' \
		'Description: as it was' >"$old/DEBIAN/control"
	printf '%s\n' '#!/bin/sh' 'set -e' \
		'[ "$1" != configure ] || /usr/lib/dkms/common.postinst ddom 0.1.0' \
		>"$old/DEBIAN/postinst"
	printf '%s\n' '#!/bin/sh' 'dkms remove ddom/0.1.0 --all || true' \
		>"$old/DEBIAN/prerm"
	chmod 755 "$old"/DEBIAN/p*
	dpkg-deb --root-owner-group --build "$old" "$root/debs/ddom-0.1.0.deb"
}

# With what the packages depend on.
chroot_is_made() {
	chroot_of "$suite" || return
	mkdir -p "$root/debs" "$root/etc/NetworkManager/conf.d" \
		"$root/etc/network/interfaces.d"
	cp "$debs"/*.deb "$root/debs"
	rm -f "$root"/debs/*-dbgsym_*
	old_package || return
	in_root 'apt-get -q update
		for deb in /debs/*_*.deb; do
			dpkg-deb -f "$deb" Depends | tr , "\n" | sed /ddtool/d
		done | paste -s -d, | xargs -d "\n" apt-get -q -y --no-install-recommends satisfy
		update-initramfs -u -k all' || return
	listing >"$work/before"
}

install_debs='apt-get -q -y --no-install-recommends install /debs/ddtool_*.deb \
	/debs/ddom-dkms_*.deb /debs/ddom-server_*.deb'

everything_is_there='
	kernel=$(ls /lib/modules)
	for module in ddom_bridge ddom_d3; do
		[ "$(modinfo -k $kernel -F version $module)" = "$1" ]
	done
	lsinitramfs /boot/initrd.img-$kernel >/tmp/initrd
	for name in ddom_bridge.ko scripts/nfs-premount/ddom_bridge \
		scripts/local-premount/ddom_bridge scripts/ddom-attach; do
		grep $name /tmp/initrd
	done
	[ "$(ddtool --version)" = "ddtool $1" ]
	[ "$(systemctl --root=/ is-enabled ddom-bridge.service)" = enabled ]
	ls /etc/rcS.d/S*ddom-bridge'

installs_with_modules_in_the_initrd() {
	in_root "$install_debs" && in_root "$everything_is_there" "$version"
}

attaches_once_configured() {
	in_root 'mkdir -p /etc/ddom
		cp /usr/share/ddom/bridge.conf /usr/share/ddom/flash.conf /etc/ddom
		ddom-dropins eth0 xenbr0
		update-initramfs -u -k all
		lsinitramfs /boot/initrd.img-* | grep etc/ddom/bridge.conf'
}

removed_it_attaches_no_more() {
	in_root 'apt-get -q -y remove ddtool ddom-dkms ddom-server
		lsinitramfs /boot/initrd.img-* >/tmp/initrd
		[ -z "$(grep "ddom[_-]" /tmp/initrd)" ]
		[ -z "$(find /lib/modules /var/lib/dkms /usr/src /etc/systemd/network \
			/etc/network /etc/NetworkManager -name "*ddom*")" ]
		[ -e /etc/ddom/bridge.conf ]'
}

purged_nothing_is_left() {
	in_root 'apt-get -q -y purge ddtool ddom-dkms ddom-server' && as_before
}

takes_the_place_of_0_1_0() {
	in_root 'dpkg -i /debs/ddom-0.1.0.deb
		ls /lib/modules/*/updates/dkms/ddom_bridge.ko*' &&
	in_root "$install_debs" && in_root "$everything_is_there" "$version" &&
	in_root 'dkms status
		[ "$(dkms status | grep -c ^ddom/)" = 1 ]
		dkms status | grep "^ddom/$1"
		[ ! -e /usr/src/ddom-0.1.0 ]
		apt-get -q -y purge ddom
		[ -e /etc/init.d/ddom-bridge ]
		apt-get -q -y purge ddtool ddom-dkms ddom-server' "$version" && as_before
}

# Those of DKMS want a machine that can be thrown away. Network namespaces are
# entered where / is a mount.
autopkgtest_passes() {
	unshare --mount --pid --fork --kill-child sh -euc '
		root=$0
		mount --bind "$root" "$root"
		mount -t proc proc "$root/proc"
		mount -t sysfs sysfs "$root/sys"
		mount --bind /dev "$root/dev"
		exec autopkgtest "$@" -- chroot "$root"' "$root" \
		--summary-file="$work/summary" \
		"$debs"/dd{tool,om-dkms,om-server}_*.deb "$debs"/*.dsc
	grep -q '^no-module *PASS' "$work/summary" &&
		grep -q '^server *PASS' "$work/summary" &&
		! grep FAIL "$work/summary"
}

[ "$(id -u)" = 0 ] || skip "chroots need root"
[ -n "$(ls "$debs"/*.changes 2>/dev/null)" ] || skip "no $debs: make deb"
for tool in lintian blhc hardening-check mmdebstrap autopkgtest autodep8; do
	command -v $tool >/dev/null ||
		skip "no $tool: apt-get install lintian blhc devscripts mmdebstrap autopkgtest autodep8"
done

echo "KTAP version 1"
suite=
try lintian_is_silent
try every_call_of_the_compiler_is_hardened
try ddtool_is_hardened
try same_bytes_wherever_built
for suite in "${@:-bookworm}"; do
	root=$work/$suite
	try chroot_is_made
	try installs_with_modules_in_the_initrd
	try attaches_once_configured
	try removed_it_attaches_no_more
	try purged_nothing_is_left
	try takes_the_place_of_0_1_0
	try autopkgtest_passes
	rm -rf "$root"
done
echo "1..$count"
exit "$failed"
