#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ddtool doctor: on a copy of /sys and the like, on logs, and on a bridge in a
# network namespace, where each command it proposes is run and must help.
# Prints KTAP; the namespace needs root.
# Usage: test_doctor.sh DDTOOL
set -u

ddtool=$(realpath "$1")
work=$(mktemp -d)
space=ddd$$
details="$work/out $work/err"
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

# shellcheck disable=SC2317
clean()
{
	ip netns del "$space" 2>/dev/null
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

# $1: exit status that doctor with the other arguments must end with.
exits()
{
	want=$1
	shift
	"$ddtool" doctor "$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "exit status $got instead of $want: $*" >>"$work/out"
	return 1
}

# put FILE TEXT: below the copy
put()
{
	mkdir -p "$work/copy/${1%/*}"
	printf '%s\n' "$2" >"$work/copy/$1"
}

# link_dir NAME INDEX MAC: an interface
link_dir()
{
	put "sys/class/net/$1/ifindex" "$2"
	put "sys/class/net/$1/address" "$3"
	put "sys/class/net/$1/flags" 0x1003
	put "sys/class/net/$1/addr_assign_type" 3
	put "sys/class/net/$1/statistics/rx_packets" 100
	put "proc/sys/net/ipv4/conf/$1/rp_filter" 0
	put "run/systemd/netif/links/$2" "ADMIN_STATE=unmanaged"
}

# A machine of the HOWTO's, where nothing is as it should be.
ill()
{
	link_dir eth0 2 00:11:2f:a8:b4:d4
	link_dir xenbr0 3 9a:00:00:00:00:01
	link_dir vif1.0 4 fe:ff:ff:ff:ff:ff
	ln -s ../xenbr0 "$work/copy/sys/class/net/eth0/master"
	ln -s ../xenbr0 "$work/copy/sys/class/net/vif1.0/master"
	mkdir -p "$work/copy/sys/class/net/vif1.0/device"
	ln -s ../../../bus/xen-backend "$work/copy/sys/class/net/vif1.0/device/subsystem"
	put sys/class/net/xenbr0/bridge/stp_state 1
	put sys/class/net/xenbr0/bridge/forward_delay 1500
	put proc/sys/net/ipv4/conf/all/rp_filter 1
	put proc/sys/net/bridge/bridge-nf-call-iptables 1
	put proc/cmdline "root=/dev/nfs ip=dhcp"
	put proc/interrupts "           CPU0       CPU1
 11:          0          0   IO-APIC  11-fasteoi   uhci_hcd:usb1, eth0
 12:          7          0   IO-APIC  12-edge      i8042, myeth0"
	put sys/bus/pci/devices/0000:00:12.0/vendor 0x1106
	put sys/bus/pci/devices/0000:00:12.0/device 0x3065
	put sys/bus/pci/devices/0000:00:12.0/class 0x020000
	mkdir -p "$work/copy/sys/bus/pci/devices/0000:00:12.0/net/eth0"
	put run/systemd/netif/links/2 "ADMIN_STATE=configured"
	put proc/77/comm NetworkManager
	put etc/NetworkManager/conf.d/05.conf "[keyfile]
unmanaged-devices+=interface-name:xenbr0"
	put sbin/ifup ""
	put etc/network/interfaces "auto eth0
iface eth0 inet dhcp
iface xenbr0 inet6 manual"
	put proc/xen/capabilities control_d
	put etc/xen/xl.conf "run_hotplug_scripts=0"
	mkdir -p "$work/copy/var"
	ln -s /nonexistent/flash/var/log "$work/copy/var/log"
}

# The same, mended.
well()
{
	put sys/class/net/xenbr0/address 00:11:2f:a8:b4:d4
	put sys/class/net/xenbr0/bridge/stp_state 0
	put sys/class/net/xenbr0/bridge/forward_delay 0
	put proc/sys/net/ipv4/conf/all/rp_filter 2
	put proc/sys/net/bridge/bridge-nf-call-iptables 0
	put proc/cmdline "root=/dev/nfs ip=dhcp via-rhine.avoid_D3=1 noapic"
	put proc/interrupts "           CPU0       CPU1
 11:          0        200   IO-APIC  11-fasteoi   uhci_hcd:usb1, eth0"
	put run/systemd/netif/links/2 "ADMIN_STATE=unmanaged"
	put etc/NetworkManager/conf.d/06.conf "[keyfile]
unmanaged-devices+=interface-name:eth*"
	sed -i 's/dhcp/manual/' "$work/copy/etc/network/interfaces"
	put etc/udev/rules.d/xen-backend.rules ""
	put etc/xen/scripts/vif-bridge ""
	chmod 755 "$work/copy/etc/xen/scripts/vif-bridge"
	rm "$work/copy/var/log"
	mkdir "$work/copy/var/log"
}

# The kinds of what was found, sorted, from JSON.
ids()
{
	python3 -c '
import json, sys
print(*sorted(f["id"] for f in json.load(sys.stdin)["findings"]))' <"$work/out"
}

echo "KTAP version 1"
echo "1..24"

ill
exits 1 --json --root "$work/copy" &&
	[ "$(ids)" = "apic-rhine br-netfilter bridge-mac bridge-stp ifupdown networkd networkmanager nic-d3 path-nowhere rp-filter vif-bridge xen-backend-rules" ]
result "a machine where nothing is as it should be"
python3 - "$work/out" <<END
import json, sys
doc = json.load(open(sys.argv[1]))
assert (doc["problems"], doc["risks"], doc["notes"]) == (6, 6, 0), doc
for finding in doc["findings"]:
    assert finding["what"] and finding["why"]
    assert list(finding) == ["level", "id", "place", "what", "why",
                             "remedy"], finding
    assert finding["remedy"]["command"] or finding["remedy"]["advice"]
levels = [f["level"] for f in doc["findings"]]
assert levels == sorted(levels), levels
END
result "JSON: what, why, and what mends it; problems first"
exits 1 --root "$work/copy" &&
	grep -q '^problem bridge-stp: xenbr0: spanning tree is on' "$work/out" &&
	grep -q '^    why:  ' "$work/out" &&
	grep -q '^    mend: ip link set xenbr0 type bridge stp_state 0 ' "$work/out" &&
	grep -q '^6 problems, 6 risks, 0 notes$' "$work/out"
result "the same as text"
well
exits 0 --json --root "$work/copy" && [ -z "$(ids)" ]
result "the same machine, mended"
put proc/sys/net/ipv4/conf/xenbr0/rp_filter 1
put proc/sys/net/ipv4/conf/all/rp_filter 0
exits 1 --json --root "$work/copy" && [ "$(ids)" = rp-filter ]
result "one thing alone"
exits 3 --root "$work/nosuch" && [ ! -s "$work/out" ]
result "a copy that is not there"
mkdir "$work/empty"
exits 0 --root "$work/empty"
result "an empty copy"

printf 'Sending DHCP requests ...... timed out!\n' >"$work/log"
exits 1 --json --log "$work/log" && [ "$(ids)" = dhcp-no-answer ]
result "a log"
"$ddtool" doctor --log - <"$work/log" >"$work/out" 2>"$work/err"
[ $? = 1 ] && grep -q '^problem dhcp-no-answer: line 1: Sending' "$work/out"
result "a log from standard input"
exits 0 --log /dev/null
result "an empty log"
exits 3 --json --log "$work/nosuch" &&
	python3 -c 'import json, sys; assert json.load(sys.stdin)["exit"] == 3' <"$work/out"
result "a log that is not there"
exits 3 --log "$work"
result "a log that is a directory"

# -- a bridge in a namespace -------------------------------------------------

# On a machine whose root is on NFS; only mounts are made up.
live()
{
	# shellcheck disable=SC2016
	ip netns exec "$space" unshare --fork --pid --mount-proc sh -c '
		mount --bind "$1/mountinfo" /proc/$$/mountinfo
		shift
		exec "$@"' sh "$work" "$ddtool" doctor --json \
		>"$work/out" 2>"$work/err"
	[ $? -le 1 ]
}

printf '27 1 0:19 / / rw - nfs4 10.9.0.1:/r rw,vers=4.2,addr=10.9.0.1\n' \
	>"$work/mountinfo"

# has ID: it was found; its command is kept
has()
{
	python3 -c '
import json, sys
for finding in json.load(sys.stdin)["findings"]:
    if finding["id"] == sys.argv[1]:
        print(finding["remedy"]["command"] or "")
        sys.exit(0)
sys.exit(1)' "$1" <"$work/out" >"$work/mend"
}

# in_space COMMAND...
in_space()
{
	ip netns exec "$space" "$@"
}

# mended ID FAULT...: not there; there after FAULT; gone after its command
mended()
{
	id=$1
	shift
	live && ! has "$id" && in_space "$@" && live && has "$id" &&
		in_space sh -c "$(cat "$work/mend")" && live && ! has "$id"
}

# skipped N TEXT
skipped()
{
	while [ "$count" -lt 24 ]; do
		count=$((count + 1))
		echo "ok $count # SKIP $1"
	done
	exit "$failed"
}

[ "$(id -u)" = 0 ] || skipped "needs root"
ip netns add "$space" 2>/dev/null || skipped "no network namespaces"
in_space unshare --fork --pid --mount-proc true 2>/dev/null ||
	skipped "network namespaces cannot be entered"
in_space ip link add eth0 address 52:54:00:00:00:02 type veth peer name srv0 ||
	skipped "no veth devices"
in_space ip link add xenbr0 address 52:54:00:00:00:02 type bridge \
	stp_state 0 forward_delay 0 || skipped "no bridges"
in_space ip link set eth0 up master xenbr0
in_space ip link set srv0 up
in_space ip link set xenbr0 up
in_space ip addr add 10.9.0.2/24 dev xenbr0
in_space ip route add default via 10.9.0.1
in_space sysctl -qw net.ipv4.conf.all.rp_filter=0 \
	net.ipv4.conf.xenbr0.rp_filter=0

mended bridge-stp ip link set xenbr0 type bridge stp_state 1
result "spanning tree, found and mended"
! has bridge-forward-delay
result "and the forward delay that it forced with it"
mended bridge-forward-delay ip link set xenbr0 type bridge forward_delay 1500
result "forward delay, found and mended"
mended bridge-mac ip link set xenbr0 address 9a:00:00:00:00:01
result "the bridge's MAC address, found and mended"
in_space ip link add xenbr1 type bridge stp_state 0 forward_delay 0
in_space ip link add eth1 type veth peer name srv1
mended bridge-mac-follows ip link set eth1 up master xenbr1
result "a MAC address that follows the ports, found and mended"
in_space ip link del xenbr1
mended port-address ip addr add 10.9.0.2/24 dev eth0
result "an address on the port, found and mended"
in_space ip route add 10.55.0.0/16 via 10.9.0.1 dev xenbr0 metric 7 table 100
mended port-route ip route change 10.55.0.0/16 via 10.9.0.1 dev eth0 \
	metric 7 table 100 onlink
result "a route through the port, found and mended"
mended address-lifetime ip addr change 10.9.0.2/24 dev xenbr0 \
	valid_lft 3000 preferred_lft 3000
result "an address that runs out, found and mended"
mended address-lifetime ip addr add 10.9.3.2/24 dev xenbr0 \
	valid_lft 3000 preferred_lft 3000 noprefixroute
result "another one, with flags"
mended rp-filter sysctl -qw net.ipv4.conf.all.rp_filter=1
result "a strict reverse path filter, found and mended"
if in_space sysctl -qw net.bridge.bridge-nf-call-iptables=0 \
	net.bridge.bridge-nf-call-ip6tables=0 \
	net.bridge.bridge-nf-call-arptables=0 2>/dev/null; then
	mended br-netfilter sysctl -qw net.bridge.bridge-nf-call-iptables=1
	result "br_netfilter, found and mended"
else
	count=$((count + 1))
	echo "ok $count # SKIP br_netfilter is not loaded"
fi
in_space ip addr show dev xenbr0 >"$work/out" 2>&1 &&
	in_space ip route show default >>"$work/out" 2>&1 &&
	grep -q '10.9.0.2/24.*scope global' "$work/out" &&
	grep -q 'default via 10.9.0.1 dev xenbr0' "$work/out"
result "and the bridge works as before"
exit "$failed"
