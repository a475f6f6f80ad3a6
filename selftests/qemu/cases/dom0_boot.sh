# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# attach= on the kernel's command line: the bridge is made after IP
# autoconfiguration and before the root is mounted, so that the root's first
# packet goes through it. Nothing of it needs user space.

BRIDGE=${BRIDGE:-xenbr0}
MOUNTED="VFS: Mounted root (nfs"
[ "${WIRE-}" != aoe ] || MOUNTED="VFS: Mounted root (ext4"

# where TEXT: the number of its first line in the kernel's log
where() {
	dmesg | grep -n "$1" | head -n 1 | cut -d: -f1
}

# when TEXT: its time in the kernel's log, in milliseconds
when() {
	dmesg | grep "$1" | head -n 1 | tr -d '[] ' | awk -F. '
		{ printf "%d\n", $1 * 1000 + substr($2, 1, 3) }'
}

# boot_times: metrics of lines of milliseconds; the server of the first boot
# starts with it, and is waited for
boot_times() {
	sort -n | awk '
		{ sum += $1; ms[NR] = $1 }
		END {
			print "boot_ms_min", ms[1]
			print "boot_ms_median", ms[int((NR + 1) / 2)]
			print "boot_ms_mean", int(sum / NR)
			print "boot_ms_max", ms[NR]
		}' >/run/boot_times
	metrics_of /run/boot_times
}

# again: with BOOTS boot anew until there were so many; they are counted on the
# server, which outlives them
again() {
	[ "${BOOTS:-1}" -gt 1 ] || return 0
	mkdir -p /run/rw
	nfsmount 10.0.0.1:/srv/rw /run/rw "$(nfs_options)" rw ||
		fail "no counter"
	when "$MOUNTED" >>/run/rw/boot_ms
	boots=$(wc -l </run/rw/boot_ms)
	metric boots "$boots"
	if [ "$boots" -ge "$BOOTS" ]; then
		boot_times </run/rw/boot_ms
		return 0
	fi
	host restarts client || fail "no restart"
	umount /run/rw || fail "the counter is not written"
	# Nobody is there to take the answer.
	printf '{"host":"reset client"}\n' >&3
	sleep 1000
}

in_order() {
	last=0
	for text in 'IP-Config: Complete' 'ddom_bridge: .*: done' \
		"$MOUNTED"; do
		line=$(where "$text")
		[ -n "$line" ] || fail "not in the log: $text"
		say "$(dmesg | sed -n "${line}p")"
		[ "$line" -gt "$last" ] || fail "too early: $text"
		last=$line
	done
}

dmesg | keep kernel
in_order
metric boot_ms "$(when "$MOUNTED")"
metric attach_at_ms "$(when 'ddom_bridge: .*: done')"
case $(readlink /sys/class/net/eth0/master) in
*"/$BRIDGE") ;;
*) fail "eth0 is no port of $BRIDGE" ;;
esac
state=$(in_root ddtool status --json | tr -d ' \n') || fail "ddtool status"
case $state in
*'"COMMITTED"'* | *'"committed"'*) ;;
*) fail "ddtool status: $state" ;;
esac
in_root ip route get 10.0.0.1 | grep -q "dev $BRIDGE" ||
	fail "the root does not go through $BRIDGE"
drop_caches
root_alive 30 || fail "the root is dead"
if [ "${WIRE-}" = aoe ]; then
	in_root ddtool status | keep status
	in_root ddtool status | grep -q "AoE e0.0, through bridge $BRIDGE" ||
		fail "the root's disk does not go through $BRIDGE"
fi
if [ -n "${TOOLSTACK-}" ]; then
	. /guest/toolstack.sh
	toolstack_start || fail "no toolstack"
	bounded 30 in_root xl list >/run/xl.list 2>&1 || fail "xl list: $(cat /run/xl.list)"
	grep -q '^Domain-0 ' /run/xl.list || fail "xl list: $(cat /run/xl.list)"
	say "$(tail -n 1 /run/xl.list)"
fi
again
pass
