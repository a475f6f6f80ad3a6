/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree becomes a root that many machines share, read-only; and back.
 */
#ifndef _DDT_ROOTFS_H
#define _DDT_ROOTFS_H

#include "base/inject.h"
#include "rootfs/flash_conf.h"
#include "rootfs/journal_internal.h"
#include "rootfs/tree_internal.h"

#define DDT_ROOTFS_NOTES	64

/**
 * struct ddt_rootfs - a tree at work
 * @tree: the tree
 * @state: what has been done to it
 * @flash: what is to be writable
 * @from: where files to install are taken from, "" is this machine
 * @absolute: make absolute links
 * @install: install files
 * @no_exchange: do without RENAME_EXCHANGE
 * @inject: faults for tests
 * @points: how many changes have been begun
 * @why: what went wrong
 * @notes: what is worth saying
 * @nnotes: how many
 */
struct ddt_rootfs {
	struct ddt_tree tree;
	struct ddt_state state;
	struct ddt_flash flash;
	const char *from;
	bool absolute;
	bool install;
	bool no_exchange;
	struct ddt_inject inject;
	unsigned int points;
	char why[512];
	char *notes[DDT_ROOTFS_NOTES];
	unsigned int nnotes;
};

int ddt_rootfs_open(struct ddt_rootfs *r, const char *name);
int ddt_rootfs_lock(struct ddt_rootfs *r);
void ddt_rootfs_close(struct ddt_rootfs *r);
int ddt_rootfs_conf(struct ddt_rootfs *r);
int ddt_rootfs_wrong(struct ddt_rootfs *r, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void ddt_rootfs_note(struct ddt_rootfs *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int ddt_rootfs_point(struct ddt_rootfs *r);

/* plan.c, links.c, install.c: what is to be done */
int ddt_rootfs_plan(struct ddt_rootfs *r);
int ddt_rootfs_plan_install(struct ddt_rootfs *r);
bool ddt_rootfs_xen_by_udev(const struct ddt_rootfs *r);
int ddt_rootfs_plan_links(struct ddt_rootfs *r);
bool ddt_rootfs_covered(const struct ddt_rootfs *r, const char *path);
int ddt_rootfs_plan_dirs(struct ddt_rootfs *r, const char *path);
struct ddt_step *ddt_rootfs_plan_step(struct ddt_rootfs *r,
				      enum ddt_step_kind kind,
				      const char *path, const char *text);

/* step.c, move.c: one step and its inverse */
int ddt_rootfs_do(struct ddt_rootfs *r, struct ddt_step *s);
int ddt_rootfs_undo_step(struct ddt_rootfs *r, struct ddt_step *s);
int ddt_rootfs_move(struct ddt_rootfs *r, const struct ddt_step *s);
int ddt_rootfs_move_back(struct ddt_rootfs *r, const struct ddt_step *s);
int ddt_rootfs_move_check(struct ddt_rootfs *r, const struct ddt_step *s);
int ddt_rootfs_put(struct ddt_rootfs *r, struct ddt_step *s);
int ddt_rootfs_put_back(struct ddt_rootfs *r, const struct ddt_step *s);

/* run.c: all of them */
int ddt_rootfs_convert(struct ddt_rootfs *r);
int ddt_rootfs_undo(struct ddt_rootfs *r);

#endif /* _DDT_ROOTFS_H */
