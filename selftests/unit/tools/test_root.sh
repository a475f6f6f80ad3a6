#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What carries the root, as status, doctor and bridge-attach say it, and a
# server with a link-local address. The mounts are made up, the network is not.
# Prints KTAP; needs root.
# Usage: test_root.sh DDTOOL
set -u

ddtool=$(realpath "$1")
space=ddr$$
work=$(mktemp -d)
details="$work/out $work/err"
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

skip()
{
	echo "1..0 # SKIP $*"
	rm -rf "$work"
	exit 4
}

# shellcheck disable=SC2317
clean()
{
	ip netns del "$space" 2>/dev/null
	rm -rf "$work"
}

# $1: exit status that ddtool with the other arguments must end with, on a
# machine whose mounts are $work/mountinfo and volumes $work/volumes.
exits()
{
	want=$1
	shift
	# shellcheck disable=SC2016
	ip netns exec "$space" unshare -m sh -c '
		work=$1
		shift
		mount --bind "$work/mountinfo" /proc/$$/mountinfo
		mount -t tmpfs tmpfs /proc/fs
		mkdir /proc/fs/nfsfs
		cp "$work/volumes" /proc/fs/nfsfs/volumes
		mount --bind "$work/cmdline" /proc/cmdline
		exec "$@"' sh "$work" "$ddtool" "$@" >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "exit status $got instead of $want: $*" >>"$work/out"
	return 1
}

# Whatever else it finds on this machine.
doctor()
{
	exits 0 doctor "$@" || [ "$got" = 1 ]
}

says()
{
	cat "$work/out" "$work/err" >"$work/said"
	grep -qF -- "$1" "$work/said"
}

# root SOURCE OPTIONS: / is on NFS
root()
{
	printf '27 1 0:19 / / rw - nfs4 %s rw,vers=4.2,%s\n' "$1" "$2" \
		>"$work/mountinfo"
}

# json KEY...: of what was said
json()
{
	python3 -c '
import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1:]:
    value = value[key]
print(value)' "$@" <"$work/out"
}

# All three say the reason, text and JSON.
agree()
{
	exits 0 status && says "root: $1" &&
		exits 0 status --json && [ "$(json root why)" = "$1" ] &&
		[ "$(json root certain)" = "$2" ] &&
		doctor && says "root: $1" && doctor --json && [ "$(json root_why)" = "$1" ] &&
		[ "$(json root_certain)" = "$2" ] &&
		exits "$3" bridge-attach --no-module --dry-run xenbr0 && says "$1"
}

[ "$(id -u)" = 0 ] || skip "needs root"
for program in ip python3 unshare; do
	command -v "$program" >/dev/null || skip "no $program"
done
ip netns add "$space" 2>/dev/null || skip "no network namespaces"
ip netns exec "$space" unshare -m true 2>/dev/null || {
	ip netns del "$space"
	skip "namespaces cannot be entered"
}
trap clean EXIT
trap 'exit 1' INT TERM
# The later device has the route to fe80::/64 that is found first.
for n in 0 1; do
	ip -n "$space" link add "eth$n" type veth peer name "peer$n" ||
		skip "no veth devices"
	ip -n "$space" link set "eth$n" up
	ip -n "$space" link set "peer$n" up
	ip -n "$space" addr add "10.77.$n.2/24" dev "eth$n"
	ip -n "$space" addr add "fe80::$n:2/64" dev "eth$n" nodad
done
index=$(ip -n "$space" -o link show dev eth0 | cut -d : -f 1)
volumes='NV SERVER   PORT DEV          FSID                              FSC'
echo "$volumes" >"$work/volumes"
: >"$work/cmdline"

echo "KTAP version 1"
echo "1..11"

root 10.77.1.1:/srv addr=10.77.1.1
agree "/ is 10.77.1.1:/srv, server 10.77.1.1:2049, routed through veth eth1" True 0
result "a server behind a route"

root '[fe80::1%eth0]:/srv' addr=fe80::1%eth0
agree "/ is [fe80::1%eth0]:/srv, server [fe80::1%eth0]:2049, a link-local address of veth eth0" True 3
result "a link-local server is behind its device, not behind a route"
says "the root is on [fe80::1%eth0]:2049, and dies with the move"
result "and such a root is not moved"
root '[fe80::1%eth0]:/srv' "addr=fe80::1%$index"
exits 3 bridge-attach --no-module --dry-run eth0 xenbr0 &&
	says "the root is on [fe80::1%eth0]:2049"
result "nor by its port, the device given by its number"
exits 0 bridge-attach --no-module --dry-run --no-address --probe 10.77.1.1 eth1 xenbr0
result "another port is"
root '[fe80::1%eth9]:/srv' addr=fe80::1%eth9
agree "/ is [fe80::1%eth9]:/srv, server [fe80::1%eth9]:2049, a link-local address of a device that is gone" True 3
result "a device that is gone"

echo '27 1 0:30 / / rw - overlay overlay rw,lowerdir=/l' >"$work/mountinfo"
printf '%s\nv4 fe800000000000000000000000000001  801 0:19 0:0 no\n' "$volumes" >"$work/volumes"
exits 3 bridge-attach --no-module --dry-run xenbr0 &&
	says "a link-local address of a device that cannot be told; name the port"
result "a volume does not say which device: the port is asked for"

printf '30 27 0:20 / /home rw - nfs 10.77.1.9:/h rw,addr=10.77.1.9\n' >>"$work/mountinfo"
printf '%s\nv3 0a4d0109  801 0:20 0:0 no\n' "$volumes" >"$work/volumes"
agree "/ is an overlay with a layer out of sight, and the NFS servers in use are other mounts'; name the port" False 3
result "the server of another mount is not the root's"
doctor && says "note root-unknown"
result "and that is a note"

echo '27 1 8:1 / / rw - ext4 /dev/sda1 rw' >"$work/mountinfo"
exits 3 bridge-attach --no-module --dry-run --probe fe80::1%eth1 eth0 xenbr0 &&
	says "eth0: probe fe80::1%eth1 is of another device"
result "a probe of another device"
exits 0 bridge-attach --no-module --dry-run --probe fe80::1%eth0 eth0 xenbr0 &&
	says "verify-nexthop fe80::1 dev xenbr0"
result "a probe of the port"
exit "$failed"
