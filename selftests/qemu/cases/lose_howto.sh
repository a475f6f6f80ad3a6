# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The order of the diskless dom0 HOWTO ("old style"): addresses and routes go
# to the bridge, then the port is added, then its addresses are flushed.

. /guest/lost.sh

lose_root <<'EOF'
step modprobe bridge
step brctl addbr xenbr0
step brctl stp xenbr0 off
step brctl setfd xenbr0 0
step ip link set xenbr0 up
step ip link set xenbr0 arp on
step ip link set xenbr0 multicast on
step ip addr add 10.0.0.2/24 dev xenbr0
step ip route del default via 10.0.0.1 dev eth0
step ip route add default via 10.0.0.1 dev xenbr0
step ip route del 10.0.0.0/24 dev eth0
step ip route add 10.0.0.0/24 dev xenbr0
step brctl addif xenbr0 eth0
step ip addr flush eth0
EOF
