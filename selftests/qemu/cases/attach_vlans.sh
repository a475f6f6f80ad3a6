# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086
# Bridges for domUs on VLANs of the NIC that carries the root: made after the
# root's, tagged frames reach them before and after, and the root lives.

. /guest/cycles.sh

# runs STATUS TEXT COMMAND...: ends so, and says so; the root lives
runs() {
	says "$@"
	root_alive 20 || fail "ddtool $*: the root is dead"
}

reaches() {
	wait_for 20 ping -c 1 -W 1 10.0.100.1 || fail "$1: VLAN 100 is not reached"
}

in_root modprobe -a 8021q bridge || fail "modprobe"
$SERVER_PREFIX ip link add link srv0 name srv0.100 type vlan id 100 ||
	fail "no VLAN devices"
$SERVER_PREFIX ip link set srv0.100 up
$SERVER_PREFIX ip addr add 10.0.100.1/24 dev srv0.100
cat >/run/bridge.conf <<-END
	bridge = $BRIDGE
	[xenbr100]
	vlan = 100
	address = 10.0.100.2/24
	[lo]
	vlan = 101
	[xenbr103]
	vlan = 103
	address = 10.0.0.20/26
	[xenbr102]
	vlan = 102
END
snapshot_tables >/run/tables.before
drop_caches
runs 6 '^xenbr100: made, VLAN 100 of eth0 (eth0.100), 10.0.100.2/24' \
	bridge-attach --config=/run/bridge.conf
grep -q '^ddtool: lo: there is such a device, and it is no bridge' /run/out ||
	fail "lo was not named: $(tail -c 300 /run/out)"
[ -d /sys/class/net/xenbr102/brif/eth0.102 ] || fail "the one after it is missing"
reaches "attached"
grep -q "^ddtool: xenbr103: its subnet has the root's server in it" /run/out ||
	fail "xenbr103 was not refused: $(tail -c 300 /run/out)"
sed -i '/lo/,/20\/26/d' /run/bridge.conf
runs 0 '^xenbr102: is there already' bridge-attach --config=/run/bridge.conf
runs 0 '^xenbr100: VLAN 100 of eth0 (eth0.100), 0 more ports' status
drop_caches
runs 0 'COMMITTED' bridge-detach
reaches "detached"
runs 0 'COMMITTED' bridge-attach --config=/run/bridge.conf
reaches "attached again"
drop_caches
runs 0 '^xenbr102: removed' bridge-detach --config=/run/bridge.conf
snapshot_tables >/run/tables.after
! tables_differ || fail "the tables are not as before"
pass
