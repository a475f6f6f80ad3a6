# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What is wrong with a root, before its first process starts.

# shellcheck disable=SC2034 # WITH is for who reads this
case ${FAULT-} in
conf)
	printf 'copy = /etc/udev\n\n  cpoy = /etc/resolv.conf\n' >/run/flash.conf
	mount --bind /run/flash.conf /nfsroot/etc/ddom/flash.conf
	;;
no_tmpfs)
	WITH=nomount
	# systemd could do nothing here; and without /proc there is no command
	# line to name another one
	mount --bind /bin/stamp /nfsroot/usr/lib/systemd/systemd
	;;
no_init)
	# Neither /sbin/init nor what it is a link to can be executed.
	mount --bind /dev/null /nfsroot/usr/lib/systemd/systemd
	;;
esac
