// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every part of a plan is made of.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rootfs/rootfs_internal.h"

/**
 * ddt_plan_step_parent() - the directory a path is in
 * @path: path, absolute and not /
 * @parent: filled, PATH_MAX bytes
 */
void ddt_plan_step_parent(const char *path, char *parent)
{
	const char *slash = strrchr(path, '/');

	snprintf(parent, PATH_MAX, "%.*s",
		 slash == path ? 1 : (int)(slash - path), path);
}

/**
 * ddt_plan_step_add() - add a step, and remember the time of its directory
 * @r: tree
 * @kind: kind
 * @path: path
 * @text: its text
 *
 * Return: the step; NULL without memory or when the directory cannot be read.
 */
struct ddt_step *ddt_plan_step_add(struct ddt_rootfs *r,
				   enum ddt_step_kind kind,
				   const char *path, const char *text)
{
	char parent[PATH_MAX];
	int err;

	ddt_plan_step_parent(path, parent);
	err = ddt_journal_time(&r->state, parent);
	if (err) {
		ddt_rootfs_wrong(r, err, "%s: %s", parent, strerror(-err));
		return NULL;
	}
	return ddt_journal_add(&r->state, kind, path, text);
}

/**
 * ddt_plan_step_dirs() - the directories above a path that are missing
 * @r: tree
 * @path: path
 *
 * Those below /flash will be like the ones they stand for.
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_plan_step_dirs(struct ddt_rootfs *r, const char *path)
{
	const size_t flash = strlen(DDT_FLASH_DIR);
	char dir[PATH_MAX];
	const char *p = path, *like;
	struct stat st;

	while ((p = strchr(p + 1, '/'))) {
		snprintf(dir, sizeof(dir), "%.*s", (int)(p - path), path);
		if (ddt_flash_conf_below(dir, DDT_FLASH_DIR) &&
		    !ddt_tree_stat(&r->tree, dir, true, &st) &&
		    S_ISLNK(st.st_mode))
			return ddt_rootfs_wrong(r, -ELOOP, "%s is in the way of %s; undo, then convert anew",
						dir, path);
		if (ddt_tree_has(&r->tree, dir))
			continue;
		like = ddt_flash_conf_below(dir, DDT_FLASH_DIR) ?
		       dir + flash : "";
		if (!ddt_plan_step_add(r, DDT_STEP_DIR, dir, like))
			return -ENOMEM;
	}
	return 0;
}
