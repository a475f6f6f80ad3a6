/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A directory of generated files: each is replaced whole or not at all, what
 * did not change is not touched, what is no longer generated is removed, and
 * what somebody else put there is left alone.
 */
#ifndef _DDT_RENDER_OUTDIR_INTERNAL_H
#define _DDT_RENDER_OUTDIR_INTERNAL_H

#include <sys/stat.h>

#include "render/render.h"

#define DDT_OUTDIR_META		".ddom"
#define DDT_OUTDIR_MANIFEST	"manifest"
#define DDT_OUTDIR_STAGE	"stage"

/**
 * enum ddt_output_kind - what is to be at a path
 * @DDT_OUTPUT_FILE: a file with a text
 * @DDT_OUTPUT_LINK: a symbolic link
 * @DDT_OUTPUT_COPY: the copy of a file
 * @DDT_OUTPUT_UNPACKED: what a gzip file unpacks to
 */
enum ddt_output_kind {
	DDT_OUTPUT_FILE,
	DDT_OUTPUT_LINK,
	DDT_OUTPUT_COPY,
	DDT_OUTPUT_UNPACKED,
};

/**
 * struct ddt_output - something that is to be there
 * @path: below the directory
 * @text: what is in the file, where the link leads, or what is copied
 * @len: bytes of @text
 * @kind: what it is
 * @changed: it must be written
 * @there: something is at @path
 */
struct ddt_output {
	char *path;
	char *text;
	size_t len;
	enum ddt_output_kind kind;
	bool changed;
	bool there;
};

int ddt_outdir_link(struct ddt_outdir *dir, const char *path,
		    const char *target);
int ddt_outdir_step_dirs(const struct ddt_outdir *dir, const char *path);
bool ddt_outdir_manifest_has(const struct ddt_outdir *dir, const char *path);

int ddt_outdir_step_error(const struct ddt_outdir *dir, const char *path,
			  int err);
int ddt_outdir_manifest_read(struct ddt_outdir *dir);
int ddt_outdir_manifest_write(struct ddt_outdir *dir, bool with_old,
			      uint64_t hash);
int ddt_outdir_step_put(int fd, const char *name, const char *text, size_t len);
int ddt_outdir_copy_same(const struct ddt_output *o, const struct stat *st);
int ddt_outdir_copy_put(int fd, const char *name, const struct ddt_output *o);

#endif /* _DDT_RENDER_OUTDIR_INTERNAL_H */
