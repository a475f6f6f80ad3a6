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

#include "doctor.h"

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
	/* bytes as a terminal gets them */
	{ "\033[2J\033[1;1H\033[0mPXE-\033[1mE51\033[0m: No DHCP offers\rnext",
	  "dhcp-no-answer", "line 1: PXE-E51: No DHCP offers", NULL },
	{ "\033", "", NULL, NULL },
	{ "\033[", "", NULL, NULL },
	{ "\033[0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0", "", NULL,
	  NULL },
};

static struct ddt_findings found;

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
	memset(&found, 0, sizeof(found));
	assert_int_equal(ddt_doctor_log(file, &found), 0);
	fclose(file);
}

/**
 * test_stories() - every log of the table
 * @state: unused
 */
static void test_stories(void **state)
{
	char ids[512];
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
		if (s->what && !strstr(found.list[0].what, s->what))
			fail_msg("%s", found.list[0].what);
		if (s->mend && strcmp(found.list[0].mend, s->mend))
			fail_msg("%s", found.list[0].mend);
	}
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
	assert_string_equal(found.list[0].what, "line 2: PXE-E51:");

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
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
