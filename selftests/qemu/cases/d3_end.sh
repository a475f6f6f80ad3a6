# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# How NICs are left at a restart, a kexec and a poweroff (END), with ddom_d3
# and without (D3=no), when a driver's shutdown puts all of them to sleep. The
# test's module says so after everything else, on the console. END=suspend:
# a suspend to RAM without ddom_d3 and one with it, and then a restart.

# master DEVICE: bus mastering on
master() {
	printf '\007\000' | dd of="/sys/bus/pci/devices/$1/config" bs=1 seek=4 \
		conv=notrunc 2>/dev/null
}

# left ID STATE PME STICKY BAR
left() {
	last "left $1 D$2 pme $3 master 0 sticky $4 bar $5"
	expected=$((expected + 1))
}

# asleep NAME: suspend to RAM for a few seconds; how the NICs were is in NAME
asleep() {
	dmesg -c >/dev/null
	# The timer of the case itself stands still meanwhile.
	echo 0 >/sys/class/rtc/rtc0/wakealarm
	echo +4 >/sys/class/rtc/rtc0/wakealarm || fail "no alarm to wake by"
	[ -e /sys/power/mem_sleep ] || skip "a kernel without suspend"
	echo deep >/sys/power/mem_sleep || fail "no suspend to RAM"
	echo mem >/sys/power/state || fail "the machine does not suspend"
	dmesg | sed -n 's/.*ddom_pcitest: asleep //p' >"$1"
	dmesg | grep "ddom_d3" >"$1.said"
}

# Asleep, NICs are the same whether ddom_d3 is there or not.
suspend_both() {
	asleep /run/without
	insmod /modules/ddom_d3.ko ids=8086:10d3 || fail "ddom_d3"
	asleep /run/with
	rmmod ddom_d3
	for state in "8086:10d3 D3" "1106:3065 D3.*sticky 83" "10b7:9200 D3" \
		"10ec:8139 D3"; do
		grep -q "$state" /run/without ||
			fail "no NIC is $state in a suspend"
	done
	cmp -s /run/without /run/with ||
		fail "with ddom_d3: $(tr '\n' ';' </run/with) without: $(tr '\n' ';' </run/without)"
	! grep -q "D0" /run/with.said || fail "$(cat /run/with.said)"
	metric suspends 2
	say "asleep, with and without: $(tr '\n' ';' </run/with)"
}

case $END-$(uname -r) in
kexec-5.10.*) skip "nobody is called before a kexec there" ;;
esac
# In a suspend a NIC that has a driver is put to sleep by the kernel.
sleepers=all
[ "$END" != suspend ] || sleepers=1106:3065,10b7:9200,10ec:8139
insmod /modules/ddom_pcitest.ko window=0x10000000 sleep=$sleepers \
	wol="${WOL:-N}" || fail "ddom_pcitest"
for pdev in /sys/bus/pci/devices/*; do
	case $(cat "$pdev/vendor")$(cat "$pdev/device") in
	0x80860x10d3) nic=${pdev##*/} ;;
	esac
done
[ -n "$nic" ] || fail "no e1000e"
if [ "$END" = suspend ]; then
	suspend_both
	printf all >/sys/module/ddom_pcitest/parameters/sleep
	END=reboot
fi
echo "$nic" >"/sys/bus/pci/drivers/e1000e/unbind" || fail "unbind"
for device in 07d3:00:00.0 07d3:00:01.0; do
	master $device
done
[ "${D3:-yes}" = no ] || insmod /modules/ddom_d3.ko ids=8086:10d3 ||
	fail "ddom_d3"

expected=0
pme=0
[ "${WOL:-N}" = N ] || pme=1
if [ "${D3:-yes}" = yes ] && [ "$END" != poweroff ]; then
	left 1106:3065 0 $pme 80 kept
	left 10b7:9200 0 $pme 00 kept
	last "left 8086:10d3 D0 pme $pme master 0"
	last "07d3:00:00.0: D3 -> D0, bus mastering off, StickyHW cleared .table: via-rhine"
	last "07d3:00:01.0: D3 -> D0, bus mastering off .table: 3c59x"
	last "$nic: D3 -> D0, bus mastering off .ids"
else
	master=1
	# The kernel's own doing, from 7.2 on also without a driver
	[ "$END" != kexec ] || master='[01]'
	last "left 1106:3065 D3 pme $pme master $master sticky 83 bar kept"
	last "left 10b7:9200 D3 pme $pme master $master sticky 00 bar kept"
	last "left 8086:10d3 D3 pme $pme master 0"
	last '!-> D0'
fi
# Not listed
last "left 10ec:8139 D3 pme $pme"
dmesg -n 8
ends 60
case $END in
reboot) reboot -f ;;
poweroff) poweroff -f ;;
kexec) kexec /vmlinuz "panic=-1 quiet" || fail "kexec" ;;
esac
sleep 100
