# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What one would type: make it a port, then move its address.

. /guest/lost.sh

lose_root <<'EOF'
step modprobe bridge
step ip link add xenbr0 type bridge
step ip link set xenbr0 up
step ip link set eth0 master xenbr0
step ip addr flush dev eth0
step ip addr add 10.0.0.2/24 dev xenbr0
step ip route add default via 10.0.0.1
EOF
