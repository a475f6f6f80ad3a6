// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ways from the root to the network, and what would cut one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

#define DDT_ROOT_WAY		1024

/**
 * ddt_path_add() - begin another path
 * @root: the answer
 * @kind: what it is of
 * @disk: the disk at its beginning, NULL: a file system
 *
 * Return: the path, to be filled in; NULL when there are too many.
 */
struct ddt_root_path *ddt_path_add(struct ddt_root_server *root,
				   const struct ddt_root_kind *kind,
				   const struct ddt_disk *disk)
{
	struct ddt_root_path *path = &root->paths[root->npaths];

	if (root->npaths == DDT_ROOT_PATHS)
		return NULL;
	root->npaths++;
	memset(path, 0, sizeof(*path));
	path->kind = kind;
	if (disk) {
		path->dev = disk->dev;
		memcpy(path->disk, disk->shown, sizeof(path->disk));
	}
	return path;
}

/**
 * ddt_path_same() - do two paths lead to one server, by one network device
 * @a: a path
 * @b: another
 *
 * Return: true if so.
 */
bool ddt_path_same(const struct ddt_root_path *a, const struct ddt_root_path *b)
{
	return a->kind == b->kind && a->server.family == b->server.family &&
	       !memcmp(a->server.addr, b->server.addr, sizeof(a->server.addr)) &&
	       a->via.ifindex == b->via.ifindex &&
	       (a->via.ifindex || !strcmp(a->netdev, b->netdev));
}

/**
 * ddt_path_server() - write the server's address
 * @path: the path
 * @buf: where to
 * @size: its bytes, DDT_PROBE_TEXT suffice
 *
 * Return: @buf; "" when it has no address.
 */
const char *ddt_path_server(const struct ddt_root_path *path, char *buf,
			    size_t size)
{
	const bool known = path->via.ifindex && path->scope[0];

	buf[0] = '\0';
	if (!path->server.family)
		return buf;
	return ddt_probe_text(&path->server,
			      known ? path->via.name : path->scope, buf, size);
}

/**
 * ddt_path_name() - say which path of several it is
 * @path: the path
 * @buf: where to
 * @size: bytes at @buf
 *
 * Return: bytes written.
 */
size_t ddt_path_name(const struct ddt_root_path *path, char *buf, size_t size)
{
	snprintf(buf, size, "; %s%s%s %s", path->disk, path->disk[0] ? ", " : "",
		 path->kind->title, path->name);
	return strlen(buf);
}

/* Why there is no network device, "" when there is one. */
static const char *nowhere(const struct ddt_root_path *path)
{
	if (path->via.ifindex)
		return "";
	if (path->netdev[0])
		return "through a device that is gone";
	if (!ddt_probe_is_local(&path->server))
		return "to which there is no route";
	return path->scope[0] ?
	       "a link-local address of a device that is gone" :
	       "a link-local address of a device that cannot be told; name the port";
}

/* does a device follow that another one is stacked on, not one beside it */
static bool goes_down(const struct ddt_root_via *via, unsigned int i)
{
	return !i || via->depth[i] != via->depth[i - 1];
}

static const char *how(const struct ddt_root_path *path)
{
	return path->bound_by ? "bound to" :
	       path->netdev[0] ? "through" :
	       ddt_probe_is_local(&path->server) ? "a link-local address of" :
	       "routed through";
}

/**
 * ddt_path_text() - say where a path leads, and through what
 * @path: the path
 * @buf: where to
 * @size: bytes at @buf
 *
 * Return: bytes written.
 */
size_t ddt_path_text(const struct ddt_root_path *path, char *buf, size_t size)
{
	const struct ddt_root_via *via = &path->via;
	char server[DDT_PROBE_TEXT];
	unsigned int i;

	ddt_path_server(path, server, sizeof(server));
	if (via->ifindex)
		snprintf(buf, size, "%s%s, %s %s%s%s",
			 server[0] ? ", server " : "", server, how(path),
			 via->kind, via->kind[0] ? " " : "", via->name);
	else
		snprintf(buf, size, "%s%s, %s", server[0] ? ", server " : "",
			 server, nowhere(path));
	for (i = 0; i < via->nlower; i++)
		snprintf(buf + strlen(buf), size - strlen(buf), "%s%s",
			 goes_down(via, i) ? " over " : ", ", via->lower[i]);
	return strlen(buf);
}

static const char *via_from(const struct ddt_root_path *path)
{
	return path->bound_by ? path->bound_by :
	       path->netdev[0] ? path->from :
	       ddt_probe_is_local(&path->server) ? "scope" : "route";
}

/* go on with a text, as far as there is room */
static void __attribute__((format(printf, 3, 4)))
add(char *buf, size_t size, const char *fmt, ...)
{
	size_t len = strlen(buf);
	va_list args;

	va_start(args, fmt);
	vsnprintf(buf + len, size - len, fmt, args);
	va_end(args);
}

/* From the root to the NICs, each with the place where it was read. */
static void way_text(const struct ddt_root_path *path, char *buf, size_t size)
{
	const struct ddt_root_via *via = &path->via;
	char server[DDT_PROBE_TEXT];
	unsigned int i;

	snprintf(buf, size, "/ (%s)", ddt_root_server_files.mountinfo);
	if (path->disk[0])
		add(buf, size, " -> %s (/sys/dev/block/%u:%u)", path->disk,
		    major(path->dev), minor(path->dev));
	add(buf, size, " -> %s %s", path->kind->title, path->name);
	if (path->server.family)
		add(buf, size, " -> %s (%s)",
		    ddt_path_server(path, server, sizeof(server)), path->from);
	if (path->netdev[0] && strcmp(path->netdev, via->name))
		add(buf, size, " -> %s (%s)", path->netdev, via_from(path));
	if (via->ifindex && path->netdev[0] && strcmp(path->netdev, via->name))
		add(buf, size, " -> %s (its master)", via->name);
	else if (via->ifindex)
		add(buf, size, " -> %s (%s)", via->name, via_from(path));
	for (i = 0; i < via->nlower; i++)
		add(buf, size, "%s%s", goes_down(via, i) ? " -> " : ", ",
		    via->lower[i]);
	if (via->nlower)
		add(buf, size, " (rtnetlink)");
}

/**
 * ddt_path_print() - write a path
 * @p: document with an open array, or text
 * @path: the path
 */
void ddt_path_print(struct ddt_print *p, const struct ddt_root_path *path)
{
	char server[DDT_PROBE_TEXT], way[DDT_ROOT_WAY];
	unsigned int i;

	way_text(path, way, sizeof(way));
	ddt_print_object(p, NULL);
	ddt_print_str(p, "kind", NULL, path->kind->name);
	ddt_print_str(p, "name", NULL, path->name);
	ddt_print_str(p, "disk", NULL, path->disk);
	ddt_print_str(p, "server", NULL,
		      ddt_path_server(path, server, sizeof(server)));
	ddt_print_str(p, "from", NULL, path->from);
	ddt_print_str(p, "device", NULL, path->via.name);
	ddt_print_str(p, "way", "way: %s\n", way);
	ddt_print_str(p, "bound_by", NULL, path->bound_by ? path->bound_by : "");
	ddt_print_str(p, "port", NULL, path->via.port);
	ddt_print_array(p, "lower");
	for (i = 0; i < path->via.nlower; i++)
		ddt_print_str(p, NULL, NULL, path->via.lower[i]);
	ddt_print_close(p);
	ddt_print_close(p);
}

/**
 * ddt_path_is_nfs() - is it NFS
 * @root: an answer
 *
 * Return: true if so.
 */
bool ddt_path_is_nfs(const struct ddt_root_server *root)
{
	return root->found && root->paths[0].kind == &ddt_nfs_kind;
}

/**
 * ddt_path_on() - does a path go through a port or a bridge
 * @path: the path
 * @port: name of the port
 * @bridge: name of the bridge, "": none yet
 *
 * Return: true if so.
 */
bool ddt_path_on(const struct ddt_root_path *path, const char *port,
		 const char *bridge)
{
	const struct ddt_root_via *via = &path->via;

	return via->ifindex && (!strcmp(via->name, port) ||
				!strcmp(via->port, port) ||
				(bridge[0] && !strcmp(via->name, bridge)));
}

/**
 * ddt_path_over() - does a path go through a device, or one stacked on it
 * @path: the path
 * @netdev: name of the device
 *
 * Return: true if so.
 */
bool ddt_path_over(const struct ddt_root_path *path, const char *netdev)
{
	const struct ddt_root_via *via = &path->via;
	unsigned int i;

	for (i = 0; i < via->nlower && strcmp(via->lower[i], netdev); i++)
		;
	return i < via->nlower || (via->ifindex && !strcmp(via->name, netdev));
}

/**
 * ddt_path_sends() - does a driver, whatever the routes say, send by a device
 * @path: the path of its disk
 * @netdev: name of the device, which cannot be deleted as long
 *
 * Return: true if so.
 */
bool ddt_path_sends(const struct ddt_root_path *path, const char *netdev)
{
	return path->kind->sends && path->kind->sends(path, netdev);
}

/* Does a path die with what it is bound to? */
static bool bound_cut(const struct ddt_root_path *path, const char *leaves,
		      struct ddt_path_cut *cut)
{
	if (!path->bound_by || strcmp(path->netdev, leaves))
		return false;
	cut->id = "root-bound";
	snprintf(cut->what, sizeof(cut->what),
		 "%s %s of the root is bound to %s (%s)", path->kind->title,
		 path->name, leaves, path->bound_by);
	snprintf(cut->advice, sizeof(cut->advice), "%s",
		 path->kind->unbind ? path->kind->unbind :
		 "connect it without that");
	return true;
}

static bool local_cut(const struct ddt_root_path *path,
		      struct ddt_path_cut *cut)
{
	char server[DDT_PROBE_TEXT];

	if (!ddt_probe_is_local(&path->server))
		return false;
	cut->id = "root-link-local";
	snprintf(cut->what, sizeof(cut->what), "the root is on %s",
		 ddt_path_server(path, server, sizeof(server)));
	strcpy(cut->advice, "mount it by a global address of its server");
	return true;
}

/**
 * ddt_path_cut_in() - ddt_path_cut() of a copy
 * @files: where to look
 * @path: the path
 * @leaves: the device that will not receive any more
 * @to: the one that will
 * @cut: the reason
 *
 * Return: as ddt_path_cut().
 */
bool ddt_path_cut_in(const struct ddt_root_files *files,
		     const struct ddt_root_path *path, const char *leaves,
		     const char *to, struct ddt_path_cut *cut)
{
	memset(cut, 0, sizeof(*cut));
	return bound_cut(path, leaves, cut) || local_cut(path, cut) ||
	       (path->kind->cut &&
		path->kind->cut(files, path, leaves, to, cut));
}

/**
 * ddt_path_cut() - would a path die with a move
 * @path: the path
 * @leaves: the device that will not receive any more
 * @to: the one that will
 * @cut: the reason, with the remedy
 *
 * Return: true if so.
 */
bool ddt_path_cut(const struct ddt_root_path *path, const char *leaves,
		  const char *to, struct ddt_path_cut *cut)
{
	return ddt_path_cut_in(&ddt_root_server_files, path, leaves, to, cut);
}
