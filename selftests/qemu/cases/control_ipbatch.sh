# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# The best that ip(8) can do: make before break, one process an attach.
# It survives; what it loses is the measure for everything else.

. /guest/cycles.sh

load_module bridge
mac=$(cat /sys/class/net/eth0/address)
cat >/run/attach.batch <<EOF
link add $BRIDGE address $mac mtu 1500 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set $BRIDGE up
address add 10.0.0.2/24 dev $BRIDGE
link set eth0 master $BRIDGE
route replace default via 10.0.0.1 dev $BRIDGE
address del 10.0.0.2/24 dev eth0
EOF
cat >/run/detach.batch <<EOF
address add 10.0.0.2/24 dev eth0
link set eth0 nomaster
route replace default via 10.0.0.1 dev eth0
link del $BRIDGE
EOF
ATTACH="ip -batch /run/attach.batch"
DETACH="ip -batch /run/detach.batch"
cycles_run
root_alive 20 || fail "the root is dead"
lost=$(($(probed echo_lost_attach) + $(probed echo_lost_detach)))
[ $lost -gt 0 ] || fail "nothing was lost: this rig sees nothing"
pass
