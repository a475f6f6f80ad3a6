/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mounts, as far as they say what the root is made of.
 */
#ifndef _DDT_ROOT_MOUNTS_INTERNAL_H
#define _DDT_ROOT_MOUNTS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/**
 * struct ddt_mount - one mount
 * @id: its number; of /proc/mounts, counted
 * @parent: number of the mount that it is on
 * @dev: of its file system, 0 when /proc/mounts does not say
 * @point: where it is mounted
 * @fstype: type of its file system
 * @source: what is mounted, "" when it has none
 * @options: options of the file system, with the octal escapes
 */
struct ddt_mount {
	int id;
	int parent;
	dev_t dev;
	char *point;
	char *fstype;
	char *source;
	char *options;
};

/**
 * struct ddt_mounts - all mounts, in the kernel's order
 * @list: the mounts
 * @n: how many
 */
struct ddt_mounts {
	struct ddt_mount *list;
	size_t n;
};

int ddt_mounts_read(FILE *file, bool old, struct ddt_mounts *mounts);
void ddt_mounts_free(struct ddt_mounts *mounts);
const struct ddt_mount *ddt_mounts_at(const struct ddt_mounts *mounts,
				      const char *path);
const struct ddt_mount *ddt_mounts_dev(const struct ddt_mounts *mounts,
				       dev_t dev);
const struct ddt_mount *ddt_mounts_on(const struct ddt_mounts *mounts,
				      const char *path);
bool ddt_mount_option(const struct ddt_mount *mount, const char *name,
		      char *value, size_t size);
char *ddt_mount_unescape(char *s);

#endif /* _DDT_ROOT_MOUNTS_INTERNAL_H */
