// SPDX-License-Identifier: GPL-2.0-only
/*
 * A directory of generated files: opening, collecting, closing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/msg.h"
#include "render/outdir_internal.h"

/*
 * Open a directory below another, make it if need be.
 *
 * Return: file descriptor or negative errno.
 */
static int outdir_make(int at, const char *name, bool create)
{
	int fd;

	if (create && mkdirat(at, name, 0755) && errno != EEXIST)
		return -errno;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/**
 * ddt_outdir_open() - open and lock a directory
 * @dir: filled; to be closed also after an error
 * @path: the directory
 * @create: make it when it is not there
 *
 * Waits for whoever has it locked.
 *
 * Return: 0; negative errno with a message, -ENOENT also when nothing was ever
 * generated there and @create is not set.
 */
int ddt_outdir_open(struct ddt_outdir *dir, const char *path, bool create)
{
	memset(dir, 0, sizeof(*dir));
	dir->path = path;
	dir->meta = -1;
	dir->lock = -1;
	dir->fd = outdir_make(AT_FDCWD, path, create);
	if (dir->fd < 0) {
		ddt_msg_error("%s: %s", path, strerror(-dir->fd));
		return dir->fd;
	}
	dir->meta = outdir_make(dir->fd, DDT_OUTDIR_META, create);
	if (dir->meta < 0) {
		ddt_msg_error("%s: nothing was rendered there; run ddtool server render -o %s",
			      path, path);
		return dir->meta;
	}
	dir->lock = openat(dir->meta, "lock", O_RDWR | O_CREAT | O_CLOEXEC,
			   0644);
	if (dir->lock < 0 || flock(dir->lock, LOCK_EX))
		return ddt_outdir_step_error(dir, DDT_OUTDIR_META "/lock",
					     -errno);
	return ddt_outdir_manifest_read(dir);
}

/* something is to be there */
static int outdir_add(struct ddt_outdir *dir, const char *path, char *text,
		      size_t len, enum ddt_output_kind kind)
{
	struct ddt_output *more;
	char *copy = strdup(path);

	if (dir->n == dir->room) {
		more = realloc(dir->out, (dir->room * 2 + 64) * sizeof(*more));
		if (!more)
			goto nomem;
		dir->out = more;
		dir->room = dir->room * 2 + 64;
	}
	if (!copy || !text)
		goto nomem;
	dir->out[dir->n++] = (struct ddt_output){
		.path = copy,
		.text = text,
		.len = len,
		.kind = kind,
	};
	return 0;
nomem:
	free(copy);
	free(text);
	return -ENOMEM;
}

/**
 * ddt_outdir_file() - a file is to be there
 * @dir: directory
 * @path: below it
 * @text: what is in it; taken over; NULL: there was no memory for it
 * @len: its bytes
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_outdir_file(struct ddt_outdir *dir, const char *path, char *text,
		    size_t len)
{
	return outdir_add(dir, path, text, len, DDT_OUTPUT_FILE);
}

/**
 * ddt_outdir_link() - a symbolic link is to be there
 * @dir: directory
 * @path: below it
 * @target: where it leads
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_outdir_link(struct ddt_outdir *dir, const char *path,
		    const char *target)
{
	return outdir_add(dir, path, strdup(target), strlen(target),
			  DDT_OUTPUT_LINK);
}

/**
 * ddt_outdir_copy() - the copy of a file is to be there
 * @dir: directory
 * @path: below it
 * @source: what is copied
 * @unpack: it is a gzip file, and what is in it is to be there
 *
 * The same path may be added again with the same @source.
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_outdir_copy(struct ddt_outdir *dir, const char *path,
		    const char *source, bool unpack)
{
	return outdir_add(dir, path, strdup(source), strlen(source),
			  unpack ? DDT_OUTPUT_UNPACKED : DDT_OUTPUT_COPY);
}

/**
 * ddt_outdir_close() - unlock and forget
 * @dir: directory
 */
void ddt_outdir_close(struct ddt_outdir *dir)
{
	size_t i;

	for (i = 0; i < dir->n; i++) {
		free(dir->out[i].path);
		free(dir->out[i].text);
	}
	for (i = 0; i < dir->nold; i++)
		free(dir->old[i]);
	free(dir->out);
	free(dir->old);
	if (dir->lock >= 0)
		close(dir->lock);
	if (dir->meta >= 0)
		close(dir->meta);
	if (dir->fd >= 0)
		close(dir->fd);
	memset(dir, 0, sizeof(*dir));
	dir->fd = dir->meta = dir->lock = -1;
}
