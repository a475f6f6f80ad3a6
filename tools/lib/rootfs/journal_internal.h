/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has been done to a tree, so that it can be gone on with and undone: the
 * file /.ddom-rootfs in it.
 *
 * Its first line is "ddom-rootfs 1 PHASE". Every other line is a step, as the
 * table in journal.c says. Lines are only ever added, before what they say
 * is done; the phase is overwritten in place. So the file is right at every
 * moment, and changing it does not change the directory it is in.
 */
#ifndef _DDT_ROOTFS_JOURNAL_INTERNAL_H
#define _DDT_ROOTFS_JOURNAL_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "rootfs/tree_internal.h"

#define DDT_STATE_NAME		".ddom-rootfs"
#define DDT_STATE_FILE		"/" DDT_STATE_NAME

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
 * struct ddt_state - the file
 * @tree: tree it is of
 * @fd: open, -1 while there is none
 * @phase: what is going on
 * @steps: steps, in their order
 * @n: how many
 */
struct ddt_state {
	const struct ddt_tree *tree;
	int fd;
	enum ddt_phase phase;
	struct ddt_step *steps;
	size_t n;
};

int ddt_state_load(struct ddt_state *state, const struct ddt_tree *tree,
		   char *why, size_t size);
struct ddt_step *ddt_state_find(const struct ddt_state *state,
				enum ddt_step_kind kind, const char *path);
struct ddt_step *ddt_state_add(struct ddt_state *state,
			       enum ddt_step_kind kind, const char *path,
			       const char *text);
int ddt_state_time(struct ddt_state *state, const char *path);
int ddt_state_write(struct ddt_state *state, enum ddt_phase phase);
int ddt_state_phase(struct ddt_state *state, enum ddt_phase phase);
int ddt_state_remove(struct ddt_state *state);
void ddt_state_free(struct ddt_state *state);
const char *ddt_step_name(enum ddt_step_kind kind);

#endif /* _DDT_ROOTFS_JOURNAL_INTERNAL_H */
