#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ddtool --no-module on a veth pair between two network namespaces: attach and
# detach, what fails, and a fault at every step. Prints KTAP; needs root.
# Usage: test_no_module.sh DDTOOL
set -u

ddtool=$(realpath "$1")
client=ddc$$
server=dds$$
work=$(mktemp -d)
details=$work/out
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"
listener=
probes="--probe 10.9.0.1:2049 --probe [fd00:9::1]:2049"

# shellcheck disable=SC2317
clean()
{
	rm -f "/run/ddom/attach-$(stat -L -c %i "/run/netns/$client")"-*
	[ -z "$listener" ] || kill "$listener" 2>/dev/null
	ip netns del "$client" 2>/dev/null
	ip netns del "$server" 2>/dev/null
	rm -rf "$work"
}

run()
{
	ip netns exec "$client" "$ddtool" "$@" --no-module >"$work/out" 2>&1
}

# The first argument is the exit status that the rest must end with.
exits()
{
	want=$1
	shift
	run "$@"
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "exit status $got instead of $want: $*" >>"$work/out"
	return 1
}

tables()
{
	# timers, and the order in which rules were numbered, are not state
	ip -n "$client" -o -d link | sed 's/gc_timer *[0-9.]*//; s/port_id.*//
		s/tso_max_size [0-9]*//'
	ip -n "$client" -o addr | sed 's/^[0-9]*: //; s/valid_lft.*//'
	ip -n "$client" rule
	ip -n "$client" route show table all
	ip -n "$client" -6 route show table all | sed 's/ expires [0-9]*sec//'
	ip netns exec "$client" sh -c \
		'grep -H . /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv6/conf/*/accept_dad'
}

remember()
{
	tables >"$work/before"
}

# Compares with what was remembered; an undo by the guardian may take a moment,
# on a busy machine more than one.
unchanged()
{
	for _ in $(seq 50); do
		tables >"$work/after" 2>/dev/null
		diff "$work/before" "$work/after" >"$work/diff" && return 0
		sleep 0.1
	done
	cat "$work/diff" >>"$work/out"
	return 1
}

setup()
{
	ip link add eth0 netns "$client" type veth peer name srv0 netns "$server" ||
		skip "no veth devices"
	for pair in "$client lo" "$server lo" "$client eth0" "$server srv0"; do
		ip -n "${pair% *}" link set "${pair#* }" up
	done
	ip -n "$server" addr add 10.9.0.1/24 dev srv0
	ip -n "$server" addr add fd00:9::1/64 dev srv0 nodad
	ip -n "$client" addr add 10.9.0.2/24 dev eth0 brd +
	ip -n "$client" addr add 10.9.0.3/24 dev eth0 label eth0:1
	ip -n "$client" addr add 10.9.8.3/24 dev eth0 valid_lft 3000 preferred_lft 2000
	ip -n "$client" addr add fd00:9::2/64 dev eth0 nodad
	ip -n "$client" route add default via 10.9.0.1
	ip -n "$client" route add default via fd00:9::1
	ip -n "$client" route add 10.55.0.0/16 via 10.9.0.1 table 100 metric 7
	ip -n "$client" rule add iif eth0 table 100
	ip netns exec "$client" sysctl -qw net.ipv4.conf.eth0.rp_filter=1 \
		net.ipv4.conf.all.rp_filter=1
	ip netns exec "$server" python3 -c '
import signal, socket
sockets = []
for family, address in (socket.AF_INET, "10.9.0.1"), (socket.AF_INET6, "fd00:9::1"):
    s = socket.socket(family)
    s.bind((address, 2049))
    s.listen(128)
    sockets.append(s)
signal.pause()' &
	listener=$!
	# until duplicate address detection of the link-local addresses is over
	for _ in $(seq 40); do
		ip -n "$client" -6 addr show dev eth0 | grep -q tentative || break
		sleep 0.1
	done
	sleep 0.3
}

# Waits until the guardian has said what it did.
guardian_done()
{
	for _ in $(seq 200); do
		grep -q "ddtool died" "$work/out" && return
		sleep 0.05
	done
}

# More than any plan here has.
STEPS_MAX=100

# $1: fault; $2...: command. The fault at step after step until there is none
# left to have it; each time everything must be as before.
each_step()
{
	fault=$1
	shift
	step=0
	while [ "$step" -lt "$STEPS_MAX" ]; do
		# shellcheck disable=SC2086
		DDTOOL_INJECT=$fault=$step run "$@" $probes --timeout 1
		code=$?
		[ "$code" != 0 ] || break
		[ "$fault" = fail ] || guardian_done
		grep -q "after confirmation" "$work/out" && break
		if [ "$fault" = fail ] && [ "$code" != 1 ]; then
			echo "step $step: exit status $code" >>"$work/out"
			return 1
		fi
		unchanged || return 1
		step=$((step + 1))
	done
	[ "$step" -gt 10 ] && [ "$step" -lt "$STEPS_MAX" ]
}

[ "$(id -u)" = 0 ] || skip "needs root"
for program in ip python3 sysctl; do
	command -v "$program" >/dev/null || skip "no $program"
done
ip netns add "$client" 2>/dev/null || skip "no network namespaces"
ip netns exec "$client" true 2>/dev/null || {
	ip netns del "$client"
	skip "network namespaces cannot be entered"
}
ip netns add "$server"
trap clean EXIT
trap 'exit 1' INT TERM
setup

echo "KTAP version 1"
echo "1..26"
remember

exits 3 bridge-attach nosuch xenbr0
result "refuses a port that does not exist"
exits 3 bridge-attach lo xenbr0
result "refuses a loopback device"
exits 3 bridge-attach eth0 lo
result "refuses a bridge that is none"
exits 3 bridge-detach eth0
result "refuses to detach what is in no bridge"
exits 3 bridge-attach xenbr0
result "refuses to guess a port when the root is not on NFS"
# shellcheck disable=SC2086
exits 0 bridge-attach eth0 xenbr0 $probes --dry-run && grep -q port-enslave "$work/out"
result "prints the plan"
addr=$(awk '/addr-add 10\.9\.0\.3/ { print $1; exit }' "$work/out")
unchanged
result "nothing changed so far"
exits 1 bridge-attach eth0 xenbr0 --probe 10.9.0.1:2050 --timeout 1
result "a server that refuses connections: undone"
exits 1 bridge-attach eth0 xenbr0 --probe 10.9.0.77 --timeout 1
result "a next hop that does not answer: undone"
unchanged
result "everything is as before"
DDTOOL_INJECT=undo=$addr exits 4 bridge-attach eth0 xenbr0 --probe 10.9.0.1 &&
	grep -q "still in effect: addr-add 10.9.0.3" "$work/out"
result "an undo that fails is reported"
ip -n "$client" link del xenbr0 2>/dev/null
unchanged
result "and the rest of it was carried out"
each_step fail bridge-attach eth0 xenbr0
result "attach: as before after a failure at any of $step steps"
exits 3 bridge-attach eth0 xenbr1
result "refuses a port that is in a bridge"
# a domU came
ip -n "$client" link add vif1.0 up master xenbr0 type veth peer name domu0
exits 3 bridge-detach vif1.0 &&
	grep -q "eth0 carries xenbr0 and stays; 'ip link set vif1.0 nomaster' takes" "$work/out"
result "a domU's port does not take the bridge away"
exits 3 bridge-detach xenbr0 &&
	grep -q "another port vif1.0; 'ip link set vif1.0 nomaster' first" "$work/out"
result "the bridge's port is the one that was attached"
ip -n "$client" link del vif1.0
remember
each_step fail bridge-detach eth0
result "detach: as before after a failure at any of $step steps"
ip -n "$client" link del xenbr0 2>/dev/null
remember
each_step kill bridge-attach eth0 xenbr0
result "attach: as before when killed at any of $step steps"
remember
each_step kill bridge-detach eth0
result "detach: as before when killed at any of $step steps"
ip -n "$client" link show xenbr0 >"$work/out" 2>&1
[ $? = 1 ]
result "a bridge that attach made is gone"

ip -n "$client" link add xenbr5 address 02:00:00:00:00:05 mtu 1400 type bridge \
	forward_delay 0
ip -n "$client" link set xenbr5 up
ip -n "$client" addr add 172.31.5.1/24 dev xenbr5
ip -n "$client" -6 addr add fd00:5::1/64 dev xenbr5 nodad
ip -n "$client" route add 172.31.6.0/24 via 172.31.5.9 dev xenbr5
ip -n "$client" rule add iif xenbr5 table 105
ip netns exec "$client" sysctl -qw net.ipv4.conf.xenbr5.rp_filter=2
sleep 1
remember
cp "$work/before" "$work/first"
# shellcheck disable=SC2086
exits 0 bridge-attach eth0 xenbr5 $probes
result "attach to a bridge that was there"
ip -n "$client" link add vif1.0 up master xenbr5 type veth peer name domu0
# shellcheck disable=SC2086
exits 0 bridge-detach xenbr5 $probes --dry-run &&
	grep -q 'port-release eth0' "$work/out"
result "of several ports, the one that was attached leaves"
ip -n "$client" link del vif1.0
remember
each_step fail bridge-detach eth0
result "what was on it before stays after a failure at any of $step steps"
# It has no link-local address before it had a port.
ip -n "$client" -6 addr show dev xenbr5 scope link |
	awk '$1 == "inet6" { print $2 }' |
	xargs -n 1 ip -n "$client" addr del dev xenbr5
cp "$work/first" "$work/before"
unchanged
result "detached, the bridge has its own and eth0 has its own"
# shellcheck disable=SC2086
ip -n "$client" addr add fd00:9::66/64 dev eth0 &&
	exits 0 bridge-attach eth0 xenbr0 $probes && exits 0 bridge-detach xenbr0
result "an address that is being checked for duplicates is waited for"
# Its driver goes, in the middle of it.
(
	for _ in $(seq 100); do
		ip -n "$client" link show eth0 | grep -q 'master xenbr0' && break
		sleep 0.1
	done
	ip -n "$client" link del eth0
) &
exits 4 bridge-attach eth0 xenbr0 --probe 10.9.0.77 --timeout 5 &&
	grep -q "eth0: the port is gone" "$work/out"
result "a port that goes is said to be gone"
wait $!
exit "$failed"
