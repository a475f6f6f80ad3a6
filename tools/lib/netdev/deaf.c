// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listeners of one device: packet sockets and protocols of the kernel for one
 * Ethernet protocol, sockets that are bound to the device, and multicast groups
 * that were joined on it.
 */
#include <arpa/inet.h>
#include <glob.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netdev/deaf.h"
#include "netdev/diag.h"

#define PATH_SIZE	256

/* What is looked for, and what was found. */
struct listeners {
	const char *name;
	unsigned int ifindex;
	bool here;
	struct ddt_deaf *list;
	unsigned int n;
};

/* call a function for every line of a file in /proc */
static void each_line(const char *proc, const char *name,
		      void (*fn)(const char *line, struct listeners *s),
		      struct listeners *s)
{
	char path[PATH_SIZE], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", proc, name);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		fn(line, s);
	fclose(file);
}

static struct ddt_deaf *next(struct listeners *s)
{
	struct ddt_deaf *d = &s->list[s->n];

	if (s->n == DDT_DEAF_MAX)
		return NULL;
	s->n++;
	memset(d, 0, sizeof(*d));
	return d;
}

/*
 * What goes to the addresses that no bridge forwards, 01:80:c2:00:00:0X, is
 * given to the port itself: LLDP, LACP, 802.1X.
 */
static bool is_heard(unsigned int proto)
{
	return !proto || proto == ETH_P_ALL || proto == ETH_P_LLDP ||
	       proto == ETH_P_SLOW || proto == ETH_P_PAE;
}

/* "ffff88800317b000 3      3    0800   2     1 0      0      12345" */
static void take_socket(const char *line, struct listeners *s)
{
	unsigned int proto, ifindex;
	unsigned long inode;
	struct ddt_deaf *d;

	if (sscanf(line, "%*s %*u %*u %x %u %*u %*u %*u %lu", &proto, &ifindex,
		   &inode) != 3 ||
	    ifindex != s->ifindex || is_heard(proto))
		return;
	d = next(s);
	if (!d)
		return;
	snprintf(d->what, sizeof(d->what), "protocol %04x", proto);
	d->inode = inode;
}

/* "8906 eth0     fcoe_rcv [fcoe]"; packet sockets are here too */
static void take_handler(const char *line, struct listeners *s)
{
	char device[IFNAMSIZ], function[64];
	unsigned int proto;
	struct ddt_deaf *d;

	if (sscanf(line, "%x %15s %63s", &proto, device, function) != 3 ||
	    strcmp(device, s->name) || strstr(function, "packet_rcv"))
		return;
	d = next(s);
	if (!d)
		return;
	snprintf(d->what, sizeof(d->what), "protocol %04x", proto);
	snprintf(d->owner, sizeof(d->owner), "%s", function);
}

static void take_bound(const struct ddt_diag_socket *socket, void *arg)
{
	struct ddt_deaf *d = next(arg);

	if (!d)
		return;
	snprintf(d->what, sizeof(d->what), "%s", socket->text);
	d->inode = socket->inode;
}

static void take_group(struct listeners *s, int family, const void *addr)
{
	char text[INET6_ADDRSTRLEN];
	struct ddt_deaf *d = next(s);

	if (!d)
		return;
	snprintf(d->what, sizeof(d->what), "multicast group %s",
		 inet_ntop(family, addr, text, sizeof(text)));
	d->group = true;
}

/*
 * "2	eth0      :     2      V3", and below it a line for each group with the
 * address as a number: "				FB0000E0     1 0:00000000		0"
 */
static void take_igmp(const char *line, struct listeners *s)
{
	struct in_addr group;
	char device[IFNAMSIZ];

	if (sscanf(line, "%*u %15[^ :]", device) == 1 && line[0] != '\t') {
		s->here = !strcmp(device, s->name);
		return;
	}
	/* all hosts: every device is in it */
	if (s->here && sscanf(line, " %8x", &group.s_addr) == 1 &&
	    group.s_addr != htonl(INADDR_ALLHOSTS_GROUP))
		take_group(s, AF_INET, &group);
}

/* Groups that the kernel itself joins, on the bridge as well. */
static bool is_own_group(const struct in6_addr *group)
{
	static const unsigned char nodes[13] = { 0xff, 0x02, [11] = 1, 0xff };
	static const unsigned char all[13] = { 0 };

	return !memcmp(group, nodes, sizeof(nodes)) ||
	       (!memcmp((const char *)group + 2, all, sizeof(all)) &&
		(group->s6_addr[15] == 1 || group->s6_addr[15] == 2));
}

/* "2    eth0            ff0200000000000000000000000000fb     1 00000004 0" */
static void take_igmp6(const char *line, struct listeners *s)
{
	char device[IFNAMSIZ], hex[33];
	struct in6_addr group;
	size_t i;

	if (sscanf(line, "%*u %15s %32[0-9a-f]", device, hex) != 2 ||
	    strcmp(device, s->name) || strlen(hex) != 32)
		return;
	for (i = 0; i < 16; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &group.s6_addr[i]) != 1)
			return;
	if (!is_own_group(&group))
		take_group(s, AF_INET6, &group);
}

/* note whose socket it is, if it is one of ours */
static void owner_of(const char *fd, struct listeners *s)
{
	char path[PATH_SIZE], target[64], *slash;
	struct ddt_deaf *d;
	unsigned long inode;
	FILE *file;
	ssize_t len = readlink(fd, target, sizeof(target) - 1);

	target[len > 0 ? len : 0] = '\0';
	if (sscanf(target, "socket:[%lu]", &inode) != 1)
		return;
	for (d = s->list; d < s->list + s->n && d->inode != inode; d++)
		;
	if (d == s->list + s->n)
		return;
	snprintf(path, sizeof(path), "%s", fd);
	slash = strstr(path, "/fd/");
	*slash = '\0';
	d->pid = atoi(strrchr(path, '/') + 1);
	snprintf(slash, sizeof(path) - (size_t)(slash - path), "/comm");
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(d->owner, sizeof(d->owner), file))
		d->owner[strcspn(d->owner, "\n")] = '\0';
	fclose(file);
}

static void owners(const char *proc, struct listeners *s)
{
	char pattern[PATH_SIZE];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/[0-9]*/fd/*", proc);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		owner_of(found.gl_pathv[i], s);
	globfree(&found);
}

/**
 * ddt_deaf_find() - find who will hear nothing when a device is a port
 * @proc: /proc
 * @name: name of the device
 * @ifindex: its index
 * @list: where they go, DDT_DEAF_MAX
 *
 * Return: how many.
 */
unsigned int ddt_deaf_find(const char *proc, const char *name,
			   unsigned int ifindex, struct ddt_deaf *list)
{
	struct listeners s = { .name = name, .ifindex = ifindex, .list = list };

	if (!ifindex)
		return 0;
	each_line(proc, "net/packet", take_socket, &s);
	each_line(proc, "net/ptype", take_handler, &s);
	ddt_diag_each(ifindex, take_bound, &s);
	if (s.n)
		owners(proc, &s);
	each_line(proc, "net/igmp", take_igmp, &s);
	each_line(proc, "net/igmp6", take_igmp6, &s);
	return s.n;
}

/**
 * ddt_deaf_text() - say who it is: "udhcpc[312], protocol 0800"
 * @d: the listener
 * @buf: where to
 * @size: bytes at @buf, DDT_DEAF_TEXT suffice
 */
void ddt_deaf_text(const struct ddt_deaf *d, char *buf, size_t size)
{
	char pid[16] = "";

	if (d->pid)
		snprintf(pid, sizeof(pid), "[%d]", d->pid);
	snprintf(buf, size, "%s%s, %s",
		 d->group ? "who joined" :
		 d->owner[0] ? d->owner : "a socket of nobody", pid, d->what);
}
