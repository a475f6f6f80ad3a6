#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rpm.sh [OPTION OF rpmbuild]...: the source package ddom and its binary
# packages, of tools/packaging/ddom.spec, to build/rpm/.
set -euo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$top/kmod/dkms.conf")
rpm=$build/rpm
log=$rpm/build.log

rm -rf "$rpm"
mkdir -p "$rpm/SOURCES" "$rpm/SPECS"
DDOM_BUILD=$build "$top/selftests/build/dist.sh" "$version"
cp "$build/ddom-$version.tar.xz" "$rpm/SOURCES"
cp "$top/tools/packaging/ddom.spec" "$rpm/SPECS"

# What Debian has is not in a database of RPM's.
if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u V rpmbuild --define "_topdir $rpm" --nodeps -ba "$@" \
	"$rpm/SPECS/ddom.spec" >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "rpm: failed; $log says more" >&2
	exit 1
fi
printf '  RPM     %s\n' "$rpm"/{SRPMS,RPMS/*}/*.rpm
