# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The root is on an internal port of Open vSwitch: that is found, and attached.
# The NIC, a port of that switch, is refused with what there is instead; doctor
# knows both.

. /guest/trial.sh
. /guest/doctor.sh

# noted ID: doctor has found it
noted() {
	doctor
	grep -q "\"id\": \"$1\"" /run/doctor.out ||
		fail "doctor: no $1: $(head -c 900 /run/doctor.out)"
}

refused() {
	says 3 "eth0: is a port of Open vSwitch; 'ovs-vsctl add-port' puts domUs beside it, or give its address to an internal port" "$@"
}

trial_module
case $(readlink /sys/class/net/eth0/master) in
*/ovs-system) ;;
*) fail "eth0 is no port of Open vSwitch" ;;
esac
says 0 "-> ovs0 (route)" status
noted ovs-root
remember
refused bridge-attach eth0 "$BRIDGE"
refused bridge-attach eth0 "$BRIDGE" --no-address --no-module
says 0 "uncached read" bridge-attach "$BRIDGE"
says 0 "-> $BRIDGE (route) -> ovs0 (rtnetlink)" status
doctor
! grep -q '"id": "ovs' /run/doctor.out ||
	fail "doctor: $(head -c 900 /run/doctor.out)"
alive "on the bridge"
says 0 "COMMITTED" bridge-detach
intact "after the detach"
# The way to the server by the NIC itself; its answers come by ovs0.
server=$(ip neigh show 10.0.0.1 dev ovs0 | sed -n 's/.*lladdr \([^ ]*\).*/\1/p')
in_root ip neigh add 10.0.0.1 lladdr "$server" dev eth0 nud permanent
in_root ip route add 10.0.0.1 dev eth0 src 10.0.0.2
noted ovs-port
refused bridge-attach "$BRIDGE"
in_root ip route del 10.0.0.1 dev eth0
in_root ip neigh del 10.0.0.1 dev eth0
intact "afterwards"
pass
