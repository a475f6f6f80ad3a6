// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listeners of one device and one protocol.
 */
#include <glob.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netdev/packet.h"

#define PATH_SIZE	256

/* call a function for every line of a file in /proc */
static void each_line(const char *proc, const char *name,
		      void (*fn)(const char *line, void *arg), void *arg)
{
	char path[PATH_SIZE], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", proc, name);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		fn(line, arg);
	fclose(file);
}

/* What is looked for, and what was found. */
struct listeners {
	const char *name;
	unsigned int ifindex;
	struct ddt_packet *list;
	unsigned int n;
};

static struct ddt_packet *next(struct listeners *s)
{
	struct ddt_packet *p = &s->list[s->n];

	if (s->n == DDT_PACKETS_MAX)
		return NULL;
	s->n++;
	memset(p, 0, sizeof(*p));
	return p;
}

/* "ffff88800317b000 3      3    0800   2     1 0      0      12345" */
static void take_socket(const char *line, void *arg)
{
	unsigned int proto, ifindex;
	struct listeners *s = arg;
	struct ddt_packet *p;
	unsigned long inode;

	if (sscanf(line, "%*s %*u %*u %x %u %*u %*u %*u %lu", &proto, &ifindex,
		   &inode) != 3 ||
	    ifindex != s->ifindex || !proto || proto == ETH_P_ALL)
		return;
	p = next(s);
	if (!p)
		return;
	p->proto = proto;
	p->inode = inode;
}

/* "8906 eth0     fcoe_rcv [fcoe]"; packet sockets are here too */
static void take_handler(const char *line, void *arg)
{
	char device[IFNAMSIZ], function[64];
	struct listeners *s = arg;
	struct ddt_packet *p;
	unsigned int proto;

	if (sscanf(line, "%x %15s %63s", &proto, device, function) != 3 ||
	    strcmp(device, s->name) || strstr(function, "packet_rcv"))
		return;
	p = next(s);
	if (!p)
		return;
	p->proto = proto;
	snprintf(p->owner, sizeof(p->owner), "%s", function);
}

/* note whose socket it is, if it is one of ours */
static void owner_of(const char *fd, struct listeners *s)
{
	char path[PATH_SIZE], target[64], *slash;
	struct ddt_packet *p;
	unsigned long inode;
	FILE *file;
	ssize_t len = readlink(fd, target, sizeof(target) - 1);

	target[len > 0 ? len : 0] = '\0';
	if (sscanf(target, "socket:[%lu]", &inode) != 1)
		return;
	for (p = s->list; p < s->list + s->n && p->inode != inode; p++)
		;
	if (p == s->list + s->n)
		return;
	snprintf(path, sizeof(path), "%s", fd);
	slash = strstr(path, "/fd/");
	*slash = '\0';
	p->pid = atoi(strrchr(path, '/') + 1);
	snprintf(slash, sizeof(path) - (size_t)(slash - path), "/comm");
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(p->owner, sizeof(p->owner), file))
		p->owner[strcspn(p->owner, "\n")] = '\0';
	fclose(file);
}

/**
 * ddt_packet_find() - find who will hear nothing when a device is a port
 * @proc: /proc
 * @name: name of the device
 * @ifindex: its index
 * @list: where they go, DDT_PACKETS_MAX
 *
 * Return: how many.
 */
unsigned int ddt_packet_find(const char *proc, const char *name,
			     unsigned int ifindex, struct ddt_packet *list)
{
	struct listeners s = { .name = name, .ifindex = ifindex, .list = list };
	char pattern[PATH_SIZE];
	glob_t found;
	size_t i;

	each_line(proc, "net/packet", take_socket, &s);
	each_line(proc, "net/ptype", take_handler, &s);
	snprintf(pattern, sizeof(pattern), "%s/[0-9]*/fd/*", proc);
	if (!s.n || glob(pattern, 0, NULL, &found))
		return s.n;
	for (i = 0; i < found.gl_pathc; i++)
		owner_of(found.gl_pathv[i], &s);
	globfree(&found);
	return s.n;
}
