// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which message means what. The texts are those of PXE ROMs, Xen, its scripts,
 * net/ipv4/ipconfig.c, fs/nfs/nfsroot.c, init/do_mounts.c, net/sunrpc/clnt.c,
 * net/bridge/br_stp.c and ISC's dhclient.
 */
#include "doctor_rules.h"

const struct ddt_log_rule ddt_log_rules[DDT_LOG_RULES] = {
	[DDT_LOG_DHCP] = {
		.id = "dhcp-no-answer", .level = DDT_PROBLEM,
		.any = { "IP-Config: Retrying forever", "PXE-E51", "PXE-E52",
			 "No DHCPOFFERS received", "DHCP requests" },
		.until = { "IP-Config: Complete", "-- renewal in ",
			   "IP-Config: Got DHCP answer" },
		.why = "the machine asks for an address for ever, and does not boot",
		.mend = "ddtool server check",
		.advice = "is the host's MAC address in the server's inventory, does the server see its requests: tcpdump -ni NIC port 67",
	}, {
		.id = "nic-no-driver", .level = DDT_PROBLEM,
		.any = { "IP-Config: No network devices available" },
		.why = "the kernel has no built-in driver for this NIC, and without an initrd none can be loaded",
		.mend = "ddtool kconfig check CONFIG",
	}, {
		.id = "kernel-no-nfsroot", .level = DDT_PROBLEM,
		.any = { "VFS: Cannot open root device \"nfs\"",
			 "VFS: Cannot open root device \"/dev/nfs\"",
			 "Please append a correct \"root=\" boot option" },
		.why = "this kernel cannot have its root on NFS",
		.mend = "ddtool kconfig check CONFIG nfsroot",
	}, {
		.id = "root-refused", .level = DDT_PROBLEM,
		.any = { "VFS: Unable to mount root fs via NFS",
			 "Root-NFS: Server returned error",
			 "Root-NFS: Unable to get nfsd port" },
		.why = "the server does not export the root to this machine, or not by the protocol asked for",
		.mend = "ddtool server check",
		.advice = "nfsroot=SERVER:PATH,v3,tcp: kernels of old take UDP without it, and Debian's cannot speak that",
	}, {
		.id = "nfs-dead", .level = DDT_PROBLEM,
		.any = { "nfs: server " }, .also = " not responding",
		.until = { "nfs: server " }, .until_also = " OK",
		.why = "the root is gone: every program that must be read hangs",
		.advice = "if it followed a change of bridges: ddtool bridge-attach instead, from the next boot on",
	}, {
		.id = "bridge-order", .level = DDT_PROBLEM,
		.any = { "Nexthop has invalid gateway" },
		.why = "a script gave the bridge its route before it had a port: the root is cut off",
		.mend = "ddtool bridge-attach xenbr0",
		.advice = "take the script out, (network-script ...) of xend among them",
	}, {
		.id = "xen-network-root", .level = DDT_PROBLEM,
		.any = { "bridging not supported on network root" },
		.why = "Xen's network-bridge refuses a root on the network: domUs have no bridge",
		.mend = "ddtool bridge-attach xenbr0",
	}, {
		.id = "xen-backend-rules", .level = DDT_PROBLEM,
		.any = { "Hotplug scripts not working",
			 "Hotplug script not working" },
		.why = "nobody ran the hotplug script of the domU's device",
		.mend = "cp /usr/share/ddom/xen-backend.rules /etc/udev/rules.d/ && udevadm control --reload",
		.advice = "or the bridge is missing that the domU's vif names: ddtool status",
	}, {
		.id = "bridge-stp", .level = DDT_PROBLEM,
		.any = { "entered listening state" },
		.why = "spanning tree: the port passes no packet for twice the forward delay",
		.mend = "ip link set @ type bridge stp_state 0",
	}, {
		.id = "bridge-forward-delay", .level = DDT_RISK,
		.any = { "entered learning state" },
		.why = "the port passes no packet for the forward delay, 15 s unless set",
		.mend = "ip link set @ type bridge forward_delay 0",
		.advice = "before the port joins; brctl setfd xenbr0 0 on kernels of old",
	}, {
		.id = "rp-filter", .level = DDT_PROBLEM,
		.any = { "martian source" },
		.why = "the reverse path filter drops packets that come in by another interface than the route back names",
		.mend = "sysctl -qw net.ipv4.conf.all.rp_filter=2",
	}, {
		.id = "path-read-only", .level = DDT_PROBLEM,
		.any = { "Read-only file system" },
		.why = "a program writes where the root is read-only",
		.advice = "convert the root on the server: what is written goes below /flash",
	}, {
		.id = "nic-d3", .level = DDT_RISK,
		.any = { "PXE-E61" },
		.why = "no link, or a NIC that was left asleep at the last restart and the ROM does not wake",
		.mend = "ddtool d3 check",
		.advice = "if it works after the mains plug was pulled, it was asleep: modprobe ddom_d3",
	}, {
		.id = "init-killed", .level = DDT_PROBLEM,
		.any = { "Attempted to kill init!" },
		.why = "init died: its root was gone or incomplete",
	},
};
