#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The way of 2008 to a writable /flash, to be measured against: a shell script
# as the first process, which starts a command for each directory and device.
# howto_flash COMMAND...: the command is the real init.

stage=/mnt/tmp
flash=/flash

make_dev() {
	mount -n -t tmpfs tmpfs /dev
	for name in pts shm; do
		mkdir "/dev/$name"
	done
	for number in $(seq 1 6); do
		mknod "/dev/tty$number" c 4 "$number"
	done
	mknod /dev/tty c 5 0
	mknod /dev/null c 1 3
	mknod /dev/console c 5 1
	mknod /dev/random c 1 8
	mknod /dev/urandom c 1 9
}

make_tree() {
	mount -n -t tmpfs tmpfs "$stage"
	for name in var var/run var/run/screen var/log var/lock var/lib \
		var/lib/xend var/lib/xenstored var/lib/urandom var/lib/dhcp3 \
		var/tmp etc etc/network etc/network/run etc/udev; do
		mkdir "$stage/$name"
		chmod +w "$stage/$name"
	done
	rsync -a "$flash/etc/udev" "$stage/etc"
}

move_tree() {
	mount --move "$stage" "$flash"
}

local_commands() {
	touch "$flash/var/log/dmesg"
	echo "lo=lo" >"$flash/etc/network/run/ifstate"
}

self=$(echo "$0" | sed 's:^/.*/::')
for step in make_dev make_tree move_tree local_commands; do
	echo "$self: $step"
	"$step"
done
sleep 0.1
# Not of 2008: the end of the measurement wants the kernel's log.
mknod /dev/kmsg c 1 11
exec "$@"
