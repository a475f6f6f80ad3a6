#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What carries the root, as status, doctor and bridge-attach say it: a server
# with a link-local address, disks on the network, and what is refused of them.
# Mounts and disks are made up, the network is not.
# Prints KTAP; needs root.
# Usage: test_root.sh DDTOOL
set -u

ddtool=$(realpath "$1")
space=ddr$$
work=$(mktemp -d)
details="$work/out $work/err"
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

# shellcheck disable=SC2317
clean()
{
	ip netns del "$space" 2>/dev/null
	ip netns del "${space}t" 2>/dev/null
	rm -rf "$work"
}

# $1: exit status that ddtool with the other arguments must end with, on a
# machine whose mounts are $work/mountinfo and volumes $work/volumes, and whose
# sysfs has also what is in $work/sys.
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
		[ ! -d "$work/sys" ] || mount -t overlay \
			-o "lowerdir=$work/sys:/sys" overlay /sys
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
    value = value[key if isinstance(value, dict) else int(key)]
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
echo "1..32"

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

# sys NAME TEXT
sys()
{
	mkdir -p "$(dirname "$work/sys/$1")"
	printf '%s\n' "$2" >"$work/sys/$1"
}

# disk NUMBER PATH: a block device
disk()
{
	disk=$2
	mkdir -p "$work/sys/dev/block"
	ln -s "../../$disk" "$work/sys/dev/block/$1"
	sys "$disk/dev" "$1"
}

echo '27 1 152:0 / / ro - ext4 /dev/etherd/e0.0 ro' >"$work/mountinfo"
disk 152:0 'devices/virtual/block/etherd!e0.0'
sys "$disk/netif" eth1
agree "/ is ext4 on etherd/e0.0, AoE e0.0, through veth eth1" True 0 &&
	! says verify- && says "addr-add 10.77.1.2" &&
	exits 0 status --json && [ "$(json root network) $(json root nfs)" = "True False" ] &&
	says '"kind": "aoe"' &&
	exits 0 status && says "way: / (/proc/self/mountinfo) -> etherd/e0.0 (/sys/dev/block/152:0) -> AoE e0.0 -> eth1 ("
result "AoE is behind the device that its driver names"
iflist=module/aoe/parameters/aoe_iflist
sys $iflist eth1
exits 3 bridge-attach --no-module --dry-run eth1 xenbr0 && says "aoe_iflist" &&
	exits 0 bridge-attach --no-module --dry-run --no-address --probe 10.77.0.1 eth0 xenbr0
result "and is not moved from a device that its driver insists on"
exits 1 doctor && says "risk aoe-iflist" && says "eth1: AoE e0.0 of the root takes answers by" &&
	says "printf 'eth1 xenbr0' >/sys/$iflist"
result "which doctor says before"
sys $iflist 'eth1 xenbr0'
exits 0 bridge-attach --no-module --dry-run --probe 10.77.1.1 xenbr0 && says "way: / "
result "unless it takes answers by the bridge as well"
ip -n "$space" link add br7 type bridge
ip -n "$space" link set br7 up
ip -n "$space" link set eth1 master br7
ip -n "$space" link set eth0 master br7
exits 1 doctor && says "problem aoe-iflist" && says "this way to the root is dead"
result "a port's answers are not taken by another bridge: doctor says so"
sys $iflist 'br7'
ip -n "$space" link set eth0 nomaster
doctor && says "note aoe-iflist" && says "br7: AoE e0.0 of the root takes answers by"
result "nor by the port once they were the bridge's only"
sys $iflist ''
doctor && ! says aoe-iflist
result "an empty list is all devices"
exits 0 status && says "AoE e0.0, through bridge br7 over eth1" &&
	says "AoE e0.0 -> eth1 (/" && says "-> br7 (its master) -> eth1 (rtnetlink)"
result "a port's answers come up by its bridge"
ip -n "$space" link set eth1 nomaster
ip -n "$space" link add link eth1 name mv1 type macvlan
ip -n "$space" link set mv1 master br7
sys "$disk/netif" mv1
exits 0 status && says "AoE e0.0, through bridge br7 over mv1 over eth1" &&
	says "-> br7 (its master) -> mv1 -> eth1 (rtnetlink)" &&
	exits 0 status --json && [ "$(json root lower)" = "['mv1', 'eth1']" ] &&
	[ "$(json root port)" = mv1 ]
result "and what is below a port is below the root"
ip -n "$space" link del mv1
ip -n "$space" link del br7
sys "$disk/netif" none
exits 3 bridge-attach --no-module --dry-run xenbr0 && says "name the port"
result "a disk that no device reaches: the port is asked for"

echo '27 1 8:0 / / rw - ext4 /dev/sda rw' >"$work/mountinfo"
disk 8:0 devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sda
for session in 1 2; do
	sys "class/iscsi_connection/connection$session:0/address" 10.77.$((2 - session)).1
	sys "class/iscsi_connection/connection$session:0/port" 3260
done
agree "/ is ext4 on sda, iSCSI session1, server 10.77.1.1:3260, routed through veth eth1" True 0 &&
	says "10.77.1.1 dev xenbr0"
result "iSCSI is behind the route to its target"
sys class/iscsi_host/host2/netdev eth1
exits 3 bridge-attach --no-module --dry-run eth1 xenbr0 &&
	says "iSCSI session1 of the root is bound to eth1 (iface.net_ifacename)" &&
	exits 0 bridge-attach --no-module --dry-run --no-address --probe 10.77.0.1 eth0 xenbr0
result "and is not moved when it is bound to its device"
exits 1 doctor && says "risk root-bound" &&
	says "eth1: iSCSI session1 of the root is bound to eth1 (iface.net_ifacename)"
result "which doctor says before"
ip -n "$space" link add br7 type bridge
ip -n "$space" link set eth1 master br7
exits 1 doctor && says "problem root-bound" && says "this way to the root is dead"
result "and of a port, that it is dead"
ip -n "$space" link del br7
rm "$work/sys/class/iscsi_host/host2/netdev"
# bound DEVICE COMMAND...: beside a connection to a target in another namespace,
# bound to DEVICE
bound()
{
	ip netns exec "${space}t" python3 -c '
import socket, time
with socket.create_server(("10.77.1.1", 3260)) as s:
    s.settimeout(10)
    c = s.accept()
    c[0].recv(1)' &
	ip netns exec "$space" python3 -c '
import socket, subprocess, sys, time
for _ in range(50):
    try:
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
        s.connect(("10.77.1.1", 3260))
        break
    except OSError:
        time.sleep(0.1)
time.sleep(1000)' "$1" &
	client=$!
	shift
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		ip netns exec "$space" grep -q "0CBC 01" /proc/net/tcp && break
		sleep 0.5
	done
	"$@"
	status=$?
	kill "$client"
	wait
	return $status
}
ip netns add "${space}t"
ip -n "$space" link set peer1 netns "${space}t"
ip -n "${space}t" link set peer1 up
ip -n "${space}t" addr add 10.77.1.1/24 dev peer1
bound eth1 exits 3 bridge-attach --no-module --dry-run eth1 xenbr0 &&
	says "iSCSI session1 of the root is bound to eth1 (SO_BINDTODEVICE)"
result "whatever its settings say"
bound '' exits 0 bridge-attach --no-module --dry-run eth1 xenbr0
result "and is moved when its connection is free"
# hears PROTOCOL: does who takes it from eth1 hear its frames, to an address that
# no bridge forwards and to that of eth1? "yes no"
hears()
{
	ip netns exec "$space" python3 -c '
import socket, subprocess, sys
protocol = int(sys.argv[1], 16)
heard = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(protocol))
heard.bind(("eth1", protocol))
mac = heard.getsockname()[4]
for address in b"\x01\x80\xc2\x00\x00\x0e", mac:
    subprocess.run(["ip", "netns", "exec", sys.argv[2], "python3", "-c", """
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("peer1", 0))
s.send(bytes.fromhex(sys.argv[1]))""",
        (address + mac + protocol.to_bytes(2, "big") + bytes(46)).hex()],
        check=True)
    heard.settimeout(1)
    try:
        heard.recv(100)
        print("yes", end=" ")
    except socket.timeout:
        print("no", end=" ")' "$1" "${space}t"
}
ip -n "$space" link add br7 type bridge
ip -n "$space" link set br7 up
[ "$(hears 88b5)" = "yes yes " ] && ip -n "$space" link set eth1 master br7 &&
	[ "$(hears 88b5)" = "yes no " ] && [ "$(hears 88cc)" = "yes no " ]
result "of one protocol a port hears what no bridge forwards"
ip netns exec "$space" python3 -c '
import socket, struct, time
kept = []
for protocol in (0x88b5, 0x88cc, 3):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(protocol))
    s.bind(("eth1", protocol))
    kept.append(s)
def bound(family, kind, device, protocol=0):
    s = socket.socket(family, kind, protocol)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device)
    kept.append(s)
    return s
bound(socket.AF_INET, socket.SOCK_DGRAM, b"eth1").bind(("", 68))
bound(socket.AF_INET, socket.SOCK_DGRAM, b"eth0").bind(("", 69))
bound(socket.AF_INET6, socket.SOCK_DGRAM, b"eth1").bind(("::", 546))
bound(socket.AF_INET, socket.SOCK_RAW, b"eth1", 89)
s = bound(socket.AF_INET, socket.SOCK_STREAM, b"eth1")
s.bind(("", 7))
s.listen()
index = socket.if_nametoindex("eth1")
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
kept.append(s)
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
             socket.inet_aton("224.0.0.251") + struct.pack("=4si", bytes(4), index))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
             socket.inet_aton("224.0.0.252") +
             struct.pack("=4si", bytes(4), socket.if_nametoindex("eth0")))
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
kept.append(s)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
             socket.inet_pton(socket.AF_INET6, "ff02::fb") + struct.pack("@I", index))
time.sleep(1000)' &
listener=$!
for _ in $(seq 100); do
	ip netns exec "$space" grep -q ff0200000000000000000000000000fb /proc/net/igmp6 && break
	sleep 0.5
done
# deaf WHAT...: each of them is named, and nothing else
deaf()
{
	# not every kernel tells of raw sockets
	[ "$(grep -v "$who, IP protocol 89" "$work/said" | grep -c "hears nothing")" = $# ] || return 1
	for what in "$@"; do
		says "$what: hears nothing on a port; have it listen on xenbr0" ||
			return 1
	done
}
who="[$listener]"
ip -n "$space" link del br7
exits 0 bridge-attach --no-module --dry-run eth1 xenbr0 && says "" &&
	deaf "$who, protocol 88b5" "$who, UDP port 68" "$who, UDP port 546" \
		"$who, TCP port 7" \
		"who joined, multicast group 224.0.0.251" \
		"who joined, multicast group ff02::fb" &&
	exits 0 bridge-attach --no-module --dry-run --json eth1 xenbr0 && says ", protocol 88b5" &&
	[ "$(json deaf -1)" = "who joined, multicast group ff02::fb" ]
result "who receives from the port only is named, who takes all is not"
doctor && says "note deaf: eth1: python3$who, UDP port 68"
result "also by doctor, while it is none"
ip -n "$space" link add br7 type bridge
ip -n "$space" link set eth0 master br7
exits 1 doctor && says "problem deaf: eth0: python3$who, UDP port 69" &&
	says "have it listen on br7" && says "note deaf: eth0: who joined, multicast group 224.0.0.252"
result "as a fault when it is"
ip -n "$space" link del br7
kill "$listener"
echo '27 1 253:0 / / rw - ext4 /dev/mapper/x rw' >"$work/mountinfo"
disk 8:16 devices/platform/host3/session2/target3:0:0/3:0:0:1/block/sdb
disk 253:0 devices/virtual/block/dm-0
sys "$disk/slaves/sda/dev" 8:0
sys "$disk/slaves/sdb/dev" 8:16
agree "/ is ext4 on dm-0, on sda, iSCSI session1, server 10.77.1.1:3260, routed through veth eth1; sdb, iSCSI session2, server 10.77.0.1:3260, routed through veth eth0; name the port" True 3 &&
	exits 0 bridge-attach --no-module --dry-run eth0 xenbr0 &&
	says "10.77.0.1 dev xenbr0"
result "paths by two devices: the port is asked for, and its target probed"
exit "$failed"
