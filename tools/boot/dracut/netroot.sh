#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # netif, netroot, server are dracut's
# dracut, hook netroot: $netif is configured, $netroot says what the root is on,
# also where that came by DHCP, and who mounts or connects it is called next.
# Sourced: nothing of the caller's is changed.
(
	# shellcheck source=tools/boot/initramfs-attach
	. /lib/ddom-attach.sh

	# The server of the root. Only NFS has a port that is known.
	root_server()
	{
		case $netroot in
		nfs*)
			. /lib/nfs-lib.sh
			nfs_to_var "$netroot" "$netif"
			case $server in
			'' | *[!0-9.]*) ;;
			*) echo "$server,2049" ;;
			esac
			;;
		*)
			echo "$netroot" | sed -n \
				's/^.*[:@/]\(\([0-9]\{1,3\}\.\)\{3\}[0-9]\{1,3\}\).*/\1/p'
			;;
		esac
	}

	ddom_wanted && [ -d "/sys/class/net/$netif" ] || exit 0
	# It may yet be another device's turn.
	ddom_given || [ "$(ddom_port "$netif")" = "$netif" ] || exit 0
	# dracut's DHCP client ends before the root's init, whose own are told to
	# leave both devices alone: nobody would renew the lease.
	ip -4 -o address show dev "$netif" dynamic |
		while read -r _ _ _ address _; do
			ip address change "$address" dev "$netif" \
				valid_lft forever preferred_lft forever
		done
	ddom_attach "$netif" "$(root_server)"
)
