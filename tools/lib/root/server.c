// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which server the root file system comes from.
 *
 * From the mount at / down, layer by layer, to an NFS mount, to a disk, or to
 * where nothing is to be seen any more; for that, see unseen.c.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

const struct ddt_root_files ddt_root_files_default = {
	.mountinfo = "/proc/self/mountinfo",
	.mounts = "/proc/mounts",
	.volumes = "/proc/fs/nfsfs/volumes",
	.cmdline = "/proc/cmdline",
	.sys = "/sys",
	.dev = "/dev",
	.root = "",
};

/**
 * ddt_why_add() - go on with the reason
 * @root: the answer
 * @fmt: as printf()
 */
void ddt_why_add(struct ddt_root_server *root, const char *fmt, ...)
{
	size_t len = strlen(root->why);
	va_list args;

	va_start(args, fmt);
	vsnprintf(root->why + len, sizeof(root->why) - len, fmt, args);
	va_end(args);
}

/**
 * ddt_server_same() - is it one server
 * @a: an answer
 * @b: another
 *
 * Return: true when their addresses are the same.
 */
bool ddt_server_same(const struct ddt_root_server *a,
		     const struct ddt_root_server *b)
{
	return a->server.family == b->server.family &&
	       !memcmp(a->server.addr, b->server.addr, sizeof(a->server.addr));
}

/**
 * ddt_server_text() - write a server's address, without its port
 * @root: the answer
 * @buf: where to
 * @size: its bytes, DDT_PROBE_TEXT suffice
 *
 * Return: @buf.
 */
const char *ddt_server_text(const struct ddt_root_server *root, char *buf,
			    size_t size)
{
	struct ddom_probe addr = root->server;

	addr.tcp_port = 0;
	return ddt_probe_text(&addr, root->scope, buf, size);
}

/* Whose branches nobody shows. */
static int walk_union(struct ddt_walk *w, const struct ddt_mount *m,
		      struct ddt_root_server *root)
{
	(void)w;
	ddt_why_add(root, "%.32s with a layer out of sight", m->fstype);
	return -ENODATA;
}

/* From a server, perhaps, of a kind that is not known here. */
static int walk_remote(struct ddt_walk *w, const struct ddt_mount *m,
		       struct ddt_root_server *root)
{
	(void)w;
	ddt_why_add(root, "%.32s (%.96s), whose server cannot be told",
		    m->fstype, m->source);
	return -ENOTUNIQ;
}

static const struct ddt_root_kind {
	const char *fstype;
	int (*walk)(struct ddt_walk *w, const struct ddt_mount *m,
		    struct ddt_root_server *root);
} root_kinds[] = {
	{ "nfs", ddt_walk_nfs },
	{ "nfs4", ddt_walk_nfs },
	{ "overlay", ddt_walk_overlay },
	{ "overlayfs", ddt_walk_overlay },
	{ "aufs", walk_union },
	{ "unionfs*", walk_union },
	{ "fuse.*union*", walk_union },
	{ "fuseblk", ddt_walk_device },
	{ "fuse*", walk_remote },
	{ "cifs", walk_remote },
	{ "smb3", walk_remote },
	{ "ceph", walk_remote },
	{ "9p", walk_remote },
	{ "afs", walk_remote },
	{ "lustre", walk_remote },
	{ "erofs", ddt_walk_erofs },
	{ "*", ddt_walk_device },
};

/**
 * ddt_walk_mount() - follow a mount down to a server
 * @w: on the way
 * @m: the mount
 * @root: filled in; its reason is gone on with
 *
 * Return: as all steps, see server_internal.h.
 */
int ddt_walk_mount(struct ddt_walk *w, const struct ddt_mount *m,
		   struct ddt_root_server *root)
{
	const struct ddt_root_kind *kind = root_kinds;
	unsigned int i;
	int err;

	for (i = 0; i < w->depth && w->at[i] != m; i++)
		;
	if (i < w->depth || i == DDT_ROOT_DEPTH) {
		ddt_why_add(root, "a mount out of sight");
		return -ENODATA;
	}
	w->at[w->depth++] = m;
	while (fnmatch(kind->fstype, m->fstype, 0))
		kind++;
	err = kind->walk(w, m, root);
	w->depth--;
	return err;
}

/**
 * ddt_walk_enters() - can files of a mount be looked at
 * @w: on the way
 * @m: the mount
 *
 * Return: true when they can.
 */
bool ddt_walk_enters(const struct ddt_walk *w, const struct ddt_mount *m)
{
	char path[4096];

	if (!w->files->root)
		return false;
	snprintf(path, sizeof(path), "%s%s", w->files->root, m->point);
	return !access(path, X_OK);
}

/* The whole way; 0 or -ENOENT, with root->unknown and its reason. */
static int walk_root(struct ddt_walk *w, struct ddt_root_server *root)
{
	const struct ddt_mount *m = ddt_mounts_at(&w->mounts, "/");
	int err;

	if (!m) {
		root->unknown = true;
		ddt_why_add(root, "no mount at / is to be seen, as in a chroot");
		return -ENOENT;
	}
	snprintf(root->fstype, sizeof(root->fstype), "%s", m->fstype);
	ddt_why_add(root, "/ is ");
	err = ddt_walk_mount(w, m, root);
	if (err == -ENODATA)
		err = ddt_walk_unseen(w, root);
	if (err == -ENOTUNIQ) {
		root->unknown = true;
		ddt_why_add(root, "; name the port");
	}
	return err;
}

static int mounts_open(const struct ddt_root_files *files,
		       struct ddt_mounts *mounts)
{
	bool old = false;
	FILE *file;
	int err;

	file = fopen(files->mountinfo, "re");
	if (!file && errno == ENOENT) {
		old = true;
		file = fopen(files->mounts, "re");
	}
	if (!file)
		return -errno;
	err = ddt_mounts_read(file, old, mounts);
	fclose(file);
	return err;
}

/**
 * ddt_root_server_find() - find the server under the root
 * @files: where to look
 * @root: the answer
 *
 * Return: 0, with @root->found saying whether there is one; a negative errno
 * when the mounts cannot be read.
 */
int ddt_root_server_find(const struct ddt_root_files *files,
			 struct ddt_root_server *root)
{
	struct ddt_walk w = { .files = files };
	int err;

	memset(root, 0, sizeof(*root));
	err = mounts_open(files, &w.mounts);
	if (err)
		return err;
	err = ddt_volumes_read(&w);
	if (!err)
		root->found = !walk_root(&w, root);
	free(w.volumes);
	ddt_mounts_free(&w.mounts);
	return err;
}
