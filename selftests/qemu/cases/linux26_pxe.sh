# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Linux 2.6: a diskless machine boots by PXE, attaches and restarts by itself,
# RESTARTS times; each time ROM and loader have asked the server again. The
# root is what outlives a restart. Sourced by guest_linux26/init.

COMMITTED=5

# again BEFORE TEXT: more lines of the server's log than before have TEXT
again() {
	lines=0
	while read -r line; do
		case $line in *"$2"*) lines=$((lines + 1)) ;; esac
	done </log
	[ $lines -gt "$1" ] || fail "boot $boots: $2: $lines times, as before"
	now="$now $lines"
}

boots=1 rom=0 core=0 kernel=0 now=
[ ! -f /restarts ] || while read -r one two three; do
	boots=$((boots + 1)) rom=$one core=$two kernel=$three
done </restarts
again "$rom" "a PXE ROM asks"
again "$core" "filename grub/i386-pc/core.0"
again "$kernel" "filename /linux/vmlinuz"
load_module
insmod /lib/ddom_d3.ko all_boot_nics=1 || fail "ddom_d3 does not load"
request attach port=eth0 bridge="$BRIDGE" confirm=0 "$PROBE"
[ "$state" = $COMMITTED ] || fail "boot $boots: state $state"
# Through the bridge, to the server.
echo "$now" >>/restarts || fail "boot $boots: the root does not answer"
say "boot $boots: $(uname -r), attached; the server was asked$now times"
[ $boots -le "$RESTARTS" ] || {
	metric pxe_boots $boots
	pass
}
reboot
sleep 60
fail "the machine has not restarted"
