/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A root file system tree that is not the root of this machine: no path of it
 * may lead out of it.
 */
#ifndef _DDT_ROOTFS_TREE_INTERNAL_H
#define _DDT_ROOTFS_TREE_INTERNAL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "rootfs/rootfs.h"

int ddt_tree_open(struct ddt_tree *tree, const char *name);
void ddt_tree_close(struct ddt_tree *tree);
bool ddt_tree_is_running(const struct ddt_tree *tree);
int ddt_tree_get(const struct ddt_tree *tree, const char *path, int flags,
		 mode_t mode);
int ddt_tree_get_plain(const struct ddt_tree *tree, const char *path,
		       int flags);
int ddt_tree_parent(const struct ddt_tree *tree, const char *path, bool plain,
		    const char **base);
int ddt_tree_stat(const struct ddt_tree *tree, const char *path, bool plain,
		  struct stat *st);
bool ddt_tree_has(const struct ddt_tree *tree, const char *path);
int ddt_tree_link(const struct ddt_tree *tree, const char *path, char *text,
		  size_t size);
int ddt_tree_lands(const struct ddt_tree *tree, const char *path, char *real,
		   size_t size, struct stat *st);

#endif /* _DDT_ROOTFS_TREE_INTERNAL_H */
