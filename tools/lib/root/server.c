// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which server the root file system comes from.
 *
 * From the mount at / down, layer by layer, to what is on the network (kind.c),
 * to a disk of this machine, or to where nothing is to be seen any more; for
 * that, see unseen.c.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

const struct ddt_root_files ddt_root_server_files = {
	.mountinfo = "/proc/self/mountinfo",
	.mounts = "/proc/mounts",
	.volumes = "/proc/fs/nfsfs/volumes",
	.cmdline = "/proc/cmdline",
	.sys = "/sys",
	.proc = "/proc",
	.dev = "/dev",
	.root = "",
};

/* Whose branches nobody shows. */
static int walk_union(struct ddt_walk *w, const struct ddt_mount *m,
		      struct ddt_root_server *root)
{
	(void)w;
	ddt_walk_why(root, "%.32s with a layer out of sight", m->fstype);
	return -ENODATA;
}

/* From a server, perhaps, of a kind that is not known here. */
static int walk_remote(struct ddt_walk *w, const struct ddt_mount *m,
		       struct ddt_root_server *root)
{
	(void)w;
	ddt_walk_why(root, "%.32s (%.96s), whose server cannot be told",
		     m->fstype, m->source);
	return -ENOTUNIQ;
}

static const struct layer {
	const char *fstype;
	ddt_walk_fn *walk;
} layers[] = {
	{ "overlay", ddt_overlay_walk },
	{ "overlayfs", ddt_overlay_walk },
	{ "aufs", walk_union },
	{ "unionfs*", walk_union },
	{ "fuse.*union*", walk_union },
	{ "fuseblk", ddt_block_mount },
	{ "fuse*", walk_remote },
	{ "ceph", walk_remote },
	{ "9p", walk_remote },
	{ "afs", walk_remote },
	{ "lustre", walk_remote },
	{ "*", ddt_block_mount },
};

/* Follows a mount down to a server; the reason is gone on with. */
static int walk_mount(struct ddt_walk *w, const struct ddt_mount *m,
		      struct ddt_root_server *root)
{
	ddt_walk_fn *walk = ddt_kind_mount(m->fstype);
	const struct layer *layer = layers;
	unsigned int i;
	int err;

	for (i = 0; i < w->depth && w->at[i] != m; i++)
		;
	if (i < w->depth || i == DDT_ROOT_DEPTH) {
		ddt_walk_why(root, "a mount out of sight");
		return -ENODATA;
	}
	w->at[w->depth++] = m;
	while (fnmatch(layer->fstype, m->fstype, 0))
		layer++;
	err = (walk ? walk : layer->walk)(w, m, root);
	w->depth--;
	return err;
}

/* The whole way; 0 or -ENOENT, with root->unknown and its reason. */
static int walk_root(struct ddt_walk *w, struct ddt_root_server *root)
{
	const struct ddt_mount *m = ddt_mounts_at(&w->mounts, "/");
	int err;

	if (!m) {
		root->unknown = true;
		ddt_walk_why(root, "no mount at / is to be seen, as in a chroot");
		return -ENOENT;
	}
	snprintf(root->fstype, sizeof(root->fstype), "%s", m->fstype);
	ddt_walk_why(root, "/ is ");
	err = walk_mount(w, m, root);
	if (!strncmp(m->fstype, "overlay", 7) &&
	    !ddt_mount_option(m, "upperdir", root->upper, sizeof(root->upper)))
		root->upper[0] = '\0';
	if (err == -ENODATA)
		err = ddt_unseen_walk(w, root);
	if (err == -ENOTUNIQ) {
		root->unknown = true;
		ddt_walk_why(root, "; name the port");
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

/* One path for each disk and server, whatever leads there. */
static void drop_same(struct ddt_root_server *root)
{
	unsigned int i, j, n = 0;

	for (i = 0; i < root->npaths; i++) {
		for (j = 0; j < n; j++)
			if (root->paths[j].dev == root->paths[i].dev &&
			    ddt_path_same(&root->paths[j], &root->paths[i]))
				break;
		if (j == n)
			root->paths[n++] = root->paths[i];
	}
	root->npaths = root->found ? n : 0;
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
	struct ddt_walk w = { .mount = walk_mount, .files = files };
	int err;

	memset(root, 0, sizeof(*root));
	err = mounts_open(files, &w.mounts);
	if (err)
		return err;
	err = ddt_nfs_volumes_read(&w);
	if (!err)
		root->found = !walk_root(&w, root);
	drop_same(root);
	free(w.volumes);
	ddt_mounts_free(&w.mounts);
	return err;
}
