# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# Kernel messages leave by the NIC, and by the bridge, while it is attached and
# detached: netpoll, which takes NAPI instances by itself. Nothing is lost.

. /guest/cycles.sh

SERVER_MAC=52:54:00:00:00:01

# console DEVICE: the kernel ends it when its device gets a master
console() {
	in_root rmmod netconsole 2>/dev/null
	in_root modprobe netconsole \
		netconsole="@10.0.0.2/$1,6666@10.0.0.1/$SERVER_MAC" ||
		fail "no netconsole on $1"
}

cycles_loop() {
	cycle=0
	while [ $cycle -lt "$CYCLES" ]; do
		console eth0
		step attach $cycle "${ATTACH?}"
		console "$BRIDGE"
		usleep "$WATCH_US"
		step detach $cycle "${DETACH?}"
		usleep "$WATCH_US"
		cycle=$((cycle + 1))
	done
}

# Each message is sent at once, by who writes it.
talk() {
	while [ ! -e /run/quiet ]; do
		echo "<4>netconsole test" >/dev/kmsg
		usleep 10000
	done
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
ATTACH="ddtool bridge-attach $BRIDGE --json"
DETACH="ddtool bridge-detach $BRIDGE --json"
sent=$(nic_count eth0 tx_packets)
console eth0
echo "<4>netconsole test" >/dev/kmsg
sleep 1
metric messages_sent $(($(nic_count eth0 tx_packets) - sent))
talk &
cycles_run
: >/run/quiet
root_alive 20 || fail "the root is dead"
for label in attach detach; do
	expect_at_most echo_lost_$label 0
done
[ "$(counted rpc_retransmissions)" = 0 ] ||
	fail "rpc_retransmissions: $(counted rpc_retransmissions)"
expect_at_most read_errors 0
! tables_differ || fail "the tables are not as before"
in_root rmmod netconsole
pass
