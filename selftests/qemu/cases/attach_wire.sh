# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091,SC2034,SC2059,SC2086
# A machine whose root is a disk on the network: it is found, what would cut it
# is refused, it is attached and detached while it is read, no read fails or is
# of something else, the connection stays the one it was, and the root lives.
#
# Time is the host's: what is lost or late is noted, not judged.

. /guest/faults.sh
. /guest/wire_tree.sh

# No second namespace here: the client asks the server.
CLIENT=10.0.0.1
IFLIST=/sys/module/aoe/parameters/aoe_iflist
# Probes that take all of a slow CPU would leave ddtool, idle, none of it.
unset INROOT_IDLE
ECHO_RATE=50
READ_US=20000
SPAN_S=300

# run_in_root COMMAND...: one that must succeed
run_in_root() {
	in_root "$@" >/run/out 2>&1 || fail "$*: $(tail -c 300 /run/out)"
}

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

# disk_sum: of the beginning of the disk, past the cache
disk_sum() {
	dd if="$WIRE_DISK" bs=16k count=8 iflag=direct 2>/dev/null | md5sum
}

# read_on: again and again; a line for each, which says whether it is as before
read_on() {
	while [ ! -e /run/sums.end ]; do
		[ "$(disk_sum)" = "$sum" ] && echo same || echo differs
		sleep 0.3
	done >/run/sums
	: >/run/sums.ended
}

# connections: those to the target, with their sockets
connections() {
	awk '$3 ~ /:(0CBC|2A39)$/ && $4 == "01" { print $2, $3, $10 }' \
		/proc/net/tcp
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
	# Without a port it is not what it was when it has never had one:
	# carrier, link-local address, limits of TSO.
	run_in_root ddtool bridge-attach "$BRIDGE"
	run_in_root ddtool bridge-detach "$BRIDGE"
	wait_for 30 grep -q down "/sys/class/net/$BRIDGE/operstate" ||
		fail "$BRIDGE: carrier without a port"
	;;
nbd) found "nbd0, NBD nbd0, server 10.0.0.1:10809, routed through eth0" ;;
iscsi) found "sda, iSCSI session1, server 10.0.0.1:3260, routed through eth0" ;;
esac
ATTACH="ddtool bridge-attach $BRIDGE --json"
DETACH="ddtool bridge-detach $BRIDGE --json"
sum=$(disk_sum)
connections >/run/connections
read_on &
cycles_run
: >/run/sums.end
wait_for 60 test -e /run/sums.ended || fail "a read hangs"
metric sums_same "$(grep -c same /run/sums)"
metric sums_differ "$(grep -c differs /run/sums)"
keep attach <"/run/attach.0.out"
grep -q "/dev/${WIRE_DISK#/dev/}" /run/attach.0.out ||
	fail "the disk was not read: $(grep confirmation /run/attach.0.out)"
run_in_root ddtool bridge-attach $BRIDGE
found "through bridge $BRIDGE over eth0"
wire_tree | keep "$WIRE.bridge.tree"
drop_caches
root_alive 60 || fail "the root is dead on the bridge"
in_root ip -br link >/run/links || fail "no command starts on the bridge"
run_in_root ddtool bridge-detach $BRIDGE
drop_caches
as_before
expect_at_most read_errors 0
[ "$(grep -c same /run/sums)" -ge "$CYCLES" ] || fail "the disk was hardly read"
! grep -q differs /run/sums || fail "something else was read"
connections | cmp -s - /run/connections ||
	fail "the connection was $(cat /run/connections), is $(connections)"
! dmesg | grep -E "I/O error|conn error|timed out" >/run/io_errors ||
	fail "$(head -n 3 /run/io_errors)"
pass
