#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# patches-26.sh TREE: do the patches that make patch-series writes for this
# tree of Linux 2.6.18 to 2.6.20 apply, without fuzz, and is merging undone to
# the byte?  On copies of the files which they touch; the tree is only read,
# and may have been merged into and patched already.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
tree=$(readlink -f "${1:?usage: patches-26.sh TREE}")
scratch=$(mktemp -d)
# shellcheck disable=SC2064 # now, not then
trap "rm -rf '$scratch'" EXIT
series=$scratch/patches
failed=0

verdict() {
	local said=ok
	if [ "$1" != 0 ]; then
		said=FAIL
		failed=1
	fi
	printf '  %-7s %s\n' "$said" "$2"
}

# apply TREE NAME OPTION...
apply() {
	local where=$1 name=$2
	shift 2
	patch --force --fuzz=0 --no-backup-if-mismatch -p1 -d "$where" \
		-i "$series/$name" "$@"
}

names() {
	cat "$series/series"
}

# The files of TREE which are touched, in a tree of their own.
copy() {
	local path
	(names | sed "s|^|$series/|" | xargs sed -n 's|^+++ b/||p'
		printf '%s\n' Makefile net/Kconfig net/Makefile) |
		sort -u | while read -r path; do
			[ ! -f "$tree/$path" ] ||
				install -D -m 644 "$tree/$path" "$1/$path"
		done
}

# Without what was merged, and what was patched, before.
unpatch() {
	local name
	"$here/merge.sh" unmerge "$1"
	names | tac | while read -r name; do
		if apply "$1" "$name" -R --dry-run >/dev/null 2>&1; then
			apply "$1" "$name" -R >/dev/null
		fi
	done
}

[ -f "$tree/Makefile" ] || {
	echo "patches-26: $tree: no kernel tree" >&2
	exit 1
}
"$here/merge.sh" patch-series "$tree" "$series"
echo "  PATCHES $(names | wc -l) for $tree"
copy "$scratch/plain"
unpatch "$scratch/plain"
cp -r "$scratch/plain" "$scratch/patched"
cp -r "$scratch/plain" "$scratch/merged"

while read -r name; do
	status=0
	apply "$scratch/patched" "$name" >"$scratch/said" 2>&1 || status=1
	verdict $status "$name"
	# An offset is only worth a word; anything else is why it failed.
	sed -n 's/^\(Hunk .*\|patch: .*\)$/          \1/p' "$scratch/said"
done < <(names)

status=0
"$here/merge.sh" merge "$scratch/merged"
diff -rq "$scratch/patched/net/ddom" "$scratch/merged/net/ddom" || status=1
verdict $status "what is patched is what merge makes"
status=0
"$here/merge.sh" unmerge "$scratch/merged"
diff -rq "$scratch/plain" "$scratch/merged" || status=1
verdict $status "merge and unmerge leave every byte"
exit $failed
