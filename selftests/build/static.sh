#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# static.sh: ddtool and ddinit as static programs, to build/static/, for
# machines which today's C library does not start on.  Debian has no libraries
# for musl: they are built from bookworm's source packages, once.  Exit status
# 4: musl or the sources cannot be had.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
out=${DDOM_BUILD:-$top/build}/static
packages=(libnl3 kmod pciutils jansson libyaml zlib xz-utils libzstd lz4)
suite=bookworm

cannot() {
	echo "static: $*" >&2
	exit 4
}

# The sources to $out/src/PACKAGE, through an apt root of their own; from
# where the rigs take their kernels.
fetch() {
	local apt=$out/apt list option package options=()
	rm -rf "$out/src" "$apt"
	mkdir -p "$out/src" "$apt/lists/partial" "$apt/parts"
	list=$(python3 "$here/sources.py" $suite) ||
		cannot "apt has no Debian archive of $suite"
	sed 's/^deb /deb-src /' "${list%% *}" >"$apt/sources.list"
	: >"$apt/status"
	for option in Etc::SourceList="$apt/sources.list" \
		Etc::SourceParts="$apt/parts" State="$apt" State::Lists="$apt/lists" \
		State::Status="$apt/status" Cache="$apt"; do
		options+=(-o "Dir::$option")
	done
	options+=(-q -o APT::Sandbox::User= -o Acquire::Retries=3)
	cd "$out/src"
	timeout 300 apt-get "${options[@]}" --error-on=any update || return
	for package in "${packages[@]}"; do
		# Where the sources of a security update are not to be had, as released.
		timeout 120 apt-get "${options[@]}" --only-source source "$package" ||
			timeout 120 apt-get "${options[@]}" --only-source source \
				"$package/$suite" || return
		mv "$package"-[0-9]*/ "$package" || return
	done
	rm -f ./*.tar.* ./*.dsc
	touch .complete
}

command -v musl-gcc >/dev/null || cannot "no musl-gcc (install musl-tools)"
mkdir -p "$out"
exec 9>"$out/.lock"
flock 9
if [ ! -e "$out/src/.complete" ]; then
	echo "  SOURCES ${packages[*]}"
	(fetch) >"$out/sources.log" 2>&1 || cannot "no sources:" \
		"$(grep -m 1 -E '^(E|static): ' "$out/sources.log") ($out/sources.log)"
fi
# Flags of a make above are not for these.
unset MAKEFLAGS MFLAGS MAKELEVEL
make -s -j "$(nproc)" -f "$here/static.mk" O="$out"
make -s -j "$(nproc)" -C "$top/tools" STATIC="$out" O="$out"
for program in ddtool ddinit; do
	if readelf --program-headers "$out/$program" | grep -qw INTERP; then
		echo "static: $out/$program wants a program interpreter" >&2
		exit 1
	fi
done
