# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# What stands between the NICs and an address: nothing, a VLAN, a bond, a team,
# Open vSwitch. ROOT_DEV is the client's device, eth0, eth0.100, bond0, team0 or
# ovs0, and BOND the mode of a bond or team.

# By the root's ip: busybox's makes no bond.
stack_ip() {
	inroot /export ip "$@"
}

# stack_modules: what is needed for it, on both sides
stack_modules() {
	case $ROOT_DEV in
	*.*) load_module 8021q ;;
	bond* | team*)
		load_module bonding max_bonds=0
		load_module bridge
		load_module "team_mode_$BOND"
		;;
	ovs*) load_module openvswitch ;;
	esac
}

# stack_vlan NIC: VLAN 100 of it. Its own address is not looked for on the link:
# how that stands would change in the middle of a case.
stack_vlan() {
	dad=/proc/sys/net/ipv6/conf/$1/accept_dad
	[ ! -e "$dad" ] || echo 0 >"$dad"
	ip link set "$1" up
	stack_ip link add link "$1" name "$1.100" type vlan id 100
}

# stack_bond NIC...: bond0 of them
stack_bond() {
	options="mode $BOND miimon 100"
	[ "$BOND" != 802.3ad ] ||
		options="$options lacp_rate fast xmit_hash_policy layer3+4"
	# shellcheck disable=SC2086
	stack_ip link add bond0 type bond $options || return 1
	for nic in "$@"; do
		# LACP wants to know; a virtio NIC is what it is said to be.
		[ "$BOND" != 802.3ad ] || inroot /export ethtool -s "$nic" \
			speed 10000 duplex full || return 1
		stack_ip link set "$nic" master bond0 || return 1
	done
}

# stack_switch NIC...: they are ports of the bridge sw0
stack_switch() {
	stack_ip link add sw0 type bridge stp_state 0 forward_delay 0 \
		mcast_snooping 0 || return 1
	for nic in "$@"; do
		ip link set "$nic" up
		stack_ip link set "$nic" master sw0 || return 1
	done
}

# stack_daemons: programs of /export run here, and do not need the root
stack_daemons() {
	for dir in proc sys dev run tmp; do
		mount --bind /$dir /export/$dir || return 1
	done
	mount --bind /run /export/var/run
}

# no_address NIC: it gets none of its own, whose state would change in the middle
# of a case
no_address() {
	off=/proc/sys/net/ipv6/conf/$1/disable_ipv6
	[ ! -e "$off" ] || echo 1 >"$off"
}

# stack_team NIC...: team0 of them
stack_team() {
	stack_daemons || return 1
	ports=
	for nic in "$@"; do
		no_address "$nic"
		ports="$ports${ports:+, }\"$nic\": {}"
	done
	inroot /export teamd -d -t team0 -c "{ \"runner\": { \"name\": \"$BOND\" },
		\"link_watch\": { \"name\": \"ethtool\" }, \"ports\": { $ports } }"
}

# stack_ovs NIC: it is a port of Open vSwitch, and ovs0 that bridge's internal one
stack_ovs() {
	mkdir -p /run/openvswitch && stack_daemons || return 1
	no_address "$1"
	db=/run/openvswitch/conf.db
	inroot /export ovsdb-tool create $db \
		/usr/share/openvswitch/vswitch.ovsschema &&
		inroot /export ovsdb-server $db --detach --pidfile \
			--remote=punix:/run/openvswitch/db.sock &&
		inroot /export ovs-vsctl --no-wait init &&
		inroot /export /usr/lib/openvswitch-switch/ovs-vswitchd \
			--mlockall --detach --pidfile &&
		inroot /export ovs-vsctl --timeout=30 add-br ovs0 -- \
			add-port ovs0 "$1" &&
		ip link set "$1" up
}

# stack_client: the client's device
stack_client() {
	case $ROOT_DEV in
	*.*) stack_vlan eth0 ;;
	bond*) stack_bond eth0 eth1 ;;
	team*) stack_team eth0 eth1 ;;
	ovs*) stack_ovs eth0 ;;
	esac
}

# stack_server: the server's, as SERVER_IF. What is at the other end of a bond
# takes both wires for one, but for active-backup, which any switch does for.
stack_server() {
	case $ROOT_DEV-${BOND-} in
	*.*-)
		SERVER_IF=srv0.100
		stack_vlan srv0
		;;
	bond*-active-backup)
		SERVER_IF=sw0
		stack_switch srv0 srv1
		;;
	bond* | team*)
		SERVER_IF=bond0
		[ "$BOND" != roundrobin ] || BOND=balance-rr
		stack_bond srv0 srv1
		;;
	esac
}
