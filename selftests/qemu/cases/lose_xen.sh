# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Xen 3.1's default: the interface goes down and gets another name, a virtual
# one takes its place.  (No ifdown: nothing but the kernel configured eth0.)

. /guest/lost.sh

lose_root <<'EOF'
step modprobe bridge
step modprobe veth
step ip link add veth0 type veth peer name vif0.0
step brctl addbr xenbr0
step brctl stp xenbr0 off
step brctl setfd xenbr0 0
step ip addr add 10.0.0.2/24 dev veth0
step ip link set eth0 down
step ip addr flush eth0
step ip link set eth0 name peth0
step ip link set veth0 name eth0
step ip link set peth0 down arp off
step ip link set vif0.0 down arp off
step ip link set eth0 address 52:54:00:00:00:02 arp on
step ip link set xenbr0 up
step brctl addif xenbr0 vif0.0
step ip link set vif0.0 up
step brctl addif xenbr0 peth0
step ip link set peth0 up
step ip link set eth0 up
step ip route add default via 10.0.0.1
EOF
