# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The ways to get the bridge.  NAME_prepare makes all ready and writes the
# attach, a script which is run and timed; NAME_undo takes a living one back.

MAC=$(cat /sys/class/net/eth0/address)
ATTACH=/run/bench.attach	# runs in the initramfs: lives when the root does not
UNDO_BATCH=/run/bench.undo

# attach_is COMMAND...: a program of the root
attach_is() {
	echo "exec $ROOT_PREFIX $*" >$ATTACH
}

undo_by_hand() {
	cat >$UNDO_BATCH <<-EOF
		address replace 10.0.0.2/24 dev eth0
		address replace fd00::2/64 dev eth0 nodad
		link set eth0 nomaster
		route replace default via 10.0.0.1 dev eth0
		link del $BRIDGE
	EOF
	in_root ip -force -batch $UNDO_BATCH >/run/bench.undo.out 2>&1
}

# -- nothing ---------------------------------------------------------------

nothing_prepare() {
	attach_is true
}

nothing_undo() {
	:
}

# -- ddtool ----------------------------------------------------------------

ddtool_prepare() {
	attach_is ddtool bridge-attach --json "$BRIDGE"
}

ddtool_undo() {
	in_root ddtool bridge-detach "$BRIDGE" >/run/bench.undo.out 2>&1
}

no_module_prepare() {
	attach_is ddtool bridge-attach --no-module --json "$BRIDGE"
}

no_module_undo() {
	in_root ddtool bridge-detach --no-module "$BRIDGE" \
		>/run/bench.undo.out 2>&1
}

# -- ip -batch -------------------------------------------------------------
# One process, make before break.

ip_batch_prepare() {
	cat >/run/bench.batch <<-EOF
		link add $BRIDGE address $MAC mtu 1500 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
		link set $BRIDGE up
		address add 10.0.0.2/24 dev $BRIDGE
		address add fd00::2/64 dev $BRIDGE nodad
		link set eth0 master $BRIDGE
		route replace default via 10.0.0.1 dev $BRIDGE
		address del 10.0.0.2/24 dev eth0
		address del fd00::2/64 dev eth0
	EOF
	attach_is ip -batch /run/bench.batch
}

ip_batch_undo() {
	undo_by_hand
}

# -- separate commands, as the cases which lose the root have them ----------

commands_of() {
	echo 'step() { "$@"; }'
	sed "1,/<<'EOF'/d;/^EOF\$/d" "/cases/$1.sh"
}

howto_prepare() {
	commands_of lose_howto >/run/bench.commands
	attach_is sh /run/bench.commands
}

howto_undo() {
	undo_by_hand
}

xen_prepare() {
	commands_of lose_xen >/run/bench.commands
	attach_is sh /run/bench.commands
}

xen_undo() {
	undo_by_hand
}

# -- ifupdown --------------------------------------------------------------

ifupdown_prepare() {
	mkdir -p /run/network
	cat >/run/bench.interfaces <<-EOF
		iface eth0 inet manual
		iface $BRIDGE inet static
			address 10.0.0.2/24
			gateway 10.0.0.1
			bridge_ports eth0
			bridge_hw $MAC
			bridge_stp off
			bridge_fd 0
		iface $BRIDGE inet6 static
			address fd00::2/64
			dad-attempts 0
	EOF
	attach_is ifup -i /run/bench.interfaces "$BRIDGE"
}

ifupdown_undo() {
	# Not ifdown: it would pull the root from under itself.
	undo_by_hand
	rm -f /run/network/ifstate*
}

# -- systemd-networkd ------------------------------------------------------
# Started with the bridge's files on a machine with udev.

networkd_udev() {
	pidof systemd-udevd >/dev/null && return 0
	in_root /lib/systemd/systemd-udevd --daemon >/run/bench.udev 2>&1
	SYSTEMD_IGNORE_CHROOT=1
	export SYSTEMD_IGNORE_CHROOT
	in_root udevadm trigger --action=add --subsystem-match=net
	in_root udevadm settle --timeout=30
}

networkd_files() {
	mkdir -p /run/systemd/network /run/systemd/netif/links \
		/run/systemd/netif/leases /run/systemd/netif/lldp
	chown -R systemd-network:systemd-network /run/systemd/netif 2>/dev/null ||
		chmod -R 777 /run/systemd/netif
	cat >/run/systemd/network/10-bridge.netdev <<-EOF
		[NetDev]
		Name=$BRIDGE
		Kind=bridge
		MACAddress=$MAC
		[Bridge]
		STP=no
		ForwardDelaySec=0
		MulticastSnooping=no
	EOF
	cat >/run/systemd/network/10-port.network <<-EOF
		[Match]
		Name=eth0
		[Network]
		Bridge=$BRIDGE
		LinkLocalAddressing=no
	EOF
	cat >/run/systemd/network/10-bridge.network <<-EOF
		[Match]
		Name=$BRIDGE
		[Network]
		Address=10.0.0.2/24
		Address=fd00::2/64
		Gateway=10.0.0.1
		IPv6AcceptRA=no
		IPv6DuplicateAddressDetection=0
	EOF
}

networkd_prepare() {
	networkd_udev
	networkd_files
	cat >$ATTACH <<-EOF
		$ROOT_PREFIX /lib/systemd/systemd-networkd &
		for _ in \$(seq 1200); do
			[ -e /sys/class/net/$BRIDGE/brif/eth0 ] &&
				ip addr show dev $BRIDGE | grep -q 'inet 10.0.0.2/' &&
				ip route | grep -q '^default.*dev $BRIDGE' && break
			sleep 0.05
		done
	EOF
}

networkd_undo() {
	killall systemd-networkd
	undo_by_hand
}
