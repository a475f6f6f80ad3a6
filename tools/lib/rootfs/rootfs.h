/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree becomes a root that many machines share, read-only; and back.
 */
#ifndef _DDT_ROOTFS_H
#define _DDT_ROOTFS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "base/findings.h"
#include "base/inject.h"
#include "rootfs/flash_conf.h"

#define DDT_ROOTFS_NOTES	64

/**
 * struct ddt_tree - a tree
 * @fd: its root, O_RDONLY
 * @name: what it is called, for messages
 * @dev: its file system
 */
struct ddt_tree {
	int fd;
	char name[PATH_MAX];
	dev_t dev;
};

/**
 * enum ddt_phase - what is going on
 * @DDT_PHASE_NONE: nothing, the tree is as it was
 * @DDT_PHASE_CONVERT: a conversion has begun
 * @DDT_PHASE_DONE: a conversion is complete
 * @DDT_PHASE_UNDO: an undo has begun
 */
enum ddt_phase {
	DDT_PHASE_NONE,
	DDT_PHASE_CONVERT,
	DDT_PHASE_DONE,
	DDT_PHASE_UNDO,
};

/**
 * enum ddt_step_kind - kinds of steps
 * @DDT_STEP_TIME: remember a directory's time
 * @DDT_STEP_DIR: make a directory
 * @DDT_STEP_MOVE: move to /flash, leave a link
 * @DDT_STEP_LINK: make a link where nothing was
 * @DDT_STEP_PUT: install a file
 * @DDT_STEP_SAVE: keep what depmod is going to replace
 * @DDT_STEP_DEPMOD: run depmod
 */
enum ddt_step_kind {
	DDT_STEP_TIME,
	DDT_STEP_DIR,
	DDT_STEP_MOVE,
	DDT_STEP_LINK,
	DDT_STEP_PUT,
	DDT_STEP_SAVE,
	DDT_STEP_DEPMOD,
	DDT_STEP_NKINDS,
};

/**
 * struct ddt_step - one step
 * @kind: what
 * @path: where
 * @text: the link's text (move, link), what a directory is to be like (dir),
 *	"had" or "new" (save), the release (depmod); "" otherwise
 * @source: where a file comes from, NULL when not known; not in the file
 * @time: time of a directory or of an installed file
 * @size: of an installed file
 * @fresh: not in the file yet
 */
struct ddt_step {
	enum ddt_step_kind kind;
	char *path;
	char *text;
	char *source;
	struct timespec time;
	off_t size;
	bool fresh;
};

/**
 * struct ddt_journal - the file
 * @tree: tree it is of
 * @fd: open, -1 while there is none
 * @phase: what is going on
 * @steps: steps, in their order
 * @n: how many
 */
struct ddt_journal {
	const struct ddt_tree *tree;
	int fd;
	enum ddt_phase phase;
	struct ddt_step *steps;
	size_t n;
};

/**
 * struct ddt_rootfs - a tree at work
 * @tree: the tree
 * @state: what has been done to it
 * @flash: what is to be writable
 * @from: where files to install are taken from, "" is this machine
 * @over: clients have a tmpfs over it: nothing of it must be converted
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
	struct ddt_journal state;
	struct ddt_flash flash;
	const char *from;
	bool over;
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
bool ddt_rootfs_is_running(const struct ddt_rootfs *r);
int ddt_rootfs_conf(struct ddt_rootfs *r);

int ddt_rootfs_plan(struct ddt_rootfs *r);
int ddt_rootfs_convert(struct ddt_rootfs *r);
int ddt_rootfs_convert_undo(struct ddt_rootfs *r);

int ddt_rootfs_check(struct ddt_rootfs *r, struct ddt_findings *found);

const char *ddt_journal_step_name(enum ddt_step_kind kind);

#endif /* _DDT_ROOTFS_H */
