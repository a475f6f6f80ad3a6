// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a block device: what that is made of, down to disks.
 */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <linux/major.h>

#include "root/server_internal.h"

static bool dev_read(dev_t *dev, const char *path)
{
	unsigned int major, minor;
	char text[32];

	if (!ddt_sysfs_read(text, sizeof(text), "%s/dev", path) ||
	    sscanf(text, "%u:%u", &major, &minor) != 2)
		return false;
	*dev = makedev(major, minor);
	return true;
}

/* What sysfs has of a device; its numbers for a name where it has nothing. */
static void disk_read(const struct ddt_walk *w, dev_t dev, struct ddt_disk *disk)
{
	char path[DDT_SYSFS_PATH], *real, *p;

	snprintf(path, sizeof(path), "%s/dev/block/%u:%u", w->files->sys,
		 major(dev), minor(dev));
	real = realpath(path, NULL);
	disk->dev = dev;
	snprintf(disk->path, sizeof(disk->path), "%s", real ? real : path);
	free(real);
	snprintf(disk->name, sizeof(disk->name), "%.31s",
		 strrchr(disk->path, '/') + 1);
	memcpy(disk->shown, disk->name, sizeof(disk->shown));
	for (p = disk->shown; (p = strchr(p, '!')); p++)
		*p = '/';
}

/*
 * What a device is made of: all that is on the network counts, then what is out
 * of sight.
 */
static int walk_devs(struct ddt_walk *w, const glob_t *dirs,
		     struct ddt_root_server *root)
{
	const struct ddt_root_server before = *root;
	struct ddt_root_server one, unseen = *root;
	int err, all = -ENOENT;
	bool found = false;
	dev_t dev;
	size_t i;

	for (i = 0; i < dirs->gl_pathc; i++) {
		one = before;
		if (found) {
			memcpy(one.paths, root->paths, sizeof(one.paths));
			one.npaths = root->npaths;
		}
		err = dev_read(&dev, dirs->gl_pathv[i]) ?
		      ddt_block_walk(w, dev, &one) : -ENODATA;
		if (!err && !found) {
			*root = one;
			found = true;
		} else if (!err) {
			memcpy(root->paths, one.paths, sizeof(one.paths));
			root->npaths = one.npaths;
		} else if (err != -ENOENT) {
			all = err;
			unseen = one;
		}
	}
	if (found)
		return 0;
	if (all != -ENOENT)
		*root = unseen;
	return all;
}

static int walk_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		     struct ddt_root_server *root)
{
	/* Ceph's, which does not say of which server */
	if (!fnmatch("rbd[0-9]*", disk->name, 0)) {
		ddt_walk_why(root, "%s, whose server cannot be told",
			     disk->name);
		return -ENOTUNIQ;
	}
	return ddt_kind_disk(w, disk, root);
}

/**
 * ddt_block_walk() - follow a block device
 * @w: on the way
 * @dev: the device
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_block_walk(struct ddt_walk *w, dev_t dev,
			 struct ddt_root_server *root)
{
	char text[DDT_SYSFS_PATH + 16];
	struct ddt_disk disk;
	glob_t slaves;
	dev_t whole;
	int err;

	if (w->depth == DDT_ROOT_DEPTH)
		return -ENODATA;
	w->at[w->depth++] = NULL;
	disk_read(w, dev, &disk);
	snprintf(text, sizeof(text), "%s/slaves/*", disk.path);
	if (!glob(text, 0, NULL, &slaves)) {
		ddt_walk_why(root, "%s, on ", disk.shown);
		err = walk_devs(w, &slaves, root);
		globfree(&slaves);
	} else if (ddt_sysfs_read(text, sizeof(text), "%s/partition",
				  disk.path)) {
		*strrchr(disk.path, '/') = '\0';
		err = dev_read(&whole, disk.path) ?
		      ddt_block_walk(w, whole, root) : -ENODATA;
	} else if (major(dev) == LOOP_MAJOR) {
		err = ddt_root_image_loop(w, dev, disk.name, root);
	} else {
		err = walk_disk(w, &disk, root);
	}
	w->depth--;
	return err;
}

/* NBD has disks, without a size, that nobody has connected. */
static bool is_empty(const char *dir)
{
	char size[32];

	return ddt_sysfs_read(size, sizeof(size), "%s/size", dir) &&
	       !strcmp(size, "0");
}

/**
 * ddt_block_disks() - look for disks that are on the network
 * @w: on the way
 * @root: the paths of one of them, if @root->found, and its reason
 *
 * Return: how many are in use, perhaps not by the root.
 */
unsigned int ddt_block_disks(struct ddt_walk *w, struct ddt_root_server *root)
{
	struct ddt_root_server one;
	char pattern[DDT_SYSFS_PATH];
	struct ddt_disk disk;
	unsigned int n = 0;
	glob_t found;
	dev_t dev;
	size_t i;
	int err;

	snprintf(pattern, sizeof(pattern), "%s/block/*", w->files->sys);
	if (glob(pattern, 0, NULL, &found))
		return 0;
	for (i = 0; i < found.gl_pathc; i++) {
		if (is_empty(found.gl_pathv[i]) ||
		    !dev_read(&dev, found.gl_pathv[i]))
			continue;
		memset(&one, 0, sizeof(one));
		disk_read(w, dev, &disk);
		err = walk_disk(w, &disk, &one);
		if (err == -ENOENT)
			continue;
		n++;
		one.found = !err;
		*root = one;
	}
	globfree(&found);
	return n;
}

/* The name in sysfs of what is mounted, which may be /dev/mapper/NAME. */
static bool source_name(const struct ddt_walk *w, const struct ddt_mount *m,
			struct ddt_disk *disk)
{
	char path[4096], *p;
	struct stat st;

	if (strncmp(m->source, "/dev/", 5))
		return false;
	snprintf(path, sizeof(path), "%s%s",
		 w->files->root ? w->files->root : "", m->source);
	if (w->files->root && !stat(path, &st) && S_ISBLK(st.st_mode)) {
		disk_read(w, st.st_rdev, disk);
		return true;
	}
	snprintf(path, sizeof(path), "%.64s", m->source + 5);
	for (p = path; (p = strchr(p, '/')); p++)
		*p = '!';
	snprintf(disk->path, sizeof(disk->path), "%s/class/block/%.64s",
		 w->files->sys, path);
	snprintf(disk->name, sizeof(disk->name), "%.31s", path);
	return dev_read(&disk->dev, disk->path);
}

/*
 * Where devices are not to be found: those of ZFS, of several in one name, or by
 * a name of the kernel's own. It is local if all disks are.
 */
static int walk_unnamed(struct ddt_walk *w, const struct ddt_mount *m,
			struct ddt_root_server *root)
{
	struct ddt_root_server disk;

	if ((strncmp(m->source, "/dev/", 5) && strcmp(m->fstype, "zfs")) ||
	    !ddt_block_disks(w, &disk))
		return -ENOENT;
	ddt_walk_why(root, "%.64s, whose disks cannot be told, and one on the network is in use: %.96s",
		     m->source, disk.why);
	return -ENOTUNIQ;
}

/* A file system that has a number of its own, as Btrfs: its devices. */
static int walk_source(struct ddt_walk *w, const struct ddt_mount *m,
		       struct ddt_root_server *root)
{
	char pattern[DDT_SYSFS_PATH];
	struct ddt_disk disk;
	glob_t found;
	int err;

	if (!source_name(w, m, &disk))
		return walk_unnamed(w, m, root);
	snprintf(pattern, sizeof(pattern), "%s/fs/*/*/devices/%s",
		 w->files->sys, disk.name);
	if (glob(pattern, 0, NULL, &found))
		return ddt_block_walk(w, disk.dev, root);
	snprintf(pattern, sizeof(pattern), "%.*s/*",
		 (int)(strrchr(found.gl_pathv[0], '/') - found.gl_pathv[0]),
		 found.gl_pathv[0]);
	globfree(&found);
	if (glob(pattern, 0, NULL, &found))
		return ddt_block_walk(w, disk.dev, root);
	err = walk_devs(w, &found, root);
	globfree(&found);
	return err;
}

/**
 * ddt_block_mount() - follow a file system to its device
 * @w: on the way
 * @m: its mount
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_block_mount(struct ddt_walk *w, const struct ddt_mount *m,
			  struct ddt_root_server *root)
{
	struct ddt_root_server one = *root;
	int err;

	if (!major(m->dev) && !strcmp(m->fstype, "erofs"))
		return ddt_root_image_erofs(w, m, root);
	ddt_walk_why(&one, "%.32s on ", m->fstype);
	err = major(m->dev) ? ddt_block_walk(w, m->dev, &one) :
			      walk_source(w, m, &one);
	if (err == -ENOENT)
		return ddt_walk_local(m, root);
	*root = one;
	return err;
}
