#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# merge.sh merge|unmerge TREE: put the modules into a kernel tree as net/ddom,
# or take them out again.  LINK=1: symbolic links instead of copies.
# merge.sh patch-series TREE OUT: write what merge does to that tree as a quilt
# series, and after it the patches that patches/ has for such a tree; the tree
# itself is only read.
#
# net/ and not drivers/net/: what is linked later is started later, and on
# kernels without late_initcall_sync IP autoconfiguration, in net/ipv4, must
# have run before.
set -euo pipefail

usage() {
	echo "usage: merge.sh merge|unmerge TREE" >&2
	echo "       merge.sh patch-series TREE OUT" >&2
	exit 2
}

refuse() {
	echo "$action: $*" >&2
	exit 3
}

action=${1:-}
tree=${2:-}
case $action:$# in merge:2 | unmerge:2 | patch-series:3) ;; *) usage ;; esac
top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
kmod=$top/kmod
folder=net/ddom

# File, the line that is in every kernel's, the line that follows it then.
# shellcheck disable=SC2016 # a Makefile's variable
lines=(
	'net/Kconfig|source "net/bridge/Kconfig"|source "net/ddom/Kconfig"'
	'net/Makefile|obj-$(CONFIG_BRIDGE)[[:space:]]*+= bridge/|obj-y += ddom/'
)

# The files which belong into a tree.
sources() {
	local other=compat-include-2.6
	! grep -q '^VERSION = 2$' "$tree/Makefile" || other=compat-include
	(cd "$kmod" && find . -name $other -prune -o -type f \
		\( -name '*.[ch]' ! -name '*.mod.c' -o -name Kbuild \
		-o -name Kconfig \) -printf '%P\n')
}

# version TREE: as 6.1.0
version() {
	sed -n 's/^\(VERSION\|PATCHLEVEL\|SUBLEVEL\) *= *//p' "$1/Makefile" |
		head -n 3 | paste -s -d.
}

# What is there is taken out of any.
supported() {
	case $(version "$tree") in
	2.6.18 | 2.6.19 | 2.6.20 | 5.[1-9][0-9].* | [6-9].* | [1-9][0-9].*) ;;
	*) [ "$action" = unmerge ] ||
		refuse "$tree: is Linux $(version "$tree"); the modules are for 2.6.18 to 2.6.20, and 5.10 and newer" ;;
	esac
}

check() {
	[ -f "$tree/Kbuild" ] || [ -f "$tree/Makefile" ] ||
		refuse "$tree: no kernel tree; set KSRC to one"
	local file anchor rest
	while IFS='|' read -r file anchor rest; do
		[ -f "$tree/$file" ] ||
			refuse "$tree: no $file; set KSRC to a kernel tree"
		grep -qx "$anchor" "$tree/$file" ||
			refuse "$tree/$file: no line '$anchor' to add to"
	done < <(printf '%s\n' "${lines[@]}")
	supported
	[ ! -e "$tree/$folder" ] ||
		grep -qs '^config DDOM_BRIDGE$' "$tree/$folder/Kconfig" ||
		refuse "$tree/$folder: not of this project; remove it first"
}

# Only what differs, so that make sees what changed.
place() {
	if [ -n "${LINK:-}" ]; then
		[ "$(readlink "$2")" = "$1" ] || ln -sf "$1" "$2"
	elif [ -L "$2" ] || ! cmp -s "$1" "$2"; then
		cp --remove-destination "$1" "$2"
	fi
}

merge() {
	local path file anchor line
	sources | while read -r path; do
		mkdir -p "$(dirname "$tree/$folder/$path")"
		place "$kmod/$path" "$tree/$folder/$path"
	done
	# What the project no longer has goes; objects are make's.
	find "$tree/$folder" -name '*.[ch]' ! -name '*.mod.c' -printf '%P\n' |
		while read -r path; do
			sources | grep -qxF "$path" || rm "$tree/$folder/$path"
		done
	while IFS='|' read -r file anchor line; do
		grep -qxF "$line" "$tree/$file" ||
			sed -i "\@^$anchor\$@a $line" "$tree/$file"
	done < <(printf '%s\n' "${lines[@]}")
}

unmerge() {
	local file anchor line
	rm -rf "${tree:?}/$folder"
	while IFS='|' read -r file anchor line; do
		! grep -qxF "$line" "$tree/$file" ||
			sed -i "\@^$line\$@d" "$tree/$file"
	done < <(printf '%s\n' "${lines[@]}")
}

# patch_of NAME TITLE PATTERN: the files below b/ that match, as one patch
patch_of() {
	local path
	{
		printf 'From: The ddom developers <root@localhost>\nSubject: [PATCH] %s\n\n' "$2"
		printf 'Written by make patch-series: no line here is kept by hand.\n\n'
		(cd b && find . -type f -printf '%P\n' | sort | grep -E "$3") |
			while read -r path; do
				diff -N -U 1 --label "a/$path" --label "b/$path" \
					"a/$path" "b/$path" || [ $? = 1 ]
			done
	} >"$out/$1.patch"
	echo "$1.patch" >>"$out/series"
}

# The patches that are kept for TREE.  What is for Xen's own files is only for
# a tree that has them.
kept() {
	local folder name
	folder=$top/patches/$(version "$real")
	[ -d "$folder" ] || folder=$folder-xen
	[ -d "$folder" ] || return 0
	grep -v '^#' "$folder/series" | while read -r name; do
		case $name in
		xen-*) [ -d "$real/drivers/xen" ] || continue ;;
		esac
		cp "$folder/$name" "$out/$name"
		echo "$name" >>"$out/series"
	done
}

# Two small trees are compared: the files that merge touches, without and with.
patch-series() {
	local real out scratch file
	real=$(readlink -f "$tree")
	mkdir -p "$1"
	out=$(readlink -f "$1")
	scratch=$(mktemp -d)
	# shellcheck disable=SC2064 # now, not then
	trap "rm -rf '$scratch'" EXIT
	cd "$scratch"
	for tree in a b; do
		mkdir -p $tree/net
		for file in Makefile net/Kconfig net/Makefile; do
			cp "$real/$file" $tree/$file
		done
		unmerge
	done
	LINK='' merge
	rm -f "$out"/series
	patch_of ddom-plan 'ddom: the plan of an attach, and its messages' \
		'^net/ddom/((uapi|plan|rtnl)/|[^/]*\.[ch]$)'
	patch_of ddom-compat 'ddom: what this kernel lacks' '^net/ddom/compat-'
	patch_of ddom-bridge 'ddom: move the NIC under a network root into a bridge' \
		'^net/ddom/bridge/'
	patch_of ddom-d3 'ddom: wake NICs at the end of a restart' '^net/ddom/d3/'
	patch_of ddom-build 'ddom: configure and build it' \
		'^net/(ddom/)?K|^net/Makefile'
	kept
}

check
$action "${3:-}"
