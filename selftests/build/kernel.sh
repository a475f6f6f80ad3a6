#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernel.sh: build Debian's linux-source-6.1 with kconfig-fragments/ and the
# modules merged in, built in, to build/dom0/: vmlinuz, config, and the few
# modules the rigs load below lib/modules/; and those for tests only, beside it.
# The kernel is not built again when neither the source nor a fragment nor a
# module changed.
#
# --check: is that so, exit status 4 and the reason if not.
# DEBUG=1: with debug.config, to build/dom0-debug/; all modules are built beside
# it then, since the tests load them with parameters.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
build=${DDOM_BUILD:-$top/build}
package=linux-source-6.1
tarball=/usr/src/$package.tar.xz
source=$build/dom0/$package

suite=dom0
topics=$(cd "$top/kconfig-fragments" && echo ./*.config)
topics=${topics/ .\/debug.config/}
if [ -n "${DEBUG:-}" ]; then
	suite=dom0-debug
	topics="${topics/ .\/ddom.config/} ./debug.config"
fi
out=$build/$suite

fragments() {
	local topic
	for topic in $topics; do
		echo "$top/kconfig-fragments/${topic#./}"
	done
	echo "$top/selftests/qemu/kernel.config"
}

# All that a build depends on.
key() {
	{
		dpkg-query -W -f '${Version}\n' $package
		gcc --version
		fragments | xargs cat
		[ -n "${DEBUG:-}" ] ||
			(cd "$top/kmod" && find . -name build -prune -o \
				-type f \( -name '*.[ch]' ! -name '*.mod.c' \
				-o -name 'K*' \) -print | sort | xargs sha256sum)
	} | sha256sum | cut -d ' ' -f 1
}

# The tree, unpacked when it is not of the installed package, with the modules.
prepare() {
	local version
	version=$(dpkg-query -W -f '${Version}' $package)
	exec 8>"$build/dom0/.source.lock"
	flock 8
	if [ "$(cat "$source/.complete" 2>/dev/null)" != "$version" ]; then
		echo "  UNPACK  $package" >&2
		rm -rf "$source"
		tar -x -J -f $tarball -C "$build/dom0"
		echo "$version" >"$source/.complete"
	fi
	"$here/merge.sh" merge "$source"
	exec 8>&-
}

# The same names in every build: nobody's machine is in the kernel.
kbuild() {
	local stamp
	stamp=$(date -u -r $tarball)
	make -C "$source" O="$out/obj" KBUILD_BUILD_USER=ddom \
		KBUILD_BUILD_HOST=ddom KBUILD_BUILD_TIMESTAMP="$stamp" "$@"
}

compile() {
	local begin=$SECONDS
	mkdir -p "$out/obj"
	mapfile -t configs < <(fragments)
	# Outside of make, whose flags its own make would take up.
	(cd "$source" && env -u MAKEFLAGS -u MAKELEVEL \
		./scripts/kconfig/merge_config.sh -O "$out/obj" "${configs[@]}")
	kbuild -j "$(nproc)" bzImage modules
	rm -rf "${out:?}/lib"
	kbuild INSTALL_MOD_PATH="$out" modules_install
	cp "$out/obj/arch/x86/boot/bzImage" "$out/vmlinuz"
	cp "$out/obj/.config" "$out/config"
	echo "built in $((SECONDS - begin)) s," \
		"vmlinuz of $(stat -c %s "$out/vmlinuz") bytes"
}

if [ ! -e $tarball ]; then
	echo "kernel: $package is not installed (make setup)" >&2
	exit 1
fi
wanted=$(key)
have=$(cat "$out/key" 2>/dev/null) || have=
if [ "${1:-}" = --check ]; then
	[ "$have" != "$wanted" ] || exit 0
	why="not built"
	[ -z "$have" ] || why="of other sources"
	echo "build/$suite is $why (make kernel${DEBUG:+ DEBUG=1})"
	exit 4
fi
mkdir -p "$out" "$build/dom0"
exec 9>"$out/.build.lock"
flock 9
if [ "$have" != "$wanted" ]; then
	prepare
	rm -f "$out/key"
	echo "  KERNEL  $suite (twenty minutes of CPU, more with DEBUG=1)"
	if ! compile >"$out/build.log" 2>&1; then
		grep -B 2 -A 5 -E 'error|Error' "$out/build.log" >&2 ||
			tail -n 20 "$out/build.log" >&2
		echo "kernel: $suite: the build failed, see $out/build.log" >&2
		exit 1
	fi
	tail -n 1 "$out/build.log"
	echo "$wanted" >"$out/key"
fi
# Modules need the objects, which may have been cleaned away.
if [ -n "${DEBUG:-}" ] || [ -e "$out/obj/Module.symvers" ]; then
	"$here/module.sh" $suite
fi
