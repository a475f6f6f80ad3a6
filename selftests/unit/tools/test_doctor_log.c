// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool doctor on serial logs: written for these tests, in the formats of
 * PXE ROMs, GRUB legacy, Xen, kernels of then and now, and dhclient.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "doctor/doctor.h"

#define GOOD_BOOT \
	"Intel UNDI, PXE-2.0 (build 082)\r\n" \
	"CLIENT MAC ADDR: 52 54 00 00 00 02\r\n" \
	"(XEN) Command line: dom0_mem=384M com1=115200,8n1 console=com1\r\n" \
	"[    0.000000] Linux version 6.1.192-ddom (gcc 12.2.0) #1 SMP\r\n" \
	"[    0.000000] Command line: ip=dhcp root=/dev/nfs nfsroot=10.0.0.1:/r,v3,tcp\r\n" \
	"[    2.100000] Sending DHCP requests ., OK\r\n" \
	"[    2.200000] IP-Config: Got DHCP answer from 10.0.0.1, my address is 10.0.0.2\r\n" \
	"[    2.300000] IP-Config: Complete:\r\n" \
	"[    2.400000] VFS: Mounted root (nfs filesystem) readonly on device 0:21.\r\n" \
	"[    3.000000] xenbr0: port 1(eth0) entered blocking state\r\n" \
	"[    3.000000] xenbr0: port 1(eth0) entered forwarding state\r\n" \
	"[  OK  ] Started Getty on tty1.\r\n"

#define RHINE_HANG \
	"Linux version 2.6.20-xen-r6 (root@infolab) #1 SMP\n" \
	"via-rhine.c:v1.10-LK1.4.2 Sept-11-2006 Written by Donald Becker\n" \
	"eth0: VIA Rhine II at 0xe8001000, 00:11:2f:a8:b4:d4, IRQ 11.\n" \
	"Sending DHCP requests ...... timed out!\n" \
	"IP-Config: Retrying forever (NFS root)...\n"

/**
 * struct story - a log and what is in it
 * @log: the log
 * @ids: findings in their order
 * @what: is in the first's text, NULL: whatever
 * @mend: is its command, NULL: whatever
 */
struct story {
	const char *log;
	const char *ids;
	const char *what;
	const char *mend;
};

static const struct story stories[] = {
	{ "", "", NULL, NULL },
	{ GOOD_BOOT, "", NULL, NULL },
	/* DHCP */
	{ "Sending DHCP requests ...... timed out!\n", "dhcp-no-answer",
	  "line 1: Sending DHCP requests ...... timed out!",
	  "ddtool server check" },
	{ "x\ny\nIP-Config: Retrying forever (NFS root)...\n",
	  "dhcp-no-answer", "line 3:", NULL },
	{ "PXE-E51: No DHCP or proxyDHCP offers were received.\r\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "No DHCPOFFERS received.\nNo working leases in persistent database - sleeping.\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "Sending DHCP requests .", "", NULL, NULL },
	{ "Sending DHCP requests ...... timed out!\n" GOOD_BOOT, "", NULL,
	  NULL },
	{ "No DHCPOFFERS received.\nDHCPACK of 10.0.0.2 from 10.0.0.1\n"
	  "bound to 10.0.0.2 -- renewal in 1654 seconds.\n", "", NULL, NULL },
	/* the HOWTO's hang */
	{ RHINE_HANG, "apic-rhine dhcp-no-answer",
	  "line 4: a VIA Rhine that sees no DHCP answer", "" },
	{ "Kernel command line: ip=dhcp root=/dev/nfs noapic\n" RHINE_HANG,
	  "dhcp-no-answer", NULL, NULL },
	{ "(XEN) Command line: dom0_mem=32M noapic\n"
	  "Kernel command line: ip=dhcp root=/dev/nfs\n" RHINE_HANG,
	  "dhcp-no-answer", NULL, NULL },
	{ "via-rhine.c:v1.10-LK1.4.2\n" GOOD_BOOT, "", NULL, NULL },
	/* pxegrub on a 3Com card */
	{ "Managed PC Boot Agent (MBA) v4.30\r\n(C) Copyright 2001 3Com Corporation\r\n"
	  "\r\nGRUB loading, please wait...\r\n", "pxegrub-3com",
	  "line 4: GRUB on a 3Com card", "" },
	{ "Managed PC Boot Agent (MBA) v4.30\r\nGRUB loading, please wait...\r\n"
	  GOOD_BOOT, "", NULL, NULL },
	{ "Intel UNDI, PXE-2.0\r\nGRUB loading, please wait...\r\n", "", NULL,
	  NULL },
	/* kernels that do not fit */
	{ "IP-Config: No network devices available.\n", "nic-no-driver", NULL,
	  NULL },
	{ "VFS: Cannot open root device \"nfs\" or unknown-block(0,255)\n",
	  "kernel-no-nfsroot", NULL, NULL },
	{ "VFS: Unable to mount root fs via NFS, trying floppy.\n",
	  "root-refused", NULL, NULL },
	/* a root that dies, and one that comes back */
	{ "[  200.1] nfs: server 10.0.0.1 not responding, still trying\n"
	  "[  OK  ] Reached target\n", "nfs-dead", "10.0.0.1", "" },
	{ "[  200.1] nfs: server 10.0.0.1 not responding, still trying\n"
	  "[  380.1] nfs: server 10.0.0.1 not responding, still trying\n",
	  "nfs-dead", "line 1:", NULL },
	{ "[  200.1] nfs: server 10.0.0.1 not responding, still trying\n"
	  "[  230.1] nfs: server 10.0.0.1 OK\n", "", NULL, NULL },
	{ "[  200.1] nfs: server 10.0.0.1 not responding, still trying\n"
	  "[  230.1] nfs: server 10.0.0.1 OK\n"
	  "[  300.1] nfs: server 10.0.0.1 not responding, still trying\n",
	  "nfs-dead", "line 3:", NULL },
	{ "Error: Nexthop has invalid gateway.\n", "bridge-order", NULL, NULL },
	{ "bridging not supported on network root; not starting\n",
	  "xen-network-root", NULL, NULL },
	{ "Kernel panic - not syncing: Attempted to kill init!\n",
	  "init-killed", NULL, "" },
	/* the rest */
	{ "Error: Device 0 (vif) could not be connected. Hotplug scripts not working.\n",
	  "xen-backend-rules", NULL,
	  "cp /usr/share/ddom/xen-backend.rules /etc/udev/rules.d/ && udevadm control --reload" },
	{ "[   12.3] br7: port 1(eth0) entered listening state\n",
	  "bridge-stp", NULL, "ip link set br7 type bridge stp_state 0" },
	{ "<6>[   12.3]br7: port 1(eth0) entered learning state\n",
	  "bridge-forward-delay", NULL,
	  "ip link set br7 type bridge forward_delay 0" },
	{ "entered listening state\n", "bridge-stp", NULL,
	  "ip link set xenbr0 type bridge stp_state 0" },
	{ "averyveryverylongnameofabridge: port 1(eth0) entered listening state\n",
	  "bridge-stp", NULL, "ip link set xenbr0 type bridge stp_state 0" },
	{ "IPv4: martian source 10.0.0.2 from 10.0.0.1, on dev xenbr0\n",
	  "rp-filter", NULL, NULL },
	{ "mkdir: cannot create directory '/var/run/screen': Read-only file system\n",
	  "path-read-only", NULL, NULL },
	{ "PXE-E61: Media test failure, check cable\r\nPXE-M0F: Exiting Intel Boot Agent.\r\n",
	  "nic-d3", NULL, "ddtool d3 check" },
	/* a program each, from the ROM to the end */
	{ "iPXE 1.21.1 -- Open Source Network Boot Firmware\n"
	  "net0: 52:54:00:00:00:01 using 82540em\n"
	  "Configuring (net0 52:54:00:00:00:01)...... No configuration methods succeeded (http://ipxe.org/040ee119)\n"
	  "No more network devices\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "net0: 10.0.0.2/255.255.255.0 gw 10.0.0.1\n"
	  "Nothing to boot: No such file or directory (http://ipxe.org/2d03e18e)\n",
	  "boot-filename", NULL, NULL },
	{ "Filename: core.0\n"
	  "tftp://10.0.0.1/core.0... Connection timed out (http://ipxe.org/4c126035)\n",
	  "boot-server", NULL, NULL },
	{ "PXE-E32: TFTP open timeout\n"
	  "PXE-M0F: Exiting Intel Boot Agent.\n",
	  "boot-server", NULL, NULL },
	{ ">>Start PXE over IPv4.\n"
	  "  PXE-E16: No valid offer received.\n",
	  "dhcp-no-answer", NULL, NULL },
	{ ">>Start PXE over IPv4.\n"
	  "  PXE-E18: Server response timeout.\n",
	  "boot-server", NULL, NULL },
	{ "PXE-E23: Client received TFTP error from server.\n",
	  "boot-file", NULL, NULL },
	{ "PXE-T01: File not found\n"
	  "PXE-E3B: TFTP Error - File Not found\n",
	  "boot-file", NULL, NULL },
	{ "error: no server is specified.\n"
	  "Entering rescue mode...\n"
	  "grub rescue> \n",
	  "boot-file", NULL, NULL },
	{ "error: file `/kernels/vmlinuz' not found.\n"
	  "error: you need to load the kernel first.\n",
	  "boot-file", NULL, NULL },
	{ "IP-Config: eth0 hardware address 52:54:00:00:00:01 mtu 1500 DHCP\n"
	  "IP-Config: no response after 2 secs - giving up\n"
	  "IP-Config: no response after 60 secs - giving up\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "Begin: Retrying nfs mount ... mount: mounting 10.0.0.1:/srv/root on /root failed: No such file or directory\n"
	  "done.\n"
	  "Begin: Retrying nfs mount ... \n",
	  "root-refused", NULL, NULL },
	{ "Begin: Retrying nfs mount ... mount call failed: 13\n"
	  "done.\n",
	  "root-refused", NULL, NULL },
	{ "connect: Connection refused\n"
	  "NFS over TCP not available from 10.0.0.1\n",
	  "root-refused", NULL, NULL },
	{ "dracut-initqueue[345]: Warning: dracut-initqueue: timeout, still waiting for following initqueue hooks:\n"
	  "dracut-initqueue[345]: Warning: Could not boot.\n"
	  "Entering emergency mode.\n",
	  "initrd-gave-up", NULL, NULL },
	{ "mount.nfs: Connection timed out\n"
	  "Reached target Remote File Systems.\n"
	  "dracut-initqueue: timeout\n",
	  "root-refused", NULL, NULL },
	{ "Looking up port of RPC 100003/3 on 10.0.0.1\n"
	  "rpcbind: RPC call returned error 101\n"
	  "Root-NFS: Unable to get nfsd port number from server, using default\n",
	  "root-unreachable", NULL, NULL },
	{ "VFS: Unable to mount root fs via NFS, trying floppy.\n"
	  "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(2,0)\n",
	  "root-refused", NULL, NULL },
	{ "VFS: Cannot open root device \"nfs\" or unknown-block(0,255): error -6\n"
	  "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,255)\n",
	  "kernel-no-nfsroot", NULL, NULL },
	{ "VFS: Mounted root (nfs filesystem) readonly on device 0:15.\n"
	  "Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.\n",
	  "no-init", NULL, NULL },
	{ "devtmpfs: error mounting -2\n"
	  "Warning: unable to open an initial console.\n",
	  "no-dev", NULL, NULL },
	{ "[  101.2] IPv6: xenbr0: IPv6 duplicate address fd00:9::2 used by 52:54:00:00:00:09 detected!\n",
	  "duplicate-address", NULL, NULL },
	{ "[  101.2] ICMPv6: RA: ndisc_router_discovery failed to add default route\n",
	  "ra-refused", NULL, NULL },
	{ "[  101.2] neighbour: arp_cache: neighbor table overflow!\n",
	  "neighbour-table", NULL, NULL },
	{ "[  101.2] e1000e 0000:00:19.0 eth0: Detected Hardware Unit Hang:\n",
	  "nic-hang", NULL, NULL },
	{ "[    5.2] bnx2 0000:02:00.0: Direct firmware load for bnx2/bnx2-mips-06-6.2.3.fw failed with error -2\n"
	  "[    5.2] bnx2: Can't load firmware file \"bnx2/bnx2-mips-06-6.2.3.fw\"\n"
	  "IP-Config: Failed to open eth0\n"
	  "IP-Config: No network devices available.\n",
	  "nic-firmware", NULL, NULL },
	{ "[  242.7] INFO: task systemd:1 blocked for more than 120 seconds.\n"
	  "[  242.7]  rpc_wait_bit_killable+0x11/0x80 [sunrpc]\n",
	  "hung-task", NULL, NULL },
	{ "[  242.7] nfs: server 10.0.0.1 not responding, timed out\n",
	  "nfs-dead", NULL, NULL },
	{ "[  242.7] e1000e 0000:00:19.0 eth0: NIC Link is Down\n"
	  "[  242.7] xenbr0: port 1(eth0) entered disabled state\n",
	  "link-down", NULL, NULL },
	{ "[  242.7] NFS: state manager: check lease failed on NFSv4 server 10.0.0.1 with error 13\n",
	  "nfs-state", NULL, NULL },
	{ "[  242.7] NFS: server 10.0.0.1 error: fileid changed\n"
	  "/bin/sh: error while loading shared libraries: libc.so.6: cannot stat shared object: Stale file handle\n",
	  "root-stale", NULL, NULL },
	{ "libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/vif-bridge online [1234] exited with error status 1\n"
	  "libxl: error: libxl_device.c:1265:device_hotplug_child_death_cb: script: Could not find bridge device xenbr0\n",
	  "vif-no-bridge", NULL, NULL },
	{ "script: Could not find bridge, and none was specified\n",
	  "vif-no-bridge", NULL, NULL },
	{ "No DHCPOFFERS received.\n"
	  "No working leases in persistent database - sleeping.\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "[  ***] A start job is running for Wait for Network to be Configured (2min 3s / no limit)\n",
	  "network-wait", NULL, NULL },
	{ "systemd-networkd[345]: eth0: Link DOWN\n"
	  "systemd-networkd[345]: eth0: Lost carrier\n",
	  "link-down", NULL, NULL },
	{ "[  OK  ] Stopped Raise network interfaces.\n"
	  "[  181.1] nfs: server 10.0.0.1 not responding, still trying\n",
	  "nfs-dead", NULL, NULL },
	{ "(XEN) Not enough RAM for DOM0 kernel\n",
	  "xen-dom0", NULL, NULL },
	{ "(XEN) Domain 0 crashed: rebooting machine in 5 seconds.\n",
	  "xen-panic", NULL, NULL },
	{ "IP-Config: Auto-configuration of network failed\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "[    3.0] Waiting up to 110 more seconds for network.\n"
	  "[    6.0] IP-Config: Complete:\n"
	  "[   6.1] VFS: Mounted root (nfs filesystem) readonly on device 0:15.\n",
	  "", NULL, NULL },
	{ "[    9.0] VFS: Mounted root (nfs filesystem) readonly on device 0:15.\n"
	  "[   20.1] virbr0: port 1(virbr0-nic) entered blocking state\n"
	  "[   20.1] virbr0: port 1(virbr0-nic) entered listening state\n"
	  "[   20.1] virbr0: port 1(virbr0-nic) entered disabled state\n",
	  "", NULL, NULL },
	{ "[   20.1] xenbr0: port 2(vif1.0) entered blocking state\n"
	  "[   20.1] xenbr0: port 2(vif1.0) entered forwarding state\n",
	  "", NULL, NULL },
	{ "VFS: Mounted root (nfs filesystem) readonly on device 0:15.\n"
	  "systemd[1]: Failed to create /init.scope control group: Read-only file system\n",
	  "", NULL, NULL },
	{ "IPv4: martian source 192.168.7.1 from 192.168.7.9, on dev wlan0\n",
	  "", NULL, NULL },
	{ "VFS: Mounted root (nfs filesystem) readonly on device 0:15.\n"
	  "dhclient: No DHCPOFFERS received.\n",
	  "", NULL, NULL },
	{ "nfs: server 10.0.0.1 not responding, still trying\n"
	  "nfs: server 10.0.0.9 not responding, still trying\n"
	  "nfs: server 10.0.0.9 OK\n",
	  "nfs-dead", NULL, NULL },
	/* who is meant: the root's server, NIC and bridge, or others */
	{ "Kernel command line: root=/dev/nfs nfsroot=10.0.0.1:/r,v3,tcp ip=dhcp\n"
	  "nfs: server 10.0.0.9 not responding, still trying\n",
	  "nfs-server-dead", "10.0.0.9", "" },
	{ "Kernel command line: root=nfs:nfs4server:/r ip=dhcp\n"
	  "nfs: server 10.0.0.9 not responding, still trying\n", "nfs-dead",
	  NULL, NULL },
	{ "     bootserver=10.0.0.8, rootserver=10.0.0.1, rootpath=/r\n"
	  "nfs: server 10.0.0.1 not responding, still trying\n"
	  "nfs: server 10.0.0.9 not responding, still trying\n",
	  "nfs-dead nfs-server-dead", NULL, NULL },
	{ "     device=eth0, hwaddr=52:54:00:00:00:01, ipaddr=10.0.0.2\n"
	  "e1000e 0000:00:1a.0 eth1: NIC Link is Down\n", "", NULL, NULL },
	{ "r8169 0000:03:00.0: eth0: link down\n"
	  "     device=eth0, hwaddr=52:54:00:00:00:01, ipaddr=10.0.0.2\n",
	  "link-down", NULL, NULL },
	{ "r8169 0000:03:00.0: eth0: link down\nr8169 0000:03:00.0: eth0: link up\n"
	  "     device=eth0, hwaddr=52:54:00:00:00:01, ipaddr=10.0.0.2\n", "",
	  NULL, NULL },
	{ "     device=eth0, hwaddr=52:54:00:00:00:01, ipaddr=10.0.0.2\n"
	  "e1000e: eth0 NIC Link is Down\nreboot: Restarting system\n", "", NULL,
	  NULL },
	{ "systemd-networkd[345]: eth0: Lost carrier\nreboot: Power down\n", "",
	  NULL, NULL },
	{ "vif1.0: IPv6 duplicate address fe80::fcff:ffff:feff:ffff detected!\n",
	  "", NULL, NULL },
	{ "docker0: port 1(veth12ab) entered listening state\n"
	  "br-0123456789ab: port 1(eth0) entered listening state\n", "", NULL,
	  NULL },
	{ "br-lan: port 1(eth0) entered listening state\n", "bridge-stp", NULL,
	  "ip link set br-lan type bridge stp_state 0" },
	{ "DHCPDISCOVER on wlan0 to 255.255.255.255 port 67 interval 7\n"
	  "No DHCPOFFERS received.\n", "", NULL, NULL },
	/* consequences are not findings of their own */
	{ "Sending DHCP requests ...... timed out!\nVFS: Unable to mount root fs via NFS, trying floppy.\n"
	  "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(2,0)\n",
	  "dhcp-no-answer", NULL, NULL },
	{ "VFS: Cannot open root device \"sda1\" or unknown-block(0,0)\n"
	  "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n",
	  "no-root", NULL, "" },
	/* a step that came after all */
	{ "PXE-E51: No DHCP or proxyDHCP offers were received.\n" GOOD_BOOT, "",
	  NULL, NULL },
	{ "IP-Config: no response after 2 secs - giving up\n"
	  "IP-Config: eth0 complete (dhcp from 10.0.0.1):\n", "", NULL, NULL },
	{ "mount: mounting 10.0.0.1:/r on /root failed: Connection refused\n"
	  "Begin: Running /scripts/nfs-bottom ... done.\n", "", NULL, NULL },
	{ "VFS: Mounted root (nfs filesystem) readonly on device 0:15.\n"
	  "mount.nfs: access denied by server while mounting 10.0.0.9:/home\n",
	  "", NULL, NULL },
	/* an attach that failed, and one that did not */
	{ "[    4.1] ddom_bridge: eth0 to xenbr0: undone: no answer from 10.0.0.1, receive side held for 90 us at most\n",
	  "attach-failed", NULL, "ddtool status" },
	{ "[    4.1] ddom_bridge: attach=auto:xenbr0: no device found that carries the root (-19); name it\n",
	  "attach-failed", NULL, NULL },
	{ "ddom_bridge: refused: eth0: no such device (-19)\n", "attach-failed",
	  NULL, NULL },
	{ "ddtool: eth0: no probe was answered; everything is as before\n",
	  "attach-failed", NULL, NULL },
	{ "ddom_bridge: eth0 not attached to xenbr0, going on without\n",
	  "attach-failed", NULL, NULL },
	{ "ddom_bridge: eth0 to xenbr0: undone: no answer, receive side held for 90 us at most\n"
	  "ddom_bridge: eth0 to xenbr0: done, receive side held for 90 us at most\n",
	  "", NULL, NULL },
	/* as others met it, and asked about in public */
	{ "VFS: Unable to mount root fs via NFS.\ndevtmpfs: mounted\n"
	  "Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.\n",
	  "root-refused", NULL, NULL },
	{ "[Link status: Down(http://ipxe.org/38086193)]\nWaiting for link-up on net0.... ok\n"
	  "Nothing to boot:No such file or directory (http://ipxe.org/2d03e18e)\n",
	  "boot-filename", NULL, NULL },
	{ "PXE Boot aborted. Booting to next device...\nPXE-M0F: Exiting Intel Boot Agent\n",
	  "boot-failed", NULL, NULL },
	{ "tftp://10.0.0.1/ltsp.ipxe.... ok\nCould not boot image: Result too large (http://ipxe.org/45038101)\n",
	  "boot-failed", NULL, NULL },
	{ "Could not boot: Exec format error (http://ipxe.org/2e008081)\n",
	  "boot-image", NULL, NULL },
	{ "http://10.0.0.1/x.img... No such file or directory (http://ipxe.org/2d0c618e)\n",
	  "boot-file", NULL, NULL },
	{ "  [TXE: 1 x \"Network unreachable (https://ipxe.org/28086090)\"]\n"
	  "Configuring (net14 10:70:fd:c3:f5:9c)...... ok\n", "", NULL, NULL },
	{ "PXE-E18: Server response timeout.\n  NBP filesize is 0 Bytes\n"
	  "  PXE-E99: Unexpected network error.\n", "boot-file", NULL, NULL },
	{ "r8125 0000:22:04.0 eth4: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5010 ms\n"
	  "r8125 0000:22:01.0 eth1: NETDEV WATCHDOG: CPU: 0: transmit queue 0 timed out 5010 ms\n",
	  "nic-hang nic-hang", NULL, "ethtool -K eth4 tso off gso off" },
	{ "NETDEV WATCHDOG: eth0 (smsc95xx): transmit queue 0 timed out\n",
	  "nic-hang", NULL, "ethtool -K eth0 tso off gso off" },
	{ "libxl: error: /etc/xen/scripts/vif-vale online [24793] exited with error status 1\n",
	  "vif-script", NULL, "" },
	{ "libxl: error: script: /etc/xen/scripts/block failed; error detected.\n",
	  "", NULL, NULL },
	{ "(XEN) Panic on CPU 0:\n(XEN) Could not construct domain 0\n",
	  "xen-panic xen-dom0", NULL, NULL },
	{ "[***] A start job is running for Wait for?e Configured (1min 59s / no limit)\n",
	  "network-wait", NULL, NULL },
	{ "[***] A start job is running for Wait for Network to be Configured (5s / no limit)\n",
	  "", NULL, NULL },
	{ "A start job is running for Wait for Network to be Configured (1min / no limit)\n"
	  "[  OK  ] Finished Wait for Network to be Configured.\n", "", NULL,
	  NULL },
	{ "br-lan: received packet on wlan0 with own address as source address (addr:b8:27:eb:c5:12:38, vlan:0)\n",
	  "", NULL, NULL },
	{ "br-lan: port 2(eth1) entered forwarding state\n"
	  "br-lan: received packet on eth1 with own address as source address\n",
	  "own-address", NULL, "" },
	{ "r8169 0000:01:00.0: Direct firmware load for rtl_nic/rtl8168e-2.fw failed with error -2\n"
	  "r8169 0000:01:00.0 eth0: link down\n", "", NULL, NULL },
	{ "bnx2x: [bxn2x_init_firmware:13564(eth1)]Can't load firmware file bnx2x/bnx2x-e1h-7.13.1.0.fw\n",
	  "nic-firmware", NULL, "" },
	{ "portmap: RPC call returned error 101\nRoot-NFS: Unable to get nfsd port number from server, using default\n"
	  "VFS: Unable to mount root fs via NFS, trying floppy.\n",
	  "root-unreachable", NULL, NULL },
	{ "nfsmount: bad option 'vers'\n", "root-protocol", NULL, NULL },
	{ "DHCPNAK from 10.0.0.1\nDHCPACK of 10.0.0.2 from 10.0.0.1\n", "", NULL,
	  NULL },
	{ "[FAILED] Failed to mount /sysroot.\n[DEPEND] Dependency failed for Initrd Root File System\n"
	  "localhost login: ", "", NULL, NULL },
	/* bytes as a terminal gets them */
	{ "\033[2J\033[1;1H\033[0mPXE-\033[1mE51\033[0m: No DHCP offers\rnext",
	  "dhcp-no-answer", "line 1: PXE-E51: No DHCP offers", NULL },
	{ "\033", "", NULL, NULL },
	{ "\033[", "", NULL, NULL },
	{ "\033[0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0", "", NULL,
	  NULL },
};

static struct ddt_findings found;
static struct ddt_health h;

/**
 * judge() - judge a log
 * @data: its bytes
 * @len: how many
 */
static void judge(const void *data, size_t len)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	rewind(file);
	ddt_findings_free(&found);
	assert_int_equal(ddt_doctor_log(file, &h, &found), 0);
	fclose(file);
}

/**
 * test_stories() - every log of the table
 * @state: unused
 */
static void test_stories(void **state)
{
	char ids[512], said[512];
	unsigned int k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		const struct story *s = &stories[i];

		judge(s->log, strlen(s->log));
		ids[0] = '\0';
		for (k = 0; k < found.n; k++)
			sprintf(ids + strlen(ids), "%s%s", k ? " " : "",
				found.list[k].id);
		if (strcmp(ids, s->ids))
			fail_msg("\"%s\" instead of \"%s\" in\n%s", ids,
				 s->ids, s->log);
		if (!found.n)
			continue;
		snprintf(said, sizeof(said), "%s: %s", found.list[0].place,
			 found.list[0].what);
		if (s->what && !strstr(said, s->what))
			fail_msg("%s", said);
		if (s->mend && strcmp(found.list[0].command ? : "", s->mend))
			fail_msg("%s", found.list[0].command);
	}
}

/**
 * test_root() - what the log says of the root, and that it says nothing
 * @state: unused
 */
static void test_root(void **state)
{
	static const char nfs[] =
		"Kernel command line: root=/dev/nfs nfsroot=10.0.0.1:/r,v3,tcp\n"
		"     device=eth0, hwaddr=52:54:00:00:00:01, ipaddr=10.0.0.2\n"
		"xenbr0: port 1(eth0) entered forwarding state\n";
	static const char disk[] = "VFS: Mounted root (ext4 filesystem)\n";

	(void)state;
	memset(&h, 0, sizeof(h));
	judge(nfs, strlen(nfs));
	assert_true(h.nfs);
	assert_string_equal(h.root_server, "10.0.0.1");
	assert_string_equal(h.root_dev, "xenbr0");
	judge(disk, strlen(disk));
	assert_false(h.nfs);
	assert_non_null(strstr(h.root_why, "not judged"));
}

/**
 * test_bytes() - whatever a line can carry
 * @state: unused
 *
 * Long lines are cut, bytes that cannot be printed are left out.
 */
static void test_bytes(void **state)
{
	static unsigned char noise[1 << 20];
	unsigned int i;

	(void)state;
	srand(1);
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = (unsigned char)rand();
	judge(noise, sizeof(noise));
	assert_int_equal(found.n, 0);

	memset(noise, 'x', sizeof(noise));
	memcpy(noise + sizeof(noise) - 9, "\nPXE-E51:", 9);
	judge(noise, sizeof(noise));
	assert_int_equal(found.n, 1);
	assert_string_equal(found.list[0].place, "line 2");
	assert_string_equal(found.list[0].what, "PXE-E51:");

	memcpy(noise, "PXE-E51: \0\1\200", 12);
	judge(noise, 4096);
	assert_int_equal(found.n, 1);
	for (i = 0; found.list[0].what[i]; i++)
		assert_in_range(found.list[0].what[i], ' ', '~');
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
