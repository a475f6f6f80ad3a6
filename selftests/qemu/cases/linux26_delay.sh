# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Linux 2.6: what the bridge does without the module, by the forward delay it
# has when the port comes: the port learns for so long, and receives nothing.
# Sourced by guest_linux26/init.

[ ! -d /sys/module/ddom_bridge ] || skip "KIMAGE has the module built in"
say "$(uname -s) $(uname -r)"
RATE=${RATE:-500}
echo_start
br_naive eth0 "$BRIDGE" 10.0.0.2 255.255.255.0 "$DELAY" 20 /tmp/windows \
	2>/tmp/error || {
	read -r line </tmp/error
	fail "br_naive: $line"
}
echo_stop
if [ "$DELAY" = 0 ]; then
	# The port is off for 0.1 s until its carrier is looked at.
	[ "$lost" -lt $((RATE * 3)) ] || fail "$lost lost without a delay"
else
	# Half of it: on a busy host ticks come faster than the clock goes.
	[ "$lost" -gt $((RATE * DELAY / 200)) ] ||
		fail "only $lost lost in $DELAY/100 s"
fi
pass
