# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# One machine without a network: the case runs in the initramfs, programs of
# the root image beside it.

. /guest/lib.sh

ROOT_PREFIX="inroot /export"
mkdir -p /export
mount -t ext4 -o ro,noatime /dev/vda /export || fail "no root image"
for dir in proc sys dev run; do
	mount --bind /$dir /export/$dir || fail "no /export/$dir"
done
run_case
