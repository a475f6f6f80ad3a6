# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The same root with sysvinit as the real init, named on the kernel command
# line; the runlevel that ddinit got as its argument is reached.

. /guest/lib.sh

wait_for 120 in_root test -f /var/log/runlevel3 ||
	fail "no runlevel 3: $(dmesg | grep ddinit)"
[ "$(in_root readlink /proc/1/exe)" = /usr/local/sbin/sysvinit ] ||
	fail "the first process is $(in_root readlink /proc/1/exe)"
in_root test ! -e /var/log/runlevel2 || fail "runlevel 2 was reached"
metric up_s "$(uptime_s)"
say "ddinit: $(dmesg | sed -n 's/.*ddinit: \/flash: //p')"
pass
