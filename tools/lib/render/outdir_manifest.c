// SPDX-License-Identifier: GPL-2.0-only
/*
 * The manifest of a directory of generated files: .ddom/manifest, whose first
 * line is "ddom 1 HASH", every other one the path of something generated.
 *
 * It is written before anything new is, with the old paths still in it, and
 * again when these are gone: at no moment is something there that it does not
 * name.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "render/outdir_internal.h"

static int path_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* keep a path of the manifest */
static int outdir_keep(struct ddt_outdir *dir, char *path, size_t *room)
{
	char **more;

	if (!path)
		return -ENOMEM;
	if (dir->nold == *room) {
		more = realloc(dir->old, (*room * 2 + 64) * sizeof(*more));
		if (!more) {
			free(path);
			return -ENOMEM;
		}
		dir->old = more;
		*room = *room * 2 + 64;
	}
	dir->old[dir->nold++] = path;
	return 0;
}

/* does a path stay below its directory? */
static bool outdir_inside(const char *path)
{
	size_t len;

	for (;; path += len + 1) {
		len = strcspn(path, "/");
		if (!len || (len <= 2 && !strncmp(path, "..", len)))
			return false;
		if (!path[len])
			return true;
	}
}

/**
 * ddt_outdir_manifest_read() - read the manifest, if there is one
 * @dir: directory
 *
 * Return: 0; negative errno with a message.
 */
int ddt_outdir_manifest_read(struct ddt_outdir *dir)
{
	int fd = openat(dir->meta, DDT_OUTDIR_MANIFEST, O_RDONLY | O_CLOEXEC);
	char line[1024];
	size_t room = 0;
	FILE *file;
	int err = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 :
		       ddt_outdir_step_error(dir, DDT_OUTDIR_META "/manifest",
					     -errno);
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	if (!fgets(line, sizeof(line), file) ||
	    sscanf(line, "ddom 1 %" SCNx64, &dir->old_hash) != 1)
		err = -EINVAL;
	while (!err && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		err = outdir_inside(line) ?
		      outdir_keep(dir, strdup(line), &room) : -EBADMSG;
	}
	fclose(file);
	if (err == -EBADMSG) {
		ddt_msg_error("%s/" DDT_OUTDIR_META "/manifest: \"%s\" is no path below %s; remove the line",
			      dir->path, line, dir->path);
		return err;
	}
	if (err)
		return ddt_outdir_step_error(dir, DDT_OUTDIR_META "/manifest",
					     err);
	if (dir->nold)
		qsort(dir->old, dir->nold, sizeof(*dir->old), path_order);
	return 0;
}

/**
 * ddt_outdir_manifest_has() - was a path generated before?
 * @dir: directory
 * @path: path
 *
 * Return: true when the manifest has it.
 */
bool ddt_outdir_manifest_has(const struct ddt_outdir *dir, const char *path)
{
	return dir->nold && bsearch(&path, dir->old, dir->nold,
				    sizeof(*dir->old), path_order);
}

/**
 * ddt_outdir_manifest_write() - write the manifest
 * @dir: directory
 * @with_old: also what it had before
 * @hash: of what is being rendered
 *
 * Return: 0; negative errno with a message.
 */
int ddt_outdir_manifest_write(struct ddt_outdir *dir, bool with_old,
			      uint64_t hash)
{
	char *text = NULL;
	size_t len = 0, i;
	FILE *file = open_memstream(&text, &len);
	int fd, err;

	if (!file)
		return -ENOMEM;
	fprintf(file, "ddom 1 %016" PRIx64 "\n", hash);
	for (i = 0; i < dir->n; i++)
		fprintf(file, "%s\n", dir->out[i].path);
	for (i = 0; with_old && i < dir->nold; i++)
		fprintf(file, "%s\n", dir->old[i]);
	if (fclose(file)) {
		free(text);
		return -ENOMEM;
	}
	err = ddt_outdir_step_put(dir->meta, DDT_OUTDIR_MANIFEST ".new", text,
				  len);
	free(text);
	if (err)
		goto out;
	fd = openat(dir->meta, DDT_OUTDIR_MANIFEST ".new", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) ||
	    renameat(dir->meta, DDT_OUTDIR_MANIFEST ".new", dir->meta,
		     DDT_OUTDIR_MANIFEST) || fsync(dir->meta))
		err = -errno;
	if (fd >= 0)
		close(fd);
out:
	return err ? ddt_outdir_step_error(dir, DDT_OUTDIR_META "/manifest",
					   err) : 0;
}
