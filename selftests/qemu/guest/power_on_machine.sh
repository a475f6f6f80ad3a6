# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A boot server: Debian's files below, what is its own above them.

# machine NAME: the root /machines/NAME, with a log that goes to the console
machine() {
	root=/machines/$1
	layer=/run/layers/$1
	mkdir -p "$root" "$layer"
	mount -t tmpfs -o size=32m tmpfs "$layer" || return 1
	mkdir "$layer/upper" "$layer/work"
	mount -t overlay -o \
		"lowerdir=/lower,upperdir=$layer/upper,workdir=$layer/work" \
		overlay "$root" || return 1
	mount -t proc proc "$root/proc"
	mount -t sysfs sysfs "$root/sys"
	mount -t tmpfs tmpfs "$root/run"
	mount -t tmpfs tmpfs "$root/tmp"
	# /dev/log is one a machine
	mount -t tmpfs tmpfs "$root/dev"
	mknod -m 666 "$root/dev/null" c 1 3
	mknod -m 666 "$root/dev/zero" c 1 5
	mknod -m 666 "$root/dev/random" c 1 8
	mknod -m 666 "$root/dev/urandom" c 1 9
	chroot "$root" busybox syslogd -n -S -O - | told "$1:" &
}

# told PREFIX: each line of standard input, on the console
told() {
	while read -r line; do
		echo "$1 $line" >/dev/console
	done
}

# installed NAME: what render has written for it, to where daemons read it
installed() {
	cp -a "$OUT/$1/etc/." "/machines/$1/etc/"
}

# tftpd NAME: as its init script starts it
tftpd() {
	. "/machines/$1/etc/default/tftpd-hpa"
	# shellcheck disable=SC2086
	chroot "/machines/$1" in.tftpd --listen --user "$TFTP_USERNAME" \
		--address "$TFTP_ADDRESS" --verbose --verbose --verbose \
		$TFTP_OPTIONS "$TFTP_DIRECTORY"
}
