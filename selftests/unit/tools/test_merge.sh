#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make merge and unmerge on trees that have no more than what these look at.
# Prints KTAP.
# Usage: test_merge.sh
set -u

merge=$(dirname "$0")/../../build/merge.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
details=$work/out
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

# $1: version, as 6.1.0
tree()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/net"
	echo "$1" | {
		IFS=. read -r version level sub
		printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\n' \
			"$version" "$level" "$sub" >"$work/tree/Makefile"
	}
	echo 'source "net/bridge/Kconfig"' >"$work/tree/net/Kconfig"
	# shellcheck disable=SC2016 # a Makefile's variable
	echo 'obj-$(CONFIG_BRIDGE) += bridge/' >"$work/tree/net/Makefile"
	rm -rf "$work/before"
	cp -a "$work/tree" "$work/before"
}

echo "KTAP version 1"
echo "1..15"
for version in 2.6.18 2.6.20 5.10.0 5.15.3 6.1.0 7.2.0 10.0.0; do
	tree $version
	"$merge" merge "$work/tree" >"$work/out" 2>&1 &&
		grep -q ddom/Kconfig "$work/tree/net/Kconfig" &&
		"$merge" unmerge "$work/tree" >>"$work/out" 2>&1 &&
		diff -r "$work/before" "$work/tree" >>"$work/out"
	result "$version: merged, and taken out again"
done
for version in 2.4.37 2.6.17 2.6.21 3.2.0 4.19.0 5.4.0 5.9.9; do
	tree $version
	"$merge" merge "$work/tree" >"$work/out" 2>&1
	[ $? = 3 ] && [ "$(wc -l <"$work/out")" = 1 ] &&
		grep -q "is Linux $version; the modules are for" "$work/out" &&
		diff -r "$work/before" "$work/tree" >>"$work/out"
	result "$version: refused"
done
"$merge" unmerge "$work/tree" >"$work/out" 2>&1
result "what is in no tree is taken out of any"
exit "$failed"
