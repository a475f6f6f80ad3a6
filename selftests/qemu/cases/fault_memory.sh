# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Dirty pages of an NFS mount wait to be written over the very NIC, memory is
# all but used up and a program keeps asking for more: attaches and detaches
# come to their end, and every byte that was written is right.

. /guest/trial.sh

ROUNDS=${ROUNDS:-5}
LEFT_KB=${LEFT_KB:-40000}
RW=/run/rw

# meminfo NAME, vmstat PREFIX
meminfo() {
	awk -v name="$1:" '$1 == name { print $2 }' /proc/meminfo
}

vmstat() {
	awk -v name="$1" 'index($1, name) == 1 { sum += $2 }
		END { print sum + 0 }' /proc/vmstat
}

# writer: the same bytes into one file after the other, until told to stop; as
# nice as the programs of the root are, or these would not get a CPU
writer() {
	file=0
	while [ ! -f /run/writer.stop ]; do
		cp /run/bytes "$RW/file.$file" ||
			echo "file $file" >>/run/writer.errors
		usleep 100000
		file=$(((file + 1) % 6))
		echo >>/run/writer.rounds
	done
}

# eater: allocates and touches, again and again
eater() {
	while [ ! -f /run/writer.stop ]; do
		dd if=/dev/zero of=/dev/null bs=8M count=2 \
			2>/dev/null
		usleep 100000
	done
}

# use_up: memory that cannot be given back, until little is left
use_up() {
	mkdir -p /run/ballast
	mount -t tmpfs -o size=90% tmpfs /run/ballast
	count=0
	while [ "$(meminfo MemAvailable)" -gt "$LEFT_KB" ]; do
		dd if=/dev/zero of=/run/ballast/$count bs=1M count=2 \
			2>/dev/null || fail "memory cannot be used up"
		count=$((count + 1))
	done
}

# watch_dirty: the most that waited to be written while a command ran
watch_dirty() {
	now=$(($(meminfo Dirty) + $(meminfo Writeback)))
	[ "$now" -le "$dirty" ] || dirty=$now
}

# stuck WHAT: where a command that does not end stands
stuck() {
	wait_for 200 eval "! kill -0 $COMMAND" && return
	say "$1: $(meminfo MemAvailable) kB available, state $(tail -n 1 $EVENTS |
		sed 's/.*"state":"//; s/".*//')"
	cat "/proc/$COMMAND/status" "/proc/$COMMAND/stack" | keep stuck
	fail "$1: ddtool did not end"
}

trial_module
watch_events
mkdir -p $RW
nfsmount 10.0.0.1:/srv/rw $RW "$(nfs_options)" rw || fail "no rw mount"
dd if=/dev/urandom of=/run/bytes bs=64k count=64 2>/dev/null
sum=$(md5sum </run/bytes)
remember
use_up
say "$(meminfo MemAvailable) of $(meminfo MemTotal) kB available"
scanned=$(vmstat pgscan_direct)
writer &
renice -n 19 -p $! >/dev/null
eater &
renice -n 19 -p $! >/dev/null
sleep 2
dirty=0
round=0
while [ $round -lt "$ROUNDS" ]; do
	watch_dirty
	begin $ATTACH --timeout 20 --confirm-timeout 60
	stuck "attach $round"
	finish 1 "attach $round"
	expect_status 0 "attach $round"
	watch_dirty
	sleep 1
	begin $DETACH --timeout 20 --confirm-timeout 60
	stuck "detach $round"
	finish 1 "detach $round"
	expect_status 0 "detach $round"
	watch_dirty
	round=$((round + 1))
	say "round $round after $(uptime_s) s, $(meminfo MemAvailable) kB available"
done
: >/run/writer.stop
metric dirty_max_kb "$dirty"
metric pages_scanned $(($(vmstat pgscan_direct) - scanned))
metric files_written "$(wc -l </run/writer.rounds)"
umount /run/ballast
[ ! -f /run/writer.errors ] || fail "errors: $(head -c 200 /run/writer.errors)"
[ "$dirty" -gt 0 ] || fail "no dirty pages: nothing was tested"
bounded 120 sync || fail "the dirty pages cannot be written"
drop_caches
for file in "$RW"/file.*; do
	[ "$(md5sum <"$file")" = "$sum" ] || fail "$file is not what was written"
done
intact "memory was short"
pass
