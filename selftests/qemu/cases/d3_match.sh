# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# ddom_d3: what it matches and shows, what it refuses, and that it comes and
# goes, as do the devices, without a trace.

PCI=/sys/bus/pci/devices
RHINE=07d3:00:00.0
TORNADO=07d3:00:01.0
REALTEK=07d3:00:02.0

# load PARAMETER...
load() {
	insmod /modules/ddom_d3.ko "$@" 2>/run/insmod.err
}

unload() {
	rmmod ddom_d3 || fail "rmmod ddom_d3"
	for dir in "$PCI"/*/ddom_d3; do
		[ ! -e "$dir" ] || fail "$dir stays"
	done
}

# shows DEVICE ATTRIBUTE TEXT
shows() {
	got=$(cat "$PCI/$1/ddom_d3/$2")
	case $got in
	"$3"*) ;;
	*) fail "$1 $2: \"$got\", not \"$3\"" ;;
	esac
}

# refused IDS: an error in the log, and nothing changed
refused() {
	words=$(dmesg | grep -c 'ddom_d3: ids')
	! load "ids=$1" || fail "ids=$1 was accepted"
	grep -q "nvalid" /run/insmod.err || fail "ids=$1: $(cat /run/insmod.err)"
	[ ! -d /sys/module/ddom_d3 ] || fail "ids=$1: loaded"
	[ ! -e "$PCI/$RHINE/ddom_d3" ] || fail "ids=$1: in sysfs"
	# insmod tries twice
	[ "$(dmesg | grep -c 'ddom_d3: ids')" -gt "$words" ] ||
		fail "ids=$1: no word: $(dmesg | tail -n 1)"
	refusals=$((refusals + 1))
}

many() {
	n=0
	ids=0000:0000
	while [ $n -lt 32 ]; do
		ids=$ids,0000:0000
		n=$((n + 1))
	done
	echo $ids
}

matching() {
	load || fail "insmod: $(cat /run/insmod.err)"
	shows $RHINE policy auto
	shows $RHINE match "wake: table: via-rhine"
	shows $TORNADO match "wake: table: 3c59x"
	shows $REALTEK match "leave: none"
	for policy in wake leave auto; do
		echo $policy >$PCI/$REALTEK/ddom_d3/policy || fail $policy
		shows $REALTEK policy $policy
	done
	for policy in "" wak "wake leave" 1; do
		! echo "$policy" 2>/dev/null >$PCI/$REALTEK/ddom_d3/policy ||
			fail "policy \"$policy\" was accepted"
		shows $REALTEK policy auto
	done
	unload
	load ids=10EC:8139:10ec:0d03,8086:1237 || fail "ids"
	shows $REALTEK match "wake: ids"
	shows 0000:00:00.0 match "wake: ids"
	unload
	load ids=10ec:8139:10ec:0d04 || fail "ids"
	shows $REALTEK match "leave: none"
	unload
	load all_boot_nics=1 || fail "all_boot_nics"
	shows $REALTEK match "wake: all_boot_nics"
	shows $RHINE match "wake: table: via-rhine"
	unload
	load disable=1 all_boot_nics=1 || fail "disable"
	[ ! -e $PCI/$RHINE/ddom_d3 ] || fail "disabled, and there"
	unload
}

malformed() {
	refusals=0
	for ids in "," : 1106 1106: :3065 1106:306 1106:30655 11g6:3065 1106-3065 \
		0x1106:0x3065 "1106:3065," ",1106:3065" "1106:3065,," 1106:3065: \
		1106:3065:1106 1106:3065:1106: 1106:3065:1106:306 \
		1106:3065:1106:3065: 1106:3065:1106:3065:0 '1106:3065;10ec:8139' \
		'1106:*' -1106:3065 "$(many)"; do
		refused "$ids"
	done
	metric refusals $refusals
}

# A device goes and comes back; the bridge goes and comes back.
hotplug() {
	echo 1 >$PCI/$RHINE/remove
	[ ! -e $PCI/$RHINE ] || fail "$RHINE stays"
	echo 1 >/sys/bus/pci/rescan
	shows $RHINE match "wake: table: via-rhine"
	shows $TORNADO policy auto
}

cycles() {
	round=0
	while [ $round -lt "${ROUNDS:-200}" ]; do
		load ids=10ec:8139 || fail "load $round: $(cat /run/insmod.err)"
		shows $REALTEK match "wake: ids"
		[ $((round % 10)) != 5 ] || hotplug
		unload
		[ $((round % 50)) != 25 ] || {
			rmmod ddom_pcitest
			insmod /modules/ddom_pcitest.ko window=0x10000000
		}
		round=$((round + 1))
	done
	metric load_unload_rounds $round
}

ddtool_d3() {
	says 0 '"match": null' d3 list --json
	says 3 "" d3 set $REALTEK
	says 2 "" d3 set
	says 2 "" d3 nonsense
	load || fail "insmod"
	says 0 "$RHINE 1106:3065" d3 list
	grep -q "table: via-rhine" /run/out || fail "d3 list: $(cat /run/out)"
	says 0 "" d3 set $REALTEK
	shows $REALTEK policy wake
	says 0 '"would_wake": true' d3 check --json
	says 0 "" d3 set $REALTEK leave
	shows $REALTEK policy leave
	says 0 "" d3 clear $REALTEK
	shows $REALTEK policy auto
	says 3 "" d3 set 07d3:00:1f.0
	says 2 "" d3 set $REALTEK nonsense
	unload
}

# Asleep and not woken: check says so
ddtool_check() {
	pmcsr=$((0x44))
	printf '\003\000' | dd of=$PCI/$REALTEK/config bs=1 seek=$pmcsr \
		conv=notrunc 2>/dev/null
	load || fail "insmod"
	says 1 "$REALTEK.*asleep" d3 check
	says 0 "" d3 set $REALTEK
	says 0 "" d3 check
	unload
}

insmod /modules/ddom_pcitest.ko window=0x10000000 || fail "ddom_pcitest"
[ -e $PCI/$REALTEK ] || fail "no devices: $(dmesg | tail -n 5)"
matching
malformed
messages=$(in_root dmesg -l emerg,alert,crit,err,warn | wc -l)
ddtool_d3
ddtool_check
cycles
rmmod ddom_pcitest || fail "rmmod ddom_pcitest"
[ ! -e $PCI/$REALTEK ] || fail "the bridge stays"
said=$(in_root dmesg -l emerg,alert,crit,err,warn | tail -n +$((messages + 1)))
[ -z "$said" ] || say "the kernel said: $said"
pass
