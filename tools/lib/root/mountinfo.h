/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mounts, as far as they say what the root is made of.
 */
#ifndef _DDT_MOUNTINFO_H
#define _DDT_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct ddt_mount - one mount
 * @point: where it is mounted
 * @fstype: type of its file system
 * @source: what is mounted, "" when it has none
 * @options: options of the file system
 */
struct ddt_mount {
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
const struct ddt_mount *ddt_mounts_under(const struct ddt_mounts *mounts,
					 const char *path);
bool ddt_mount_option(const struct ddt_mount *mount, const char *name,
		      char *value, size_t size);
bool ddt_mount_is_nfs(const struct ddt_mount *mount);

#endif /* _DDT_MOUNTINFO_H */
