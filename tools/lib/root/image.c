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
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/loop.h>
#include <linux/major.h>

#include "root/server_internal.h"

#define DDT_DELETED		" (deleted)"

/* A block device's attribute, without its newline. */
static bool block_read(const struct ddt_walk *w, dev_t dev, const char *name,
		       char *buf, size_t size)
{
	char path[256];
	FILE *file;
	char *ok;

	snprintf(path, sizeof(path), "%s/dev/block/%u:%u/%s", w->files->sys,
		 major(dev), minor(dev), name);
	file = fopen(path, "re");
	if (!file)
		return false;
	ok = fgets(buf, (int)size, file);
	fclose(file);
	if (ok)
		buf[strcspn(buf, "\n")] = '\0';
	return ok;
}

static bool block_dev(const struct ddt_walk *w, dev_t dev, const char *name,
		      dev_t *other)
{
	unsigned int major, minor;
	char text[32];

	if (!block_read(w, dev, name, text, sizeof(text)) ||
	    sscanf(text, "%u:%u", &major, &minor) != 2)
		return false;
	*other = makedev(major, minor);
	return true;
}

/* "sda1" of 8:1, for people; its numbers where sysfs does not say. */
static void block_name(const struct ddt_walk *w, dev_t dev, char *name,
		       size_t size)
{
	char path[256], target[256];
	ssize_t len;

	snprintf(path, sizeof(path), "%s/dev/block/%u:%u", w->files->sys,
		 major(dev), minor(dev));
	len = readlink(path, target, sizeof(target) - 1);
	target[len > 0 ? len : 0] = '\0';
	if (len > 0)
		snprintf(name, size, "%.31s", basename(target));
	else
		snprintf(name, size, "%u:%u", major(dev), minor(dev));
}

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
		root->server = v->server;
		ddt_walk_why(root, "an NFS mount out of sight");
		err = 0;
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

static int walk_loop(struct ddt_walk *w, dev_t dev, const char *name,
		     struct ddt_root_server *root)
{
	struct loop_info64 info;
	char file[4096];
	size_t len;

	ddt_walk_why(root, "%s, a file on ", name);
	if (!block_read(w, dev, "loop/backing_file", file, sizeof(file)))
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

/* What a device of device mapper is made of: the worst of them counts. */
static int walk_slaves(struct ddt_walk *w, dev_t dev, const glob_t *slaves,
		       struct ddt_root_server *root)
{
	const struct ddt_root_server before = *root;
	struct ddt_root_server one, unseen = *root;
	char name[64];
	int err, all = -ENOENT;
	dev_t slave;
	size_t i;

	for (i = 0; i < slaves->gl_pathc; i++) {
		one = before;
		snprintf(name, sizeof(name), "slaves/%.31s/dev",
			 basename(slaves->gl_pathv[i]));
		err = block_dev(w, dev, name, &slave) ?
		      ddt_root_image_block(w, slave, &one) : -ENODATA;
		if (!err) {
			*root = one;
			return 0;
		}
		if (err != -ENOENT) {
			all = err;
			unseen = one;
		}
	}
	if (all != -ENOENT)
		*root = unseen;
	return all;
}

/**
 * ddt_root_image_block() - follow a block device
 * @w: on the way
 * @dev: the device
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_root_image_block(struct ddt_walk *w, dev_t dev,
			 struct ddt_root_server *root)
{
	char name[32], text[256];
	glob_t slaves;
	dev_t whole;
	int err;

	if (w->depth == DDT_ROOT_DEPTH)
		return -ENODATA;
	w->at[w->depth++] = NULL;
	block_name(w, dev, name, sizeof(name));
	snprintf(text, sizeof(text), "%s/dev/block/%u:%u/slaves/*",
		 w->files->sys, major(dev), minor(dev));
	if (!glob(text, 0, NULL, &slaves)) {
		ddt_walk_why(root, "%s, on ", name);
		err = walk_slaves(w, dev, &slaves, root);
		globfree(&slaves);
	} else if (block_read(w, dev, "partition", text, sizeof(text)) &&
		   block_dev(w, dev, "../dev", &whole)) {
		err = ddt_root_image_block(w, whole, root);
	} else if (major(dev) == LOOP_MAJOR) {
		err = walk_loop(w, dev, name, root);
	} else {
		err = -ENOENT;
	}
	w->depth--;
	return err;
}

static int not_nfs(const struct ddt_mount *m, struct ddt_root_server *root)
{
	ddt_walk_why(root, "%.32s, not NFS", m->fstype);
	return -ENOENT;
}

/**
 * ddt_root_image_device() - follow a file system to its device
 * @w: on the way
 * @m: its mount
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_root_image_device(struct ddt_walk *w, const struct ddt_mount *m,
			  struct ddt_root_server *root)
{
	struct ddt_root_server one = *root;
	int err = -ENOENT;

	ddt_walk_why(&one, "%.32s on ", m->fstype);
	if (major(m->dev))
		err = ddt_root_image_block(w, m->dev, &one);
	if (err == -ENOENT)
		return not_nfs(m, root);
	*root = one;
	return err;
}

/**
 * ddt_root_image_erofs() - follow EROFS, perhaps mounted from a file
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

	if (major(m->dev))
		return ddt_root_image_device(w, m, root);
	ddt_walk_why(&one, "%.32s, a file on ", m->fstype);
	err = walk_name(w, m->source, &one);
	if (err == -ENOENT)
		return not_nfs(m, root);
	*root = one;
	return err;
}
