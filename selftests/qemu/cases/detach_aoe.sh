# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091,SC2086
# AoE has found its disk through the bridge, which it keeps from being deleted,
# and nobody reads: a detach deletes it all the same, with the module and without,
# or, when there is no time for that, is undone.

. /guest/faults.sh
. /guest/wired.sh

NETIF="/sys/block/etherd!e0.0/netif"

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
as_it_is eth0
snapshot_tables >/run/tables.before
for option in --verbose --no-module; do
	run_in_root ddtool bridge-attach $option "$BRIDGE"
	echo >/dev/etherd/discover
	wait_for 30 grep -q "$BRIDGE" "$NETIF" || fail "netif: $(cat "$NETIF")"
	says 1 "still sends by it" bridge-detach $option --confirm-timeout 1 \
		"$BRIDGE"
	root_alive 60 || fail "the root is dead on the bridge"
	began=$(cut -d' ' -f1 /proc/uptime)
	run_in_root ddtool bridge-detach $option "$BRIDGE"
	metric "detach_s_${option#--}" "$(awk -v began="$began" \
		'{ printf "%.1f\n", $1 - began }' /proc/uptime)"
	[ "$(cat "$NETIF")" = eth0 ] || fail "netif: $(cat "$NETIF")"
	as_before
done
no_errors
pass
