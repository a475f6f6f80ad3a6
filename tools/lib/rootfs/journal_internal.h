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

#define DDT_JOURNAL_NAME	".ddom-rootfs"
#define DDT_JOURNAL_FILE	"/" DDT_JOURNAL_NAME

int ddt_journal_load(struct ddt_journal *state, const struct ddt_tree *tree,
		     char *why, size_t size);
struct ddt_step *ddt_journal_find(const struct ddt_journal *state,
				  enum ddt_step_kind kind, const char *path);
struct ddt_step *ddt_journal_add(struct ddt_journal *state,
				 enum ddt_step_kind kind, const char *path,
				 const char *text);
int ddt_journal_time(struct ddt_journal *state, const char *path);
int ddt_journal_write(struct ddt_journal *state, enum ddt_phase phase);
int ddt_journal_phase(struct ddt_journal *state, enum ddt_phase phase);
int ddt_journal_remove(struct ddt_journal *state);
void ddt_journal_free(struct ddt_journal *state);

#endif /* _DDT_ROOTFS_JOURNAL_INTERNAL_H */
