#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The server's side of the deterministic rig, in namespaces of its own.

mount --make-rprivate / 2>/dev/null
. /guest/modules.sh
. /guest/server.sh
. /guest/stack.sh
SERVER_IF=srv0
while [ ! -d /proc/sys/net/ipv4/conf/$SERVER_IF ]; do
	sleep 0.1
done
mount -t sysfs sysfs /sys
# shellcheck disable=SC2034 # of wire_server.sh
SERVER_DISK=/dev/pmem0
stack_server && server_start && server_wire || echo "server_start failed"
while :; do
	sleep 1000
done
