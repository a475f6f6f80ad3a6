// SPDX-License-Identifier: GPL-2.0-only
/*
 * A directory of generated files: making it what it is to be.
 *
 * New files are written aside, brought to the disk together, and renamed into
 * place one by one. Killed at any moment, every path has its old or its new
 * content, and the next time what is left is done.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/msg.h"
#include "render/outdir_internal.h"

/* Up to this many files are flushed one by one, more with all of the disk. */
#define DDT_OUTDIR_FSYNC_MAX	64

/* Say that something cannot be made. Return: err. */
static int output_error(const struct ddt_outdir *dir,
			const struct ddt_output *o, int err)
{
	if (o->kind < DDT_OUTPUT_COPY)
		return ddt_outdir_step_error(dir, o->path, err);
	ddt_msg_error("%s/%s: copy of %s: %s", dir->path, o->path, o->text,
		      strerror(-err));
	return err;
}

/*
 * Is a path as it is to be?
 *
 * Return: 1 when it is, 0 when not, or negative errno.
 */
static int output_same(const struct ddt_outdir *dir, struct ddt_output *o)
{
	char target[512], part[8192];
	size_t done = 0;
	struct stat st;
	ssize_t n;
	int fd;

	o->there = !fstatat(dir->fd, o->path, &st, AT_SYMLINK_NOFOLLOW);
	if (!o->there)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	if (o->kind == DDT_OUTPUT_LINK) {
		if (!S_ISLNK(st.st_mode))
			return 0;
		n = readlinkat(dir->fd, o->path, target, sizeof(target));
		return n == (ssize_t)o->len && !memcmp(target, o->text, o->len);
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	if (o->kind != DDT_OUTPUT_FILE)
		return ddt_outdir_copy_same(o, &st);
	if ((size_t)st.st_size != o->len)
		return 0;
	fd = openat(dir->fd, o->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((n = read(fd, part, sizeof(part))) > 0 &&
	       done + (size_t)n <= o->len &&
	       !memcmp(part, o->text + done, (size_t)n))
		done += (size_t)n;
	close(fd);
	return !n && done == o->len;
}

static int output_order(const void *a, const void *b)
{
	const struct ddt_output *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* sort, and keep of what was added twice one */
static void outdir_once(struct ddt_outdir *dir)
{
	size_t i, n = 0;

	qsort(dir->out, dir->n, sizeof(*dir->out), output_order);
	for (i = 0; i < dir->n; i++) {
		if (n && !strcmp(dir->out[n - 1].path, dir->out[i].path)) {
			free(dir->out[i].path);
			free(dir->out[i].text);
		} else {
			dir->out[n++] = dir->out[i];
		}
	}
	dir->n = n;
}

/*
 * Find out what must be written.
 *
 * Return: how many; -EEXIST with a message when somebody else's file is in the
 * way; negative errno with a message.
 */
static int outdir_compare(struct ddt_outdir *dir)
{
	int count = 0, same;
	size_t i;

	outdir_once(dir);
	for (i = 0; i < dir->n; i++) {
		struct ddt_output *o = &dir->out[i];

		same = output_same(dir, o);
		if (same < 0)
			return output_error(dir, o, same);
		if (!same && o->there &&
		    !ddt_outdir_manifest_has(dir, o->path)) {
			ddt_msg_error("%s/%s: not written by ddtool; move it away, or choose another directory",
				      dir->path, o->path);
			return -EEXIST;
		}
		o->changed = !same;
		count += !same;
	}
	return count;
}

/* Write what is new aside. Return: 0; negative errno with a message. */
static int outdir_stage(struct ddt_outdir *dir, int stage)
{
	char name[24];
	size_t i;
	int err;

	for (i = 0; i < dir->n; i++) {
		struct ddt_output *o = &dir->out[i];

		if (!o->changed || (o->kind == DDT_OUTPUT_LINK && !o->there))
			continue;
		snprintf(name, sizeof(name), "%zu", i);
		if (o->kind == DDT_OUTPUT_LINK)
			err = symlinkat(o->text, stage, name) ? -errno : 0;
		else if (o->kind == DDT_OUTPUT_FILE)
			err = ddt_outdir_step_put(stage, name, o->text, o->len);
		else
			err = ddt_outdir_copy_put(stage, name, o);
		if (err)
			return output_error(dir, o, err);
	}
	return 0;
}

/*
 * Bring what was written aside to the disk.
 *
 * Return: 0; negative errno with a message.
 */
static int outdir_flush(struct ddt_outdir *dir, int stage, int count)
{
	char name[24];
	size_t i;
	int fd, err;

	if (count > DDT_OUTDIR_FSYNC_MAX)
		return syncfs(stage) ?
		       ddt_outdir_step_error(dir, DDT_OUTDIR_META, -errno) : 0;
	for (i = 0; i < dir->n; i++) {
		if (!dir->out[i].changed || dir->out[i].kind == DDT_OUTPUT_LINK)
			continue;
		snprintf(name, sizeof(name), "%zu", i);
		fd = openat(stage, name, O_RDONLY | O_CLOEXEC);
		err = fd < 0 || fsync(fd) ? -errno : 0;
		if (fd >= 0)
			close(fd);
		if (err)
			return ddt_outdir_step_error(dir, dir->out[i].path,
						     err);
	}
	return 0;
}

/* bring a path's directory to the disk */
static int outdir_sync_above(const struct ddt_outdir *dir, const char *path)
{
	const char *slash = strrchr(path, '/');
	char above[512] = ".";
	int fd, err;

	if (slash)
		snprintf(above, sizeof(above), "%.*s", (int)(slash - path),
			 path);
	fd = openat(dir->fd, above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = fsync(fd) ? -errno : 0;
	close(fd);
	return err;
}

/* bring one file or link to its place */
static int output_place(struct ddt_outdir *dir, const struct ddt_output *o,
			int stage, const char *name)
{
	int err;

	if (o->kind == DDT_OUTPUT_LINK && !o->there)
		err = symlinkat(o->text, dir->fd, o->path);
	else
		err = renameat(stage, name, dir->fd, o->path);
	return err ? -errno : 0;
}

/*
 * Rename what is new into place.
 *
 * Return: 0; negative errno with a message.
 */
static int outdir_place(struct ddt_outdir *dir, int stage)
{
	const char *above = NULL;
	char name[24];
	int err = 0;
	size_t i;

	for (i = 0; i < dir->n && !err; i++) {
		struct ddt_output *o = &dir->out[i];

		if (!o->changed)
			continue;
		snprintf(name, sizeof(name), "%zu", i);
		err = output_place(dir, o, stage, name);
		if (err == -ENOENT)
			err = ddt_outdir_step_dirs(dir, o->path) ?:
			      output_place(dir, o, stage, name);
		if (err)
			return ddt_outdir_step_error(dir, o->path, err);
		dir->written++;
	}
	for (i = 0; i < dir->n && !err; i++) {
		const char *path = dir->out[i].path;
		const char *slash = strrchr(path, '/');
		size_t len = slash ? (size_t)(slash - path) + 1 : 0;

		/* sorted: files of one directory mostly follow each other */
		if (!dir->out[i].changed ||
		    (above && !strncmp(above, path, len) &&
		     !strchr(above + len, '/')))
			continue;
		above = path;
		err = outdir_sync_above(dir, path);
	}
	return err ? ddt_outdir_step_error(dir, above, err) : 0;
}

/*
 * Remove what is no longer generated.
 *
 * Return: 0; negative errno with a message.
 */
static int outdir_clean(struct ddt_outdir *dir)
{
	struct ddt_output key = { 0 };
	size_t i;

	for (i = 0; i < dir->nold; i++) {
		key.path = dir->old[i];
		if (bsearch(&key, dir->out, dir->n, sizeof(key),
			    output_order))
			continue;
		if (!unlinkat(dir->fd, dir->old[i], 0))
			dir->removed++;
		else if (errno != ENOENT && errno != ENOTDIR)
			return ddt_outdir_step_error(dir, dir->old[i], -errno);
	}
	return 0;
}

/* is anything in the manifest that is not generated now? */
static bool outdir_stale(const struct ddt_outdir *dir)
{
	size_t i;

	for (i = 0; i < dir->n && i < dir->nold; i++)
		if (strcmp(dir->out[i].path, dir->old[i]))
			return true;
	return dir->n != dir->nold;
}

/* remove what one who was killed left in the stage */
static void outdir_sweep(int stage)
{
	int fd = dup(stage);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			unlinkat(stage, e->d_name, 0);
	closedir(d);
}

/*
 * Write, flush and rename what has changed.
 *
 * Return: 0; negative errno with a message.
 */
static int outdir_write(struct ddt_outdir *dir, int count)
{
	int stage, err;

	if (mkdirat(dir->meta, DDT_OUTDIR_STAGE, 0700) && errno != EEXIST)
		return ddt_outdir_step_error(dir, DDT_OUTDIR_META, -errno);
	stage = openat(dir->meta, DDT_OUTDIR_STAGE,
		       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (stage < 0)
		return ddt_outdir_step_error(dir, DDT_OUTDIR_META, -errno);
	outdir_sweep(stage);
	err = outdir_stage(dir, stage) ?:
	      outdir_flush(dir, stage, count) ?:
	      outdir_place(dir, stage);
	close(stage);
	unlinkat(dir->meta, DDT_OUTDIR_STAGE, AT_REMOVEDIR);
	return err;
}

/**
 * ddt_outdir_commit() - make the directory what it is to be
 * @dir: directory
 * @complete: everything was added: what else the manifest has goes, and
 *	@dir->hash is recorded; else only what was added is looked at
 *
 * Return: 0; -EEXIST when somebody else's file is in the way, and nothing was
 * changed; negative errno with a message.
 */
int ddt_outdir_commit(struct ddt_outdir *dir, bool complete)
{
	int count = outdir_compare(dir), err = 0;
	bool stale;

	if (count < 0)
		return count;
	stale = complete && outdir_stale(dir);
	if (stale)
		err = ddt_outdir_manifest_write(dir, true, 0);
	if (!err && (count || !faccessat(dir->meta, DDT_OUTDIR_STAGE, F_OK, 0)))
		err = outdir_write(dir, count);
	if (!err && stale)
		err = outdir_clean(dir);
	if (!err && complete && (stale || dir->hash != dir->old_hash))
		err = ddt_outdir_manifest_write(dir, false, dir->hash);
	return err;
}
