# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Linux 2.6 with the module built in: the root was mounted through the bridge.
# Sourced by guest_linux26/init.

[ -d /sys/module/ddom_bridge ] || skip "KIMAGE has no module built in"
request get port=eth0
[ "$state" = 5 ] || fail "boot attach: state $state"
while read -r name destination _; do
	[ "$name" = "$BRIDGE" ] || [ "$name" = Iface ] ||
		fail "a route to $destination through $name"
done </proc/net/route
# IP autoconfiguration, the attach, the root, in this order.
seen=
dmesg >/tmp/log
while read -r line; do
	case $line in
	*IP-Config:\ Complete*) seen="${seen}i" ;;
	*ddom_bridge:*done,*) seen="${seen}a" ;;
	*VFS:\ Mounted\ root\ \(nfs*) seen="${seen}r" ;;
	esac
done </tmp/log
[ "$seen" = iar ] || fail "order in the log: $seen"
pass
