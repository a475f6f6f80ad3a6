// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is to be done to a tree, found without changing it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rootfs/rootfs_internal.h"

/* what the link in a path's place says */
static void plan_text(const struct ddt_rootfs *r, const char *path,
		      char *text)
{
	const char *p;
	size_t len = 0;

	if (!r->absolute)
		for (p = strchr(path + 1, '/'); p && len < PATH_MAX - 4;
		     p = strchr(p + 1, '/'))
			len += (size_t)sprintf(text + len, "../");
	snprintf(text + len, PATH_MAX - len, "%s%s",
		 &DDT_FLASH_DIR[!r->absolute], path);
}

/**
 * ddt_rootfs_plan_covers() - does another entry take a path along?
 * @r: tree
 * @path: path
 *
 * Return: true when it is below one.
 */
bool ddt_rootfs_plan_covers(const struct ddt_rootfs *r, const char *path)
{
	const struct ddt_flash_entry *e;
	size_t i;

	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (ddt_flash_conf_writable(e->kind) && strcmp(e->path, path) &&
		    ddt_flash_conf_below(path, e->path))
			return true;
	}
	return false;
}

/* move a path */
static int plan_move(struct ddt_rootfs *r, const char *path,
		     const char *text)
{
	char flash[PATH_MAX], parent[PATH_MAX];
	struct ddt_step *s;
	int err;

	snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR, path);
	err = ddt_plan_step_dirs(r, flash);
	if (err)
		return err;
	s = ddt_plan_step_add(r, DDT_STEP_MOVE, path, text);
	if (!s)
		return -ENOMEM;
	/* a directory of /flash that was there has a time too */
	ddt_plan_step_parent(flash, parent);
	err = ddt_journal_time(&r->state, parent);
	if (err)
		return err;
	/* again: the array of steps may have moved */
	s = ddt_journal_find(&r->state, DDT_STEP_MOVE, path);
	err = ddt_rootfs_move_check(r, s);
	return err < 0 ? err : 0;
}

/* what an entry of flash.conf asks for */
static int plan_entry(struct ddt_rootfs *r, const struct ddt_flash_entry *e)
{
	bool link = e->kind == DDT_FLASH_LINK;
	char text[PATH_MAX];
	struct stat st;
	int err;

	if ((!link && !ddt_flash_conf_writable(e->kind)) ||
	    ddt_rootfs_plan_covers(r, e->path) ||
	    ddt_journal_find(&r->state, DDT_STEP_MOVE, e->path))
		return 0;
	err = ddt_tree_stat(&r->tree, e->path, true, &st);
	if (err == -ELOOP) {
		ddt_rootfs_note(r, "%s: passed over, a link leads there; name the path without it",
				e->path);
		return 0;
	}
	if (link)
		snprintf(text, sizeof(text), "%s", e->arg);
	else
		plan_text(r, e->path, text);
	if (err == -ENOENT && link) {
		ddt_plan_step_parent(e->path, text);
		if (!ddt_tree_has(&r->tree, text))
			return 0;
		return ddt_plan_step_add(r, DDT_STEP_LINK, e->path, e->arg) ?
		       0 : -ENOMEM;
	}
	/* not there; or a link already: to /run, or by hand */
	if (err == -ENOENT || err == -ENOTDIR || (!err && S_ISLNK(st.st_mode)))
		return 0;
	if (err)
		return ddt_rootfs_wrong(r, err, "%s: %s", e->path,
					strerror(-err));
	if (st.st_dev != r->tree.dev)
		return ddt_rootfs_wrong(r, -EXDEV, "%s is another file system; unmount it, or take it out of %s",
					e->path, DDT_FLASH_FILE);
	return plan_move(r, e->path, text);
}

/* does it look like a root at all? */
static int plan_is_root(struct ddt_rootfs *r)
{
	struct stat st;

	if (!ddt_tree_has(&r->tree, "/etc") ||
	    !ddt_tree_has(&r->tree, "/sbin") ||
	    !ddt_tree_has(&r->tree, "/var"))
		return ddt_rootfs_wrong(r, -ENOENT, "%s: not a root file system, there is no /etc, /sbin or /var",
					r->tree.name);
	if (!ddt_tree_stat(&r->tree, DDT_FLASH_DIR, true, &st) &&
	    (!S_ISDIR(st.st_mode) || st.st_dev != r->tree.dev))
		return ddt_rootfs_wrong(r, -ENOTDIR, "%s%s: not a directory of the tree's own file system",
					r->tree.name, DDT_FLASH_DIR);
	if (ddt_tree_is_running(&r->tree))
		return ddt_rootfs_wrong(r, -EBUSY, "%s is what this machine runs on; convert a tree on the server",
					r->tree.name);
	return 0;
}

/**
 * ddt_rootfs_plan() - all that is to be done
 * @r: tree; its state gets the steps
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_plan(struct ddt_rootfs *r)
{
	size_t i;
	int err = plan_is_root(r);

	if (err)
		return err;
	/* the file that says so is in the root directory */
	err = ddt_journal_time(&r->state, "/");
	if (!err && r->install)
		err = ddt_rootfs_install_plan(r);
	for (i = 0; !err && !r->over && i < r->flash.n; i++)
		err = plan_entry(r, &r->flash.entries[i]);
	if (!err)
		err = ddt_rootfs_links_plan(r);
	/* those of before too: a step may have become impossible */
	for (i = 0; !err && i < r->state.n; i++)
		if (r->state.steps[i].kind == DDT_STEP_MOVE) {
			err = ddt_rootfs_move_check(r, &r->state.steps[i]);
			err = err < 0 ? err : 0;
		}
	if (err && !r->why[0])
		ddt_rootfs_wrong(r, err, "%s: %s", r->tree.name,
				 strerror(-err));
	return err;
}
