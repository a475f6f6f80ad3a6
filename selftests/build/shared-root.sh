#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# shared-root.sh TAR DDTOOL FROM [OVERLAY IMAGE [FORM]]: convert the Debian in TAR
# with what is installed below FROM, check it, undo it and see that nothing
# differs. With OVERLAY its files are added and the converted tree becomes IMAGE,
# ext4; for FORM overlay nothing of it moves, for erofs or squashfs it is packed.
# Without root in a user namespace, where all ids are mapped.
set -euo pipefail

[ $# = 3 ] || [ $# = 5 ] || [ $# = 6 ] || {
	echo "usage: shared-root.sh TAR DDTOOL FROM [OVERLAY IMAGE [FORM]]" >&2
	exit 2
}
[ "$(id -u)" = 0 ] ||
	exec unshare --user --map-root-user --map-auto "$0" "$@"
here=$(dirname "$(readlink -f "$0")")
tar=$1 ddtool=$2 from=$3 overlay=${4-} image=${5-} form=${6-links}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
mkdir "$tree"
# no devices: a user namespace cannot make them, and clients have their own
tar -x -f "$tar" -C "$tree" --numeric-owner --xattrs --xattrs-include='*' \
	--exclude='./dev/*'

list() {
	python3 -B "$here/../unit/tools/treelist.py" "$tree"
}

# "check" must find nothing in a converted tree, and something in another.
checked() {
	local status=0
	"$ddtool" rootfs check --form "${2-links}" "$tree" >"$work/found" ||
		status=$?
	if [ "$status" != "$1" ]; then
		cat "$work/found"
		echo "rootfs check: exit status $status instead of $1"
		exit 1
	fi
}

list >"$work/before"
checked 1
checked 1 overlay
"$ddtool" rootfs convert --from "$from" "$tree" >"$work/said"
checked 0
"$ddtool" rootfs convert --from "$from" "$tree" | grep -q 'converted already'
"$ddtool" rootfs undo "$tree" >"$work/said"
list >"$work/after"
if ! diff "$work/before" "$work/after" >"$work/diff"; then
	head -n 20 "$work/diff"
	echo "undo is not the inverse of convert"
	exit 1
fi
echo "$(wc -l <"$work/before") entries, the same after convert and undo"
[ -n "$image" ] || exit 0

cp -a --no-preserve=ownership "$overlay/." "$tree/"
for modules in "$tree"/usr/lib/modules/*; do
	[ -d "$modules" ] || continue
	PATH=$PATH:/sbin depmod -b "$tree/usr" "${modules##*/}"
done
case $form in
links)
	"$ddtool" rootfs convert --from "$from" "$tree"
	checked 0
	;;
*)
	"$ddtool" rootfs convert --form overlay --from "$from" "$tree"
	checked 0 overlay
	[ ! -e "$tree/flash" ]
	;;
esac
case $form in erofs | squashfs)
	mkdir "$work/packed"
	"$ddtool" rootfs pack --type "$form" "$tree" "$work/packed/root.img"
	"$ddtool" rootfs check "$work/packed/root.img"
	# what is read to see that the server is there
	cp -a --no-preserve=ownership "$overlay/srv" "$work/packed/"
	tree=$work/packed
	;;
esac
rm -f "$image.new"
/sbin/mke2fs -q -t ext4 -d "$tree" -O ^has_journal -m 0 -L shared \
	"$image.new" 500M
mv "$image.new" "$image"
