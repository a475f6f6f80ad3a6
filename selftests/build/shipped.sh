#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is shipped, built as dkms does, has no parameter that makes steps fail;
# what the tests load has them.  KTAP; exit status 4 without kernel headers.
set -euo pipefail

top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
out=$build/kmod-shipped
wanted="attach probe"
injected="attach fail_step fail_undo_step no_freeze probe step_delay_ms"

kdir=$(find /usr/src -maxdepth 1 -name 'linux-headers-[0-9]*-amd64' |
	grep -v -e -cloud- -e -rt- | sort -V | tail -n 1)
if [ -z "$kdir" ]; then
	echo "1..0 # SKIP no linux-headers-amd64 installed"
	exit 4
fi

# Parameters of ddom_bridge, built with the given arguments of make; both files
# that define any are compiled.
parameters() {
	local object
	for object in main bootparam; do
		make -C "$top/kmod" KDIR="$kdir" OUT="$out" "$@" \
			TARGET=bridge/$object.o module >"$out.log" 2>&1 || {
			cat "$out.log" >&2
			exit 1
		}
		objcopy -O binary --only-section=.modinfo \
			"$out/bridge/$object.o" /dev/stdout | tr '\0' '\n'
	done | sed -n 's/^\(ddom_bridge\.\)\{0,1\}parmtype=\([a-z_]*\):.*/\2/p' |
		sort | tr '\n' ' ' | sed 's/ $//'
}

number=0
failed=0
same() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number $1"
	else
		echo "not ok $number $1: parameters \"$2\", not \"$3\""
		failed=1
	fi
}

mkdir -p "$out"
echo "KTAP version 1"
echo "1..2"
same "the shipped module" "$(parameters)" "$wanted"
same "the module of the tests" "$(parameters DEBUG=1)" "$injected"
exit $failed
