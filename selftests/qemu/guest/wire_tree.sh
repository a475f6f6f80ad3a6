# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What ddtool reads to find a root, a line each: "NAME -> LINK", "NAME = TEXT".
# Of such are the trees in test_root.c.

wire_file() {
	[ ! -r "$1" ] || printf '%s = %s\n' "${1#/}" \
		"$(head -n 1 "$1" 2>/dev/null | tr -d '\000')"
}

wire_tree() {
	for link in /sys/dev/block/*; do
		at=$(readlink -f "$link")
		case $at in
		*/virtio*) continue ;;
		esac
		printf '%s -> %s\n' "${link#/}" "$(readlink "$link")"
		for name in dev partition netif mac state pid; do
			wire_file "$at/$name"
		done
		for slave in "$at"/slaves/*; do
			[ ! -e "$slave" ] || printf '%s -> %s\n' "${slave#/}" \
				"$(readlink "$slave")"
		done
	done
	for at in /sys/class/iscsi_* /sys/class/scsi_host /sys/class/nvme \
		/sys/class/nvme-subsystem; do
		for link in "$at"/*; do
			[ -e "$link" ] || continue
			printf '%s -> %s\n' "${link#/}" "$(readlink "$link")"
			at=$(readlink -f "$link")
			for name in address port persistent_address \
				persistent_port netdev ifacename targetname \
				proc_name transport state; do
				wire_file "$at/$name"
			done
		done
	done
	for link in /sys/devices/virtual/nvme-subsystem/*/nvme*; do
		[ ! -L "$link" ] || printf '%s -> %s\n' "${link#/}" \
			"$(readlink "$link")"
	done
	wire_file /sys/module/aoe/parameters/aoe_iflist
	for link in /sys/class/net/*; do
		printf '%s -> %s\n' "${link#/}" "$(readlink "$link")"
		wire_file "$(readlink -f "$link")/ifindex"
	done
	sed 's|^|proc/net/tcp + |; s| *$||' /proc/net/tcp
	in_root sed 's|^|mountinfo + |' /proc/1/mountinfo
	sed 's|^|cmdline + |' /proc/cmdline
}
