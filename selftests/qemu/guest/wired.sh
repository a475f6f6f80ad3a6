# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# What cases share whose root is a disk on the network.

IFLIST=/sys/module/aoe/parameters/aoe_iflist
if [ -z "${SERVER_PREFIX-}" ]; then
	# No second namespace here: the client asks the server.
	CLIENT=10.0.0.1
	# Probes that take all of a slow CPU would leave ddtool, idle, none of it.
	unset INROOT_IDLE
	ECHO_RATE=50
	READ_US=20000
	SPAN_S=300
else
	# The target is a program on the one CPU.
	READ_US=5000
fi

# run_in_root COMMAND...: one that must succeed
run_in_root() {
	in_root "$@" >/run/out 2>&1 || fail "$*: $(tail -c 300 /run/out)"
}

# found TEXT...: that ddtool status says about the root
found() {
	in_root ddtool status >/run/status 2>&1 || fail "status: exit status $?"
	keep status </run/status
	for text in "$@"; do
		grep -qF -- "$text" /run/status ||
			fail "not found: $text in $(tr '\n' ' ' </run/status)"
	done
}

# as_it_is: the root is found, by what it is on
as_it_is() {
	case $WIRE in
	aoe) found "etherd/e0.0, AoE e0.0, through $1" ;;
	nbd) found "nbd0, NBD nbd0, server 10.0.0.1:10809, routed through $1" ;;
	iscsi) found "sda, iSCSI session1, server 10.0.0.1:3260, routed through $1" ;;
	nvme) found "nvme0n1, NVMe over fabrics nvme0, server 10.0.0.1:4420, routed through $1" ;;
	esac
}

# refused TEXT COMMAND...: exit status 3, and why
refused() {
	text=$1
	shift
	in_root "$@" >/run/refused 2>&1
	[ $? = 3 ] || fail "not refused: $* ($(tail -c 300 /run/refused))"
	grep -qF -- "$text" /run/refused ||
		fail "refused, but: $(tail -c 300 /run/refused)"
}

# disk_sum: of the beginning of the disk, past the cache
disk_sum() {
	dd if="$WIRE_DISK" bs=16k count=8 iflag=direct 2>/dev/null | md5sum
}

# read_on: again and again; a line for each, with the time it ended, which says
# whether it is as before
read_on() {
	while [ ! -e /run/sums.end ]; do
		[ "$(disk_sum)" = "$sum" ] && word=same || word=differs
		echo "$(uptime_s) $word"
		sleep 0.3
	done >/run/sums
	: >/run/sums.ended
}

read_begin() {
	sum=$(disk_sum)
	read_on &
}

# read_end SECONDS: every read of the disk was of what it had been
read_end() {
	: >/run/sums.end
	wait_for "$1" test -e /run/sums.ended || fail "a read hangs"
	metric sums_same "$(grep -c same /run/sums)"
	metric sums_differ "$(grep -c differs /run/sums)"
	! grep -q differs /run/sums || fail "something else was read"
}

# connections: those to the target, with their sockets
connections() {
	awk '$3 ~ /:(0CBC|2A39|1144)$/ && $4 == "01" { print $2, $3, $10 }' \
		/proc/net/tcp
}

# no_errors: the kernel has had none of the disk
no_errors() {
	! dmesg | grep -E "I/O error|conn error|timed out" >/run/io_errors ||
		fail "$(head -n 3 /run/io_errors)"
}
