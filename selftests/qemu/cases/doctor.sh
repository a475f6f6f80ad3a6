# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# ddtool doctor on a machine whose root is on NFS: one fault after another is
# made, is named, and is gone after the command that doctor proposes was run,
# as a program of that root. The root lives through all of it.

. /guest/cycles.sh
. /guest/doctor.sh

doctor
grep -q '"root_on_nfs": true' /run/doctor.out || fail "the root was not found"
grep -q '"root_device": "eth0"' /run/doctor.out || fail "not through eth0"
# the export is read-only; each path is a finding of its own
paths=$(grep -c '"id": "path-' /run/doctor.out)
[ "$paths" -gt 0 ] || fail "a read-only root was not noticed"
while [ "$paths" -gt 0 ]; do
	for id in path-read-only path-nowhere; do
		found $id || continue
		bounded 20 in_root sh -c "$(cat /run/mend)" ||
			fail "$(cat /run/mend)"
		mended=$((mended + 1))
	done
	doctor
	left=$(grep -c '"id": "path-' /run/doctor.out)
	[ "$left" -lt "$paths" ] || fail "$left paths cannot be mended"
	paths=$left
done
[ "$status" = 0 ] || fail "before any fault: $(tail -c 900 /run/doctor.out)"

# Before there is a bridge.
fault address-lifetime ip addr change 10.0.0.2/24 dev eth0 \
	valid_lft 900 preferred_lft 900
fault rp-filter sysctl -qw net.ipv4.conf.all.rp_filter=1
sysctl -qw net.ipv4.conf.all.rp_filter=0

# A bridge by hand, addresses and routes left on the port: the time bomb.
by_hand() {
	in_root modprobe bridge &&
		in_root ip link add "$BRIDGE" type bridge stp_state 0 forward_delay 0 &&
		ip link set "$BRIDGE" up &&
		ip link set eth0 master "$BRIDGE"
}
by_hand || fail "no bridge by hand"
doctor
for id in port-address port-route bridge-mac-follows; do
	found $id || fail "$id was not found; $(tail -c 900 /run/doctor.out)"
done
mend port-address
! found port-route || fail "the route is still on the port"
root_alive 20 || fail "the root is dead on the bridge"
grep -q "\"root_device\": \"$BRIDGE\"" /run/doctor.out ||
	fail "the root does not come through the bridge"
if found bridge-mac-follows; then
	mend bridge-mac-follows
fi
[ "$status" = 0 ] || fail "after attach: $(tail -c 900 /run/doctor.out)"

# On the bridge that carries the root.
fault bridge-forward-delay in_root ip link set "$BRIDGE" type bridge forward_delay 1500
fault bridge-stp in_root ip link set "$BRIDGE" type bridge stp_state 1
fault bridge-mac ip link set "$BRIDGE" address 9a:00:00:00:00:01
fault port-address ip addr add 10.0.0.2/24 dev eth0
fault port-route in_root ip route add 10.66.0.0/16 via 10.0.0.1 dev eth0 onlink
[ "$status" = 0 ] || fail "in the end: $(tail -c 900 /run/doctor.out)"
metric faults_mended "$mended"
pass
