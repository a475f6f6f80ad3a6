# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Xen's toolstack on a read-only root: what xencommons does at boot.

XEN_BIN=/usr/lib/xen-4.17/bin

toolstack_start() {
	in_root mount -t xenfs xenfs /proc/xen
	in_root grep -q control_d /proc/xen/capabilities || return 1
	in_root mount -t tmpfs tmpfs /var || return 1
	in_root mkdir -p /var/lib/xenstored /var/lib/xen /var/log/xen \
		/run/xen /run/xenstored
	in_root ln -s /run /var/run || return 1
	bounded 30 in_root $XEN_BIN/xenstored --pid-file /run/xen/xenstored.pid ||
		return 1
	wait_for 20 test -S /run/xenstored/socket || return 1
	bounded 30 in_root $XEN_BIN/xen-init-dom0 </dev/null
}
