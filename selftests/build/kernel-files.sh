#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Unpack from Debian's linux-source package what its headers package lacks:
# checkpatch.pl and kselftest's lib.mk.  To build/linux-source/.
set -euo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
out=${DDOM_BUILD:-$top/build}/linux-source
package=linux-source-6.1
tarball=/usr/src/$package.tar.xz

[ ! -e "$out/.complete" ] || exit 0
if [ ! -e "$tarball" ]; then
	echo "kernel-files: $package is not installed (make setup)" >&2
	exit 1
fi
echo "  UNPACK  $package" >&2
mkdir -p "$out"
tests=$package/tools/testing/selftests
tar -x -J -f "$tarball" -C "$out" --strip-components=1 \
	$package/scripts/checkpatch.pl $package/scripts/spelling.txt \
	$package/scripts/const_structs.checkpatch \
	$tests/lib.mk $tests/kselftest $tests/kselftest.h \
	$tests/kselftest_harness.h
touch "$out/.complete"
