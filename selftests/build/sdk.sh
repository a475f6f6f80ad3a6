#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# sdk.sh SUITE: make build/sdk/SUITE, a tree with the compiler, the kernel
# headers and sparse of that suite (bookworm-rt: the headers of that flavour).
# Made once; remove the tree to renew it.
# No root needed: mmdebstrap takes a user namespace then.
set -euo pipefail

suite=${1:?usage: sdk.sh SUITE}
here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
build=${DDOM_BUILD:-$top/build}
sdk=$build/sdk/$suite

[ ! -e "$sdk/.complete" ] || exit 0
mkdir -p "$build/sdk"
exec 9>"$build/sdk/.$suite.lock"
flock 9
[ ! -e "$sdk/.complete" ] || exit 0

echo "  SDK     $suite (once; one or two minutes)" >&2
read -r sources release arch < <(python3 "$here/sources.py" "$suite")
rm -rf "$sdk"
mkdir -p "$sdk"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What the host's apt was told about its mirror holds for this one too.
aptopts=(--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"')
while read -r option; do
	aptopts+=(--aptopt="${option%;}")
done < <(apt-config dump |
	grep -E '^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) ')

if ! mmdebstrap --variant=essential --architectures=amd64 --format=tar \
	--include="gcc,make,libc6-dev,sparse,linux-headers-$arch" \
	"${aptopts[@]}" \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/info/*' \
	--dpkgopt='path-exclude=/usr/share/locale/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' \
	--dpkgopt=force-unsafe-io \
	"$release" - "$sources" 2>"$scratch/log" |
	tar -x -C "$sdk" --no-same-owner --exclude='./dev/*' \
		--exclude='./var/cache/*' --exclude='./var/lib/apt/*'; then
	cat "$scratch/log" >&2
	echo "sdk: $suite: failed" >&2
	exit 1
fi
mkdir -p "$sdk/dev" "$sdk/proc" "$sdk/ddom" "$sdk/ddom-build"

# The newest headers package lacks the script by which kbuild asks whether
# sparse works; without an answer kbuild leaves C=1 out.
for common in "$sdk"/usr/src/linux-headers-*-common*; do
	valid=$common/scripts/checker-valid.sh
	if grep -q checker-valid.sh "$common/Makefile" && [ ! -e "$valid" ]; then
		cat >"$valid" <<-'END'
			#!/bin/sh
			"$@" /dev/null >/dev/null 2>&1 && echo 1
		END
		chmod +x "$valid"
	fi
done
touch "$sdk/.complete"
