/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree as one file: EROFS or squashfs.
 */
#ifndef _DDT_ROOTFS_IMAGE_H
#define _DDT_ROOTFS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rootfs/rootfs.h"

#define DDT_IMAGE_NEEDS		6

/**
 * struct ddt_image - what the head of an image says
 * @fstype: type of its file system
 * @packed: how it is compressed, "+" between several; "": not, or not known
 * @bytes: that it has by its own word
 * @sane: its superblock is one that a kernel takes
 * @size: that the file has
 * @needs: symbols of the configuration of a kernel that mounts it; NULL ends
 *	them
 */
struct ddt_image {
	const char *fstype;
	char packed[32];
	uint64_t bytes;
	bool sane;
	uint64_t size;
	const char *needs[DDT_IMAGE_NEEDS];
};

int ddt_image_read(struct ddt_image *image, const char *path);
const char *ddt_image_why(const struct ddt_image *image);
int ddt_image_check(struct ddt_image *image, const char *path,
		    struct ddt_findings *found);

/**
 * struct ddt_pack - a tree becomes an image
 * @r: the tree, open
 * @image: name of the link to the image
 * @type: "erofs" or "squashfs"
 * @compress: how
 * @dry_run: change nothing
 * @tree: its path, absolute
 * @where: directory of @image
 * @dir: the same, open
 * @base: its name there
 * @target: name of the image itself: @base-VERSION
 * @begun: something has been written
 * @bytes: that it has
 * @ms: milliseconds that making it took
 */
struct ddt_pack {
	struct ddt_rootfs *r;
	const char *image;
	const char *type;
	const char *compress;
	bool dry_run;
	char tree[PATH_MAX];
	char where[PATH_MAX];
	int dir;
	char base[NAME_MAX + 1];
	char target[NAME_MAX + 1];
	bool begun;
	uint64_t bytes;
	uint64_t ms;
};

int ddt_pack_image(struct ddt_pack *pack);
void ddt_pack_old(const struct ddt_pack *pack,
		  void (*fn)(const char *name, void *arg), void *arg);
void ddt_pack_close(struct ddt_pack *pack);

#endif /* _DDT_ROOTFS_IMAGE_H */
