#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the tests of packages share: chroots of debian-root.sh, and tests that
# are functions. Sourced, as root, with $top; sets $build, $version, $work.
# shellcheck disable=SC2016,SC2034 # scripts of inner shells; read by who sources this

build=${DDOM_BUILD:-$top/build}
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$top/kmod/dkms.conf")
work=$(mktemp -d)
details=$work/said
trap 'rm -rf "$work"' EXIT
# shellcheck source=selftests/unit/tools/ktap.sh
. "$top/selftests/unit/tools/ktap.sh"

# try FUNCTION: a test; what it prints explains its failure
try() {
	("$1") >"$work/all" 2>&1
	status=$?
	tail -n 40 "$work/all" >"$details"
	(exit $status)
	result "${suite:+$suite: }${1//_/ }"
}

# A Debian with a kernel, so that there is an initrd to be renewed, in $root.
chroot_of() {
	root=$work/$1
	DDOM_BUILD=$build "$top/selftests/build/debian-root.sh" "$1" "deb-$1" \
		linux-image-amd64,linux-headers-amd64,initramfs-tools,dkms,systemd-sysv
	mkdir -p "$root" && tar -x -p -C "$root" -f "$build/rootfs/deb-$1.tar" || return
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	echo 'MODULES=list' >"$root/etc/initramfs-tools/conf.d/small"
}

# in_root SCRIPT [ARGUMENT]...: by a shell in the chroot, whose mounts go with it
in_root() {
	unshare --mount --pid --fork --kill-child sh -euc '
		mount -t proc proc "$0/proc"
		mount -t tmpfs tmpfs "$0/run"
		root=$0
		script=$1
		shift
		exec chroot "$root" env -i LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -euc "$script" sh "$@"
		' "$root" "$@"
}

# What is in the chroot, but for records of what was done.
listing() {
	(cd "$root" && find . \( -path ./proc -o -path ./run -o -path ./tmp \
		-o -path ./var/cache -o -path ./var/log -o -path ./var/lib/apt \
		-o -path ./var/lib/dpkg \) -prune \
		-o -printf '%M %u:%g %p %l\n' | sort)
}
