#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check-rpm.sh: what `make rpm` has made. rpmlint; in a chroot of Debian, as
# there is DKMS for it, installed, upgraded and removed. KTAP; as root.
# shellcheck disable=SC2317,SC2016,SC2154 # functions by name, scripts of inner shells; of chroot.sh
set -uo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
# shellcheck source=selftests/build/chroot.sh
. "$top/selftests/build/chroot.sh"
rpms=$build/rpm

rpmlint_is_silent() {
	rpmlint -r "$top/tools/packaging/ddom-rpmlintrc" "$rpms"/{RPMS,SRPMS} \
		"$rpms/SPECS/ddom.spec" | tee "$work/lint"
	grep -q ' 0 errors, 0 warnings' "$work/lint"
}

libraries_are_required() {
	local so bad=0
	for so in libnl-3 libnl-genl-3 libnl-route-3 libkmod libpci libjansson \
		libyaml-0 libz libzstd liblzma liblz4; do
		rpm -qp --requires "$rpms"/RPMS/*/ddtool-[0-9]*.rpm | grep -q "^$so\.so" ||
			{ echo "$so: is not required"; bad=1; }
	done
	[ "$bad" = 0 ]
}

# What Debian has, rpm knows nothing of.
rpm_in_root() {
	unshare --mount --pid --fork --kill-child sh -euc '
		mount -t proc proc "$0/proc"
		exec rpm --root "$0" --dbpath /tmp/rpm --nodeps "$@"' "$root" "$@"
}

modules_are_there='
	kernel=$(ls /lib/modules)
	for module in ddom_bridge ddom_d3; do
		[ "$(modinfo -k $kernel -F version $module)" = "$1" ]
	done'

installs_with_modules() {
	rpm_in_root -i "$@" "${packages[@]}" && in_root "$modules_are_there" "$version" &&
	rpm_in_root -V ddtool ddom-dkms ddom-server && in_root '
		[ "$(ddtool --version)" = "ddtool $1" ]
		ddtool server render -c /usr/share/ddom/howto-pool.conf -o /tmp/out -g /tmp
		systemctl enable ddom-bridge.service
		ddom-dropins eth0 xenbr0' "$version"
}

installed_again_keeps_them() {
	rpm_in_root -U --force "${packages[@]}" && in_root "$modules_are_there
		systemctl --root=/ is-enabled ddom-bridge.service" "$version"
}

removed_nothing_is_left() {
	rpm_in_root -e ddom-server ddom-dkms ddtool && diff "$work/before" <(listing)
}

[ "$(id -u)" = 0 ] || skip "chroots need root"
packages=("$rpms"/RPMS/*/dd{tool,om-dkms,om-server}-"$version"-*.rpm)
[ -e "${packages[0]}" ] || skip "no $rpms: make rpm"
for tool in rpmlint mmdebstrap; do
	command -v $tool >/dev/null || skip "no $tool: apt-get install rpm rpmlint mmdebstrap"
done
chroot_of bookworm || skip "no chroot"
in_root 'apt-get -q update
	apt-get -q -y --no-install-recommends install libnl-route-3-200 \
		libnl-genl-3-200 libpci3 libjansson4 libyaml-0-2' >/dev/null 2>&1 ||
	skip "no libraries"
# of everybody
mkdir -p "$root"/usr/share/{licenses,man/man5,man/man7,man/man8}
listing >"$work/before"

echo "KTAP version 1"
suite=
try rpmlint_is_silent
try libraries_are_required
try installs_with_modules
try installed_again_keeps_them
try removed_nothing_is_left
echo "1..$count"
exit "$failed"
