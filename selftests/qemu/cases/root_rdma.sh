# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# A root on NFS over RDMA that a driver makes of UDP: the NIC as a port receives
# none of it, so that is refused, and the root lives.

. /guest/faults.sh
. /guest/wired.sh

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
in_root grep -q proto=rdma /proc/1/mountinfo || fail "the root is not on RDMA"
found "server 10.0.0.1, bound to eth0" "(proto=rdma)"
for how in "" --no-module; do
	# shellcheck disable=SC2086
	refused "NFS 10.0.0.1:/ of the root is bound to eth0 (proto=rdma)" \
		ddtool bridge-attach "$BRIDGE" $how
	drop_caches
	root_alive 60 || fail "the root is dead"
done
pass
