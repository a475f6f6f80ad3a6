# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# A root whose session is bound to the NIC would die when that is a port: it is
# refused by name, with the module and without, doctor finds it, and nothing
# has changed.

. /guest/faults.sh
. /guest/wire_tree.sh
. /guest/wired.sh

case $WIRE in
iscsi) what="iSCSI session1 of the root is bound to eth0 (iface.net_ifacename)" ;;
nvme) what="NVMe over fabrics nvme0 of the root is bound to eth0 (host_iface)" ;;
esac

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
wire_tree | keep "$WIRE.bound.tree"
found "bound to eth0"
snapshot_tables >/run/tables.before
for option in --dry-run --no-module --verbose; do
	refused "$what, and dies with the move from there" \
		ddtool bridge-attach $option "$BRIDGE"
done
in_root ddtool doctor >/run/doctor 2>&1
[ $? = 1 ] || fail "doctor: $(head -c 300 /run/doctor)"
grep -qF "risk root-bound: eth0: $what" /run/doctor ||
	fail "doctor: $(head -c 300 /run/doctor)"
drop_caches
as_before
no_errors
pass
