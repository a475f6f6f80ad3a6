# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091,SC2034,SC2059,SC2086
# A machine whose root is a disk on the network: it is found, what would cut it
# is refused, it is attached and detached while it is read, no read fails or is
# of something else, the connection stays the one it was, and the root lives.
#
# Time is the host's: what is lost or late is noted, not judged.

. /guest/faults.sh
. /guest/wire_tree.sh
. /guest/wired.sh

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
wire_tree | keep "$WIRE.tree"
as_it_is eth0
case $WIRE in
aoe)
	printf eth0 >$IFLIST
	refused aoe_iflist ddtool bridge-attach eth0 $BRIDGE
	in_root ddtool doctor >/run/doctor
	grep -q "aoe-iflist: eth0:" /run/doctor || fail "doctor: $(head -c 300 /run/doctor)"
	printf "eth0 $BRIDGE" >$IFLIST
	run_in_root ddtool bridge-attach "$BRIDGE"
	run_in_root ddtool bridge-detach "$BRIDGE"
	;;
esac
ATTACH="ddtool bridge-attach $BRIDGE --json"
DETACH="ddtool bridge-detach $BRIDGE --json"
connections >/run/connections
read_begin
cycles_run
read_end 60
keep attach <"/run/attach.0.out"
grep -q "/dev/${WIRE_DISK#/dev/}" /run/attach.0.out ||
	fail "the disk was not read: $(grep confirmation /run/attach.0.out)"
run_in_root ddtool bridge-attach $BRIDGE
as_it_is "bridge $BRIDGE over eth0"
wire_tree | keep "$WIRE.bridge.tree"
drop_caches
root_alive 60 || fail "the root is dead on the bridge"
in_root ip -br link >/run/links || fail "no command starts on the bridge"
run_in_root ddtool bridge-detach $BRIDGE
drop_caches
as_before
expect_at_most read_errors 0
[ "$(grep -c same /run/sums)" -ge "$CYCLES" ] || fail "the disk was hardly read"
connections | cmp -s - /run/connections ||
	fail "the connection was $(cat /run/connections), is $(connections)"
no_errors
pass
