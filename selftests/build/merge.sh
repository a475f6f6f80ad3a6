#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# merge.sh merge|unmerge TREE: put the modules into a kernel tree as net/ddom,
# or take them out again.  LINK=1: symbolic links instead of copies.
#
# net/ and not drivers/net/: what is linked later is started later, and on
# kernels without late_initcall_sync IP autoconfiguration, in net/ipv4, must
# have run before.
set -euo pipefail

usage() {
	echo "usage: merge.sh merge|unmerge TREE" >&2
	exit 2
}

refuse() {
	echo "$action: $*" >&2
	exit 3
}

[ $# = 2 ] || usage
action=$1
tree=$2
case $action in merge | unmerge) ;; *) usage ;; esac
kmod=$(readlink -f "$(dirname "$(readlink -f "$0")")/../../kmod")
folder=net/ddom

# File, the line that is in every kernel's, the line that follows it then.
lines=(
	'net/Kconfig|source "net/bridge/Kconfig"|source "net/ddom/Kconfig"'
	'net/Makefile|obj-$(CONFIG_BRIDGE)[[:space:]]*+= bridge/|obj-y += ddom/'
)

# The files which belong into a tree; compat-include/ is for builds outside.
sources() {
	(cd "$kmod" && find . -name compat-include -prune -o -type f \
		\( -name '*.[ch]' ! -name '*.mod.c' -o -name Kbuild \
		-o -name Kconfig \) -printf '%P\n')
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
			[ -f "$kmod/$path" ] || rm "$tree/$folder/$path"
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

check
$action
