// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record of an attach without the module: a file in /run, which is memory
 * and forgotten when the machine restarts, named after the network namespace
 * and both devices. The module keeps its own record.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/ddom_bridge.h>

#include "bridge/bridge_internal.h"

#define DDT_RECORD_DIR	"/run/ddom"

/**
 * struct ddt_record_head - what a record begins with
 * @version: of the program that wrote it; no other one reads it
 * @sizes: bytes of an object of each kind
 * @counts: objects of each kind
 * @lro: large receive offload was on
 */
struct ddt_record_head {
	char version[16];
	__u32 sizes[7];
	__u32 counts[7];
	__u32 lro;
};

/* what the record of a snapshot begins with */
static void record_head(const struct ddt_record *r,
			struct ddt_record_head *head)
{
	const struct ddom_snapshot *snap = &r->snapshot.snap;

	*head = (struct ddt_record_head) {
		.version = DDT_VERSION,
		.sizes = { sizeof(*snap->links), sizeof(*snap->addrs),
			   sizeof(*snap->routes), sizeof(*snap->neighs),
			   sizeof(*snap->rules), sizeof(*snap->sysctls),
			   sizeof(*snap->nexthops) },
		.counts = { snap->nlinks, snap->naddrs, snap->nroutes,
			    snap->nneighs, snap->nrules, snap->nsysctls,
			    snap->nnexthops },
		.lro = r->lro,
	};
}

/*
 * Name of the file.
 *
 * Return: 0, or -errno when the network namespace cannot be told.
 */
static int record_path(char *path, size_t size, __u32 port, __u32 bridge)
{
	struct stat st;

	if (stat("/proc/self/ns/net", &st))
		return -errno;
	snprintf(path, size, DDT_RECORD_DIR "/attach-%lu-%u-%u",
		 (unsigned long)st.st_ino, port, bridge);
	return 0;
}

/**
 * ddt_record_write() - keep a record
 * @r: the record
 * @port: index of the port
 * @bridge: index of the bridge
 *
 * Return: 0 or a negative errno; then there is none.
 */
int ddt_record_write(const struct ddt_record *r, __u32 port, __u32 bridge)
{
	const struct ddom_snapshot *snap = &r->snapshot.snap;
	const void *arrays[7] = { snap->links, snap->addrs, snap->routes,
				  snap->neighs, snap->rules, snap->sysctls,
				  snap->nexthops };
	struct ddt_record_head head;
	char path[96];
	int fd, i, err;
	FILE *file;

	err = record_path(path, sizeof(path), port, bridge);
	if (err)
		return err;
	if (mkdir(DDT_RECORD_DIR, 0700) && errno != EEXIST)
		return -errno;
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		unlink(path);
		return -ENOMEM;
	}
	record_head(r, &head);
	fwrite(&head, sizeof(head), 1, file);
	for (i = 0; i < 7; i++)
		if (head.counts[i])
			fwrite(arrays[i], head.sizes[i], head.counts[i], file);
	err = ferror(file) ? -EIO : 0;
	if (fclose(file))
		err = -EIO;
	if (err)
		unlink(path);
	return err;
}

/* read the objects of one kind */
static int record_array(FILE *file, void **array, __u32 size, __u32 n)
{
	/* no kind of object has a higher limit */
	if (n > DDOM_BRIDGE_MAX_ROUTES)
		return -EINVAL;
	*array = calloc(n + 1UL, size);
	if (!*array)
		return -ENOMEM;
	return fread(*array, size, n, file) == n ? 0 : -EINVAL;
}

/*
 * Read a record.
 *
 * Return: 0, -EINVAL when this program did not write it, or -ENOMEM.
 */
static int record_load(struct ddt_record *r, FILE *file)
{
	struct ddom_store *s = &r->snapshot;
	struct ddom_snapshot *snap = &s->snap;
	void *arrays[7] = { 0 };
	struct ddt_record_head head, mine;
	int i, err = 0;

	record_head(r, &mine);
	if (fread(&head, sizeof(head), 1, file) != 1 ||
	    memcmp(head.version, mine.version, sizeof(head.version)) ||
	    memcmp(head.sizes, mine.sizes, sizeof(head.sizes)))
		return -EINVAL;
	for (i = 0; i < 7 && !err; i++)
		err = record_array(file, &arrays[i], head.sizes[i],
				   head.counts[i]);
	s->ops = &ddt_backend_ops_rtnl;
	snap->links = s->links = arrays[0];
	snap->addrs = s->addrs = arrays[1];
	snap->routes = s->routes = arrays[2];
	snap->neighs = s->neighs = arrays[3];
	snap->rules = s->rules = arrays[4];
	snap->sysctls = s->sysctls = arrays[5];
	snap->nlinks = head.counts[0];
	snap->naddrs = head.counts[1];
	snap->nroutes = head.counts[2];
	snap->nneighs = head.counts[3];
	snap->nrules = head.counts[4];
	snap->nsysctls = head.counts[5];
	snap->nexthops = s->nexthops = arrays[6];
	snap->nnexthops = head.counts[6];
	r->lro = head.lro;
	return err;
}

/**
 * ddt_record_read() - read the record of an attach
 * @r: filled; its snapshot is to be freed when it was found
 * @port: index of the port
 * @bridge: index of the bridge
 *
 * Return: 0; -ENOENT for none, -EINVAL for one that cannot be used, or another
 * negative errno.
 */
int ddt_record_read(struct ddt_record *r, __u32 port, __u32 bridge)
{
	char path[96];
	struct stat st;
	FILE *file;
	int fd, err;

	memset(r, 0, sizeof(*r));
	err = record_path(path, sizeof(path), port, bridge);
	if (err)
		return err;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	if (fstat(fd, &st) || st.st_uid || !S_ISREG(st.st_mode))
		err = -EINVAL;
	if (!err)
		err = record_load(r, file);
	fclose(file);
	if (err)
		ddom_snapshot_free(&r->snapshot);
	return err;
}

/**
 * ddt_record_exists() - was a port attached, and is still?
 * @port: index of the port
 * @bridge: index of the bridge
 *
 * Return: true when there is a record of it.
 */
bool ddt_record_exists(__u32 port, __u32 bridge)
{
	char path[64];

	return !record_path(path, sizeof(path), port, bridge) &&
	       !access(path, F_OK);
}

/**
 * ddt_record_remove() - forget the record of an attach
 * @port: index of the port
 * @bridge: index of the bridge
 */
void ddt_record_remove(__u32 port, __u32 bridge)
{
	char path[96];

	if (!record_path(path, sizeof(path), port, bridge))
		unlink(path);
}
