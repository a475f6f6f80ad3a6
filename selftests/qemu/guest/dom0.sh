#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC1091,SC2034
# The case's script beside a root which the kernel mounted.

. /settings
. /guest/modules.sh

port=
for dir in /sys/class/virtio-ports/*; do
	[ "$(cat "$dir/name")" = ddom.results ] && port=/dev/${dir##*/}
done
[ -c "$port" ] || { echo "no results port"; poweroff -f; }
exec 3<>"$port"

. /guest/lib.sh

ROOT_PREFIX="inroot 1"
wait_for 60 test -f /run/root.ready || fail "the root's init did not start"
run_case
