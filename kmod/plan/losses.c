// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel deletes by itself, of that which is to stay: refusals, for an
 * undo could not give it back.
 */
#include "plan_internal.h"

static int refuse_down(struct ddom_plan *plan, const struct ddom_link *bridge,
		       __u8 family, const __u8 *addr)
{
	char text[48];

	ddom_text_addr(family, addr, text, sizeof(text));
	return ddom_step_refuse(plan, -ENETDOWN,
				"%s: is down and has %s, which the kernel deletes when it is set down; 'ip link set %s up' first",
				bridge->name, text, bridge->name);
}

/**
 * ddom_losses_down() - refuse what a bridge loses when it is down again
 * @plan: takes the reason
 * @snap: the tables
 * @bridge: the bridge, which is up for a while if it is down
 *
 * Return: 0 or a negative errno.
 */
int ddom_losses_down(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		     const struct ddom_link *bridge)
{
	__u32 i;

	if (bridge->flags & DDOM_IFF_UP)
		return 0;
	for (i = 0; i < snap->naddrs; i++)
		if (snap->addrs[i].family == DDOM_AF_INET6 &&
		    snap->addrs[i].ifindex == bridge->ifindex)
			return refuse_down(plan, bridge, DDOM_AF_INET6,
					   snap->addrs[i].local);
	for (i = 0; i < snap->nneighs; i++)
		if (ddom_snapshot_neigh_given(&snap->neighs[i], bridge->ifindex))
			return refuse_down(plan, bridge, snap->neighs[i].family,
					   snap->neighs[i].dst);
	return 0;
}

/* Zeroconf's, which needs an address: initscripts give it to all devices. */
static bool is_zeroconf(const struct ddom_route *route)
{
	return route->scope == DDOM_RT_SCOPE_LINK && route->dst_len == 16 &&
	       route->dst[0] == 169 && route->dst[1] == 254;
}

static int refuse_last(struct ddom_plan *plan, const struct ddom_link *link,
		       const char *what)
{
	return ddom_step_refuse(plan, -EADDRNOTAVAIL,
				"%s: has %s, which the kernel deletes with the last IPv4 address; delete it, or give it an address that stays",
				link->name, what);
}

/* is an IPv4 address to come, or to go, of a device that has no other */
static bool loses_last(const struct ddom_scope *scope,
		       const struct ddom_link *link)
{
	const struct ddom_addr *addr;
	bool moves = false;
	__u32 i;

	for (i = 0; i < scope->snap->naddrs; i++) {
		addr = &scope->snap->addrs[i];
		if (addr->family != DDOM_AF_INET)
			continue;
		if (ddom_scope_addr_goes(scope, addr))
			moves = true;
		else if (addr->ifindex == link->ifindex)
			return false;
	}
	return moves;
}

/**
 * ddom_losses_last() - refuse what a device loses with its last IPv4 address
 * @plan: takes the reason
 * @scope: what the transaction is about
 * @link: the device, NULL for a bridge to be created
 *
 * The kernel deletes its routes and neighbours, see fib_disable_ip() in its
 * net/ipv4/fib_frontend.c: also those that stay there.
 *
 * Return: 0 or a negative errno.
 */
int ddom_losses_last(struct ddom_plan *plan, const struct ddom_scope *scope,
		     const struct ddom_link *link)
{
	const struct ddom_snapshot *snap = scope->snap;
	const struct ddom_route *route;
	const struct ddom_neigh *neigh;
	char text[DDOM_TEXT_MAX];
	bool from;
	__u32 i;

	if (!link || !loses_last(scope, link))
		return 0;
	from = link->ifindex == scope->from;
	for (i = 0; i < snap->nroutes; i++) {
		route = &snap->routes[i];
		if (route->family != DDOM_AF_INET || route->nhid ||
		    route->oif != link->ifindex ||
		    ddom_scope_route_is_automatic(scope, route) ||
		    is_zeroconf(route) || (from && ddom_scope_route_goes(scope, route)))
			continue;
		ddom_text_route(route, text, sizeof(text));
		return refuse_last(plan, link, text);
	}
	for (i = 0; i < snap->nneighs; i++) {
		neigh = &snap->neighs[i];
		if (neigh->family != DDOM_AF_INET ||
		    !ddom_snapshot_neigh_given(neigh, link->ifindex) ||
		    (from && (ddom_scope_proxy_goes(scope, neigh) ||
			      ddom_scope_neigh_goes(scope, neigh))))
			continue;
		ddom_text_addr(neigh->family, neigh->dst, text, sizeof(text));
		return refuse_last(plan, link, text);
	}
	return 0;
}

/**
 * ddom_losses_nexthops() - refuse what a bridge loses with its last carrier
 * @plan: takes the reason
 * @scope: what the transaction, a detach, is about
 * @bridge: the bridge
 *
 * The kernel deletes nexthop objects, with the routes that use them, of a device
 * without a carrier: an undo does not know of those that stay.
 *
 * Return: 0 or a negative errno.
 */
int ddom_losses_nexthops(struct ddom_plan *plan, const struct ddom_scope *scope,
			 const struct ddom_link *bridge)
{
	const struct ddom_snapshot *snap = scope->snap;
	const struct ddom_nexthop *nexthop;
	__u32 i;

	if (scope->live)
		return 0;
	for (i = 0; i < snap->nnexthops; i++) {
		nexthop = &snap->nexthops[i];
		if (nexthop->oif == bridge->ifindex && !nexthop->group &&
		    !ddom_scope_nexthop_goes(scope, nexthop))
			return ddom_step_refuse(plan, -EADDRNOTAVAIL,
						"%s: has nexthop object %u, which the kernel deletes with the last carrier; 'ip nexthop del id %u' first, or stop the daemon that made it",
						bridge->name,
						(unsigned int)nexthop->id,
						(unsigned int)nexthop->id);
	}
	return 0;
}
