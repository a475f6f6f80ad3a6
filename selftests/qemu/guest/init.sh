#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC1090,SC1091
# First process of every guest: bring up what all roles need, then the role.

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /dev/pts /run/lock
mount -t devpts devpts /dev/pts

. /settings
. /guest/modules.sh

load_boot_modules
# shellcheck disable=SC2086
load_modules $MODULES

port=
for dir in /sys/class/virtio-ports/*; do
	[ "$(cat "$dir/name")" = ddom.results ] && port=/dev/${dir##*/}
done
[ -c "$port" ] || { echo "no results port"; poweroff -f; }
exec 3<>"$port"

. "/guest/$ROLE.sh"

# The role's script comes back here only when its work is done.
dmesg >/dev/ttyS1
printf '{"end":true}\n' >&3
sleep 5
poweroff -f
