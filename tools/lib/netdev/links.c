// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about devices and bridges.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netlink/cache.h>
#include <netlink/route/link.h>

#include "netdev/links.h"

/* what rtnetlink did not say before Linux 2.6.23 */
static void ddt_link_complete(struct nl_cache *links, struct rtnl_link *link)
{
	char path[64], target[256];
	struct rtnl_link *bridge;
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/class/net/%s/bridge",
		 rtnl_link_get_name(link));
	if (!rtnl_link_get_type(link) && !access(path, F_OK))
		rtnl_link_set_type(link, "bridge");
	if (rtnl_link_get_master(link))
		return;
	snprintf(path, sizeof(path), "/sys/class/net/%s/brport/bridge",
		 rtnl_link_get_name(link));
	len = readlink(path, target, sizeof(target) - 1);
	if (len <= 0)
		return;
	target[len] = '\0';
	bridge = rtnl_link_get_by_name(links, basename(target));
	if (!bridge)
		return;
	rtnl_link_set_master(link, rtnl_link_get_ifindex(bridge));
	rtnl_link_put(bridge);
}

/**
 * ddt_links_dump() - read all devices
 * @nl: socket of NETLINK_ROUTE
 * @links: where they go; to be freed
 *
 * Return: 0 or a negative errno.
 */
int ddt_links_dump(struct ddt_nl *nl, struct nl_cache **links)
{
	struct nl_object *obj;
	int err;

	err = rtnl_link_alloc_cache(nl->sk, AF_UNSPEC, links);
	if (err < 0)
		return ddt_nl_errno(err);
	for (obj = nl_cache_get_first(*links); obj; obj = nl_cache_get_next(obj))
		ddt_link_complete(*links, (struct rtnl_link *)obj);
	return 0;
}

/* read all devices */
static int ddt_links_read(struct nl_cache **links)
{
	struct ddt_nl nl;
	int err;

	err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	err = ddt_links_dump(&nl, links);
	ddt_nl_close(&nl);
	return err;
}

/* is this device a bridge */
static int ddt_link_is_bridge(struct rtnl_link *link)
{
	const char *kind = rtnl_link_get_type(link);

	return kind && !strcmp(kind, "bridge");
}

/**
 * ddt_bridge_of() - find the bridge that a device is a port of
 * @port: name of the device
 * @bridge: where the bridge's name goes, IFNAMSIZ bytes
 *
 * Return: 0; -ENODEV: no such device; -ENOTCONN: it is in no bridge; another
 * negative errno.
 */
int ddt_bridge_of(const char *port, char *bridge)
{
	struct rtnl_link *link, *master;
	struct nl_cache *links;
	int err;

	err = ddt_links_read(&links);
	if (err)
		return err;
	link = rtnl_link_get_by_name(links, port);
	err = link ? -ENOTCONN : -ENODEV;
	master = link ? rtnl_link_get(links, rtnl_link_get_master(link)) : NULL;
	if (master && ddt_link_is_bridge(master)) {
		snprintf(bridge, IFNAMSIZ, "%s", rtnl_link_get_name(master));
		err = 0;
	}
	rtnl_link_put(master);
	rtnl_link_put(link);
	nl_cache_free(links);
	return err;
}

/**
 * ddt_port_of() - find the port of a bridge
 * @bridge: name of the bridge
 * @port: where the port's name goes, IFNAMSIZ bytes
 * @known: of several, the one for whose index and the bridge's this is true
 *
 * Return: 0; -ENODEV: no such device; -EOPNOTSUPP: it is no bridge; -ENOENT:
 * it has no port; -ENOTUNIQ: it has several, none of them known; another
 * negative errno.
 */
int ddt_port_of(const char *bridge, char *port,
		bool (*known)(uint32_t port, uint32_t bridge))
{
	struct rtnl_link *link, *other;
	struct nl_cache *links;
	struct nl_object *obj;
	int index, n = 0;
	int err;

	err = ddt_links_read(&links);
	if (err)
		return err;
	link = rtnl_link_get_by_name(links, bridge);
	err = !link ? -ENODEV : !ddt_link_is_bridge(link) ? -EOPNOTSUPP : 0;
	index = link ? rtnl_link_get_ifindex(link) : 0;
	for (obj = nl_cache_get_first(links); !err && obj;
	     obj = nl_cache_get_next(obj)) {
		other = (struct rtnl_link *)obj;
		if (rtnl_link_get_master(other) != index)
			continue;
		snprintf(port, IFNAMSIZ, "%s", rtnl_link_get_name(other));
		n++;
		if (known((uint32_t)rtnl_link_get_ifindex(other),
			  (uint32_t)index)) {
			n = 1;
			break;
		}
	}
	rtnl_link_put(link);
	nl_cache_free(links);
	if (err)
		return err;
	return n == 1 ? 0 : n ? -ENOTUNIQ : -ENOENT;
}
