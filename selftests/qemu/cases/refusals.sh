# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Every refusal of the specification, by netlink and by ddtool: the error, the
# attribute to blame, a message, exit status 3; and nothing is changed.

. /guest/cycles.sh

MARK=ddom	# DDOM_BRIDGE_ALIAS
PORT_ATTR=2
BRIDGE_ATTR=3
PROBES_ATTR=4
refusals=0

# request ERROR ATTRIBUTE COMMAND [ATTRIBUTE=VALUE]...
request() {
	error=$1
	attribute=$2
	shift 2
	nl_request "$@" >/run/request 2>&1
	read -r got blamed _ _ _ text </run/request
	[ "$got $blamed" = "$error $attribute" ] ||
		fail "$*: wanted $error $attribute, got $(cat /run/request)"
	[ -n "$text" ] || fail "$*: no message"
	refusals=$((refusals + 1))
}

# tool COMMAND...: refused, with $text
tool() {
	status=0
	in_root "$@" >/run/tool.out 2>&1 || status=$?
	[ $status = 3 ] ||
		fail "$*: exit status $status: $(tail -c 300 /run/tool.out)"
	grep -qF -- "$text" /run/tool.out ||
		fail "$*: \"$text\" is not in \"$(cat /run/tool.out)\""
}

# attach ERROR ATTRIBUTE PORT BRIDGE [PROBE]
attach() {
	request "$1" "$2" attach "port=$3" "bridge=$4" ${5+"probe=$5"}
	tool ddtool bridge-attach "$3" "$4" ${5+--probe "$5"}
}

# reason TEXT: of the refusal before
reason() {
	case $text in
	*"$1"*) ;;
	*) fail "\"$1\" is not in \"$text\"" ;;
	esac
}

# detach ERROR ATTRIBUTE PORT [TEXT]: ddtool looks at the device first, and
# says what it sees in its own words
detach() {
	request "$1" "$2" detach "port=$3"
	text=${4-"$3: "}
	tool ddtool bridge-detach "$3"
}

devices() {
	in_root modprobe -a ddom_bridge bridge dummy bonding team vrf 8021q ||
		fail "modprobe"
	in_root modprobe mac80211_hwsim radios=1 || say "no wireless device"
	for n in 0 2 3 5 6; do
		ip link add r$n type dummy
		ip link set r$n up
	done
	ip link add r1 type dummy
	ip addr add 10.77.0.2/24 dev r0
	! has_ipv6 || echo 1 >/proc/sys/net/ipv6/conf/r2/disable_ipv6
	in_root ip link add rstp type bridge stp_state 1 forward_delay 0
	in_root ip link add rdelay type bridge
	in_root ip link add rfree type bridge forward_delay 0
	in_root ip link set r3 master rfree
	in_root ip link add rbond type bond
	in_root ip link add r4 type dummy
	in_root ip link set r4 master rbond
	in_root ip link set rbond up
	in_root ip link add rteam type team
	in_root ip link add r7 type dummy
	in_root ip link set r7 master rteam
	in_root ip link add rvrf type vrf table 77
	in_root ip link add r8 type dummy
	in_root ip link set r8 master rvrf up
	in_root ip link add link r0 name r0.5 type vlan id 5
	in_root ip addr add 10.78.0.2/24 dev r0.5
	in_root ip link set r0.5 up
	# One that an attach made, by its mark, with two ports
	in_root ip link add rmade type bridge forward_delay 0
	in_root ip link set rmade alias "$MARK" up
	in_root ip addr add 10.79.0.2/24 dev rmade
	# A bridge takes the lowest address of its ports: r6's
	in_root ip link set r6 address 02:00:00:00:00:06
	in_root ip link set r5 address 02:00:00:00:00:15
	in_root ip link set r5 master rmade
	in_root ip link set r6 master rmade
	sleep 3	# link-local addresses finish their duplicate detection
}

refuse_attaches() {
	attach ENODEV $PORT_ATTR nosuch0 rbr9
	attach ENETDOWN $PORT_ATTR r1 rbr9
	attach EOPNOTSUPP $PORT_ATTR lo rbr9
	attach EOPNOTSUPP $PORT_ATTR rfree rbr9
	wireless=0
	[ ! -e /sys/class/net/wlan0 ] || {
		attach EOPNOTSUPP $PORT_ATTR wlan0 rbr9
		wireless=1
	}
	metric wireless_refused $wireless
	attach EBUSY $PORT_ATTR r3 rbr9
	attach EBUSY $PORT_ATTR r4 rbr9
	reason "is a member of rbond; attach that"
	attach EBUSY $PORT_ATTR r7 rbr9
	reason "is a member of rteam; attach that"
	attach EBUSY $PORT_ATTR r8 rbr9
	reason "is enslaved to vrf rvrf; release it first"
	attach EEXIST $BRIDGE_ATTR r0 r1
	attach EADDRNOTAVAIL $PORT_ATTR r2 rbr9
	attach EDESTADDRREQ $PROBES_ATTR r0 rbr9 203.0.113.9
	attach ELOOP $PROBES_ATTR r0 rbr9 10.78.0.1
	attach EINVAL $BRIDGE_ATTR r0 rstp 10.77.0.1
	attach EINVAL $BRIDGE_ATTR r0 rdelay 10.77.0.1
	request EDESTADDRREQ 0 attach port=r0 bridge=rbr9
	request EINVAL $BRIDGE_ATTR attach port=r0 bridge=r0
	request EINVAL $BRIDGE_ATTR attach port=r0 bridge=br%d
	request EINVAL $BRIDGE_ATTR attach port=r0 bridge=..
}

refuse_detaches() {
	detach ENODEV $PORT_ATTR nosuch0
	detach ENETDOWN $PORT_ATTR r1
	detach EOPNOTSUPP $PORT_ATTR lo
	detach ENOTCONN $PORT_ATTR r0
	detach ENOTCONN $PORT_ATTR r4
	detach EBUSY $PORT_ATTR r5 "r5: r6 carries rmade and stays"
	detach EBUSY $PORT_ATTR r6 "rmade: has another port r5"
	request ENOENT $PORT_ATTR get port=r0
	request ENOENT $PORT_ATTR confirm port=r0 id=1
}

# What needs a transaction: the first one waits for its confirmation.
refuse_seconds() {
	nl_request attach port=eth0 bridge="$BRIDGE" confirm=6000 >/run/first
	read -r got _ _ id _ </run/first
	[ "$got" = OK ] || fail "first attach: $(cat /run/first)"
	attach EBUSY $PORT_ATTR eth0 rbr9 10.0.0.1
	request EBUSY $PORT_ATTR attach port=r0 "bridge=$BRIDGE" probe=10.77.0.1
	request EBUSY $PORT_ATTR detach port=eth0
	request ESTALE 9 confirm port=eth0 id=$((id + 1))
	nl_request confirm port=eth0 "id=$id" >/run/confirm
	read -r got _ </run/confirm
	[ "$got" = OK ] || fail "confirm: $(cat /run/confirm)"
	request EALREADY $PORT_ATTR confirm port=eth0 "id=$id"
	attach EBUSY $PORT_ATTR eth0 rbr9 10.0.0.1
	in_root ddtool bridge-detach "$BRIDGE" >/run/tool.out 2>&1 ||
		fail "detach: $(tail -c 300 /run/tool.out)"
}

# Without privilege
refuse_nobody() {
	text=
	tool setpriv --reuid 65534 --clear-groups ddtool bridge-attach r0 rbr9
	tool setpriv --reuid 65534 --clear-groups ddtool bridge-detach r5
}

devices
snapshot_tables >/run/tables.before
refuse_attaches
refuse_detaches
refuse_nobody
snapshot_tables >/run/tables.after
! tables_differ || fail "the tables are not as before"
refuse_seconds
snapshot_tables >/run/tables.after
! tables_differ || fail "after attach and detach: the tables are not as before"
metric refusals $refusals
root_alive 20 || fail "the root is dead"
pass
