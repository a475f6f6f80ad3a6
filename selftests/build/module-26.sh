#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# module-26.sh TREE [MAKE-ARGUMENT...]: build the modules for a configured and
# built tree of Linux 2.6.18 to 2.6.20 into build/kmod/2.6/, and see that they
# use nothing but what it exports.  KCC= is the compiler that the tree was
# built with, if not gcc.
set -euo pipefail

tree=$(readlink -f "${1:?usage: module-26.sh TREE [MAKE-ARGUMENT...]}")
shift
top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
out=$build/kmod/2.6
log=$out/build.log

refuse() {
	echo "module-26: $tree: $*" >&2
	exit 1
}

number() {
	sed -n "s/^$1 *= *\([0-9][0-9]*\)/\1/p" "$tree/Makefile" | head -n 1
}

[ -f "$tree/Makefile" ] || refuse "no kernel tree"
version=$(number VERSION).$(number PATCHLEVEL).$(number SUBLEVEL)
case $version in
2.6.18 | 2.6.19 | 2.6.20) ;;
*) refuse "is Linux $version; 2.6.18 to 2.6.20 are supported" ;;
esac
if [ ! -f "$tree/.config" ] || [ ! -f "$tree/Module.symvers" ]; then
	refuse "is not built; configure it and run make vmlinux modules"
fi
arch=i386
! grep -q '^CONFIG_X86_64=y' "$tree/.config" || arch=x86_64

mkdir -p "$out"
# Only what is compiled can warn.
find "$out" -name '*.o' -delete
echo "  KMOD    2.6 ($version, $arch)"
if ! make --no-print-directory -C "$top/kmod" KDIR="$tree" OUT="$out" \
	ARCH=$arch CC="${KCC:-gcc}" DEBUG=1 "$@" module >"$log" 2>&1; then
	tail -n 40 "$log" >&2
	refuse "the build failed"
fi
# The tree's own headers are not ours to judge.
if grep -E "^$out/.*(warning|error): |^(\*\*\* )?W(ARNING|arning): " "$log" >&2
then
	refuse "warnings are not allowed here"
fi

exported() {
	awk '{ print $2 }' "$tree/Module.symvers" | sort -u
}
for module in ddom_bridge ddom_d3; do
	[ -f "$out/$module.ko" ] || refuse "no $module.ko was built"
	hidden=$(nm --undefined-only "$out/$module.ko" | awk '{ print $2 }' |
		sort -u | comm -23 - <(exported))
	[ -z "$hidden" ] || refuse "$module uses what is not exported: ${hidden//$'\n'/ }"
	echo "  SYMBOLS $module: $(nm --undefined-only "$out/$module.ko" |
		wc -l) used, all exported"
done
