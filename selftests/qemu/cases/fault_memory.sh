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

# writer: the same bytes into one file after the other, until told to stop
writer() {
	file=0
	while [ ! -f /run/writer.stop ]; do
		cp /run/bytes "$RW/file.$file" || echo "file $file" >>/run/writer.errors
		file=$(((file + 1) % 6))
		echo >>/run/writer.rounds
	done
}

# eater: allocates and touches, again and again
eater() {
	while [ ! -f /run/writer.stop ]; do
		dd if=/dev/zero of=/dev/null bs=12M count=2 2>/dev/null
	done
}

# use_up: memory that cannot be given back, until little is left
use_up() {
	mkdir -p /run/ballast
	mount -t tmpfs -o size=90% tmpfs /run/ballast
	count=0
	while [ "$(meminfo MemAvailable)" -gt "$LEFT_KB" ]; do
		dd if=/dev/zero of=/run/ballast/$count bs=1M count=2 2>/dev/null
		count=$((count + 1))
	done
}

# watch_dirty: the most that waited to be written while a command ran
watch_dirty() {
	now=$(($(meminfo Dirty) + $(meminfo Writeback)))
	[ "$now" -le "$dirty" ] || dirty=$now
}

trial_module
mkdir -p $RW
nfsmount 10.0.0.1:/srv/rw $RW "$(nfs_options)" rw || fail "no rw mount"
dd if=/dev/urandom of=/run/bytes bs=64k count=64 2>/dev/null
sum=$(md5sum </run/bytes)
remember
use_up
scanned=$(vmstat pgscan_direct)
writer &
eater &
sleep 2
dirty=0
round=0
while [ $round -lt "$ROUNDS" ]; do
	watch_dirty
	trial 0 "attach $round" $ATTACH --timeout 20 --confirm-timeout 60
	watch_dirty
	sleep 1
	trial 0 "detach $round" $DETACH --timeout 20 --confirm-timeout 60
	watch_dirty
	round=$((round + 1))
done
: >/run/writer.stop
metric dirty_max_kb "$dirty"
metric pages_scanned $(($(vmstat pgscan_direct) - scanned))
metric files_written "$(grep -c . /run/writer.rounds || wc -l </run/writer.rounds)"
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
