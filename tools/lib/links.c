// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about devices and bridges.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/cache.h>
#include <netlink/route/link.h>

#include "links.h"
#include "nl.h"

/**
 * ddt_links_read() - read all devices
 * @links: where they go; to be freed
 *
 * Return: 0 or a negative errno.
 */
static int ddt_links_read(struct nl_cache **links)
{
	struct ddt_nl nl;
	int err;

	err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	err = rtnl_link_alloc_cache(nl.sk, AF_UNSPEC, links);
	ddt_nl_close(&nl);
	return err < 0 ? ddt_nl_errno(err) : 0;
}

/**
 * ddt_link_is_bridge() - is this device a bridge
 * @link: device
 *
 * Return: true when it is.
 */
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
 * ddt_port_of() - find the only port of a bridge
 * @bridge: name of the bridge
 * @port: where the port's name goes, IFNAMSIZ bytes
 *
 * Return: 0; -ENODEV: no such device; -EOPNOTSUPP: it is no bridge; -ENOENT:
 * it has no port; -ENOTUNIQ: it has several; another negative errno.
 */
int ddt_port_of(const char *bridge, char *port)
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
	}
	rtnl_link_put(link);
	nl_cache_free(links);
	if (err)
		return err;
	return n == 1 ? 0 : n ? -ENOTUNIQ : -ENOENT;
}
