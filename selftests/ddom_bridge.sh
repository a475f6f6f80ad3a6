#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Attach and detach over a veth pair between two network namespaces, with the
# module and without it, on the running machine. The machine's own interfaces
# are not touched. KTAP; exit status 0 passed, 1 failed, 4 skipped.
#
# shellcheck disable=SC2317 # the cases are called by name
set -eu

here=$(dirname "$(readlink -f "$0")")
PATH=$here/../build:$PATH
client=ddom-client-$$
server=ddom-server-$$
work=
number=0
failed=0

skip_all()
{
	echo "1..0 # SKIP $1"
	exit 4
}

cleanup()
{
	ip netns del "$client" 2>/dev/null || true
	ip netns del "$server" 2>/dev/null || true
	[ -z "$work" ] || rm -rf "$work"
}

setup()
{
	ip netns add "$client"
	ip netns add "$server"
	ip -n "$client" link add eth0 type veth peer name eth0 netns "$server"
	for ns in "$client" "$server"; do
		ip -n "$ns" link set lo up
		ip -n "$ns" link set eth0 up
	done
	ip -n "$server" addr add 192.0.2.1/24 dev eth0
	ip -n "$server" addr add 2001:db8::1/64 dev eth0 nodad
	ip -n "$client" addr add 192.0.2.2/24 dev eth0
	ip -n "$client" addr add 192.0.2.3/24 dev eth0 label eth0:1
	ip -n "$client" addr add 2001:db8::2/64 dev eth0 nodad
	ip -n "$client" route add default via 192.0.2.1
	ip -n "$client" route add 198.51.100.0/24 via 192.0.2.1 metric 50
	ip -n "$client" route add table 100 default via 192.0.2.1
	ip -n "$client" rule add from 192.0.2.3 table 100
	# link-local addresses are usable only after a while
	sleep 3
	reach 192.0.2.1 && reach 2001:db8::1
}

reach()
{
	ip netns exec "$client" ping -c 1 -W 2 "$1" >/dev/null
}

# What must be equal before an attach and after its undoing.
tables()
{
	ip -n "$client" -o link show | sed -e 's/^[0-9]*: //' -e 's/qlen.*//'
	ip -n "$client" -o addr show | sed -e 's/^[0-9]*: //' \
		-e 's/valid_lft.*//' | sort
	ip -n "$client" rule show
	for family in -4 -6; do
		ip -n "$client" $family route show table all | sort
	done
}

unchanged()
{
	tables >"$work/after"
	diff "$work/before" "$work/after" >"$work/diff" && return 0
	sed 's/^/# /' "$work/diff"
	return 1
}

# Run ddtool in the client's namespace; $1: the exit status it must have.
exits()
{
	want=$1
	shift
	got=0
	ip netns exec "$client" ddtool "$@" ${mode:+"$mode"} >"$work/out" 2>&1 || got=$?
	[ "$got" = "$want" ] && return 0
	echo "# ddtool $*${mode:+ $mode}: exit status $got instead of $want"
	sed 's/^/# /' "$work/out"
	return 1
}

attaches()
{
	exits 0 bridge-attach eth0 br0 --probe 192.0.2.1 &&
	ip -n "$client" -o link show dev eth0 | grep -q 'master br0' &&
	ip -n "$client" -o addr show dev br0 | grep -q 192.0.2.2/24 &&
	! ip -n "$client" -o -4 addr show dev eth0 | grep -q inet &&
	ip -n "$client" route show default | grep -q 'dev br0' &&
	reach 192.0.2.1 && reach 2001:db8::1
}

refuses_a_second()
{
	tables >"$work/attached"
	exits 3 bridge-attach eth0 br1 --probe 192.0.2.1 || return 1
	tables | diff "$work/attached" -
}

detaches()
{
	exits 0 bridge-detach eth0 --probe 192.0.2.1 && unchanged &&
	reach 192.0.2.1 && reach 2001:db8::1
}

refuses_a_missing_port()
{
	exits 3 bridge-attach nosuch0 br0 --probe 192.0.2.1 && unchanged
}

rolls_back()
{
	exits 1 bridge-attach eth0 br0 --probe 192.0.2.99 --timeout 2 &&
	unchanged && reach 192.0.2.1 && reach 2001:db8::1
}

changes_nothing_dry()
{
	exits 0 bridge-attach eth0 br0 --probe 192.0.2.1 --dry-run && unchanged
}

case_()
{
	number=$((number + 1))
	if "$1"; then
		echo "ok $number $1 $label"
	else
		echo "not ok $number $1 $label"
		failed=1
	fi
}

[ "$(id -u)" = 0 ] || skip_all "needs root"
for program in ddtool ip ping diff; do
	command -v "$program" >/dev/null || skip_all "needs $program"
done

echo "KTAP version 1"
modes=no-module
if modprobe ddom_bridge 2>/dev/null || [ -d /sys/module/ddom_bridge ]; then
	modes="module no-module"
fi
trap cleanup EXIT
trap 'exit 1' INT TERM
cleanup
work=$(mktemp -d)
setup || skip_all "no veth pair between two namespaces here"

for label in $modes; do
	mode=
	[ "$label" = module ] || mode=--no-module
	tables >"$work/before"
	case_ refuses_a_missing_port
	case_ changes_nothing_dry
	case_ rolls_back
	case_ attaches
	case_ refuses_a_second
	case_ detaches
done
case $modes in
no-module)
	number=$((number + 1))
	echo "ok $number module # SKIP ddom_bridge is not installed"
	;;
esac
echo "1..$number"
exit $failed
