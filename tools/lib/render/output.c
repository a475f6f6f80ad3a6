// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file at hand, and where it goes.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "render/render_internal.h"

/**
 * ddt_output_begin() - begin a file
 * @r: files being made
 *
 * Return: where to write it; NULL after an error.
 */
FILE *ddt_output_begin(struct ddt_render *r)
{
	if (r->err)
		return NULL;
	r->text = NULL;
	r->file = open_memstream(&r->text, &r->len);
	if (!r->file)
		r->err = -ENOMEM;
	return r->file;
}

/* the path of a file of a server */
static void render_path(const struct ddt_pool_server *server, bool tftp,
			const char *fmt, va_list ap, char *path,
			size_t size)
{
	int n = snprintf(path, size, "%s%s/", server->id.name,
			 tftp ? server->tftp_root : "");

	vsnprintf(path + n, size - (size_t)n, fmt, ap);
}

/* end the file at hand */
static void render_close(struct ddt_render *r, const char *path)
{
	if (fclose(r->file) || r->err) {
		free(r->text);
		r->err = r->err ? r->err : -ENOMEM;
		return;
	}
	r->err = ddt_outdir_file(r->dir, path, r->text, r->len);
}

/**
 * ddt_output_end() - end the file at hand, a server's
 * @r: files being made
 * @server: server
 * @fmt: path below its /
 */
void ddt_output_end(struct ddt_render *r, const struct ddt_pool_server *server,
		    const char *fmt, ...)
{
	char path[512];
	va_list ap;

	va_start(ap, fmt);
	render_path(server, false, fmt, ap, path, sizeof(path));
	va_end(ap);
	render_close(r, path);
}

/**
 * ddt_output_tftp() - end the file at hand, one served by TFTP
 * @r: files being made
 * @server: server
 * @fmt: path below its TFTP root
 */
void ddt_output_tftp(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *fmt, ...)
{
	char path[512];
	va_list ap;

	va_start(ap, fmt);
	render_path(server, true, fmt, ap, path, sizeof(path));
	va_end(ap);
	render_close(r, path);
}

/**
 * ddt_output_link() - a symbolic link served by TFTP
 * @r: files being made
 * @server: server
 * @target: where it leads
 * @fmt: its path below the TFTP root
 */
void ddt_output_link(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *target, const char *fmt, ...)
{
	char path[512];
	va_list ap;

	if (r->err)
		return;
	va_start(ap, fmt);
	render_path(server, true, fmt, ap, path, sizeof(path));
	va_end(ap);
	r->err = ddt_outdir_link(r->dir, path, target);
}

/**
 * ddt_output_copy() - the copy of a file, served by TFTP
 * @r: files being made
 * @server: server
 * @source: the file
 * @unpack: it is a gzip file, and what is in it is wanted
 * @fmt: path of the copy below the TFTP root
 */
void ddt_output_copy(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *source, bool unpack, const char *fmt, ...)
{
	char path[512];
	va_list ap;

	if (r->err)
		return;
	va_start(ap, fmt);
	render_path(server, true, fmt, ap, path, sizeof(path));
	va_end(ap);
	r->err = ddt_outdir_copy(r->dir, path, source, unpack);
}
