#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dracut module: the kernel module, bridges and what is to be attached. What the
# hook runs is there with dracut's network, and without that it is not called.

# Always, as with initramfs-tools: attach= may be on the kernel command line.
check() {
	return 0
}

# This host, whose modules are looked at otherwise, need not have it loaded.
installkernel() {
	hostonly='' instmods bridge ddom_bridge
}

# shellcheck disable=SC2154 # moddir is dracut's
install() {
	inst_multiple -o /etc/ddom/bridge.conf
	inst_simple "$moddir/ddom-attach.sh" /lib/ddom-attach.sh
	inst_hook netroot 50 "$moddir/netroot.sh"
}
