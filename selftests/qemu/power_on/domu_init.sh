#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# First process of the domU: an address by DHCP, a file from the boot server.

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
for _ in $(seq 50); do
	[ -d /sys/class/net/eth0 ] && break
	sleep 0.2
done
echo "domU: Linux $(uname -r), $(cat /sys/hypervisor/type), MAC $(cat /sys/class/net/eth0/address)"
ip link set eth0 up
udhcpc -i eth0 -n -q -f -t 10 -T 2 -s /udhcpc.sh >/dev/null 2>&1
echo "domU: address $(ip -4 -o addr show eth0 | awk '{ print $4 }')"
tftp -g -r domu/file -l /file 10.0.0.1
echo "domU: file $(sha256sum </file | cut -d' ' -f1)"
poweroff -f
