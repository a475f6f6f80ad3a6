# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A diskless machine boots by PXE and restarts from Linux, RESTARTS times, and
# each time the NIC is put to sleep in the drivers' shutdown. With ddom_d3 the
# loader, which comes next after firmware and ROM, finds it in D0, and without
# (D3=no) in D3. What is to outlive a restart is on the server. With XEN=yes
# this is dom0, and it is Xen that resets the machine. A ddom_d3 that is part of
# the kernel has its parameters on the command line.

RW=/run/rw
STATE=$RW/restarts	# a line a boot: number, loader's PMCSR, seconds

# count TEXT: lines of the server's log
count() {
	grep -c -- "$1" $RW/log
}

# fetched TEXT: how often; what is asked for again within 10 s is one request,
# repeated on a busy host. A boot takes longer.
fetched() {
	grep -- "$1" $RW/log | awk '{
		split($3, t, ":")
		now = t[1] * 3600 + t[2] * 60 + t[3]
		if (!n || (now - last + 86400) % 86400 > 10)
			n++
		last = now
	} END { print n + 0 }'
}

# expect_count TIMES TEXT WHAT
expect_count() {
	got=$(fetched "$2")
	[ "$got" = "$1" ] || fail "$got times \"$3\" on the server, not $1"
}

# What the server saw of so many boots
expect_server() {
	expect_count "$1" "filename grub/i386-pc/core.0" "core.0 fetched"
	expect_count "$1" "filename /linux/vmlinuz" "vmlinuz fetched"
	expect_count "$1" "filename /linux/initrd" "initrd fetched"
	[ -z "${XEN-}" ] ||
		expect_count "$1" "filename /linux/xen.gz" "xen.gz fetched"
	# One lease to the ROM, one to the kernel that it started
	[ "$(count "DHCPACK on 10.0.0.2")" -ge $((2 * $1)) ] ||
		fail "$(count "DHCPACK on 10.0.0.2") leases in $1 boots"
	[ "$(count "a PXE ROM asks")" -ge "$1" ] || fail "a boot without a ROM"
}

# last_state: of the function, by the loader
last_state() {
	sed 's/.*loader.pmcsr=\([0-9a-f]*\).*/\1/' /proc/cmdline
}

figures() {
	awk 'NR > 1 { n++; sum += $3; if ($3 > max) max = $3
			if (!min || $3 < min) min = $3 }
		END { printf "restart_s_min %d\nrestart_s_mean %.1f\nrestart_s_max %d\n",
			min, sum / n, max }' $STATE >/run/figures
	metrics_of /run/figures
	metric pxe_boots "$(wc -l <$STATE)"
	metric loader_saw_d0 "$(awk 'NR > 1 && $2 % 4 == 0' $STATE | wc -l)"
	metric server_leases "$(count "DHCPACK on 10.0.0.2")"
	metric server_tftp_requests "$(count "RRQ from 10.0.0.2")"
	keep server_log <$RW/log
	keep restarts <$STATE
}

restart() {
	insmod /modules/ddom_pcitest.ko bridge=0 sleep=8086:10d3 ||
		fail "ddom_pcitest"
	if [ "$D3" = yes ] && [ ! -d /sys/module/ddom_d3 ]; then
		insmod /modules/ddom_d3.ko ids=8086:10d3 || fail "ddom_d3"
	fi
	host restarts client || fail "the host does not let the client restart"
	date +%s >$RW/down
	umount $RW
	dmesg -n 8
	reboot -f
	sleep 60
	fail "the machine has not restarted"
}

[ -z "${XEN-}" ] || [ "$(cat /sys/hypervisor/type)" = xen ] ||
	fail "not on Xen"
mkdir -p $RW
nfsmount 10.0.0.1:/srv/rw $RW "$(nfs_options)" rw || fail "no rw mount"
boots=$(($(cat $STATE 2>/dev/null | wc -l) + 1))
expect_server $boots
pmcsr=$(last_state)
took=0
[ $boots = 1 ] || took=$(($(date +%s) - $(cat $RW/down)))
echo "$boots $pmcsr $took" >>$STATE
# The first boot is from power on.
case $D3-$pmcsr-$boots in
*-*0-1 | yes-*0-* | no-*3-*) ;;
*) fail "boot $boots: the loader found PMCSR $pmcsr" ;;
esac
[ $boots -gt "$RESTARTS" ] || restart
figures
pass
