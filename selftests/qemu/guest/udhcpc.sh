#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What udhcpc calls: the variables are its own.
# shellcheck disable=SC2154

[ "$1" = bound ] || exit 0
ip addr add "$ip/$mask" dev "$interface"
for each in $router; do
	ip route add default via "$each" dev "$interface"
done
