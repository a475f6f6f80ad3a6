# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091,SC2034,SC2059,SC2086
# A machine whose root is a disk on the network: it is found, what would cut it
# is refused, it is attached and detached, nothing is lost, and it is read live.

. /guest/cycles.sh
. /guest/wire_tree.sh

# No second namespace here: the client asks the server.
CLIENT=10.0.0.1
IFLIST=/sys/module/aoe/parameters/aoe_iflist

# found TEXT...: that ddtool status says about the root
found() {
	in_root ddtool status >/run/status 2>&1 || fail "status: exit status $?"
	keep status </run/status
	for text in "$@"; do
		grep -qF -- "$text" /run/status ||
			fail "not found: $text in $(tr '\n' ' ' </run/status)"
	done
}

# refused TEXT COMMAND...: exit status 3, and why
refused() {
	text=$1
	shift
	in_root "$@" >/run/refused 2>&1
	[ $? = 3 ] || fail "not refused: $* ($(tail -c 300 /run/refused))"
	grep -qF -- "$text" /run/refused ||
		fail "refused, but: $(tail -c 300 /run/refused)"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
wire_tree | keep "$WIRE.tree"
case $WIRE in
aoe)
	found "etherd/e0.0, AoE e0.0, through eth0"
	# Once the driver has found the target through a bridge, that cannot be
	# deleted for a while; so it is there before, and stays.
	in_root ip link add "$BRIDGE" address "$(cat /sys/class/net/eth0/address)" \
		type bridge stp_state 0 forward_delay 0 mcast_snooping 0
	in_root ip link set "$BRIDGE" up
	printf eth0 >$IFLIST
	refused aoe_iflist ddtool bridge-attach eth0 $BRIDGE
	printf "eth0 $BRIDGE" >$IFLIST
	;;
nbd) found "nbd0, NBD nbd0, server 10.0.0.1:10809, routed through eth0" ;;
iscsi) found "sda, iSCSI session1, server 10.0.0.1:3260, routed through eth0" ;;
esac
ATTACH="ddtool bridge-attach $BRIDGE --json"
DETACH="ddtool bridge-detach $BRIDGE --json"
cycles_run
keep attach <"/run/attach.0.out"
grep -q "/dev/${WIRE_DISK#/dev/}" /run/attach.0.out ||
	fail "the disk was not read: $(grep confirmation /run/attach.0.out)"
in_root ddtool bridge-attach $BRIDGE >/run/out 2>&1 ||
	fail "attach: $(tail -c 300 /run/out)"
found "through bridge $BRIDGE over eth0"
wire_tree | keep "$WIRE.bridge.tree"
drop_caches
root_alive 60 || fail "the root is dead on the bridge"
in_root ip -br link >/run/links || fail "no command starts on the bridge"
in_root ddtool bridge-detach $BRIDGE >/run/out 2>&1 ||
	fail "detach: $(tail -c 300 /run/out)"
drop_caches
root_alive 60 || fail "the root is dead"
for label in attach detach; do
	expect_at_most echo_lost_$label 0
done
expect_at_most read_errors 0
! dmesg | grep -q "I/O error" || fail "an I/O error"
! tables_differ || fail "the tables are not as before"
pass
