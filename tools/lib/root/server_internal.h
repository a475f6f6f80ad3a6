/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the root is made of: a kind of file system is an entry of the table in
 * server.c and a function that follows it one layer down.
 */
#ifndef _DDT_ROOT_SERVER_INTERNAL_H
#define _DDT_ROOT_SERVER_INTERNAL_H

#include "root/mounts_internal.h"
#include "root/root.h"

#define DDT_ROOT_DEPTH		8

/**
 * struct ddt_root_files - where to look
 * @mountinfo: /proc/self/mountinfo
 * @mounts: /proc/mounts, where there is no such file
 * @volumes: /proc/fs/nfsfs/volumes
 * @cmdline: /proc/cmdline
 * @sys: /sys
 * @dev: /dev, NULL: block devices are not asked
 * @root: what stands before "/", NULL: no file is looked at
 */
struct ddt_root_files {
	const char *mountinfo;
	const char *mounts;
	const char *volumes;
	const char *cmdline;
	const char *sys;
	const char *dev;
	const char *root;
};

extern const struct ddt_root_files ddt_root_server_files;

int ddt_root_server_find(const struct ddt_root_files *files,
			 struct ddt_root_server *root);

/**
 * struct ddt_volume - an NFS file system that the kernel has in use
 * @dev: its device
 * @server: who exports it
 */
struct ddt_volume {
	dev_t dev;
	struct ddom_probe server;
};

struct ddt_walk;

/*
 * A step on the way down. Returns 0, the server and why are filled in; -ENOENT,
 * nothing below is on NFS; -ENODATA, something below is out of sight;
 * -ENOTUNIQ, it cannot be told, and why says so.
 */
typedef int ddt_walk_fn(struct ddt_walk *w, const struct ddt_mount *m,
			struct ddt_root_server *root);

/**
 * struct ddt_walk - on the way down
 * @mount: goes on with a mount, see ddt_walk_fn; a layer calls it for what is
 *	below
 * @files: where to look
 * @mounts: all mounts
 * @volumes: all volumes in use
 * @nvolumes: how many
 * @volumes_known: the kernel's list could be read
 * @at: the mounts passed
 * @depth: how many
 */
struct ddt_walk {
	ddt_walk_fn *mount;
	const struct ddt_root_files *files;
	struct ddt_mounts mounts;
	struct ddt_volume *volumes;
	unsigned int nvolumes;
	bool volumes_known;
	const struct ddt_mount *at[DDT_ROOT_DEPTH];
	unsigned int depth;
};

/* nfs.c, overlay.c, image.c: the kinds of file systems */
ddt_walk_fn ddt_nfs_walk;
ddt_walk_fn ddt_overlay_walk;
ddt_walk_fn ddt_root_image_erofs;
ddt_walk_fn ddt_root_image_device;
int ddt_root_image_block(struct ddt_walk *w, dev_t dev,
			 struct ddt_root_server *root);

int ddt_nfs_volumes_read(struct ddt_walk *w);
const struct ddt_volume *ddt_nfs_volumes_dev(const struct ddt_walk *w,
					     dev_t dev);
int ddt_unseen_walk(struct ddt_walk *w, struct ddt_root_server *root);

/* walk.c */
bool ddt_walk_enters(const struct ddt_walk *w, const struct ddt_mount *m);
void ddt_walk_why(struct ddt_root_server *root, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool ddt_walk_same_server(const struct ddt_root_server *a,
			  const struct ddt_root_server *b);
const char *ddt_walk_server_text(const struct ddt_root_server *root, char *buf,
				 size_t size);

#endif /* _DDT_ROOT_SERVER_INTERNAL_H */
