# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086
# A kernel that was told to be without IPv6: attach to a new bridge and to one
# that was there, and back. With ALONE, without the module.

. /guest/trial.sh

! has_ipv6 || fail "this kernel has IPv6"
[ -n "${ALONE-}" ] || trial_module
OPTIONS=${ALONE:+--no-module}

round() {
	remember
	trial 0 "$1: attach" $ATTACH $OPTIONS
	alive "$1: on the bridge"
	in_root ip neigh flush all
	alive "$1: neighbours forgotten"
	trial 0 "$1: detach" ddtool bridge-detach eth0 --json $OPTIONS
	intact "$1: after the detach"
}

in_root modprobe -a bridge dummy || fail "modprobe bridge"
round "a new bridge"
in_root ip link add own0 type dummy
in_root ip link set own0 up
in_root ip link add "$BRIDGE" type bridge forward_delay 0
# Its state is known once its carrier has changed.
in_root ip link set "$BRIDGE" up
sleep 1
in_root ip link set own0 master "$BRIDGE"
in_root ip addr add 172.31.5.1/24 dev "$BRIDGE"
sleep 2
round "a bridge that was there"
pass
