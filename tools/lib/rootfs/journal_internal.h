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

#include "rootfs/rootfs.h"

#define DDT_STATE_NAME		".ddom-rootfs"
#define DDT_STATE_FILE		"/" DDT_STATE_NAME

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

#endif /* _DDT_ROOTFS_JOURNAL_INTERNAL_H */
