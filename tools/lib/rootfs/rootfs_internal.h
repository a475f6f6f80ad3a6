/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_ROOTFS_INTERNAL_H
#define _DDT_ROOTFS_INTERNAL_H

#include "rootfs/journal_internal.h"
#include "rootfs/tree_internal.h"

/* rootfs.c */
int ddt_rootfs_wrong(struct ddt_rootfs *r, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void ddt_rootfs_note(struct ddt_rootfs *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int ddt_rootfs_point(struct ddt_rootfs *r);

/* plan.c, plan_step.c, links.c, install.c: what is to be done */
void ddt_plan_step_parent(const char *path, char *parent);
int ddt_rootfs_install_plan(struct ddt_rootfs *r);
bool ddt_install_xen_uses_udev(const struct ddt_rootfs *r);
void ddt_install_source(const struct ddt_rootfs *r, const char *path,
			char *source);
int ddt_rootfs_links_plan(struct ddt_rootfs *r);
bool ddt_rootfs_plan_covers(const struct ddt_rootfs *r, const char *path);
int ddt_plan_step_dirs(struct ddt_rootfs *r, const char *path);
struct ddt_step *ddt_plan_step_add(struct ddt_rootfs *r,
				   enum ddt_step_kind kind,
				   const char *path, const char *text);

/* step.c, move.c: one step and its inverse */
int ddt_rootfs_step_do(struct ddt_rootfs *r, struct ddt_step *s);
int ddt_rootfs_step_undo(struct ddt_rootfs *r, struct ddt_step *s);
int ddt_rootfs_move(struct ddt_rootfs *r, const struct ddt_step *s);
int ddt_rootfs_move_back(struct ddt_rootfs *r, const struct ddt_step *s);
int ddt_rootfs_move_check(struct ddt_rootfs *r, const struct ddt_step *s);
int ddt_rootfs_put(struct ddt_rootfs *r, struct ddt_step *s);
int ddt_rootfs_put_back(struct ddt_rootfs *r, const struct ddt_step *s);

#endif /* _DDT_ROOTFS_INTERNAL_H */
