// SPDX-License-Identifier: GPL-2.0-only
/*
 * The server under the root, from files as the kernel writes them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "probe.h"
#include "root/server.h"

#define NONE	"24 1 0:22 / /proc rw - proc proc rw\n"

/**
 * struct root - the files, and what must be found
 * @name: for messages
 * @mountinfo: /proc/self/mountinfo; of an old kernel /proc/mounts
 * @volumes: /proc/fs/nfsfs/volumes, NULL: there is none
 * @cmdline: /proc/cmdline
 * @server: the server, NULL: the root is not on NFS
 * @why: a part of the reason
 */
struct root {
	const char *name;
	const char *mountinfo;
	const char *volumes;
	const char *cmdline;
	const char *server;
	const char *why;
};

static const struct root new_roots[] = {
	{ "v3 over TCP",
	  NONE "27 1 0:19 / / ro,relatime shared:1 - nfs 10.0.0.1:/srv ro,vers=3,rsize=32768,hard,nolock,proto=tcp,timeo=600,mountaddr=10.0.0.1,mountvers=3,mountproto=tcp,local_lock=all,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:2049", "/ is 10.0.0.1:/srv" },
	{ "v3 over UDP",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/srv ro,vers=3,proto=udp,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1", "/ is 10.0.0.1:/srv" },
	{ "another port",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/srv ro,vers=3,port=20049,proto=tcp,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:20049", "/ is" },
	{ "v4 over IPv6, by name",
	  "27 1 0:19 / / rw - nfs4 [fd00::1]:/ rw,vers=4.2,proto=tcp6,clientaddr=fd00::2,addr=fd00::1\n",
	  NULL, "", "[fd00::1]:2049", "/ is [fd00::1]:/" },
	{ "the root of the kernel",
	  "1 1 0:2 / / rw - rootfs none rw\n27 1 0:19 / / ro - nfs /dev/root ro,proto=tcp,addr=192.0.2.7\n",
	  NULL, "", "192.0.2.7:2049", "/ is /dev/root" },
	{ "a blank in the source",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/a\\040b ro,proto=tcp,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:2049", "/ is 10.0.0.1:/a b" },
	{ "disk", "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n", NULL, "", NULL,
	  "/ is ext4, not NFS" },
	{ "disk, with /home on NFS",
	  "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 27 0:20 / /home rw - nfs 10.0.0.9:/h rw,addr=10.0.0.9\n",
	  "NV SERVER   PORT DEV          FSID                              FSC\nv3 0a000009  801 0:20         0:0                               no \n",
	  "", NULL, "not NFS" },
	{ "overlay over visible NFS",
	  "20 27 0:19 / /run/lower ro - nfs 10.0.0.1:/srv ro,proto=tcp,addr=10.0.0.1\n30 27 0:29 / /home rw - nfs 10.0.0.9:/h rw,addr=10.0.0.9\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/lower/root,upperdir=/run/u,workdir=/run/w\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/lower/root, on 10.0.0.1:/srv" },
	{ "overlay, second lower directory",
	  "20 27 0:19 / /run/lower ro - nfs4 10.0.0.1:/srv ro,proto=tcp,addr=10.0.0.1\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/tmp/x:/run/lower,upperdir=/run/u\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/lower" },
	{ "overlay, NFS mount only shares a prefix",
	  "20 27 0:19 / /run/low ro - nfs 10.0.0.1:/srv ro,addr=10.0.0.1\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/lower\n",
	  NULL, "", NULL, "nothing of it is on NFS" },
	{ "overlay, the mount is out of sight",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/lower\n",
	  "NV SERVER   PORT DEV          FSID                              FSC\nv3 0a000001  801 0:20         0:0                               no \n",
	  "nfsroot=10.0.0.5:/x", "10.0.0.1:2049", "only NFS server in use" },
	{ "overlay, out of sight, IPv6",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/lower\n",
	  "v4 fd000000000000000000000000000001  801 0:20 0:0 no\n",
	  "", "[fd00::1]:2049", "only NFS server in use" },
	{ "overlay, out of sight, two servers",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/lower\n",
	  "v3 0a000001  801 0:20 0:0 no\nv3 0a000002  801 0:21 0:0 no\n",
	  "root=/dev/nfs nfsroot=10.0.0.5:/x,vers=3 ro", "10.0.0.5:2049",
	  "command line names 10.0.0.5" },
	{ "overlay, only ip= is left",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/lower\n",
	  NULL, "quiet ip=10.0.0.2:10.0.0.6::255.0.0.0:c:eth0:off\n",
	  "10.0.0.6:2049", "command line names 10.0.0.6" },
	{ "overlay, ip=dhcp says nothing",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/lower\n",
	  NULL, "myip=1.2.3.4:5.6.7.8 ip=dhcp nfsroot=/srv\n", NULL,
	  "nothing of it is on NFS" },
	{ "no root at all", NONE, NULL, "", NULL, "" },
	{ "nonsense",
	  "\n-\n - - -\n1 2 3\n27 1 0:19 / / ro - nfs\n27 1 0:19 / / ro - \n\\\\\\777\n",
	  NULL, "", NULL, "" },
};

static const struct root old_roots[] = {
	{ "Linux 2.6.18",
	  "rootfs / rootfs rw 0 0\n/dev/root / nfs ro,vers=3,rsize=32768,hard,nolock,proto=tcp,timeo=600,retrans=2,sec=sys,addr=10.0.0.1 0 0\nproc /proc proc rw 0 0\n",
	  NULL, "", "10.0.0.1:2049", "/ is /dev/root" },
	{ "Linux 2.6.18, over UDP",
	  "rootfs / rootfs rw 0 0\n/dev/root / nfs ro,vers=2,proto=udp,addr=10.0.0.1 0 0\n",
	  NULL, "", "10.0.0.1", "/ is /dev/root" },
	{ "Linux 2.6.18, from a disk",
	  "rootfs / rootfs rw 0 0\n/dev/root / ext3 rw,data=ordered 0 0\nbroken\n10.0.0.1:/a /mnt nfs rw,proto=udp,addr=10.0.0.1 0 0\n",
	  NULL, "", NULL, "/ is ext3, not NFS" },
};

/**
 * write_file() - write a file
 * @path: template for its name; filled in
 * @text: what is in it
 */
static void write_file(char *path, const char *text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/**
 * run_roots() - every root of a table
 * @roots: table
 * @n: its length
 * @old: the kernel has no /proc/self/mountinfo
 */
static void run_roots(const struct root *roots, size_t n, bool old)
{
	char mountinfo[32], volumes[32], cmdline[32], text[DDT_PROBE_TEXT];
	const struct ddt_root_files files = {
		.mountinfo = old ? "/nonexistent" : mountinfo,
		.mounts = old ? mountinfo : "/nonexistent",
		.volumes = volumes,
		.cmdline = cmdline,
	};
	struct ddt_root_server root;
	const struct root *r;
	size_t i;

	for (i = 0; i < n; i++) {
		r = &roots[i];
		strcpy(mountinfo, "/tmp/ddtmXXXXXX");
		strcpy(volumes, "/tmp/ddtvXXXXXX");
		strcpy(cmdline, "/tmp/ddtcXXXXXX");
		write_file(mountinfo, r->mountinfo);
		write_file(volumes, r->volumes ? r->volumes : "");
		write_file(cmdline, r->cmdline);
		assert_int_equal(ddt_root_server_find(&files, &root), 0);
		unlink(mountinfo);
		unlink(volumes);
		unlink(cmdline);
		if (root.found != !!r->server || !strstr(root.why, r->why))
			fail_msg("%s: %d, %s", r->name, root.found, root.why);
		if (!r->server)
			continue;
		ddt_probe_text(&root.server, text, sizeof(text));
		if (strcmp(text, r->server))
			fail_msg("%s: %s", r->name, text);
	}
}

/**
 * test_roots() - as kernels of today write it
 * @state: unused
 */
static void test_roots(void **state)
{
	(void)state;
	run_roots(new_roots, sizeof(new_roots) / sizeof(new_roots[0]), false);
}

/**
 * test_old_roots() - as those before Linux 2.6.26 do
 * @state: unused
 */
static void test_old_roots(void **state)
{
	(void)state;
	run_roots(old_roots, sizeof(old_roots) / sizeof(old_roots[0]), true);
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roots),
		cmocka_unit_test(test_old_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
