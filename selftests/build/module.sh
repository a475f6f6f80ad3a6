#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# module.sh SUITE [MAKE-ARGUMENT...]: build the modules for the kernel of a
# Debian suite into build/kmod/SUITE/, with fault injection, those for tests
# only into build/kmod-test/SUITE/.  With STRICT=1 every compiler and sparse
# warning is an error, and all is compiled anew.
#
# bookworm uses the installed headers; the others a tree of their own suite
# (sdk.sh), entered in a mount namespace, as root or in a user namespace.
set -euo pipefail

suite=${1:?usage: module.sh SUITE [MAKE-ARGUMENT...]}
shift
here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
build=${DDOM_BUILD:-$top/build}
out=$build/kmod/$suite
test=$build/kmod-test/$suite
# shellcheck source=/dev/null
native=$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")
sdk=
part_of_it=

# The release of the newest headers below $1; a tree of a flavour has no others.
newest() {
	find "$1/usr/src" -maxdepth 1 -name 'linux-headers-[0-9]*-amd64' \
		-printf '%f\n' | sed 's/^linux-headers-//' |
		if [ "$suite" = "$native" ]; then grep -v -e -cloud- -e -rt-; else cat; fi |
		sort -V | tail -n 1
}

built=$build/$suite/obj	# by kernel.sh
if [ -e "$built/Module.symvers" ]; then
	release=$(cat "$built/include/config/kernel.release")
	part_of_it=$(grep '^CONFIG_DDOM_BRIDGE=y' "$built/.config" || true)
else
	built=
	if [ "$suite" != "$native" ]; then
		"$here/sdk.sh" "$suite"
		sdk=$build/sdk/$suite
	fi
	release=$(newest "$sdk")
fi
if [ -z "$release" ]; then
	echo "module: $suite: no linux-headers-amd64 installed" >&2
	exit 1
fi

# The virtual machines boot a kernel of this suite: it must be the same one.
kernels=$build/qemu/kernels/$suite
for modules in "$kernels"/lib/modules/* "$kernels"/usr/lib/modules/*; do
	if [ -d "$modules" ] && [ "${modules##*/}" != "$release" ]; then
		echo "module: $suite: headers are of $release, the test" \
			"kernel is ${modules##*/}; remove $kernels," \
			"$build/qemu/apt/$suite and $build/sdk/$suite" >&2
		exit 1
	fi
done

mkdir -p "$out" "$test"
# One build at a time.
exec 8>"$build/kmod/.$suite.lock"
flock 8
# Only what is compiled can warn.
[ -z "${STRICT:-}" ] || find "$out" "$test" -name '*.o' -delete
log=$out/build.log
echo "  KMOD    $suite ($release)"

# What to run where the headers are; $1: sources there, $2: output there.
compile() {
	set -- make -C "$1" OUT="$2" \
		KDIR="${built:-/usr/src/linux-headers-$release}" "${@:3}" module
	if [ -z "$sdk" ]; then
		"$@"
		return
	fi
	local userns=()
	[ "$(id -u)" = 0 ] || userns=(--map-root-user)
	# shellcheck disable=SC2016 # expanded by the inner shell
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
		unshare --mount "${userns[@]}" sh -euc '
		sdk=$1; top=$2; build=$3; shift 3
		mount --rbind /dev "$sdk/dev"
		mount --rbind /proc "$sdk/proc"
		mount --bind "$top" "$sdk/ddom"
		mount --bind "$build" "$sdk/ddom-build"
		exec chroot "$sdk" "$@"' - "$sdk" "$top" "$build" "$@"
}

# Where both are seen from the compiler.
tops=("$top" "$build")
[ -z "$sdk" ] || tops=(/ddom /ddom-build)
everything() {
	{ [ -n "$part_of_it" ] ||
		compile "${tops[0]}/kmod" "${tops[1]}/kmod/$suite" DEBUG=1 \
			"$@"; } &&
		compile "${tops[0]}/selftests/kmod" \
			"${tops[1]}/kmod-test/$suite" "$@"
}

if ! everything "$@" -j "$(nproc)" >"$log" 2>&1; then
	cat "$log" >&2
	echo "module: $suite: the build failed" >&2
	exit 1
fi
if grep -E '(warning|error): |is not available or not up to date' "$log" >&2 && [ -n "${STRICT:-}" ]; then
	echo "module: $suite: warnings are not allowed here" >&2
	exit 1
fi
if [ -n "${V:-}" ]; then
	cat "$log"
fi
# As Debian's own modules are; ddom_bridge.o beside it keeps the debug data.
find "$out" "$test" -maxdepth 1 -name '*.ko' -exec strip --strip-debug {} +
