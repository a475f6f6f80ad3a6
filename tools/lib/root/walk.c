// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every step on the way down from the root needs.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

/**
 * ddt_walk_why() - go on with the reason
 * @root: the answer
 * @fmt: as printf()
 */
void ddt_walk_why(struct ddt_root_server *root, const char *fmt, ...)
{
	size_t len = strlen(root->why);
	va_list args;

	va_start(args, fmt);
	vsnprintf(root->why + len, sizeof(root->why) - len, fmt, args);
	va_end(args);
}

/**
 * ddt_walk_same_server() - is it one server
 * @a: an answer
 * @b: another
 *
 * Return: true when all paths are the same.
 */
bool ddt_walk_same_server(const struct ddt_root_server *a,
			  const struct ddt_root_server *b)
{
	unsigned int i;

	for (i = 0; i < a->npaths && i < b->npaths; i++)
		if (!ddt_path_same(&a->paths[i], &b->paths[i]))
			return false;
	return a->npaths == b->npaths;
}

/**
 * ddt_walk_server_text() - write a server's address, without its port
 * @root: the answer, with a path
 * @buf: where to
 * @size: its bytes, DDT_PROBE_TEXT suffice
 *
 * Return: @buf; the path's name when it has no address.
 */
const char *ddt_walk_server_text(const struct ddt_root_server *root, char *buf,
				 size_t size)
{
	const struct ddt_root_path *path = &root->paths[0];
	struct ddom_probe addr = path->server;

	addr.tcp_port = 0;
	if (addr.family)
		return ddt_probe_text(&addr, path->scope, buf, size);
	snprintf(buf, size, "%s", path->name);
	return buf;
}

/**
 * ddt_walk_enters() - can files of a mount be looked at
 * @w: on the way
 * @m: the mount
 *
 * Return: true when they can.
 */
bool ddt_walk_enters(const struct ddt_walk *w, const struct ddt_mount *m)
{
	char path[4096];

	if (!w->files->root)
		return false;
	snprintf(path, sizeof(path), "%s%s", w->files->root, m->point);
	return !access(path, X_OK);
}

/**
 * ddt_walk_local() - end at a file system that is on no network
 * @m: its mount
 * @root: its reason is gone on with
 *
 * Return: -ENOENT.
 */
int ddt_walk_local(const struct ddt_mount *m, struct ddt_root_server *root)
{
	ddt_walk_why(root, "%.32s, local", m->fstype);
	return -ENOENT;
}
