# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# The bridge is there already and lets nothing of the port through, for its
# VLANs are others: the server does not answer, all is undone.

. /guest/trial.sh

# other_vlan OPTION...: a bridge with VLANs
other_vlan() {
	in_root ip link add "$BRIDGE" address "$(cat /sys/class/net/eth0/address)" \
		type bridge vlan_filtering 1 forward_delay 0 stp_state 0 "$@" ||
		fail "no bridge with $*"
	in_root ip link set "$BRIDGE" up
	in_root ip link set other master "$BRIDGE"
	# Its own address comes with its first live port.
	sleep 5
	remember
	for how in "" --no-module; do
		trial 1 "$* $how" $ATTACH --timeout 2 $how
		intact "$* $how"
		say "$* $how: $(tail -n 1 /run/trial.err)"
	done
	in_root ip link del "$BRIDGE"
}

trial_module
in_root modprobe veth
in_root ip link add other type veth peer name far
in_root ip link set far up
in_root ip link set other up
other_vlan vlan_default_pvid 0
remember
works "a bridge with other VLANs"
pass
