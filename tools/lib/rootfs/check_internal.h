/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What will fail on a client whose root is read-only.
 */
#ifndef _DDT_ROOTFS_CHECK_INTERNAL_H
#define _DDT_ROOTFS_CHECK_INTERNAL_H

#include "rootfs/rootfs_internal.h"

/**
 * enum ddt_where - what a path is on a client
 * @DDT_WHERE_MEMORY: in memory, writable
 * @DDT_WHERE_READ_ONLY: on the root
 * @DDT_WHERE_MISSING: would be on the root, but is not there
 * @DDT_WHERE_LOST: below /flash, where ddinit makes nothing of the kind
 * @DDT_WHERE_STATIC: on the root, and flash.conf says that this is right
 */
enum ddt_where {
	DDT_WHERE_MEMORY,
	DDT_WHERE_READ_ONLY,
	DDT_WHERE_MISSING,
	DDT_WHERE_LOST,
	DDT_WHERE_STATIC,
};

/* check_where.c */
void ddt_check_where_add(struct ddt_findings *found, enum ddt_level level,
			 const char *id, const char *path, const char *why,
			 const char *remedy, const char *what, ...)
	__attribute__((format(printf, 7, 8)));
enum ddt_where ddt_check_where(const struct ddt_rootfs *r, const char *path,
			       struct stat *st);
void ddt_check_where_unwritable(struct ddt_rootfs *r,
				struct ddt_findings *found,
				enum ddt_level level, const char *path,
				const char *why);

/* check_same.c, check_conf.c, check_walk.c */
void ddt_check_same_identity(struct ddt_rootfs *r, struct ddt_findings *found);
void ddt_check_same_program(struct ddt_rootfs *r, struct ddt_findings *found);
void ddt_check_conf_tmpfiles(struct ddt_rootfs *r, struct ddt_findings *found);
void ddt_check_conf_units(struct ddt_rootfs *r, struct ddt_findings *found);
void ddt_check_conf_fstab(struct ddt_rootfs *r, struct ddt_findings *found);
void ddt_check_walk_var(struct ddt_rootfs *r, struct ddt_findings *found);
void ddt_check_walk_owners(struct ddt_rootfs *r, struct ddt_findings *found);

#endif /* _DDT_ROOTFS_CHECK_INTERNAL_H */
