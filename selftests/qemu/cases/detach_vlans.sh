# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086
# A port with VLANs of its own leaves its bridge: with few and with so many that
# the kernel's notice of it is long. A warning of the kernel is a panic here.

. /guest/trial.sh

trial_module
remember
for last in 1 4 400; do
	trial 0 "attach for VLANs up to $last" $ATTACH
	echo 1 >"/sys/class/net/$BRIDGE/bridge/vlan_filtering"
	vid=2
	while [ "$vid" -le "$last" ]; do
		echo "vlan add dev eth0 vid $vid"
		vid=$((vid + 2))
	done >/run/vlans
	in_root bridge -batch - </run/vlans || fail "no VLANs up to $last"
	alive "VLANs up to $last"
	trial 0 "detach with VLANs up to $last" $DETACH
	intact "VLANs up to $last"
done
pass
