// SPDX-License-Identifier: GPL-2.0-only
/*
 * The server under the root, from files as the kernel writes them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/loop.h>

#include <cmocka.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

#define NONE	"24 1 0:22 / /proc rw - proc proc rw\n"
#define NFS	"proto=tcp,addr=10.0.0.1\n"
#define VOL	"NV SERVER   PORT DEV          FSID                              FSC\n"
#define VOL1	VOL "v3 0a000001  801 0:19         0:0                               no \n"
#define HOME	"30 27 0:20 / /home rw - nfs 10.0.0.9:/h rw,addr=10.0.0.9\n"
#define VOLHOME	"v3 0a000009  801 0:20         0:0                               no \n"
#define HIDDEN	"27 1 0:30 / / rw - overlay overlay rw,lowerdir=/lower\n"
#define CANNOT	"?"

/* What ddinit mounts for an overlay, and below it the tree or an image. */
#define OVER	"28 27 0:40 / /run/ddom/tmpfs rw - tmpfs ddom rw,size=4096k\n" \
	"27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/ddom/lower,upperdir=/run/ddom/tmpfs/upper,workdir=/run/ddom/tmpfs/work\n"
#define OVER_NFS "20 27 0:19 / /run/ddom/lower ro - nfs 10.0.0.1:/srv ro," NFS OVER
#define OVER_IMAGE "21 27 0:19 / /run/ddom/export ro - nfs 10.0.0.1:/img ro," NFS \
	"22 27 7:0 / /run/ddom/lower ro - squashfs /dev/loop0 ro\n" OVER
#define OVER_RAM "21 27 0:41 / /run/ddom/ram rw - tmpfs ddom rw\n" \
	"22 27 7:0 / /run/ddom/lower ro - erofs /dev/loop0 ro\n" OVER
#define BACKING	"dev/block/7:0/loop/backing_file=/run/ddom/"

/**
 * struct root - the files, and what must be found
 * @name: for messages
 * @mountinfo: /proc/self/mountinfo; of an old kernel /proc/mounts
 * @volumes: /proc/fs/nfsfs/volumes, NULL: there is none
 * @cmdline: /proc/cmdline
 * @server: the servers, by commas; for one without an address its network
 *	device, for one that is bound to a network device also "@DEVICE"; NULL:
 *	the root is local, CANNOT: it cannot be told
 * @why: a part of the reason
 * @sys: files in /sys, "NAME=TEXT ..."; "NAME>TARGET" is a link, and
 *	"/NAME" is in /proc
 * @image: file on the server
 */
struct root {
	const char *name;
	const char *mountinfo;
	const char *volumes;
	const char *cmdline;
	const char *server;
	const char *why;
	const char *sys;
	const char *image;
};

/* Most roots have no image. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

static const struct root new_roots[] = {
	{ "v3 over TCP",
	  NONE "27 1 0:19 / / ro,relatime shared:1 - nfs 10.0.0.1:/srv ro,vers=3,rsize=32768,hard,nolock,proto=tcp,timeo=600,mountaddr=10.0.0.1,mountvers=3,mountproto=tcp,local_lock=all,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:2049", "/ is 10.0.0.1:/srv" },
	{ "v3 over UDP",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/srv ro,vers=3,proto=udp,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1", "/ is 10.0.0.1:/srv" },
	{ "over RDMA, whose port is none of TCP",
	  "27 1 0:19 / / ro - nfs4 10.0.0.1:/srv ro,vers=4.2,proto=rdma,port=20049,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1", "/ is 10.0.0.1:/srv" },
	{ "over TLS, with Kerberos",
	  "27 1 0:19 / / rw - nfs4 10.0.0.1:/srv rw,vers=4.2,proto=tcp,sec=krb5p,xprtsec=mtls,clientaddr=10.0.0.2,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:2049", "/ is 10.0.0.1:/srv" },
	{ "another port",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/srv ro,vers=3,port=20049,proto=tcp,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:20049", "/ is" },
	{ "v4 over IPv6, by name",
	  "27 1 0:19 / / rw - nfs4 [fd00::1]:/ rw,vers=4.2,proto=tcp6,clientaddr=fd00::2,addr=fd00::1\n",
	  NULL, "", "[fd00::1]:2049", "/ is [fd00::1]:/" },
	{ "link-local, the device by name",
	  "27 1 0:19 / / rw - nfs4 [fe80::1%eth0]:/r rw,proto=tcp6,clientaddr=fe80::2%eth0,addr=fe80::1%eth0\n",
	  NULL, "", "[fe80::1%eth0]:2049", "/ is [fe80::1%eth0]:/r" },
	{ "link-local, the device by number",
	  "27 1 0:19 / / rw - nfs [fe80::1%eth0]:/r rw,vers=3,proto=udp6,addr=fe80::1%2\n",
	  NULL, "", "fe80::1%2", "/ is" },
	{ "link-local, and only the volume says so",
	  HIDDEN, VOL "v4 fe800000000000000000000000000001  801 0:19 0:0 no\n",
	  "", "[fe80::1]:2049", "only NFS server in use" },
	{ "without an address, by its volume and not by another",
	  "27 1 0:19 / / rw - nfs4 s:/r rw,vers=4.2\n" HOME, VOL1 VOLHOME, "",
	  "10.0.0.1:2049", "/ is s:/r" },
	{ "without an address or a volume",
	  "27 1 0:19 / / rw - nfs4 s:/r rw,vers=4.2\n" HOME, VOL VOLHOME, "",
	  CANNOT, "/ is s:/r, whose server cannot be told" },
	{ "the root of the kernel",
	  "1 1 0:2 / / rw - rootfs none rw\n27 1 0:19 / / ro - nfs /dev/root ro,proto=tcp,addr=192.0.2.7\n",
	  NULL, "", "192.0.2.7:2049", "/ is /dev/root" },
	{ "a blank in the source",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/a\\040b ro,proto=tcp,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:2049", "/ is 10.0.0.1:/a b" },
	{ "a directory of a file system",
	  "20 27 0:19 / /nfs ro - nfs 10.0.0.1:/srv ro," NFS
	  "27 1 0:19 /sub / ro shared:1 master:2 propagate_from:3 - nfs 10.0.0.1:/srv ro," NFS,
	  NULL, "", "10.0.0.1:2049", "/ is 10.0.0.1:/srv" },
	{ "two mounts at /, the last is the root",
	  "27 1 0:19 / / ro - nfs 10.0.0.1:/srv ro," NFS
	  "28 27 0:50 / / ro - tmpfs tmpfs rw\n",
	  NULL, "", NULL, "/ is tmpfs, local" },
	{ "disk", "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n", NULL, "", NULL,
	  "/ is ext4, local" },
	{ "disk, with /home on NFS",
	  "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n" HOME, VOL VOLHOME,
	  "", NULL, "local" },
	{ "CIFS",
	  "27 1 0:19 / / rw - cifs //10.0.0.1/r rw,vers=3.1.1,addr=10.0.0.1\n",
	  NULL, "", "10.0.0.1:445", "/ is cifs (//10.0.0.1/r)" },
	{ "CIFS over RDMA, another port",
	  "27 1 0:19 / / rw - smb3 //s/r rw,addr=fd00::1,port=5445,rdma\n",
	  NULL, "", "fd00::1", "/ is smb3 (//s/r)" },
	{ "CIFS without an address",
	  "27 1 0:19 / / rw - cifs //s/r rw\n",
	  NULL, "", CANNOT, "/ is cifs (//s/r), whose server cannot be told; name the port" },
	{ "a server of another kind",
	  "27 1 0:19 / / rw - ceph 10.0.0.1:6789:/ rw\n",
	  NULL, "", CANNOT, "/ is ceph (10.0.0.1:6789:/), whose server cannot be told; name the port" },
	{ "NTFS is a disk, though its driver is a program",
	  "27 1 8:1 / / rw - fuseblk /dev/sda1 rw\n", NULL, "", NULL,
	  "/ is fuseblk, local" },

	/* overlays whose layers are to be seen */
	{ "overlay over visible NFS",
	  "20 27 0:19 / /run/lower ro - nfs 10.0.0.1:/srv ro," NFS HOME
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/lower/root,upperdir=/run/u,workdir=/run/w\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/lower/root, on 10.0.0.1:/srv" },
	{ "second lower directory",
	  "20 27 0:19 / /run/lower ro - nfs4 10.0.0.1:/srv ro," NFS
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/tmp/x:/run/lower,upperdir=/run/u\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/lower" },
	{ "NFS mount only shares a prefix",
	  "20 27 0:19 / /run/low ro - nfs 10.0.0.1:/srv ro,addr=10.0.0.1\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/lower\n",
	  NULL, "", CANNOT, "a layer out of sight" },
	{ "lowerdir+=, a colon as it is",
	  "20 27 0:19 / /run/a:b ro - nfs 10.0.0.1:/srv ro," NFS
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir+=/nowhere,lowerdir+=/run/a:b,upperdir=/u\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/a:b, on" },
	{ "a colon in lowerdir=",
	  "20 27 0:19 / /run/a:b ro - nfs 10.0.0.1:/srv ro," NFS
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/x:/run/a\\134:b:/y,upperdir=/u\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/a:b, on" },
	{ "a comma, a backslash and a blank in lowerdir=",
	  "20 27 0:19 / /run/a,b\\134c\\040d ro - nfs 10.0.0.1:/srv ro," NFS
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/a\\054b\\134\\134c\\040d,upperdir=/u\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/a,b\\c d, on" },
	{ "data-only layers, lowerdir=",
	  "20 27 0:19 / /run/d ro - nfs 10.0.0.1:/srv ro," NFS
	  "21 27 8:1 / /run/m ro - ext4 /dev/sda1 ro\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/m::/run/d,metacopy=on\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/d, on" },
	{ "data-only layers, datadir+=",
	  "20 27 0:19 / /run/d ro - nfs 10.0.0.1:/srv ro," NFS
	  "21 27 8:1 / /run/m ro - ext4 /dev/sda1 ro\n27 1 0:30 / / rw - overlay overlay rw,lowerdir+=/run/m,datadir+=/run/d\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/d, on" },
	{ "overlay over an overlay",
	  "20 27 0:19 / /run/n ro - nfs 10.0.0.1:/srv ro," NFS
	  "21 27 0:31 / /run/o rw - overlay o rw,lowerdir=/run/n\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/o\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /run/o, on an overlay over /run/n, on 10.0.0.1:/srv" },
	{ "overlays over each other",
	  "21 27 0:31 / /run/o rw - overlay o rw,lowerdir=/run/p\n22 27 0:32 / /run/p rw - overlay p rw,lowerdir=/run/o\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/o\n",
	  NULL, "", CANNOT, "a layer out of sight" },
	{ "lower directory by a name that is not absolute",
	  "20 27 0:19 / /lower ro - nfs 10.0.0.1:/srv ro," NFS
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=lower\n",
	  NULL, "", CANNOT, "a layer out of sight" },
	{ "layers of two servers",
	  "20 27 0:19 / /a ro - nfs 10.0.0.1:/srv ro," NFS
	  "21 27 0:20 / /b ro - nfs 10.0.0.2:/srv ro,addr=10.0.0.2\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/a:/b\n",
	  NULL, "", CANNOT, "two servers, one of them 10.0.0.1; name the port" },
	{ "a mount over the one with the layer",
	  "20 27 0:19 / /run/n ro - nfs 10.0.0.1:/srv ro," NFS
	  "21 27 0:40 / /run rw - tmpfs tmpfs rw\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/n\n",
	  NULL, "", NULL, "nothing of it is on the network" },
	{ "the layer is on the later of two mounts",
	  "20 27 8:1 / /l ro - ext4 /dev/sda1 ro\n21 20 0:19 / /l ro - nfs 10.0.0.1:/srv ro," NFS
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/l\n",
	  NULL, "", "10.0.0.1:2049", "overlay over /l, on 10.0.0.1:/srv" },
	{ "lower layer on a disk, /home on NFS",
	  "20 27 8:1 / /media/root-ro ro - ext4 /dev/sda1 ro\n" HOME
	  "27 1 0:30 / / rw - overlay overlayroot rw,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay\n",
	  VOL VOLHOME, "", NULL, "nothing of it is on the network" },

	/* layers out of sight */
	{ "one volume without a mount",
	  HIDDEN, VOL1, "nfsroot=/x", "10.0.0.1:2049", "only NFS server in use" },
	{ "and no overlay's layer is named",
	  "27 1 0:30 / / rw - overlay overlay rw\n", VOL1, "",
	  "10.0.0.1:2049", "only NFS server in use" },
	{ "the same, IPv6",
	  HIDDEN, "v4 fd000000000000000000000000000001  801 0:20 0:0 no\n",
	  "", "[fd00::1]:2049", "only NFS server in use" },
	{ "one volume, while another was asked for",
	  HIDDEN, VOL1, "nfsroot=10.0.0.5:/x", CANNOT, "names a server that is not in use" },
	{ "one volume, while a disk was asked for",
	  HIDDEN, VOL1, "root=/dev/sda1 overlayroot=tmpfs", CANNOT, "a root on a disk was asked for" },
	{ "the only volume is that of /home",
	  HOME HIDDEN, VOL VOLHOME, "", CANNOT, "the NFS servers in use are other mounts'" },
	{ "the only volume is that of /home, a disk was asked for",
	  HOME HIDDEN, VOL VOLHOME, "root=UUID=1-2", CANNOT, "a root on a disk" },
	{ "two volumes, one is that of /home",
	  HOME HIDDEN, VOL1 VOLHOME, "", "10.0.0.1:2049", "only NFS server in use" },
	{ "two volumes",
	  HIDDEN, VOL1 VOLHOME, "ip=dhcp", CANNOT, "several NFS servers" },
	{ "two volumes, one was asked for, with its port",
	  HIDDEN, VOL1 "v3 0a000002  802 0:21 0:0 no\n",
	  "root=/dev/nfs nfsroot=10.0.0.2:/x,vers=3 ro", "10.0.0.2:2050",
	  "in use that the kernel command line names" },
	{ "with the scope that volumes lack",
	  HIDDEN, VOL "v4 fe800000000000000000000000000001  801 0:19 0:0 no\n",
	  "root=nfs4:[fe80::1%eth0]:/srv", "[fe80::1%eth0]:2049", "command line names" },
	{ "NFS was asked for, whatever root= says",
	  HIDDEN, VOL1, "boot=live root=/dev/sr0 nfsroot=10.0.0.1:/live", "10.0.0.1:2049",
	  "in use that the kernel command line names" },
	{ "NFS is not in use: the root was copied",
	  HIDDEN, VOL, "boot=live netboot=nfs nfsroot=10.0.0.1:/live toram", NULL, "no NFS server is in use" },
	{ "branches that nobody shows",
	  "27 1 0:30 / / rw - aufs none rw,si=5fd4a1f0,noxino\n", VOL1, "root=/dev/nfs",
	  "10.0.0.1:2049", "/ is aufs with a layer out of sight" },

	/* what the kernel command line says, without a list of volumes */
	{ "nfsroot=", HIDDEN, NULL, "root=/dev/nfs nfsroot=10.0.0.5:/x,vers=3 ro",
	  "10.0.0.5:2049", "command line names 10.0.0.5" },
	{ "nfsroot= in brackets", HIDDEN, NULL, "nfsroot=[fd00::5]:/x,vers=4",
	  "[fd00::5]:2049", "command line names fd00::5" },
	{ "root=nfs:", HIDDEN, NULL, "root=nfs:10.0.0.1:/srv:vers=3 ip=dhcp",
	  "10.0.0.1:2049", "command line names 10.0.0.1" },
	{ "root=nfs4:", HIDDEN, NULL, "root=nfs4:[fe80::1%eth0]:/srv",
	  "[fe80::1%eth0]:2049", "command line names fe80::1%eth0" },
	{ "root=SERVER:/PATH", HIDDEN, NULL, "root=10.1.1.2:/srv/nfs/root systemd.volatile=overlay",
	  "10.1.1.2:2049", "command line names 10.1.1.2" },
	{ "netroot=", HIDDEN, NULL, "netroot=nfs:10.0.0.1:/srv", "10.0.0.1:2049", "names" },
	{ "root=live:nfs:", HIDDEN, NULL, "root=live:nfs://10.0.0.1/srv/x.img", "10.0.0.1:2049", "names" },
	{ "archiso_nfs_srv=", HIDDEN, NULL, "archiso_nfs_srv=10.0.0.1:/run/archiso", "10.0.0.1:2049", "names" },
	{ "root=nfs: by name", HIDDEN, NULL, "root=nfs:server:/srv", CANNOT, "cannot be read" },
	{ "root=dhcp", HIDDEN, NULL, "root=dhcp ip=dhcp", CANNOT, "cannot be read" },
	{ "root=dhcp, one server in use", HIDDEN, VOL1, "root=dhcp", "10.0.0.1:2049", "only NFS server" },
	{ "ip=, of an NFS root", HIDDEN, NULL, "root=/dev/nfs ip=10.0.0.2:10.0.0.6::255.0.0.0:c:eth0:off\n",
	  "10.0.0.6:2049", "command line names 10.0.0.6" },
	{ "ip= in brackets", HIDDEN, NULL, "root=nfs ip=[fd00::2]:[fd00::6]::64:c:eth0:none",
	  "[fd00::6]:2049", "names" },
	{ "ip=, of nobody knows what", HIDDEN, NULL, "quiet ip=10.0.0.2:10.0.0.6::255.0.0.0:c:eth0:off\n",
	  CANNOT, "cannot be read" },
	{ "nfsroot= comes before ip=", HIDDEN, NULL, "ip=10.0.0.2:10.0.0.6:: nfsroot=10.0.0.5:/x",
	  "10.0.0.5:2049", "names" },
	{ "ip=dhcp says nothing", HIDDEN, NULL, "myip=1.2.3.4:5.6.7.8 xnfsroot=1.2.3.4:/ ip=dhcp nfsroot=/srv\n",
	  CANNOT, "; name the port" },

	/* images */
	{ "an image on NFS, through a loop device",
	  "21 27 0:19 / /run/m ro - nfs 10.0.0.1:/live ro," NFS "27 1 7:0 / / ro - squashfs /dev/loop0 ro\n",
	  NULL, "", "10.0.0.1:2049", "a file on 10.0.0.1:/live",
	  "dev/block/7:0/loop/backing_file=/run/m/fs.img", "/run/m/fs.img" },
	{ "an image that was removed",
	  "21 27 0:19 / /run/m ro - nfs 10.0.0.1:/live ro," NFS "27 1 7:0 / / ro - erofs /dev/loop0 ro\n",
	  NULL, "", "10.0.0.1:2049", "/ is erofs on",
	  "dev/block/7:0/loop/backing_file=/run/m/fs.img\\040(deleted)", "/run/m/fs.img" },
	{ "an image on a disk, /home on NFS",
	  "21 27 8:1 / /run/m ro - ext4 /dev/sda1 ro\n" HOME "27 1 7:0 / / ro - squashfs /dev/loop0 ro\n",
	  VOL VOLHOME, "", NULL, "/ is squashfs, local",
	  "dev/block/7:0/loop/backing_file=/run/m/fs.img" },
	{ "an image whose name is one of the initramfs",
	  HOME "27 1 7:0 / / ro - squashfs /dev/loop0 ro\n",
	  VOL VOLHOME, "", CANNOT, "a mount out of sight",
	  "dev/block/7:0/loop/backing_file=/rootimage/fs.img" },
	{ "an overlay of ddinit's over the tree", OVER_NFS, NULL, "",
	  "10.0.0.1:2049", "an overlay over /run/ddom/lower, on 10.0.0.1:/srv" },
	{ "an overlay of ddinit's over an image", OVER_IMAGE, NULL, "",
	  "10.0.0.1:2049", "a file on 10.0.0.1:/img",
	  BACKING "export/dom0.img-20260102T030405Z",
	  "/run/ddom/export/dom0.img-20260102T030405Z" },
	{ "an overlay of ddinit's over an image in memory", OVER_RAM, NULL, "",
	  NULL, "nothing of it is on the network", BACKING "ram/dom0.img" },
	{ "a loop device that says nothing",
	  HOME "27 1 7:0 / / ro - squashfs /dev/loop0 ro\n",
	  VOL VOLHOME, "", CANNOT, "a mount out of sight" },
	{ "a partition of an image",
	  "21 27 0:19 / /m ro - nfs 10.0.0.1:/live ro," NFS "27 1 259:3 / / ro - ext4 /dev/loop0p1 ro\n",
	  NULL, "", "10.0.0.1:2049", "/ is ext4 on",
	  "dev/block/259:3/partition=1 dev/block/dev=7:0 dev/block/7:0/loop/backing_file=/m/disk", "/m/disk" },
	{ "a snapshot of an image in an image",
	  "21 27 0:19 / /run/m ro - nfs 10.0.0.1:/live ro," NFS "22 27 7:0 / /run/sq ro - squashfs /dev/loop0 ro\n27 1 253:0 / / rw - ext4 /dev/mapper/live-rw rw\n",
	  NULL, "", "10.0.0.1:2049", "a file on squashfs on",
	  "dev/block/7:0/loop/backing_file=/run/m/squashfs.img dev/block/7:1/loop/backing_file=/run/sq/rootfs.img dev/block/253:0/slaves/loop1/dev=7:1 dev/block/253:0/slaves/loop2/dev=8:1" },
	{ "device mapper on disks",
	  "27 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw\n" HOME, VOL VOLHOME, "", NULL, "/ is ext4, local",
	  "dev/block/253:0/slaves/sda1/dev=8:1 dev/block/8:1/partition=1 dev/block/dev=8:0" },
	{ "EROFS from a file on NFS",
	  "21 27 0:19 / /run/m ro - nfs 10.0.0.1:/live ro," NFS "27 1 0:44 / / ro - erofs /run/m/fs.erofs ro,user_xattr\n",
	  NULL, "", "10.0.0.1:2049", "/ is erofs, a file on 10.0.0.1:/live", NULL, "/run/m/fs.erofs" },
	{ "EROFS from a file out of sight",
	  "27 1 0:44 / / ro - erofs /run/m/fs.erofs ro,user_xattr\n", NULL, "", CANNOT, "a mount out of sight" },
	{ "EROFS from a file on NFS, below an overlay",
	  "21 27 0:19 / /run/m ro - nfs 10.0.0.1:/live ro," NFS "22 27 0:44 / /run/l ro - erofs /run/m/fs.erofs ro\n27 1 0:30 / / rw - overlay o rw,lowerdir+=/run/l,upperdir=/run/u\n",
	  NULL, "", "10.0.0.1:2049", "over /run/l, on erofs, a file on 10.0.0.1:/live" },

	/* how live and diskless systems do it */
	{ "live-boot",
	  "21 27 0:19 / /run/live/medium ro - nfs 10.0.0.1:/live ro," NFS "22 27 7:0 / /run/live/rootfs/filesystem.squashfs ro - squashfs /dev/loop0 ro\n23 27 0:40 / /run/live/overlay rw - tmpfs tmpfs rw\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/live/rootfs/filesystem.squashfs/,upperdir=/run/live/overlay/rw,workdir=/run/live/overlay/work\n",
	  VOL1, "boot=live netboot=nfs nfsroot=10.0.0.1:/live", "10.0.0.1:2049", "a file on 10.0.0.1:/live",
	  "dev/block/7:0/loop/backing_file=/run/live/medium/live/filesystem.squashfs" },
	{ "casper, whose layers are of the initramfs",
	  "21 27 0:19 / /cdrom ro - nfs 10.0.0.1:/u ro," NFS HOME "27 1 0:30 / / rw - overlay /cow rw,lowerdir=/minimal.standard.live.squashfs:/minimal.squashfs,upperdir=/cow/upper,workdir=/cow/work\n",
	  VOL1 VOLHOME, "boot=casper netboot=nfs", "10.0.0.1:2049", "only NFS server in use that it can be",
	  "block/loop0/dev=7:0 dev/block/7:0/loop/backing_file=/cdrom/casper/minimal.squashfs" },
	{ "a loop device on NFS that nobody asked for",
	  "21 27 0:19 / /cdrom ro - nfs 10.0.0.1:/u ro," NFS HOME HIDDEN,
	  VOL1 VOLHOME, "quiet", CANNOT, "other mounts'",
	  "block/loop0/dev=7:0 dev/block/7:0/loop/backing_file=/cdrom/x.iso" },
	{ "casper, copied into memory, /home on NFS",
	  HOME HIDDEN, VOL VOLHOME, "boot=casper netboot=nfs toram", CANNOT, "other mounts'" },
	{ "LTSP: image on NFS, loop, overlay over what was /root",
	  "21 27 0:19 / /run/initramfs/ltsp/0/nfs ro - nfs 10.0.0.1:/srv/ltsp ro," NFS
	  "22 27 7:0 / /run/initramfs/ltsp/0/looproot ro - squashfs /dev/loop0 ro\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/run/initramfs/ltsp/0/looproot,upperdir=/run/initramfs/ltsp/up,workdir=/run/initramfs/ltsp/work\n",
	  VOL1, "root=/dev/nfs nfsroot=10.0.0.1:/srv/ltsp ltsp.image=images/x.img", "10.0.0.1:2049", "in use that the kernel command line names",
	  "dev/block/7:0/loop/backing_file=/root/images/x.img" },
	{ "dracut: rd.live.overlay.overlayfs over NFS",
	  "21 27 0:19 / /run/rootfsbase ro - nfs4 10.0.0.1:/srv ro," NFS "27 1 0:30 / / rw - overlay LiveOS_rootfs rw,lowerdir=/run/overlayfs-r:/run/rootfsbase,upperdir=/run/overlayfs,workdir=/run/ovlwork\n",
	  VOL1, "root=nfs4:10.0.0.1:/srv rd.live.overlay.overlayfs=1", "10.0.0.1:2049", "over /run/rootfsbase, on 10.0.0.1:/srv" },
	{ "KIWI: live image by loop, overlay",
	  "21 27 0:19 / /run/initramfs/live ro - nfs 10.0.0.1:/kiwi ro," NFS "22 27 7:0 / /run/overlay/squashfs_container ro - squashfs /dev/loop0 ro\n23 27 7:1 / /run/rootfsbase ro - ext4 /dev/loop1 ro\n27 1 0:30 / / rw - overlay LiveOS_rootfs rw,lowerdir=/run/rootfsbase,upperdir=/run/overlayfs/rw,workdir=/run/overlayfs/work\n",
	  VOL1, "root=live:CDLABEL=CDROM", "10.0.0.1:2049", "over /run/rootfsbase, on ext4 on",
	  "dev/block/7:0/loop/backing_file=/run/initramfs/live/LiveOS/squashfs.img dev/block/7:1/loop/backing_file=/run/overlay/squashfs_container/LiveOS/rootfs.img" },
	{ "systemd.volatile=overlay over NFS",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/sysroot,upperdir=/run/systemd/overlay-sysroot/upper,workdir=/run/systemd/overlay-sysroot/work\n41 27 0:41 / /run rw - tmpfs tmpfs rw\n",
	  VOL1, "root=10.0.0.1:/srv systemd.volatile=overlay", "10.0.0.1:2049", "in use that the kernel command line names" },
	{ "systemd.volatile=overlay over a disk, /home automounted",
	  "27 1 0:30 / / rw - overlay overlay rw,lowerdir=/sysroot,upperdir=/run/u\n40 27 0:50 / /home rw - autofs systemd-1 rw,fd=42,direct\n30 40 0:20 / /home rw - nfs 10.0.0.9:/h rw,addr=10.0.0.9\n",
	  VOL VOLHOME, "root=PARTUUID=1-2 systemd.volatile=overlay", CANNOT, "a root on a disk was asked for" },
	{ "overlayroot over NFS",
	  "21 27 0:19 / /media/root-ro ro - nfs 10.0.0.1:/srv ro," NFS "23 27 0:40 / /media/root-rw rw - tmpfs tmpfs-root rw\n27 1 0:30 / / rw - overlay overlayroot rw,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay,workdir=/media/root-rw/overlay-workdir/_\n",
	  VOL1, "root=/dev/nfs overlayroot=tmpfs", "10.0.0.1:2049", "over /media/root-ro, on 10.0.0.1:/srv" },
	{ "rootovl: NFS bound to /live/image, files of its own above",
	  "21 27 0:19 / /live/image ro - nfs4 10.0.0.1:/srv ro," NFS "22 27 0:40 / /live/cow rw - tmpfs tmpfs rw\n27 1 0:30 / / rw - overlay overlay rw,lowerdir=/cow/lower:/live/image,upperdir=/cow/rw,workdir=/cow/work\n",
	  VOL1, "root=nfs4:10.0.0.1:/srv rootovl", "10.0.0.1:2049", "over /live/image, on 10.0.0.1:/srv" },
	{ "DRBL: NFS with memory over some directories",
	  "27 1 0:19 / / rw - nfs 10.0.0.1:/tftpboot/node_root ro,vers=3," NFS "28 27 0:40 / /etc rw - tmpfs tmpfs rw\n29 27 0:21 / /usr ro - nfs 10.0.0.1:/usr ro," NFS,
	  VOL1, "root=/dev/nfs", "10.0.0.1:2049", "/ is 10.0.0.1:/tftpboot/node_root" },
	{ "archiso over NFS",
	  "21 27 0:19 / /run/archiso/bootmnt ro - nfs4 10.0.0.1:/iso ro," NFS "22 27 7:0 / /run/archiso/airootfs ro - squashfs /dev/loop0 ro\n23 27 0:40 / /run/archiso/cowspace rw - tmpfs cowspace rw\n27 1 0:30 / / rw - overlay airootfs rw,lowerdir=/run/archiso/airootfs,upperdir=/run/archiso/cowspace/x/upperdir,workdir=/run/archiso/cowspace/x/workdir\n",
	  VOL1, "archiso_nfs_srv=10.0.0.1:/iso", "10.0.0.1:2049", "on squashfs on",
	  "dev/block/7:0/loop/backing_file=/run/archiso/bootmnt/arch/x86_64/airootfs.sfs" },
	{ "composefs: EROFS and its files on NFS",
	  "21 27 0:19 / /sysroot ro - nfs 10.0.0.1:/srv ro," NFS "22 27 0:44 / /run/meta ro - erofs /sysroot/ostree/x.cfs ro\n27 1 0:30 / / ro - overlay composefs ro,lowerdir+=/run/meta,datadir+=/sysroot/ostree/repo/objects,redirect_dir=on,metacopy=on\n",
	  VOL1, "", "10.0.0.1:2049", "over /run/meta, on erofs" },
	{ "a disk, and virtual machines' images on NFS",
	  "27 1 253:1 / / rw - ext4 /dev/mapper/pve-root rw\n21 27 0:19 / /mnt/pve/nas rw - nfs4 10.0.0.1:/vm rw," NFS,
	  VOL1, "root=/dev/mapper/pve-root", NULL, "/ is ext4, local",
	  "dev/block/253:1/slaves/sda3/dev=8:3 block/loop0/dev=7:0 dev/block/7:0/loop/backing_file=/mnt/pve/nas/x.raw" },
	{ "all in memory, its store an image",
	  "27 1 0:30 / / rw - tmpfs tmpfs rw\n22 27 7:0 / /nix/.ro-store ro - squashfs /dev/loop0 ro\n",
	  NULL, "", NULL, "/ is tmpfs, local" },

	{ "no root at all", NONE, NULL, "", CANNOT, "no mount at / is to be seen" },
	{ "nonsense",
	  "\n-\n - - -\n1 2 3\n27 1 0:19 / / ro - nfs\n27 1 0:19 / / ro - \n27 1 x / / ro - nfs s:/ rw\n\\\\\\777\n",
	  NULL, "", CANNOT, "" },
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
	  NULL, "", NULL, "/ is ext3, local" },
};

/* Disks, as sysfs of Linux 6.1 has them. */
#define SD(n, host, session) \
	"dev/block/8:" #n ">../../devices/platform/host" #host "/session" #session "/target" #host ":0:0/" #host ":0:0:1/block/sd" #n \
	" devices/platform/host" #host "/session" #session "/target" #host ":0:0/" #host ":0:0:1/block/sd" #n "/dev=8:" #n
#define ISCSI(host, session, addr) \
	" class/scsi_host/host" #host "/proc_name=iscsi_tcp" \
	" class/iscsi_host/host" #host "/netdev=(null)" \
	" class/iscsi_connection/connection" #session ":0/persistent_address=192.0.2.9" \
	" class/iscsi_connection/connection" #session ":0/persistent_port=3260" \
	" class/iscsi_connection/connection" #session ":0/address=" addr \
	" class/iscsi_connection/connection" #session ":0/port=3260 "
#define FCOE_SDA(dev) \
	"devices/pci0/net/" dev "/ctlr_0/host3/rport-3:0-0/target3:0:0/3:0:0:0/block/sda"
#define FCOE(dev) \
	"dev/block/8:0>../../" FCOE_SDA(dev) " " FCOE_SDA(dev) "/dev=8:0"
#define SDA	"27 1 8:0 / / rw - ext4 /dev/sda rw\n"
#define NVME0	"dev/block/259:0>../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1" \
	" devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/dev=259:0" \
	" devices/virtual/nvme-subsystem/nvme-subsys0/nvme0>../../nvme-fabrics/ctl/nvme0"
#define CTL(n, transport, address) \
	" devices/virtual/nvme-fabrics/ctl/nvme" #n "/transport=" transport \
	" devices/virtual/nvme-fabrics/ctl/nvme" #n "/address=" address "\\012 "
#define NVME	"27 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n"
#define AOE(netif) \
	"dev/block/152:0>../../devices/virtual/block/etherd!e0.0" \
	" devices/virtual/block/etherd!e0.0/dev=152:0" \
	" devices/virtual/block/etherd!e0.0/netif=" netif
#define E00	"27 1 152:0 / / ro - ext4 /dev/etherd/e0.0 ro\n"
#define NBD0	"dev/block/43:0>../../devices/virtual/block/nbd0" \
	" devices/virtual/block/nbd0/dev=43:0"
#define NBD	"27 1 43:0 / / rw - ext4 /dev/nbd0 rw\n"
#define TCP(rem, port, st, inode) \
	"0:\\0400200000A:B1C2\\040" rem ":" port "\\040" st "\\04000000000:00000000\\04000:00000000\\04000000000\\0400\\0400\\040" inode "\\0401\\012"

static const struct root disk_roots[] = {
	{ "iSCSI", SDA, NULL, "", "10.0.0.1:3260",
	  "/ is ext4 on sd0, iSCSI session1", SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") },
	{ "iSCSI, not connected just now", SDA, NULL, "", "192.0.2.9:3260",
	  "iSCSI session1", SD(0, 2, 1) ISCSI(2, 1, "") },
	{ "iSCSI over IPv6", SDA, NULL, "", "[fd00::1]:3260",
	  "iSCSI session3", SD(0, 2, 3) ISCSI(2, 3, "fd00::1") },
	{ "iSER needs no TCP", SDA, NULL, "", "10.0.0.1", "iSCSI session1",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "class/scsi_host/host2/proc_name=ib_iser" },
	{ "an iSCSI adapter of its own", SDA, NULL, "", NULL, "/ is ext4, local",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "class/scsi_host/host2/proc_name=qla4xxx" },
	{ "iSCSI bound to a device", SDA, NULL, "", "10.0.0.1:3260@eth0", "",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "class/iscsi_host/host2/netdev=eth0 class/net/eth0/x=" },
	{ "iSCSI bound to a device that is gone", SDA, NULL, "", "10.0.0.1:3260", "",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "class/iscsi_host/host2/netdev=eth0" },
	{ "iSCSI whose connection says nothing", SDA, NULL, "", CANNOT,
	  "/ is ext4 on sd0, iSCSI, whose server cannot be told; name the port", SD(0, 2, 1) },
	{ "a disk of SCSI", SDA, NULL, "", NULL, "/ is ext4, local",
	  "dev/block/8:0>../../devices/pci0/host2/target2:0:0/2:0:0:0/block/sda devices/pci0/host2/target2:0:0/2:0:0:0/block/sda/dev=8:0" },
	{ "a partition of iSCSI, below LVM",
	  "27 1 253:0 / / rw - xfs /dev/mapper/vg-root rw\n", NULL, "", "10.0.0.1:3260",
	  "/ is xfs on dm-0, on sd0, iSCSI session1",
	  "dev/block/253:0>../../devices/virtual/block/dm-0 devices/virtual/block/dm-0/slaves/sda1/dev=8:1 "
	  "dev/block/8:1>../../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0/sd01 devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0/sd01/partition=1 "
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") },
	{ "multipath, each session its way",
	  "27 1 253:0 / / rw - ext4 /dev/mapper/mpatha rw\n", NULL, "", "10.0.0.1:3260,10.0.1.1:3260",
	  "/ is ext4 on dm-0, on sd0, iSCSI session1",
	  "dev/block/253:0>../../devices/virtual/block/dm-0 devices/virtual/block/dm-0/slaves/sda/dev=8:0 devices/virtual/block/dm-0/slaves/sdb/dev=8:16 "
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") SD(16, 3, 2) ISCSI(3, 2, "10.0.1.1") },
	{ "Btrfs, which has a number of its own, on two disks",
	  "27 1 0:25 /@ / rw - btrfs /dev/sd0 rw\n", NULL, "", "10.0.0.1:3260,10.0.1.1:3260",
	  "/ is btrfs on sd0, iSCSI session1",
	  "class/block/sd0/dev=8:0 fs/btrfs/x/devices/sd0/dev=8:0 fs/btrfs/x/devices/sd1/dev=8:16 "
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") SD(16, 3, 2) ISCSI(3, 2, "10.0.1.1") },
	{ "squashfs in a file on a disk of iSCSI",
	  "21 27 8:0 / /m ro - ext4 /dev/sda ro\n27 1 7:0 / / ro - squashfs /dev/loop0 ro\n", NULL, "",
	  "10.0.0.1:3260", "/ is squashfs on loop0, a file on ext4 on sd0, iSCSI session1",
	  "dev/block/7:0>../../devices/virtual/block/loop0 devices/virtual/block/loop0/loop/backing_file=/m/x " SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1"), "/m/x" },
	{ "an overlay over a disk of iSCSI",
	  "21 27 8:0 / /l ro - ext4 /dev/sda ro\n27 1 0:30 / / rw - overlay o rw,lowerdir=/l\n", NULL, "",
	  "10.0.0.1:3260", "/ is an overlay over /l, on ext4 on sd0, iSCSI session1", SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") },

	{ "NVMe/TCP", NVME, NULL, "", "10.0.0.1:4420", "/ is ext4 on nvme0n1, NVMe over fabrics nvme0",
	  NVME0 CTL(0, "tcp", "traddr=10.0.0.1,trsvcid=4420,src_addr=10.0.0.2") },
	{ "NVMe/RDMA", NVME, NULL, "", "10.0.0.1", "", NVME0 CTL(0, "rdma", "traddr=10.0.0.1,trsvcid=4420") },
	{ "NVMe bound to a device", NVME, NULL, "", "10.0.0.1:4420@eth0", "",
	  NVME0 CTL(0, "tcp", "traddr=10.0.0.1,trsvcid=4420,host_iface=eth0") },
	{ "NVMe, two controllers", NVME, NULL, "", "10.0.0.1:4420,[fd00::1]:4421", "",
	  NVME0 CTL(0, "tcp", "traddr=10.0.0.1,trsvcid=4420")
	  CTL(1, "tcp", "traddr=fd00::1,trsvcid=4421") "devices/virtual/nvme-subsystem/nvme-subsys0/nvme1>../../nvme-fabrics/ctl/nvme1" },
	{ "NVMe without multipathing", NVME, NULL, "", "10.0.0.1:4420", "",
	  "dev/block/259:0>../../devices/virtual/nvme-fabrics/ctl/nvme0/nvme0n1 devices/virtual/nvme-fabrics/ctl/nvme0/nvme0n1/dev=259:0" CTL(0, "tcp", "traddr=10.0.0.1,trsvcid=4420") },
	{ "NVMe on PCI", NVME, NULL, "", NULL, "/ is ext4, local",
	  "dev/block/259:0>../../devices/pci0/nvme/nvme0/nvme0n1 devices/pci0/nvme/nvme0/nvme0n1/dev=259:0 devices/pci0/nvme/nvme0/transport=pcie devices/pci0/nvme/nvme0/address=0000:01:00.0" },

	{ "AoE", E00, NULL, "", "eth0", "/ is ext4 on etherd/e0.0, AoE e0.0", AOE("eth0\\012") },
	{ "AoE through two devices", E00, NULL, "", "eth0,xenbr0", "", AOE("eth0,xenbr0\\012") },
	{ "AoE through none", E00, NULL, "", CANNOT, "AoE, whose server cannot be told; name the port", AOE("none\\012") },

	{ "NBD by the process that connected it", NBD, NULL, "", "10.0.0.1:4000", "/ is ext4 on nbd0, NBD nbd0",
	  NBD0 " devices/virtual/block/nbd0/pid=77 /77/fd/3>socket:[900] /net/tcp=" TCP("0100000A", "2A39", "01", "901") TCP("0100000A", "0FA0", "01", "900") },
	{ "NBD, whose process has gone", NBD, NULL, "", "10.0.0.1:10809", "",
	  NBD0 " devices/virtual/block/nbd0/pid=77 /net/tcp=" TCP("0200000A", "0FA0", "01", "900") TCP("0100000A", "2A39", "01", "901") },
	{ "NBD, connections to one server", NBD, NULL, "", "10.0.0.1:10809", "",
	  NBD0 " /net/tcp=" TCP("0100000A", "2A39", "01", "900") TCP("0100000A", "2A39", "01", "901") },
	{ "NBD, a connection that ends", NBD, NULL, "", CANNOT, "NBD, whose server cannot be told",
	  NBD0 " /net/tcp=" TCP("0100000A", "2A39", "04", "900") },
	{ "NBD, connections to two servers", NBD, NULL, "", CANNOT, "NBD, whose server cannot be told",
	  NBD0 " /net/tcp=" TCP("0100000A", "2A39", "01", "900") TCP("0200000A", "2A39", "01", "901") },
	{ "NBD, a connection for each of two disks", NBD, NULL, "", "10.0.0.1:10809", "",
	  NBD0 " block/nbd0/pid=77 block/nbd1/pid=78 /net/tcp=" TCP("0100000A", "2A39", "01", "900") TCP("0100000A", "2A39", "01", "901") },
	{ "NBD, the only connection may be another disk's", NBD, NULL, "", CANNOT, "NBD, whose server cannot be told",
	  NBD0 " block/nbd0/pid=77 block/nbd1/pid=78 /net/tcp=" TCP("0200000A", "0FA0", "01", "900") TCP("0100000A", "2A39", "01", "901") },
	{ "NBD over IPv6", NBD, NULL, "", "[fd00::1]:10809", "",
	  NBD0 " /net/tcp6=0:\\040000000FD000000000000000002000000:B1C2\\040000000FD000000000000000001000000:2A39\\04001\\0400:0\\0400:0\\0400\\0400\\0400\\040900\\0401" },

	{ "FCoE", SDA, NULL, "", "eth1@eth1", "/ is ext4 on sda, FCoE eth1",
	  FCOE("eth1") },
	{ "Ceph's disk", "27 1 251:0 / / rw - ext4 /dev/rbd0 rw\n", NULL, "", CANNOT, "rbd0, whose server cannot be told; name the port",
	  "dev/block/251:0>../../devices/rbd/0/block/rbd0 devices/rbd/0/block/rbd0/dev=251:0" },

	/* out of sight, and a disk on the network is in use */
	{ "nothing of NFS, a disk of iSCSI", HIDDEN, VOL, "root=UUID=1-2", CANNOT,
	  "a disk on the network is in use: sd0, iSCSI session1; name the port",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "block/sda>../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0 block/loop0/dev=7:0" },
	{ "and one was asked for", HIDDEN, NULL, "root=/dev/etherd/e0.0", "eth0",
	  "etherd/e0.0, AoE e0.0, the only such disk in use, and one was asked for",
	  AOE("eth0") " block/etherd!e0.0>../devices/virtual/block/etherd!e0.0" },
	{ "one was asked for, and NFS is in use out of sight", HIDDEN, VOL1, "root=/dev/etherd/e0.0", "eth0",
	  "etherd/e0.0, AoE e0.0, the only such disk in use, and one was asked for",
	  AOE("eth0") " block/etherd!e0.0>../devices/virtual/block/etherd!e0.0" },
	{ "one was asked for, only NFS is in use", HIDDEN, VOL1, "root=iscsi:10.0.0.1::::x", CANNOT,
	  "no disk on the network is in use", "block/loop0/dev=7:0" },
	{ "NFS out of sight, a disk of iSCSI", HIDDEN, VOL1, "", CANNOT,
	  "both NFS and a disk on the network are in use",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "block/sda>../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0" },
	{ "the same, NFS was asked for", HIDDEN, VOL1, "nfsroot=10.0.0.1:/x", "10.0.0.1:2049", "command line names",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "block/sda>../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0" },
	{ "NBD that nobody has connected is not in use", HIDDEN, VOL, "", NULL, "no NFS server is in use",
	  NBD0 " devices/virtual/block/nbd0/size=0 block/nbd0>../devices/virtual/block/nbd0" },
	{ "ZFS on what may be a disk of iSCSI", "27 1 0:25 / / rw - zfs rpool/ROOT rw\n", NULL, "", CANNOT,
	  "/ is zfs on rpool/ROOT, whose disks cannot be told, and one on the network is in use: sd0, iSCSI session1; name the port",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "block/sda>../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0" },
	{ "ZFS on other disks", "27 1 0:25 / / rw - zfs rpool/ROOT rw\n", NULL, "", NULL, "/ is zfs, local", "block/loop0/dev=7:0" },
	{ "bcachefs on two, one of iSCSI", "27 1 0:25 / / rw - bcachefs /dev/sd0:/dev/sdb rw\n", NULL, "", CANNOT,
	  "/ is bcachefs on /dev/sd0:/dev/sdb, whose disks cannot be told",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "block/sda>../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0" },
	{ "memory, a disk of iSCSI", "27 1 0:25 / / rw - tmpfs tmpfs rw\n", NULL, "", NULL, "/ is tmpfs, local",
	  SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "block/sda>../devices/platform/host2/session1/target2:0:0/2:0:0:1/block/sd0" },
	{ "one was asked for, and none is in use", HIDDEN, NULL, "root=/dev/nbd0p1", CANNOT, "no disk on the network is in use", "block/loop0/dev=7:0" },
};

static char dir[] = "/tmp/ddtrootXXXXXX";
static struct ddt_root_files files;

/* A file below the directory of this test, and its path. */
static const char *put(const char *name, const char *text)
{
	static char path[8][512];
	static unsigned int next;
	char *p = path[next++ % 8], *slash;
	FILE *file;

	snprintf(p, sizeof(path[0]), "%s/%s", dir, name);
	for (slash = p + strlen(dir) + 1; (slash = strchr(slash, '/'));
	     *slash++ = '/') {
		*slash = '\0';
		mkdir(p, 0700);
	}
	file = fopen(p, "w");
	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	fclose(file);
	return p;
}

static void clean(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s/*", dir);
	assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
	static char sys[64], proc[64];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(sys, sizeof(sys), "%s/sys", dir);
	files.sys = sys;
	snprintf(proc, sizeof(proc), "%s/proc", dir);
	files.proc = proc;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clean();
	return rmdir(dir);
}

/* A file, or with a target a link. */
static void put_link(const char *name, const char *target)
{
	char path[512];

	snprintf(path, sizeof(path), "%s", put(name, ""));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(target, path), 0);
}

static void put_sys(const char *list)
{
	char *copy = strdup(list), *save = NULL, *word, *text, name[256], kind;

	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		text = word + strcspn(word, "=>");
		kind = *text;
		*text++ = '\0';
		snprintf(name, sizeof(name), "%s%s",
			 word[0] == '/' ? "proc" : "sys/", word);
		if (kind == '=')
			put(name, ddt_mount_unescape(text));
		else
			put_link(name, text);
	}
	free(copy);
}

/* All paths, as struct root has them. */
static void paths_text(const struct ddt_root_server *root, char *text,
		       size_t size)
{
	const struct ddt_root_path *path = root->paths;
	unsigned int i;
	size_t n = 0;

	text[0] = '\0';
	for (i = 0; i < root->npaths; i++, path++) {
		n += (size_t)snprintf(text + n, size - n, "%s", i ? "," : "");
		if (path->server.family)
			ddt_probe_text(&path->server, path->scope, text + n,
				       size - n);
		else
			snprintf(text + n, size - n, "%s", path->netdev);
		n = strlen(text);
		if (path->bound_by)
			n += (size_t)snprintf(text + n, size - n, "@%s",
					      path->netdev);
	}
}

static void find(const struct root *r, bool old, struct ddt_root_server *root)
{
	const char *want = r->server;
	char text[DDT_ROOT_PATHS * DDT_PROBE_TEXT];
	bool found, unknown;

	files.mountinfo = old ? "/nonexistent" : put("mountinfo", r->mountinfo);
	files.mounts = old ? put("mounts", r->mountinfo) : "/nonexistent";
	files.volumes = r->volumes ? put("volumes", r->volumes) : "/nonexistent";
	files.cmdline = put("cmdline", r->cmdline);
	assert_int_equal(ddt_root_server_find(&files, root), 0);
	found = want && strcmp(want, CANNOT);
	unknown = want && !found;
	if (root->found != found || root->unknown != unknown ||
	    !strstr(root->why, r->why))
		fail_msg("%s: %d %d, %s", r->name, root->found, root->unknown,
			 root->why);
	if (!found)
		return;
	paths_text(root, text, sizeof(text));
	if (strcmp(text, want) ||
	    (r->image && strcmp(root->image, r->image)))
		fail_msg("%s: %s, image %s", r->name, text, root->image);
}

static void run_roots(const struct root *roots, size_t n, bool old)
{
	struct ddt_root_server root;
	size_t i;

	for (i = 0; i < n; i++) {
		if (roots[i].sys)
			put_sys(roots[i].sys);
		find(&roots[i], old, &root);
		clean();
	}
}

/* As kernels of today write it. */
static void test_roots(void **state)
{
	(void)state;
	run_roots(new_roots, sizeof(new_roots) / sizeof(new_roots[0]), false);
}

/* On disks, some of which are on the network. */
static void test_disks(void **state)
{
	(void)state;
	run_roots(disk_roots, sizeof(disk_roots) / sizeof(disk_roots[0]), false);
}

#define RDMA "27 1 0:24 / / ro - nfs 10.0.0.1:/ ro,vers=3,proto=rdma,port=20049,addr=10.0.0.1\n"

/* What would be cut by a move from eth0 to xenbr0, and what is said. */
static void test_cut(void **state)
{
	static const struct {
		const char *sys;
		const char *mountinfo;
		const char *why;
		const char *id;
	} cases[] = {
		{ SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1"), SDA, NULL },
		{ SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "class/iscsi_host/host2/netdev=eth0 class/net/eth0/x=", SDA,
		  "iSCSI session1 of the root is bound to eth0 (iface.net_ifacename); log in", "root-bound" },
		{ SD(0, 2, 1) ISCSI(2, 1, "10.0.0.1") "class/iscsi_host/host2/netdev=eth1 class/net/eth1/x=", SDA, NULL },
		{ NVME0 CTL(0, "tcp", "traddr=10.0.0.1,host_iface=eth0"), NVME,
		  "NVMe over fabrics nvme0 of the root is bound to eth0 (host_iface); connect without --host-iface", "root-bound" },
		{ "class/infiniband/rxe0/parent=eth0\\012", RDMA,
		  "NFS 10.0.0.1:/ of the root is bound to eth0 (proto=rdma); connect it without that", "root-bound" },
		{ "class/infiniband/rxe0/parent=eth1\\012", RDMA, NULL },
		{ "class/infiniband/mlx5_0/node_type=1", RDMA, NULL },
		{ AOE("eth0"), E00, NULL },
		{ AOE("eth0") " module/aoe/parameters/aoe_iflist=\\012", E00, NULL },
		{ AOE("eth0") " module/aoe/parameters/aoe_iflist=eth0\\012", E00,
		  "AoE e0.0 of the root takes answers by \"eth0\" only (aoe_iflist); widen it, without a newline: printf 'eth0 xenbr0' >/sys/module/aoe/parameters/aoe_iflist", "aoe-iflist" },
		{ AOE("eth0") " module/aoe/parameters/aoe_iflist=eth1\\040eth0", E00,
		  "printf 'eth1 eth0 xenbr0' >", "aoe-iflist" },
		{ FCOE("eth1"), SDA, NULL },
		{ FCOE("eth0"), SDA, "FCoE eth0 of the root is bound to eth0 (FCoE); put another NIC", "root-bound" },
		{ AOE("eth0") " module/aoe/parameters/aoe_iflist=eth0\\040xenbr0", E00, NULL },
		{ AOE("eth0") " module/aoe/parameters/aoe_iflist=eth0,xenbr0", E00, NULL },
		{ AOE("eth0") " module/aoe/parameters/aoe_iflist=eth0\\040xenbr01", E00, "takes answers", "aoe-iflist" },
	};
	struct root r = { .name = "cut", .cmdline = "", .why = "" };
	struct ddt_root_server root;
	char why[1024], text[DDT_ROOT_PATHS * DDT_PROBE_TEXT];
	struct ddt_path_cut cut;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_sys(cases[i].sys);
		r.mountinfo = cases[i].mountinfo;
		files.mountinfo = put("mountinfo", r.mountinfo);
		files.volumes = "/nonexistent";
		files.cmdline = put("cmdline", "");
		assert_int_equal(ddt_root_server_find(&files, &root), 0);
		paths_text(&root, text, sizeof(text));
		assert_int_equal(root.npaths, 1);
		if (ddt_path_cut_in(&files, &root.paths[0], "eth0", "xenbr0",
				    &cut) != (cases[i].why != NULL))
			fail_msg("%s: %s", text, cut.what);
		snprintf(why, sizeof(why), "%s; %s: %s", cut.what, cut.advice,
			 cut.command);
		if (cases[i].why &&
		    (!strstr(why, cases[i].why) || strcmp(cut.id, cases[i].id)))
			fail_msg("%s: %s (%s)", text, why, cut.id);
		clean();
	}
}

/* A line of a tree: "NAME -> LINK", "NAME = TEXT", "NAME + LINE". */
static void put_line(char *line)
{
	char *text = strchr(line, ' '), path[1280];
	FILE *file;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '#' || !text)
		return;
	*text++ = '\0';
	if (text[0] == '-') {
		put_link(line, text + 3);
	} else if (text[0] == '=') {
		put(line, text + 2);
	} else {
		snprintf(path, sizeof(path), "%s/%s", dir, line);
		if (access(path, F_OK))
			put(line, "");
		file = fopen(path, "a");
		assert_non_null(file);
		fprintf(file, "%s\n", text + 2);
		fclose(file);
	}
}

static void put_tree(const char *name)
{
	char path[64], line[1024];
	FILE *file;

	snprintf(path, sizeof(path), "roots/%s.tree", name);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		put_line(line);
	fclose(file);
}

/* On machines that ran, as they had it: guest/wire_tree.sh kept it. */
static void test_trees(void **state)
{
	static const struct {
		const char *name;
		const char *server;
		const char *why;
		const char *cut;
	} trees[] = {
		{ "aoe", "eth0", "/ is ext4 on etherd/e0.0, AoE e0.0", NULL },
		{ "aoe.bridge", "eth0", "/ is ext4 on etherd/e0.0, AoE e0.0", NULL },
		{ "nbd", "10.0.0.1:10809", "/ is ext4 on nbd0, NBD nbd0", NULL },
		{ "iscsi", "10.0.0.1:3260", "/ is ext4 on sda, iSCSI session1", NULL },
		{ "iscsi.bound", "10.0.0.1:3260@eth0", "/ is ext4 on sda, iSCSI session1", "root-bound" },
		{ "nvme", "10.0.0.1:4420", "/ is ext4 on nvme0n1, NVMe over fabrics nvme0", NULL },
		{ "nvme.bound", "10.0.0.1:4420@eth0", "/ is ext4 on nvme0n1, NVMe over fabrics nvme0", "root-bound" },
	};
	char text[DDT_ROOT_PATHS * DDT_PROBE_TEXT], mounts[64], line[64];
	struct ddt_root_server root;
	struct ddt_path_cut cut;
	bool dies;
	size_t i;

	(void)state;
	snprintf(mounts, sizeof(mounts), "%s/mountinfo", dir);
	snprintf(line, sizeof(line), "%s/cmdline", dir);
	files.mountinfo = mounts;
	files.cmdline = line;
	files.volumes = "/nonexistent";
	for (i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		put_tree(trees[i].name);
		assert_int_equal(ddt_root_server_find(&files, &root), 0);
		paths_text(&root, text, sizeof(text));
		if (!root.found || strcmp(text, trees[i].server) ||
		    !strstr(root.why, trees[i].why))
			fail_msg("%s: %s, %s", trees[i].name, text, root.why);
		dies = ddt_path_cut_in(&files, &root.paths[0], "eth0",
				       "xenbr0", &cut);
		if (dies != (trees[i].cut != NULL) ||
		    (dies && strcmp(cut.id, trees[i].cut)))
			fail_msg("%s: %s", trees[i].name, cut.what);
		clean();
	}
}

/* As those before Linux 2.6.26 do. */
static void test_old_roots(void **state)
{
	(void)state;
	run_roots(old_roots, sizeof(old_roots) / sizeof(old_roots[0]), true);
}

/* The layer among 5000 mounts that each hide the one before. */
static void test_many(void **state)
{
	struct root r = { .name = "many", .cmdline = "", .why = "over /m/n, on",
			  .server = "10.0.0.1:2049" };
	size_t size = 5000 * 64 + 1024, len = 0;
	struct ddt_root_server root;
	char *text = malloc(size);
	int i;

	(void)state;
	assert_non_null(text);
	len += (size_t)sprintf(text, "27 1 0:30 / / rw - overlay o rw,lowerdir=/m/n\n");
	for (i = 0; i < 5000; i++)
		len += (size_t)sprintf(text + len, "%d %d 8:1 / /m rw - ext4 /dev/sda1 rw\n",
				       100 + i, i ? 99 + i : 27);
	sprintf(text + len, "9 5099 0:19 / /m/n ro - nfs 10.0.0.1:/srv ro," NFS);
	r.mountinfo = text;
	find(&r, false, &root);
	free(text);
	clean();
}

/*
 * A layer counts if its files are the overlay's; a link to one is the same
 * file here, and another file of the same name is not.
 */
static void test_proof(void **state)
{
#define OVER_L	"27 1 0:30 / / rw - overlay o rw,lowerdir=/l\n"
	static const char nfs[] =
		"20 27 0:20 / /l rw - nfs 10.0.0.9:/h rw,addr=10.0.0.9\n" OVER_L;
	static const char disk[] =
		"20 27 8:1 / /l rw - ext4 /dev/sda1 rw\n" OVER_L;
	static const struct {
		const char *mountinfo;
		const char *file;
		bool same;
		const char *server;
		const char *why;
	} cases[] = {
		{ nfs, "l/etc/passwd", true, "10.0.0.9:2049", "over /l, on 10.0.0.9:/h" },
		{ nfs, "l/etc/passwd", false, "10.0.0.1:2049", "only NFS server in use" },
		{ disk, "l/etc/passwd", true, NULL, "nothing of it is on the network" },
		{ disk, "l/etc/passwd", false, "10.0.0.1:2049", "only NFS server" },
		{ nfs, "l/home/x", false, "10.0.0.1:2049", "only NFS server in use" },
		/* not to be entered: nothing is known against it */
		{ nfs, "x", false, "10.0.0.9:2049", "over /l, on 10.0.0.9:/h" },
	};
	char from[64], to[64], root_dir[64];
	struct ddt_root_server root;
	struct root r = { .name = "proof", .cmdline = "" };
	size_t i;

	(void)state;
	snprintf(root_dir, sizeof(root_dir), "%s", dir);
	files.root = root_dir;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put(cases[i].file, "lower");
		put("etc/passwd", "another");
		if (cases[i].same) {
			snprintf(from, sizeof(from), "%s/%s", dir, cases[i].file);
			snprintf(to, sizeof(to), "%s/etc/passwd", dir);
			unlink(to);
			assert_int_equal(link(from, to), 0);
		}
		r.mountinfo = cases[i].mountinfo;
		r.volumes = cases[i].mountinfo == nfs ? VOL1 VOLHOME : VOL1;
		r.server = cases[i].server;
		r.why = cases[i].why;
		find(&r, false, &root);
		clean();
	}
	files.root = NULL;
}

/* Give a loop device a file, until it is closed; its number, or -1. */
static int loop_open(const char *path, struct stat *st, int *loop)
{
	struct loop_info64 info = { .lo_flags = LO_FLAGS_AUTOCLEAR };
	int ctl = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int file = open(path, O_RDWR | O_CLOEXEC), n = -1;
	char name[32];

	*loop = -1;
	if (ctl >= 0 && file >= 0 && !ftruncate(file, 4096) && !fstat(file, st))
		n = ioctl(ctl, LOOP_CTL_GET_FREE);
	snprintf(name, sizeof(name), "/dev/loop%d", n);
	if (n >= 0)
		*loop = open(name, O_RDWR | O_CLOEXEC);
	if (*loop < 0 || ioctl(*loop, LOOP_SET_FD, file) ||
	    ioctl(*loop, LOOP_SET_STATUS64, &info))
		n = -1;
	close(file);
	close(ctl);
	return n;
}

/* As sysfs: a number is a link to a name. */
static void loop_link(int n)
{
	char number[128], name[128], target[32];

	snprintf(number, sizeof(number), "%s/sys/dev/block/7:%d", dir, n);
	snprintf(name, sizeof(name), "%s/sys/dev/block/loop%d", dir, n);
	snprintf(target, sizeof(target), "loop%d", n);
	assert_int_equal(rename(number, name), 0);
	assert_int_equal(symlink(target, number), 0);
}

/*
 * A real loop device, whose file is on what is said to be NFS: found by its
 * device, in spite of a name that leads elsewhere, and without any mount.
 */
static void test_loop(void **state)
{
	static const char elsewhere[] =
		"30 27 0:20 / /elsewhere rw - nfs 10.0.0.9:/h rw,addr=10.0.0.9\n";
	struct root r = { .name = "loop", .cmdline = "", .server = "10.0.0.1:2049" };
	char mountinfo[512], volumes[256], sys[128];
	struct ddt_root_server root;
	struct stat st;
	int loop, n = loop_open(put("image", ""), &st, &loop);

	(void)state;
	if (n < 0)
		skip();
	files.dev = "/dev";
	snprintf(sys, sizeof(sys),
		 "dev/block/7:%d/loop/backing_file=/elsewhere/image", n);
	snprintf(mountinfo, sizeof(mountinfo),
		 "%s21 27 %u:%u / /m ro - nfs 10.0.0.1:/live ro," NFS
		 "27 1 7:%d / / ro - squashfs /dev/loop%d ro\n", elsewhere,
		 major(st.st_dev), minor(st.st_dev), n, n);
	r.mountinfo = mountinfo;
	r.why = "a file on 10.0.0.1:/live";
	put_sys(sys);
	loop_link(n);
	find(&r, false, &root);

	snprintf(mountinfo, sizeof(mountinfo),
		 "%s27 1 7:%d / / ro - squashfs /dev/loop%d ro\n", elsewhere,
		 n, n);
	snprintf(volumes, sizeof(volumes),
		 VOL VOLHOME "v3 0a000001  801 %u:%u 0:0 no\n",
		 major(st.st_dev), minor(st.st_dev));
	r.volumes = volumes;
	r.why = "a file on an NFS mount out of sight";
	find(&r, false, &root);

	/* on nothing that is known: its name may not decide */
	r.volumes = VOL VOLHOME;
	r.server = CANNOT;
	r.why = "a file on a device of no mount, and the NFS servers in use are other mounts'; name the port";
	find(&r, false, &root);

	files.dev = NULL;
	close(loop);
	clean();
}

/*
 * The proof that the root lives is no file that an overlay has in memory, or on
 * a disk, above the server's; and who asks does not wait for ever.
 */
static void test_uncached(void **state)
{
	struct ddt_root_server root = { .found = true, .fstype = "overlay" };
	char first[PATH_MAX], above[PATH_MAX + 8];
	struct ddt_uncached u;

	(void)state;
	if (ddt_uncached_start(&u, &root, 30000))
		skip();
	assert_non_null(realpath(u.what.path, first));
	assert_int_equal(ddt_uncached_read(&u, 30000, NULL), 0);
	ddt_uncached_stop(&u);

	snprintf(above, sizeof(above), "upper%s", first);
	put(above, "");
	snprintf(root.upper, sizeof(root.upper), "%s/upper", dir);
	if (!ddt_uncached_start(&u, &root, 30000)) {
		assert_non_null(realpath(u.what.path, above));
		assert_string_not_equal(above, first);
		ddt_uncached_stop(&u);
	}

	snprintf(root.image, sizeof(root.image), "%s/fifo", dir);
	assert_int_equal(mkfifo(root.image, 0600), 0);
	assert_int_equal(ddt_uncached_start(&u, &root, 300), -ETIMEDOUT);
	clean();
}

/**
 * test_form() - in which form a root that many share is run
 */
static void test_form(void **state)
{
	static const struct {
		const char *mountinfo;
		const char *sys;
		const char *kind;
		const char *image;
		bool ram;
		const char *memory;
		const char *text;
	} cases[] = {
		{ "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n", "", NULL },
		{ HIDDEN, "", NULL },
		{ OVER_NFS, "", "overlay", "", false, "/run/ddom/tmpfs",
		  "overlay (a tmpfs over the tree, nfs); written: " },
		{ OVER_IMAGE, BACKING "export/dom0.img-20260102T030405Z\n",
		  "image", "/dom0.img-20260102T030405Z", false, "/run/ddom/tmpfs",
		  "image (squashfs, /dom0.img-20260102T030405Z); written: " },
		{ OVER_IMAGE, BACKING "export/a/b\\040(deleted)", "image", "/a/b",
		  false, "/run/ddom/tmpfs", "image (squashfs, /a/b); written: " },
		{ OVER_IMAGE, "", "image", "", false, "/run/ddom/tmpfs",
		  "image (squashfs, out of sight); written: " },
		{ OVER_RAM, BACKING "ram/dom0.img-1", "image", "/dom0.img-1",
		  true, "/run/ddom/tmpfs",
		  "image (erofs, /dom0.img-1, copied into memory); written: " },
		{ "27 1 0:19 / / ro - nfs h:/ ro\n28 27 0:40 / /flash rw - tmpfs flash rw\n",
		  "", "links", "", false, "/flash",
		  "links (links into /flash); written: " },
		{ "27 1 0:19 / / ro - nfs h:/ ro\n28 27 0:2 / /flash rw - ramfs flash rw\n",
		  "", "links", "", false, "",
		  "links (links into /flash); what is written is not bounded" },
	};
	struct ddt_root_form form;
	char text[512];
	size_t i;

	(void)state;
	files.root = dir;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put("run/ddom/tmpfs", "");
		put("flash", "");
		put_sys(cases[i].sys);
		files.mountinfo = put("mountinfo", cases[i].mountinfo);
		assert_int_equal(ddt_root_form_find_in(&files, &form), 0);
		ddt_root_form_text(&form, text, sizeof(text));
		assert_int_equal(!form.kind, !cases[i].kind);
		if (form.kind) {
			assert_string_equal(form.kind, cases[i].kind);
			assert_string_equal(form.image, cases[i].image);
			assert_int_equal(form.ram, cases[i].ram);
			assert_string_equal(form.memory, cases[i].memory);
			assert_int_equal(!form.bound, !cases[i].memory[0]);
			if (strncmp(text, cases[i].text, strlen(cases[i].text)))
				fail_msg("%s", text);
		}
		clean();
	}
	files.root = NULL;
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
		cmocka_unit_test(test_disks),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_trees),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_proof),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_loop),
		cmocka_unit_test(test_uncached),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
