# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A Debian that ddtool rootfs has converted, on a read-only export: ddinit, then
# systemd. What must be writable is, what need not be is not, no unit failed.

. /guest/shared_root.sh

shared_root_up
shared_root_units
for path in /var/log/x /var/log/xen/x /var/tmp/x /tmp/x /var/cache/x \
	/var/spool/x /var/lib/dhcp/x /var/lib/xen/x /var/lib/systemd/x \
	/var/backups/x /var/mail/x /etc/resolv.conf /etc/udev/rules.d/x \
	/run/x /var/run/y /var/lock/x; do
	in_root sh -c "echo x >>$path" || fail "$path: not writable"
done
for path in /x /usr/x /etc/x /var/x /var/lib/x /var/lib/dpkg/x; do
	! in_root sh -c "echo x >$path" 2>/dev/null || fail "$path: writable"
done
# What was copied, made empty, made by systemd, and kept as it is.
in_root test -s /etc/udev/udev.conf || fail "/etc/udev was not copied"
in_root test -s /var/lib/dpkg/status || fail "no /var/lib/dpkg/status"
[ "$(in_root cat /etc/machine-id | wc -c)" = 33 ] || fail "/etc/machine-id"
[ "$(in_root stat -c %U:%G:%a /var/log/wtmp)" = root:utmp:664 ] ||
	fail "wtmp: $(in_root stat -c %U:%G:%a /var/log/wtmp)"
[ "$(in_root stat -c %G:%a /var/log/xen)" = adm:2750 ] || fail "/var/log/xen"
[ "$(in_root stat -f -c %T /tmp)" = tmpfs ] || fail "/tmp is no tmpfs"
in_root journalctl -b -o cat >/run/journal
! grep -i 'read-only file system' /run/journal >/run/complaints || {
	keep complaints </run/complaints
	fail "read-only: $(head -n 3 /run/complaints)"
}
! grep -i 'xen-backend.rules' /run/journal ||
	fail "udev: $(grep -i 'xen-backend.rules' /run/journal)"
pass
