// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's tables, read from user space.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rtmsg.h"
#include "attr.h"
#include "snapshot.h"

#define DDT_DUMP_MS		10000
#define DDT_DUMP_TRIES		8

/* linux/wireless.h, which cannot be included beside the headers of libc. */
#define DDT_SIOCGIWNAME		0x8B01

/**
 * struct ddt_blob - a copy of a dumped message
 * @next: the one before it
 * @data: the message
 */
struct ddt_blob {
	struct ddt_blob *next;
	__u8 data[] __attribute__((aligned(8)));
};

/**
 * ddt_blob_copy() - keep a dumped message
 * @s: snapshot
 * @msg: refers to the message; to the copy afterwards
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_blob_copy(struct ddt_snapshot *s, struct ddom_msg *msg)
{
	struct ddt_blob *blob = malloc(sizeof(*blob) + msg->len);

	if (!blob)
		return -ENOMEM;
	memcpy(blob->data, msg->data, msg->len);
	blob->next = s->blobs;
	s->blobs = blob;
	msg->data = blob->data;
	return 0;
}

/**
 * ddt_append() - append an object to a growing array
 * @array: pointer to the array
 * @n: objects in it, incremented
 * @obj: the object
 * @size: its bytes
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_append(void *array, __u32 *n, const void *obj, size_t size)
{
	void **base = array;
	void *grown;

	if (!(*n & (*n - 1))) {
		grown = realloc(*base, size * (*n ? 2UL * *n : 1));
		if (!grown)
			return -ENOMEM;
		*base = grown;
	}
	memcpy((char *)*base + *n * size, obj, size);
	(*n)++;
	return 0;
}

/**
 * ddt_concerns() - is this device the port or the bridge
 * @s: snapshot
 * @ifindex: the device
 *
 * Return: true when it is.
 */
static bool ddt_concerns(const struct ddt_snapshot *s, __u32 ifindex)
{
	return ifindex && (ifindex == s->port || ifindex == s->bridge);
}

/**
 * ddt_on_link() - take a dumped device
 * @nlh: RTM_NEWLINK
 * @arg: struct ddt_snapshot
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_snapshot *s = arg;
	struct ddom_link link;

	if (ddom_rtmsg_parse_link(nlh, &link))
		return 0;
	return ddt_append(&s->links, &s->snap.nlinks, &link, sizeof(link));
}

/**
 * ddt_on_addr() - take a dumped address
 * @nlh: RTM_NEWADDR
 * @arg: struct ddt_snapshot
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_on_addr(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_snapshot *s = arg;
	struct ddom_addr addr;

	if (ddom_rtmsg_parse_addr(nlh, &addr) || addr.family != s->family ||
	    !ddt_concerns(s, addr.ifindex))
		return 0;
	if (ddt_blob_copy(s, &addr.msg))
		return -ENOMEM;
	return ddt_append(&s->addrs, &s->snap.naddrs, &addr, sizeof(addr));
}

/**
 * ddt_on_route() - take a dumped route
 * @nlh: RTM_NEWROUTE
 * @arg: struct ddt_snapshot
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_on_route(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_snapshot *s = arg;
	struct ddom_route route;

	if (ddom_rtmsg_parse_route(nlh, s->port, s->bridge, &route) ||
	    route.family != s->family)
		return 0;
	route.seq = s->snap.nroutes;
	if (ddt_blob_copy(s, &route.msg))
		return -ENOMEM;
	return ddt_append(&s->routes, &s->snap.nroutes, &route, sizeof(route));
}

/**
 * ddt_on_neigh() - take a dumped neighbour
 * @nlh: RTM_NEWNEIGH
 * @arg: struct ddt_snapshot
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_on_neigh(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_snapshot *s = arg;
	struct ddom_neigh neigh;

	if (ddom_rtmsg_parse_neigh(nlh, &neigh) || neigh.family != s->family ||
	    !ddt_concerns(s, neigh.ifindex))
		return 0;
	if (ddt_blob_copy(s, &neigh.msg))
		return -ENOMEM;
	return ddt_append(&s->neighs, &s->snap.nneighs, &neigh, sizeof(neigh));
}

/**
 * ddt_names() - does a name in a rule mean the port or the bridge
 * @s: snapshot
 * @name: the name, may be ""
 *
 * Return: true when it does.
 */
static bool ddt_names(const struct ddt_snapshot *s, const char *name)
{
	return name[0] && (!strcmp(name, s->opts->port) ||
			   !strcmp(name, s->opts->bridge));
}

/**
 * ddt_on_rule() - take a dumped rule
 * @nlh: RTM_NEWRULE
 * @arg: struct ddt_snapshot
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_on_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_snapshot *s = arg;
	struct ddom_rule rule;

	if (ddom_rtmsg_parse_rule(nlh, &rule) || rule.family != s->family ||
	    (!ddt_names(s, rule.iif) && !ddt_names(s, rule.oif)))
		return 0;
	if (ddt_blob_copy(s, &rule.msg))
		return -ENOMEM;
	return ddt_append(&s->rules, &s->snap.nrules, &rule, sizeof(rule));
}

/**
 * ddt_on_route_get() - take the output device of a looked up route
 * @nlh: RTM_NEWROUTE
 * @arg: struct ddt_snapshot
 *
 * Return: 0.
 */
static int ddt_on_route_get(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_snapshot *s = arg;

	if (nlh->nlmsg_type == RTM_NEWROUTE)
		s->snap.probe_oif =
			ddom_attr_u32(ddom_attr_find(nlh, sizeof(struct rtmsg),
						     RTA_OIF), 0);
	return 0;
}

/**
 * ddt_dump() - read a table
 * @s: snapshot
 * @nl: socket
 * @type: RTM_GET*
 * @fn: takes its objects
 *
 * Return: 0, -EAGAIN when the table changed meanwhile, or another negative
 * errno.
 */
static int ddt_dump(struct ddt_snapshot *s, struct ddt_nl *nl, __u16 type,
		    ddt_nl_fn fn)
{
	struct ddom_rtmsg m;

	ddom_rtmsg_dump(&m, type, s->family);
	return ddt_nl_call(nl, (struct nlmsghdr *)m.buf, true, DDT_DUMP_MS, fn,
			   s);
}

/**
 * ddt_dump_family() - read the tables of an address family
 * @s: snapshot
 * @nl: socket
 * @family: AF_INET or AF_INET6
 *
 * Return: 0 or a negative errno.
 */
static int ddt_dump_family(struct ddt_snapshot *s, struct ddt_nl *nl,
			   __u8 family)
{
	static const struct {
		__u16 type;
		ddt_nl_fn fn;
	} tables[] = {
		{ RTM_GETADDR, ddt_on_addr },
		{ RTM_GETROUTE, ddt_on_route },
		{ RTM_GETNEIGH, ddt_on_neigh },
		{ RTM_GETRULE, ddt_on_rule },
	};
	size_t i;
	int err;

	s->family = family;
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		err = ddt_dump(s, nl, tables[i].type, tables[i].fn);
		/* a kernel without policy routing or IPv6 has no such table */
		if (err && err != -EOPNOTSUPP && err != -EAFNOSUPPORT)
			return err;
	}
	return 0;
}

/**
 * ddt_mark_wireless() - what rtnetlink does not say about devices
 * @s: snapshot with its links
 */
static void ddt_mark_wireless(struct ddt_snapshot *s)
{
	char request[64];
	__u32 i;
	int fd;

	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	for (i = 0; i < s->snap.nlinks; i++) {
		memset(request, 0, sizeof(request));
		memcpy(request, s->links[i].name, DDOM_IFNAMSIZ);
		s->links[i].wireless = !ioctl(fd, DDT_SIOCGIWNAME, request);
	}
	close(fd);
}

/**
 * ddt_find_devices() - find port and bridge among the devices
 * @s: snapshot with its links
 * @opts: names; for a detach the bridge's is filled in
 */
static void ddt_find_devices(struct ddt_snapshot *s, struct ddom_opts *opts)
{
	const struct ddom_link *port, *bridge;

	port = ddom_link_by_name(&s->snap, opts->port);
	if (!opts->bridge[0] && port) {
		bridge = ddom_link_by_index(&s->snap, port->master);
		if (bridge)
			memcpy(opts->bridge, bridge->name, DDOM_IFNAMSIZ);
	}
	bridge = opts->bridge[0] ? ddom_link_by_name(&s->snap, opts->bridge) :
				   NULL;
	s->port = port ? port->ifindex : 0;
	s->bridge = bridge ? bridge->ifindex : 0;
	s->opts = opts;
}

/**
 * ddt_snapshot_once() - read everything
 * @s: zeroed
 * @nl: socket
 * @sysctls: directories of settings
 * @opts: names; for a detach the bridge's is filled in
 *
 * Return: 0, -EAGAIN when a table changed meanwhile, or another negative
 * errno.
 */
static int ddt_snapshot_once(struct ddt_snapshot *s, struct ddt_nl *nl,
			     const struct ddt_sysctls *sysctls,
			     struct ddom_opts *opts)
{
	struct ddom_rtmsg m;
	int err;

	err = ddt_dump(s, nl, RTM_GETLINK, ddt_on_link);
	if (err)
		return err;
	s->snap.links = s->links;
	ddt_mark_wireless(s);
	ddt_find_devices(s, opts);
	err = ddt_dump_family(s, nl, AF_INET);
	if (!err)
		err = ddt_dump_family(s, nl, AF_INET6);
	if (err)
		return err;
	if (opts->nprobes) {
		/* a target without route leaves the device unknown */
		ddom_rtmsg_route_get(&m, &opts->probes[0], 0);
		ddt_nl_call(nl, (struct nlmsghdr *)m.buf, false, DDT_DUMP_MS,
			    ddt_on_route_get, s);
	}
	s->sysctls = calloc(ddt_sysctls_count(), sizeof(*s->sysctls));
	if (!s->sysctls)
		return -ENOMEM;
	s->snap.nsysctls = ddt_sysctls_read(sysctls, opts->port, opts->bridge,
					    s->sysctls);
	s->snap.addrs = s->addrs;
	s->snap.routes = s->routes;
	s->snap.neighs = s->neighs;
	s->snap.rules = s->rules;
	s->snap.sysctls = s->sysctls;
	return 0;
}

/**
 * ddt_snapshot_take() - read all that a plan is made from
 * @s: filled; to be freed, also after an error
 * @nl: socket
 * @sysctls: directories of settings
 * @opts: names; for a detach the bridge's is filled in; must outlive @s
 *
 * Return: 0, -EAGAIN when the tables would not stand still, or another
 * negative errno.
 */
int ddt_snapshot_take(struct ddt_snapshot *s, struct ddt_nl *nl,
		      const struct ddt_sysctls *sysctls,
		      struct ddom_opts *opts)
{
	int tries = DDT_DUMP_TRIES;
	int err;

	memset(s, 0, sizeof(*s));
	while ((err = ddt_snapshot_once(s, nl, sysctls, opts)) == -EAGAIN &&
	       --tries)
		ddt_snapshot_free(s);
	return err;
}

/**
 * ddt_snapshot_free() - release the memory of a snapshot, and empty it
 * @s: snapshot
 */
void ddt_snapshot_free(struct ddt_snapshot *s)
{
	struct ddt_blob *blob;

	while ((blob = s->blobs)) {
		s->blobs = blob->next;
		free(blob);
	}
	free(s->links);
	free(s->addrs);
	free(s->routes);
	free(s->neighs);
	free(s->rules);
	free(s->sysctls);
	memset(s, 0, sizeof(*s));
}
