# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A root on which something is missing or wrong: ddinit says what on the
# console, does the rest, and something runs.

. /guest/shared_root.sh

# the console is judged when the machine is off
off() {
	dmesg >/dev/ttyS1
	sleep 1
	ends 30
	poweroff -f
}

# the shell is "sh" and nothing else; its number is then in $pid
shell_waits() {
	for dir in /proc/[0-9]*; do
		pid=${dir#/proc/}
		[ "$(tr '\0' ' ' <"$dir/cmdline" 2>/dev/null)" != "sh " ] ||
			return 0
	done
	return 1
}

# "stamp" has taken the place of the real init
started() {
	[ "$(tr '\0' ' ' </proc/1/cmdline)" = "/sbin/init " ]
}

case $FAULT in
conf)
	shared_root_up
	in_root sh -c 'echo x >/var/log/x' || fail "/var/log: not writable"
	last 'ddinit: /etc/ddom/flash.conf:3:3: unknown key'
	last 'ddinit: going on with the list that is built in'
	;;
no_tmpfs)
	wait_for 60 started || fail "no init: $(tr '\0' ' ' </proc/1/cmdline)"
	last 'ddinit: /dev: neither devtmpfs nor tmpfs'
	last 'ddinit: tmpfs .mode=0755,size=50%.: No such device'
	last 'ddinit: ramfs: No such device; nothing is writable'
	last 'ddinit: /tmp: tmpfs: No such device'
	;;
no_init)
	wait_for 60 shell_waits || fail "no shell"
	in_root sh -c 'echo x >/var/log/x' || fail "/var/log: not writable"
	last 'ddinit: init /nonexistent: No such file or directory'
	last 'ddinit: init /sbin/init: Permission denied'
	last 'ddinit: no init could be started'
	last 'ddinit: a shell on the console'
	last '\(ddinit\) #'
	# left, it comes again
	kill "$pid"
	sleep 1
	wait_for 20 shell_waits || fail "no second shell"
	;;
esac
last '!Kernel panic'
off
