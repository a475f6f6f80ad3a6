// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices of the network namespace, read once, and questions about them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netdev/links.h"
#include "rtmsg.h"

#define LINKS_TRIES	8
#define LINKS_MS	10000

static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_links *links = arg;
	struct ddom_link link;
	void *grown;

	if (ddom_link_parse(nlh, &link))
		return 0;
	grown = realloc(links->messages,
			links->len + NLMSG_ALIGN(nlh->nlmsg_len));
	if (!grown)
		return -ENOMEM;
	links->messages = grown;
	grown = realloc(links->list, (links->snap.nlinks + 1) * sizeof(link));
	if (!grown)
		return -ENOMEM;
	links->list = grown;
	links->snap.links = links->list;
	memcpy(links->messages + links->len, nlh, nlh->nlmsg_len);
	links->len += NLMSG_ALIGN(nlh->nlmsg_len);
	links->list[links->snap.nlinks++] = link;
	return 0;
}

/* what rtnetlink did not say before Linux 2.6.23 */
static void complete(const struct ddom_snapshot *snap, struct ddom_link *link)
{
	const struct ddom_link *bridge;
	char path[64], target[256];
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/class/net/%s/bridge", link->name);
	if (!link->kind[0] && !access(path, F_OK))
		snprintf(link->kind, sizeof(link->kind), "bridge");
	if (link->master)
		return;
	snprintf(path, sizeof(path), "/sys/class/net/%s/brport/bridge",
		 link->name);
	len = readlink(path, target, sizeof(target) - 1);
	if (len <= 0)
		return;
	target[len] = '\0';
	bridge = ddom_snapshot_link_by_name(snap, basename(target));
	if (bridge)
		link->master = bridge->ifindex;
}

/**
 * ddt_links_read() - read all devices, unless they were read before
 * @links: zeroed, or as this left it
 *
 * Return: 0 or a negative errno.
 */
int ddt_links_read(struct ddt_links *links)
{
	int err, tries = LINKS_TRIES;
	struct ddom_rtmsg m;
	struct ddt_nl nl;
	uint32_t i;

	if (links->list)
		return 0;
	err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	do {
		ddt_links_free(links);
		ddom_dump_request(&m, RTM_GETLINK, AF_UNSPEC);
		err = ddt_nl_call(&nl, ddom_rtmsg_hdr(&m), true, LINKS_MS,
				  on_link, links);
	} while (err == -EAGAIN && --tries);
	ddt_nl_close(&nl);
	if (err)
		ddt_links_free(links);
	for (i = 0; i < links->snap.nlinks; i++)
		complete(&links->snap, &links->list[i]);
	return err;
}

/**
 * ddt_links_free() - forget all devices
 * @links: read or not; zeroed
 */
void ddt_links_free(struct ddt_links *links)
{
	free(links->list);
	free(links->messages);
	memset(links, 0, sizeof(*links));
}

/**
 * ddt_links_replay() - the answer that was read, once more
 * @links: the devices
 * @fn: takes the messages
 * @arg: for @fn
 *
 * Return: 0, or the error of @fn.
 */
int ddt_links_replay(const struct ddt_links *links, ddt_nl_fn fn, void *arg)
{
	const struct nlmsghdr *nlh;
	size_t at;
	int err = 0;

	for (at = 0; !err && at < links->len;
	     at += NLMSG_ALIGN(nlh->nlmsg_len)) {
		nlh = (const struct nlmsghdr *)(links->messages + at);
		err = fn(nlh, arg);
	}
	return err;
}

static bool is_bridge(const struct ddom_link *link)
{
	return !strcmp(link->kind, "bridge");
}

/**
 * ddt_links_bridge_of() - find the bridge that a device is a port of
 * @links: the devices; read if they were not
 * @port: name of the device
 * @bridge: where the bridge's name goes, IFNAMSIZ bytes
 *
 * Return: 0; -ENODEV: no such device; -ENOTCONN: it is in no bridge; another
 * negative errno.
 */
int ddt_links_bridge_of(struct ddt_links *links, const char *port, char *bridge)
{
	const struct ddom_link *link, *master;
	int err = ddt_links_read(links);

	if (err)
		return err;
	link = ddom_snapshot_link_by_name(&links->snap, port);
	if (!link)
		return -ENODEV;
	master = ddom_snapshot_link_by_index(&links->snap, link->master);
	if (!master || !is_bridge(master))
		return -ENOTCONN;
	snprintf(bridge, IFNAMSIZ, "%s", master->name);
	return 0;
}

/**
 * ddt_links_port_of() - find the port of a bridge
 * @links: the devices; read if they were not
 * @bridge: name of the bridge
 * @port: where the port's name goes, IFNAMSIZ bytes
 * @known: of several, the one for whose index and the bridge's this is true
 *
 * Return: 0; -ENODEV: no such device; -EOPNOTSUPP: it is no bridge; -ENOENT:
 * it has no port; -ENOTUNIQ: it has several, none of them known; another
 * negative errno.
 */
int ddt_links_port_of(struct ddt_links *links, const char *bridge, char *port,
		      bool (*known)(uint32_t port, uint32_t bridge))
{
	const struct ddom_link *link, *other;
	uint32_t i, n = 0;
	int err = ddt_links_read(links);

	if (err)
		return err;
	link = ddom_snapshot_link_by_name(&links->snap, bridge);
	if (!link)
		return -ENODEV;
	if (!is_bridge(link))
		return -EOPNOTSUPP;
	for (i = 0; i < links->snap.nlinks; i++) {
		other = &links->list[i];
		if (other->master != link->ifindex)
			continue;
		snprintf(port, IFNAMSIZ, "%s", other->name);
		if (known(other->ifindex, link->ifindex))
			return 0;
		n++;
	}
	return n == 1 ? 0 : n ? -ENOTUNIQ : -ENOENT;
}
