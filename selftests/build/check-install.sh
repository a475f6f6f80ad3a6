#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What `make install` puts where, `make uninstall` takes away, `make dist` packs,
# and what both programs are for.  KTAP; wants build/ddtool and build/ddinit.
# shellcheck disable=SC2317,SC2015 # functions by name
set -uo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$top/kmod/dkms.conf")
variables=(sbindir datadir mandir sysconfdir bashcompdir zshcompdir fishcompdir
	unitdir initdir dracutdir initramfsdir xenscriptdir pkglibdir srcdir)
details=$work/said
# shellcheck source=selftests/unit/tools/ktap.sh
. "$top/selftests/unit/tools/ktap.sh"

# try FUNCTION: a test; what it prints explains its failure
try() {
	("$1") >"$details" 2>&1
	result "${1//_/ }"
}

# What was built is not written to: other directories are compiled in.
in_top() {
	make -s --no-print-directory -C "$top" BUILD="$work/build" "$@" |
		grep -v '^  [A-Z]' || [ "${PIPESTATUS[0]}" = 0 ]
}

files() {
	(cd "$1" && find . ! -type d -printf '%P\n' | sort)
}

modes_whatever_the_umask() {
	local odd
	(umask 077 && in_top DESTDIR="$work/a b" install) || return
	odd=$(find "$work/a b" -mindepth 1 -type d ! -perm 755 -o \
		-type f ! -perm 755 ! -perm 644 -printf '%m %P\n')
	[ -z "$odd" ] || { echo "$odd"; return 1; }
	[ -x "$work/a b/usr/sbin/ddtool" ] &&
		[ -f "$work/a b/usr/src/ddom-$version/dkms.conf" ]
}

all_filled_in() {
	! grep -rIE '@[A-Za-z]+@' "$work/a b" --exclude-dir=dropins \
		--exclude=ddom-dropins --exclude-dir=src &&
		grep -q "^ExecStart=/usr/sbin/ddtool " \
			"$work/a b/usr/lib/systemd/system/ddom-bridge.service"
}

every_directory_is_a_variable() {
	local given=() name
	for name in "${variables[@]}"; do
		given+=("$name=/v/$name")
	done
	in_top DESTDIR="$work/v" "${given[@]}" install || return
	files "$work/v" | grep -v "^v/" && return 1
	for name in "${variables[@]}"; do
		# everything of sysconfdir's is in initdir
		[ "$name" = sysconfdir ] || [ -d "$work/v/v/$name" ] ||
			{ echo "$name: nothing there"; return 1; }
	done
	grep -q '/v/datadir/ddom/dropins' "$work/v/v/sbindir/ddom-dropins" &&
		grep -q 'cp /v/datadir/ddom/xen-backend.rules' "$work/v/v/sbindir/ddtool" &&
		grep -q 'ResumeProgram=/v/pkglibdir/manager' "$work/v/v/sbindir/ddtool" &&
		[ "$(files "$work/v" | wc -l)" = "$(files "$work/a b" | wc -l)" ]
}

# Where initramfs-tools, dracut, dkms, systemd and init look.
usr_local_is_looked_at() {
	local path bad=0
	in_top DESTDIR="$work/l" PREFIX=/usr/local install || return
	for path in etc/initramfs-tools/hooks/ddom_bridge \
		etc/initramfs-tools/scripts/nfs-premount/ddom_bridge \
		etc/initramfs-tools/scripts/local-premount/ddom_bridge \
		etc/initramfs-tools/scripts/ddom-attach \
		etc/xen/scripts/block-ddom-iscsi \
		usr/lib/dracut/modules.d/50ddom/module-setup.sh \
		"usr/src/ddom-$version/dkms.conf" etc/init.d/ddom-bridge \
		usr/local/lib/systemd/system/ddom-bridge.service \
		usr/local/share/zsh/site-functions/_ddtool \
		usr/local/share/man/man8/ddtool.8 usr/local/sbin/ddtool; do
		[ -e "$work/l/$path" ] || { echo "$path: is not there"; bad=1; }
	done
	! grep -rIE '/usr/((share|lib)/ddom|sbin/ddtool)' "$work/l/usr/local" "$work/l/etc" &&
		[ "$bad" = 0 ]
}

uninstall_takes_all_and_no_more() {
	touch "$work/l/usr/local/share/ddom/mine" "$work/l/etc/ddom-mine"
	in_top DESTDIR="$work/a b" uninstall || return
	in_top DESTDIR="$work/l" PREFIX=/usr/local uninstall || return
	find "$work/a b" "$work/l" ! -type d -o -name '*ddom*'
	[ -z "$(find "$work/a b" ! -type d -o -name '*ddom*')" ] &&
		[ "$(files "$work/l")" = "$(printf '%s\n' etc/ddom-mine \
			usr/local/share/ddom/mine)" ]
}

machine() {
	readelf -h "$1" | sed -n 's/^ *\(Class\|Machine\): *//p' | paste -s
}

both_programs_are_of_one_architecture() {
	echo "$(machine "$build/ddtool"), $(machine "$build/ddinit")"
	[ "$(machine "$build/ddtool")" = "$(machine "$build/ddinit")" ]
}

# shellcheck disable=SC2016 # make's variable
ddinit_cc() {
	make -s --no-print-directory -C "$top/tools" \
		--eval 'show: ; @echo $(DDINIT_CC)' "$@" show
}

# clang compiles for others without anything of theirs.
ddinit_follows_the_compiler() {
	local arch
	for arch in aarch64 i386 riscv64; do
		[ "$(ddinit_cc CC="clang --target=$arch-linux-gnu")" = \
			"clang --target=$arch-linux-gnu" ] || {
			echo "$arch: ddinit by $(ddinit_cc CC="clang --target=$arch-linux-gnu")"
			return 1
		}
	done
	[ "$(ddinit_cc CC=clang)" = "$(ddinit_cc CC=gcc)" ]
}

missing_libraries_are_named() {
	local said pc
	mkdir "$work/pc"
	said=$(PKG_CONFIG_LIBDIR=$work/pc make -C "$top/tools" O="$work/none" 2>&1) &&
		return 1
	echo "$said" | grep -q 'libnl-3-dev .* libyaml-dev .* liblz4-dev;' || return
	for pc in libnl-3.0 libnl-genl-3.0 libnl-route-3.0 libkmod libpci yaml-0.1 \
		zlib liblzma libzstd; do
		printf 'Name: %s\nDescription: -\nVersion: 1\n' "$pc" >"$work/pc/$pc.pc"
	done
	said=$(PKG_CONFIG_LIBDIR=$work/pc make -C "$top/tools" O="$work/none" 2>&1) &&
		return 1
	echo "$said"
	echo "$said" | grep -q "pkg-config libjansson-dev liblz4-dev; .* 'pkgconfig(jansson)'"
}

versions_agree() {
	local file
	for file in kmod/bridge/main.c kmod/d3/main.c; do
		grep -q "^MODULE_VERSION(\"$version\");" "$top/$file" ||
			{ echo "$file: is not $version"; return 1; }
	done
	sed -n 's/^## //p' "$top/CHANGELOG.md" | head -n 1 | grep -q "^$version\b" &&
		head -n 1 "$top/tools/packaging/debian/changelog" | grep -qF "($version-" &&
		grep -q "^Version: *$version$" "$top/tools/packaging/ddom.spec"
}

sum() {
	sha256sum <"$1/ddom-$version.tar.xz"
}

dist_is_the_same_each_time() {
	local tree=$work/d/ddom-$version
	mkdir "$work/d"
	DDOM_BUILD=$work/d make -s -C "$top" dist || return
	tar -x -J -f "$work/d/ddom-$version.tar.xz" -C "$work/d" || return
	touch "$tree/README.md"
	(umask 077 && TZ=Asia/Tokyo DDOM_BUILD=$tree/build make -s -C "$tree" dist) ||
		return
	[ "$(sum "$work/d")" = "$(sum "$tree/build")" ]
}

[ -x "$build/ddtool" ] || skip "no $build/ddtool: make tools"
mkdir "$work/build"
cp -a "$build/tools" "$build/ddtool" "$build/ddinit" "$work/build"

echo "KTAP version 1"
try modes_whatever_the_umask
try all_filled_in
try every_directory_is_a_variable
try usr_local_is_looked_at
try uninstall_takes_all_and_no_more
try both_programs_are_of_one_architecture
try ddinit_follows_the_compiler
try missing_libraries_are_named
try versions_agree
try dist_is_the_same_each_time
# shellcheck disable=SC2154 # of ktap.sh
echo "1..$count"
# shellcheck disable=SC2154
exit "$failed"
