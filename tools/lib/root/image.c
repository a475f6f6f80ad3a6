// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root as a file system in a file: through a loop device, under device
 * mapper or not, or mounted from the file, which EROFS can since Linux 6.12.
 *
 * The name of such a file is worth little, it may be of the initramfs or gone;
 * the loop device also tells on which device the file is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/loop.h>

#include "root/server_internal.h"

#define DDT_DELETED		" (deleted)"

/* Device and inode of the file under a loop device, as its driver has them. */
static bool loop_stat(const struct ddt_walk *w, const char *name,
		      struct loop_info64 *info)
{
	char path[64];
	bool ok;
	int fd;

	if (!w->files->dev)
		return false;
	snprintf(path, sizeof(path), "%s/%.31s", w->files->dev, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	ok = !ioctl(fd, LOOP_GET_STATUS64, info);
	close(fd);
	return ok;
}

/* Is a name that of the file, as it is to be seen now? */
static bool file_stat(const struct ddt_walk *w, const char *file,
		      struct stat *st)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s%s", w->files->root, file);
	return !stat(path, st) && S_ISREG(st->st_mode);
}

/* A file, by its name only. */
static int walk_name(struct ddt_walk *w, const char *file,
		     struct ddt_root_server *root)
{
	const struct ddt_mount *m = NULL;
	struct stat st;
	int err;

	if (file[0] == '/')
		m = ddt_mounts_on(&w->mounts, file);
	if (!m || (ddt_walk_enters(w, m) && !file_stat(w, file, &st))) {
		ddt_walk_why(root, "a mount out of sight");
		return -ENODATA;
	}
	err = w->mount(w, m, root);
	if (!err)
		snprintf(root->image, sizeof(root->image), "%.255s", file);
	return err;
}

/* A file on a device that is known; its name is for reading it. */
static int walk_file(struct ddt_walk *w, dev_t dev, __u64 inode,
		     const char *file, struct ddt_root_server *root)
{
	const struct ddt_mount *m = ddt_mounts_dev(&w->mounts, dev);
	const struct ddt_volume *v = ddt_nfs_volumes_dev(w, dev);
	struct ddt_root_server one = *root;
	struct stat st;
	int err;

	if (m) {
		err = w->mount(w, m, root);
	} else if (v) {
		err = ddt_nfs_volume(v, root);
		ddt_walk_why(root, "an NFS mount out of sight");
	} else {
		/* as of Btrfs, but NFS has no such devices */
		err = walk_name(w, file, &one);
		if (!err) {
			ddt_walk_why(root, "a device of no mount");
			return -ENODATA;
		}
		*root = one;
		return err;
	}
	if (!err && w->files->root && file_stat(w, file, &st) &&
	    st.st_dev == dev && st.st_ino == inode)
		snprintf(root->image, sizeof(root->image), "%.255s", file);
	return err;
}

/**
 * ddt_root_image_loop() - follow a loop device to its file
 * @w: on the way
 * @dev: the device
 * @name: its name
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_root_image_loop(struct ddt_walk *w, dev_t dev, const char *name,
		  struct ddt_root_server *root)
{
	struct loop_info64 info;
	char file[4096];
	size_t len;

	ddt_walk_why(root, "%s, a file on ", name);
	if (!ddt_sysfs_read(file, sizeof(file), "%s/dev/block/%u:%u/loop/backing_file",
			    w->files->sys, major(dev), minor(dev)))
		file[0] = '\0';
	if (loop_stat(w, name, &info))
		return walk_file(w, makedev((info.lo_device >> 8) & 0xfff,
					    (info.lo_device & 0xff) |
					    ((info.lo_device >> 12) & 0xfff00)),
				 info.lo_inode, file, root);
	len = strlen(file);
	if (len > strlen(DDT_DELETED) &&
	    !strcmp(file + len - strlen(DDT_DELETED), DDT_DELETED))
		file[len - strlen(DDT_DELETED)] = '\0';
	return walk_name(w, file, root);
}

/**
 * ddt_root_image_erofs() - follow EROFS that was mounted from a file
 * @w: on the way
 * @m: its mount
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_root_image_erofs(struct ddt_walk *w, const struct ddt_mount *m,
			 struct ddt_root_server *root)
{
	struct ddt_root_server one = *root;
	int err;

	ddt_walk_why(&one, "%.32s, a file on ", m->fstype);
	err = walk_name(w, m->source, &one);
	if (err == -ENOENT)
		return ddt_walk_local(m, root);
	*root = one;
	return err;
}
