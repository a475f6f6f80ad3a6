# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# ddtool doctor on NICs: a VIA Rhine that nothing wakes, one that is asleep; each
# is named, and is well after the command that doctor proposes.

. /guest/doctor.sh

PCI=/sys/bus/pci/devices
REALTEK=07d3:00:02.0

insmod /modules/ddom_pcitest.ko window=0x10000000 || fail "ddom_pcitest"
doctor
found nic-d3 || fail "the Rhine was not found; $(tail -c 900 /run/doctor.out)"
! found nic-asleep || fail "nothing is asleep yet"

# PMCSR of what is at 0x40: D3hot
printf '\003\000' | dd of=$PCI/$REALTEK/config bs=1 seek=$((0x44)) \
	conv=notrunc 2>/dev/null
doctor
mend nic-asleep
! found nic-d3 || fail "the module does not wake the Rhine"

# Where the module is loaded, and does not know the NIC.
in_root rmmod ddom_d3 || fail "rmmod ddom_d3"
in_root modprobe ddom_d3 || fail "modprobe ddom_d3"
doctor
mend nic-asleep
[ "$(cat $PCI/$REALTEK/ddom_d3/policy)" = wake ] || fail "the policy is not wake"
metric faults_mended "$mended"
pass
