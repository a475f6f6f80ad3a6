/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of outdir share.
 */
#ifndef _DDT_RENDER_OUTDIR_INTERNAL_H
#define _DDT_RENDER_OUTDIR_INTERNAL_H

#include <sys/stat.h>

#include "render/outdir.h"

#define DDT_OUTDIR_META		".ddom"
#define DDT_OUTDIR_MANIFEST	"manifest"
#define DDT_OUTDIR_STAGE	"stage"

int ddt_outdir_error(const struct ddt_outdir *dir, const char *path, int err);
int ddt_outdir_manifest_read(struct ddt_outdir *dir);
int ddt_outdir_manifest_write(struct ddt_outdir *dir, bool with_old,
			      uint64_t hash);
int ddt_outdir_put(int fd, const char *name, const char *text, size_t len);
int ddt_copy_same(const struct ddt_output *o, const struct stat *st);
int ddt_copy_put(int fd, const char *name, const struct ddt_output *o);

#endif /* _DDT_RENDER_OUTDIR_INTERNAL_H */
