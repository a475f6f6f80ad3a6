# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# The server of a client with Linux 2.6, whose root is unpacked into memory.
# Never returns.

. /guest/server.sh

SERVER_IF=eth0
mkdir -p /export
mount -t ext4 -o ro,noatime /dev/vda /export
# Exported only if it is there when the daemons start.
mount -t tmpfs tmpfs /export/mnt
zcat /root.cpio.gz | (cd /export/mnt && cpio -i -d)
server_start || { echo "server_start failed"; poweroff -f; }
chroot /export exportfs -i -o \
	ro,fsid=2,no_root_squash,no_subtree_check,insecure,sec=sys '*:/mnt'
echo "server ready after $(cut -d' ' -f1 /proc/uptime) s"
while :; do
	sleep 5
done
