// SPDX-License-Identifier: GPL-2.0-only
/*
 * A conversion and its undo: all steps, and the times of the directories they
 * change.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

/* give the directories their times back */
static int convert_times(struct ddt_rootfs *r, bool root)
{
	const struct ddt_step *s;
	struct timespec times[2];
	size_t i;
	int fd, err;

	times[0].tv_nsec = UTIME_OMIT;
	for (i = 0; i < r->state.n; i++) {
		s = &r->state.steps[i];
		if (s->kind != DDT_STEP_TIME || (!root && !s->path[1]))
			continue;
		fd = ddt_tree_get(&r->tree, s->path, O_RDONLY | O_DIRECTORY, 0);
		if (fd == -ENOENT)
			continue;
		times[1] = s->time;
		err = fd < 0 ? fd : ddt_rootfs_point(r);
		if (!err && futimens(fd, times))
			err = -errno;
		if (fd >= 0)
			close(fd);
		if (err)
			return ddt_rootfs_wrong(r, err, "%s: its time: %s",
						s->path, strerror(-err));
	}
	return 0;
}

/**
 * ddt_rootfs_convert() - carry out all steps
 * @r: tree, planned
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_convert(struct ddt_rootfs *r)
{
	int err = ddt_rootfs_point(r);
	size_t i;

	if (!err)
		err = ddt_journal_write(&r->state, DDT_PHASE_CONVERT);
	if (err)
		return ddt_rootfs_wrong(r, err, "%s%s: %s", r->tree.name,
					DDT_JOURNAL_FILE, strerror(-err));
	for (i = 0; !err && i < r->state.n; i++)
		err = ddt_rootfs_step_do(r, &r->state.steps[i]);
	if (!err)
		err = convert_times(r, true);
	if (!err)
		err = ddt_rootfs_point(r);
	if (!err)
		err = ddt_journal_phase(&r->state, DDT_PHASE_DONE);
	return err ? ddt_rootfs_wrong(r, err, "%s: %s", r->tree.name,
				      strerror(-err)) : 0;
}

/* remember the times of today */
static int convert_undo_begin(struct ddt_rootfs *r)
{
	char parent[PATH_MAX];
	size_t i, n = r->state.n;
	int err = ddt_rootfs_point(r);

	for (i = 0; !err && i < n; i++) {
		const char *path = r->state.steps[i].path;
		const char *slash = strrchr(path, '/');

		if (r->state.steps[i].kind == DDT_STEP_TIME)
			continue;
		snprintf(parent, sizeof(parent), "%.*s",
			 slash == path ? 1 : (int)(slash - path), path);
		err = ddt_journal_time(&r->state, parent);
	}
	if (!err)
		err = ddt_journal_write(&r->state, DDT_PHASE_UNDO);
	return err ? ddt_rootfs_wrong(r, err, "%s%s: %s", r->tree.name,
				      DDT_JOURNAL_FILE, strerror(-err)) : 0;
}

/**
 * ddt_rootfs_convert_undo() - undo all steps, the last one first
 * @r: tree
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_convert_undo(struct ddt_rootfs *r)
{
	int err = 0;
	size_t i;

	if (r->state.phase == DDT_PHASE_DONE)
		err = convert_undo_begin(r);
	else if (r->state.phase == DDT_PHASE_CONVERT)
		err = ddt_journal_phase(&r->state, DDT_PHASE_UNDO);
	for (i = r->state.n; !err && i--; )
		err = ddt_rootfs_step_undo(r, &r->state.steps[i]);
	if (!err)
		err = convert_times(r, false);
	if (!err)
		err = ddt_rootfs_point(r);
	if (!err)
		err = ddt_journal_remove(&r->state);
	/* the only moment at which a kill leaves a trace: the time of / */
	if (!err)
		err = convert_times(r, true);
	return err ? ddt_rootfs_wrong(r, err, "%s: %s", r->tree.name,
				      strerror(-err)) : 0;
}
