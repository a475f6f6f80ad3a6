#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# deb.sh [OPTION OF dpkg-buildpackage]...: the source package ddom and its
# binary packages, to build/deb/; with -S the source alone, with -b no source.
set -euo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$top/kmod/dkms.conf")
tree=$build/deb/ddom-$version
log=$build/deb/build.log

rm -rf "$build/deb"
mkdir -p "$build/deb"
DDOM_BUILD=$build "$top/selftests/build/dist.sh" "$version"
cp "$build/ddom-$version.tar.xz" "$build/deb/ddom_$version.orig.tar.xz"
tar -x -J -C "$build/deb" -f "$build/ddom-$version.tar.xz"
cp -R "$tree/tools/packaging/debian" "$tree/debian"
chmod -R u=rwX,go=rX "$tree/debian"

cd "$tree"
if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u V dpkg-buildpackage -us -uc "$@" >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "deb: failed; $log says more" >&2
	exit 1
fi
printf '  DEB     %s\n' "$build"/deb/*.{dsc,deb}
