// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of a machine's state that only the running kernel knows: addresses,
 * routes, and which interface leads to the root's server.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>
#include <netlink/cache.h>
#include <netlink/route/addr.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>

#include "doctor/doctor_internal.h"
#include "netdev/nl.h"
#include "netdev/probe.h"
#include "root/root.h"

/* The name of an interface. Return: the name, NULL if it is not known. */
static const char *name_of(const struct ddt_health *h, int index)
{
	unsigned int i;

	for (i = 0; i < h->nlinks; i++)
		if (h->links[i].index == (unsigned int)index)
			return h->links[i].name;
	return NULL;
}

/* note an address */
static void add_addr(struct ddt_health *h, struct rtnl_addr *addr)
{
	const char *dev = name_of(h, rtnl_addr_get_ifindex(addr));
	struct ddt_haddr *a = &h->addrs[h->naddrs];
	char text[sizeof(a->text) - 5];

	if (!dev || h->naddrs == DDT_HEALTH_ADDRS)
		return;
	nl_addr2str(rtnl_addr_get_local(addr), text, sizeof(text));
	text[strcspn(text, "/")] = '\0';
	snprintf(a->text, sizeof(a->text), "%s/%d", text,
		 rtnl_addr_get_prefixlen(addr) & 0xff);
	strcpy(a->dev, dev);
	a->family = rtnl_addr_get_family(addr);
	a->local = rtnl_addr_get_scope(addr) >= RT_SCOPE_LINK;
	/* "permanent" also means that nobody gave it a lifetime */
	a->valid = rtnl_addr_get_flags(addr) & IFA_F_PERMANENT ? DDT_FOREVER :
		rtnl_addr_get_valid_lifetime(addr);
	h->naddrs++;
}

/* add a word to the text of a route */
static void put_word(struct ddt_hroute *r, const char *key, const char *value)
{
	size_t len = strlen(r->text);

	snprintf(r->text + len, sizeof(r->text) - len, "%s%s%s",
		 len ? " " : "", key, value);
}

/* add a number to the text of a route */
static void put_number(struct ddt_hroute *r, const char *key,
		       unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	put_word(r, key, text);
}

/* a route as ip-route(8) takes it */
static void describe_route(struct ddt_hroute *r, struct rtnl_route *route,
			   struct rtnl_nexthop *hop)
{
	struct nl_addr *dst = rtnl_route_get_dst(route);
	struct nl_addr *gw = rtnl_route_nh_get_gateway(hop);
	struct nl_addr *src = rtnl_route_get_pref_src(route);
	char text[64];

	put_word(r, "", !dst || !nl_addr_get_prefixlen(dst) ? "default" :
		 nl_addr2str(dst, text, sizeof(text)));
	if (gw)
		put_word(r, "via ", nl_addr2str(gw, text, sizeof(text)));
	if (src)
		put_word(r, "src ", nl_addr2str(src, text, sizeof(text)));
	if (rtnl_route_get_priority(route))
		put_number(r, "metric ", rtnl_route_get_priority(route));
	if (rtnl_route_get_table(route) != RT_TABLE_MAIN)
		put_number(r, "table ", rtnl_route_get_table(route));
}

/*
 * Note a route, once for each interface. What the kernel makes of an address is
 * left out: it comes and goes with it.
 */
static void add_route(struct ddt_health *h, struct rtnl_route *route)
{
	int i;

	if (rtnl_route_get_table(route) == RT_TABLE_LOCAL ||
	    rtnl_route_get_protocol(route) == RTPROT_KERNEL)
		return;
	for (i = 0; i < rtnl_route_get_nnexthops(route); i++) {
		struct rtnl_nexthop *hop = rtnl_route_nexthop_n(route, i);
		const char *dev = name_of(h, rtnl_route_nh_get_ifindex(hop));
		struct ddt_hroute *r = &h->routes[h->nroutes];

		if (!dev || h->nroutes == DDT_HEALTH_ROUTES)
			continue;
		strcpy(r->dev, dev);
		r->family = rtnl_route_get_family(route);
		describe_route(r, route, hop);
		h->nroutes++;
	}
}

/* note all addresses */
static int read_addrs(struct ddt_health *h, struct ddt_nl *nl)
{
	struct nl_cache *cache;
	struct nl_object *obj;
	int err = rtnl_addr_alloc_cache(nl->sk, &cache);

	if (err < 0)
		return ddt_nl_errno(err);
	for (obj = nl_cache_get_first(cache); obj; obj = nl_cache_get_next(obj))
		add_addr(h, (struct rtnl_addr *)obj);
	nl_cache_free(cache);
	return 0;
}

/* note all routes */
static int read_routes(struct ddt_health *h, struct ddt_nl *nl)
{
	struct nl_cache *cache;
	struct nl_object *obj;
	int err = rtnl_route_alloc_cache(nl->sk, AF_UNSPEC, 0, &cache);

	if (err < 0)
		return ddt_nl_errno(err);
	for (obj = nl_cache_get_first(cache); obj; obj = nl_cache_get_next(obj))
		add_route(h, (struct rtnl_route *)obj);
	nl_cache_free(cache);
	return 0;
}

/**
 * ddt_doctor_read_net() - read what the running kernel knows
 * @h: with its links; addresses, routes and the root are filled
 *
 * Return: 0 or a negative errno.
 */
int ddt_doctor_read_net(struct ddt_health *h)
{
	struct ddt_root_dev root;
	struct ddt_nl nl;
	int err = ddt_root_dev_find(&root);

	if (err)
		return err;
	h->nfs = ddt_path_is_nfs(&root.server);
	h->network = root.server.found;
	h->root_unknown = root.server.unknown;
	h->root_local = h->network &&
			ddt_probe_is_local(&root.server.paths[0].server);
	ddt_root_dev_text(&root, h->root_why, sizeof(h->root_why));
	if (h->network) {
		strcpy(h->root_dev, root.via.name);
		strcpy(h->root_kind, root.via.kind);
		ddt_root_dev_server(&root, h->root_server,
				    sizeof(h->root_server));
	}
	ddt_doctor_read_bound(h, &root);
	err = ddt_root_form_find(&h->form);
	if (!err)
		err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	ddt_root_form_newer(&h->form, h->newer, sizeof(h->newer));
	err = read_addrs(h, &nl);
	if (!err)
		err = read_routes(h, &nl);
	ddt_nl_close(&nl);
	return err;
}
