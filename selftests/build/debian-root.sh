#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# debian-root.sh SUITE [NAME PACKAGE,...]: make build/rootfs/SUITE.tar, a small
# Debian as mmdebstrap makes it, with what a dom0 has; or NAME.tar, with these
# packages. Made once; remove it to renew it.
set -euo pipefail

suite=${1:?usage: debian-root.sh SUITE [NAME PACKAGE,...]}
name=${2:-$suite}
here=$(dirname "$(readlink -f "$0")")
build=${DDOM_BUILD:-$here/../../build}
tar=$build/rootfs/$name.tar

packages=systemd-sysv,udev,dbus,kmod,iproute2,ifupdown,isc-dhcp-client,procps
packages+=,libnl-3-200,libnl-genl-3-200,libnl-route-3-200,libkmod2,libpci3
packages+=,libjansson4,libyaml-0-2,zlib1g,liblzma5,libzstd1,liblz4-1
packages+=,xen-utils-common,xen-utils-4.17,rsync
packages=${3:-$packages}

mkdir -p "$build/rootfs"
exec 9>"$build/rootfs/.$name.lock"
flock 9
# Anew when the list is another one.
if [ -e "$tar" ] && [ "$(cat "$tar.packages" 2>/dev/null)" = "$packages" ]; then
	exit 0
fi

echo "# mmdebstrap: a small $suite (once; about a minute)" >&2
read -r sources _ < <(python3 "$here/sources.py" "$suite")
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What the host's apt was told about its mirror holds for this one too.
aptopts=(--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"')
while read -r option; do
	aptopts+=(--aptopt="${option%;}")
done < <(apt-config dump |
	grep -E '^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) ')

if ! mmdebstrap --variant=minbase --architectures=amd64 --format=tar \
	--include="$packages" "${aptopts[@]}" \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/info/*' \
	--dpkgopt='path-exclude=/usr/share/locale/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' \
	--dpkgopt=force-unsafe-io \
	"$suite" "$tar.new" "$sources" 2>"$log"; then
	cat "$log" >&2
	echo "debian-root: $suite: failed" >&2
	exit 1
fi
mv "$tar.new" "$tar"
printf '%s\n' "$packages" >"$tar.packages"
