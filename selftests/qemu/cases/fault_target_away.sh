# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091,SC2086
# The root's target is away for a minute while the root is on the bridge, and
# comes back: reads wait, none fails or is of something else, and the root can
# be detached.

. /guest/faults.sh
. /guest/wired.sh

AWAY_S=${AWAY_S:-60}

# A session that the kernel has given up is made anew by a daemon, which keeps
# itself in memory; as a root's own init starts it.
iscsi_daemon() {
	echo InitiatorName=iqn.2026-11.test:client >/run/initiator
	in_root iscsid -f -i /run/initiator >/run/iscsid.log 2>&1 &
	wait_for 30 pidof iscsid || fail "iscsid: $(tail -c 300 /run/iscsid.log)"
	sleep 5
	pidof iscsid >/dev/null || fail "iscsid: $(tail -c 300 /run/iscsid.log)"
}

# reads_after READS: the disk was read since there had been so many
reads_after() {
	[ "$(wc -l </run/sums)" -gt "$1" ]
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
snapshot_tables >/run/tables.before
run_in_root ddtool bridge-attach "$BRIDGE"
as_it_is "bridge $BRIDGE over eth0"
[ "$WIRE" != iscsi ] || iscsi_daemon
read_begin
wait_for 30 reads_after 5 || fail "the disk is not read"
host pause server || fail "the host did not pause the server"
began=$(uptime_s)
sleep "$AWAY_S"
before=$(wc -l </run/sums)
host resume server || fail "the host did not resume the server"
back=$(uptime_s)
# At most a read that was on its way
last=$(tail -n 1 /run/sums | cut -d' ' -f1)
[ "$last" -le $((began + 5)) ] || fail "read at $last, away since $began"
wait_for 180 reads_after $((before + 5)) || {
	[ ! -f /run/iscsid.log ] || keep iscsid </run/iscsid.log
	fail "no read after $((back - began)) s away"
}
[ ! -f /run/iscsid.log ] || keep iscsid </run/iscsid.log
metric away_s $((back - began))
metric blocked_s "$(awk 'NR > 1 && $1 - last > most { most = $1 - last }
	{ last = $1 } END { print most }' /run/sums)"
read_end 60
drop_caches
root_alive 60 || fail "the root is dead"
in_root ip -br link >/run/links || fail "no command starts"
run_in_root ddtool bridge-detach "$BRIDGE"
as_before
dmesg | grep -E "nvme|nbd|iscsi|aoe|conn" | tail -n 20 | keep kernel
! dmesg | grep -E "I/O error|Buffer I/O" >/run/io_errors ||
	fail "$(head -n 3 /run/io_errors)"
pass
