// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a network block device, of which sysfs knows nothing but who
 * connected it. While that process lives, one of its sockets is the server's;
 * when it has gone, as nbd-client does, a connection to NBD's port is, if there
 * are such connections to one server only, and one for each disk: another disk
 * may be of that server, and this one of another port.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

#define DDT_NBD_PORT		10809
#define DDT_NBD_FDS		64
#define DDT_TCP_ESTABLISHED	1

/**
 * struct sockets - what is looked for among the connections
 * @inodes: sockets of the process
 * @n: how many
 * @servers: the servers that were found
 * @connections: and the connections
 * @path: the first of the servers
 */
struct sockets {
	unsigned long inodes[DDT_NBD_FDS];
	unsigned int n;
	unsigned int servers;
	unsigned int connections;
	struct ddt_root_path *path;
};

static void read_inodes(const struct ddt_walk *w, int pid, struct sockets *s)
{
	char pattern[DDT_SYSFS_PATH], target[64];
	unsigned long inode;
	glob_t found;
	ssize_t len;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/%d/fd/*", w->files->proc, pid);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc && s->n < DDT_NBD_FDS; i++) {
		len = readlink(found.gl_pathv[i], target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = '\0';
		if (sscanf(target, "socket:[%lu]", &inode) == 1)
			s->inodes[s->n++] = inode;
	}
	globfree(&found);
}

static bool is_wanted(const struct sockets *s, unsigned long inode,
		      unsigned int port)
{
	unsigned int i;

	if (!s->n)
		return port == DDT_NBD_PORT;
	for (i = 0; i < s->n; i++)
		if (s->inodes[i] == inode)
			return true;
	return false;
}

/* An address as /proc/net/tcp has it: words of four bytes, as numbers. */
static bool address_parse(const char *hex, struct ddom_probe *server)
{
	static const __u8 mapped[12] = { [10] = 0xff, [11] = 0xff };
	size_t len = strlen(hex), i;
	__u32 word;

	memset(server, 0, sizeof(*server));
	if (len != 8 && len != 32)
		return false;
	for (i = 0; i < len / 8; i++) {
		if (sscanf(hex + 8 * i, "%8x", &word) != 1)
			return false;
		memcpy(server->addr + 4 * i, &word, 4);
	}
	server->family = len == 8 ? AF_INET : AF_INET6;
	if (len == 32 && !memcmp(server->addr, mapped, sizeof(mapped))) {
		memmove(server->addr, server->addr + 12, 4);
		memset(server->addr + 4, 0, 12);
		server->family = AF_INET;
	}
	return true;
}

static void take_line(const char *line, struct sockets *s)
{
	struct ddom_probe server;
	unsigned int port, state;
	unsigned long inode;
	char hex[40];

	if (sscanf(line, " %*u: %*32[0-9A-Fa-f]:%*x %39[0-9A-Fa-f]:%x %x %*x:%*x %*x:%*x %*x %*u %*u %lu",
		   hex, &port, &state, &inode) != 4 ||
	    state != DDT_TCP_ESTABLISHED || !is_wanted(s, inode, port) ||
	    !address_parse(hex, &server))
		return;
	server.tcp_port = (__u16)port;
	s->connections++;
	if (s->servers &&
	    !memcmp(&s->path->server, &server, sizeof(server)))
		return;
	if (!s->servers++)
		s->path->server = server;
}

static void read_connections(const struct ddt_walk *w, const char *name,
			     struct sockets *s)
{
	char path[DDT_SYSFS_PATH], line[512];
	unsigned int before = s->servers;
	FILE *file;

	snprintf(path, sizeof(path), "%s/net/%s", w->files->proc, name);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		take_line(line, s);
	fclose(file);
	if (s->servers > before)
		snprintf(s->path->from, sizeof(s->path->from), "%.127s",
			 path);
}

/* How many disks somebody has connected. */
static unsigned int connected(const struct ddt_walk *w)
{
	char pattern[DDT_SYSFS_PATH];
	unsigned int n = 0;
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/block/nbd*/pid", w->files->sys);
	if (!glob(pattern, 0, NULL, &found)) {
		n = (unsigned int)found.gl_pathc;
		globfree(&found);
	}
	return n;
}

static int nbd_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		    struct ddt_root_server *root)
{
	struct sockets s = { .n = 0 };
	char pid[16];

	if (strncmp(disk->name, "nbd", 3))
		return -ENOENT;
	s.path = ddt_path_add(root, &ddt_nbd_kind, disk);
	if (!s.path)
		return -ENOTUNIQ;
	snprintf(s.path->name, sizeof(s.path->name), "%s", disk->name);
	if (ddt_sysfs_read(pid, sizeof(pid), "%s/pid", disk->path))
		read_inodes(w, atoi(pid), &s);
	read_connections(w, "tcp", &s);
	read_connections(w, "tcp6", &s);
	return s.servers == 1 && (s.n || s.connections >= connected(w)) ?
	       0 : -ENOTUNIQ;
}

const struct ddt_root_kind ddt_nbd_kind = {
	.name = "nbd",
	.title = "NBD",
	.asked = { "/dev/nbd", "nbd:" },
	.disk = nbd_disk,
};
