// SPDX-License-Identifier: GPL-2.0-only
/*
 * What moves, and what stays where it is.
 *
 * An attach moves all that the port has. A detach is its inverse: when it is
 * known how things were before the attach, what the bridge had of its own
 * stays. Otherwise all goes to the port, as the root may hang on any of it.
 */
#include "plan_internal.h"

/**
 * ddom_scope_init() - what a transaction is about
 * @scope: filled
 * @snap: the tables
 * @from: where things are
 * @to: where they go, NULL for a bridge to be created
 * @before: a detach: the tables before the attach, or NULL
 *
 * A bridge that the attach created had nothing of its own. Tables of other
 * devices are of no use.
 */
void ddom_scope_init(struct ddom_scope *scope, const struct ddom_snapshot *snap,
		     const struct ddom_link *from, const struct ddom_link *to,
		     const struct ddom_snapshot *before)
{
	const struct ddom_link *port, *bridge;

	scope->snap = snap;
	scope->before = NULL;
	scope->from = from->ifindex;
	scope->to = to ? to->ifindex : 0;
	if (!before || !to)
		return;
	port = ddom_link_by_index(before, to->ifindex);
	if (!port || memcmp(port->mac, to->mac, to->mac_len))
		return;
	bridge = ddom_link_by_index(before, from->ifindex);
	if (bridge && ddom_link_is_bridge(bridge))
		scope->before = before;
}

/**
 * ddom_addr_known() - did a device have an address before the attach
 * @scope: what the transaction is about, with the tables from before
 * @ifindex: the device
 * @addr: the address
 *
 * Return: true if so.
 */
static bool ddom_addr_known(const struct ddom_scope *scope, __u32 ifindex,
			    const struct ddom_addr *addr)
{
	return ddom_addr_present(scope->before, ifindex, addr);
}

/**
 * ddom_renumbered() - are all addresses that the attach moved gone
 * @scope: what the transaction is about, with the tables from before
 * @family: AF_INET or AF_INET6
 *
 * Return: true if so, which is when a DHCP server gave others.
 */
static bool ddom_renumbered(const struct ddom_scope *scope, __u8 family)
{
	const struct ddom_addr *addr;
	bool moved = false;
	__u32 i;

	for (i = 0; i < scope->before->naddrs; i++) {
		addr = &scope->before->addrs[i];
		if (addr->family != family || !ddom_addr_moves(addr, scope->to))
			continue;
		moved = true;
		if (ddom_addr_present(scope->snap, scope->from, addr))
			return false;
	}
	return moved;
}

/**
 * ddom_addr_goes() - is an address to move
 * @scope: what the transaction is about
 * @addr: the address
 *
 * Return: true if so. An address that came after the attach stays where it
 * was put, unless nothing is left of what the attach moved.
 */
bool ddom_addr_goes(const struct ddom_scope *scope, const struct ddom_addr *addr)
{
	if (!ddom_addr_moves(addr, scope->from))
		return false;
	if (!scope->before || ddom_addr_known(scope, scope->to, addr))
		return true;
	return !ddom_addr_known(scope, scope->from, addr) &&
	       ddom_renumbered(scope, addr->family);
}

/**
 * ddom_addr_stays_too() - had both devices an address that moves
 * @scope: what the transaction is about
 * @addr: the address
 *
 * Return: true if the device that it leaves is to have it back.
 */
bool ddom_addr_stays_too(const struct ddom_scope *scope,
			 const struct ddom_addr *addr)
{
	return scope->before && ddom_addr_goes(scope, addr) &&
	       ddom_addr_known(scope, scope->from, addr);
}

/**
 * ddom_anything_goes() - is there an address to move
 * @scope: what the transaction is about
 *
 * Return: true if so.
 */
bool ddom_anything_goes(const struct ddom_scope *scope)
{
	__u32 i;

	for (i = 0; i < scope->snap->naddrs; i++)
		if (ddom_addr_goes(scope, &scope->snap->addrs[i]))
			return true;
	return false;
}

/**
 * ddom_on_link() - is somebody on the subnet of an address that moves
 * @scope: what the transaction is about
 * @family: AF_INET or AF_INET6
 * @who: their address
 *
 * Return: true if so.
 */
static bool ddom_on_link(const struct ddom_scope *scope, __u8 family,
			 const __u8 *who)
{
	const struct ddom_addr *addr;
	__u32 i;

	for (i = 0; i < scope->snap->naddrs; i++) {
		addr = &scope->snap->addrs[i];
		if (addr->family == family && ddom_addr_goes(scope, addr) &&
		    ddom_prefix_match(addr->prefix, who, addr->prefixlen))
			return true;
	}
	return false;
}

/**
 * ddom_same_route() - do two routes, of different devices, do the same
 * @a: one
 * @b: the other
 *
 * Return: true if so.
 */
static bool ddom_same_route(const struct ddom_route *a,
			    const struct ddom_route *b)
{
	return a->family == b->family && a->dst_len == b->dst_len &&
	       a->src_len == b->src_len && a->tos == b->tos &&
	       a->type == b->type && a->table == b->table &&
	       a->metric == b->metric && a->gw_family == b->gw_family &&
	       !memcmp(a->dst, b->dst, sizeof(a->dst)) &&
	       !memcmp(a->gateway, b->gateway, sizeof(a->gateway));
}

/**
 * ddom_route_known() - did a device have a route before the attach
 * @scope: what the transaction is about, with the tables from before
 * @ifindex: the device
 * @route: the route
 *
 * Return: true if so.
 */
static bool ddom_route_known(const struct ddom_scope *scope, __u32 ifindex,
			     const struct ddom_route *route)
{
	__u32 i;

	for (i = 0; i < scope->before->nroutes; i++)
		if (scope->before->routes[i].oif == ifindex &&
		    ddom_same_route(&scope->before->routes[i], route))
			return true;
	return false;
}

/**
 * ddom_route_goes() - is a route to move
 * @scope: what the transaction is about
 * @route: the route
 *
 * Return: true if so: it does not follow by itself, and the attach moved it or
 * its gateway is on a subnet that moves.
 */
bool ddom_route_goes(const struct ddom_scope *scope,
		     const struct ddom_route *route)
{
	if (route->oif != scope->from ||
	    ddom_route_is_automatic(route, scope->snap))
		return false;
	if (!scope->before || ddom_route_known(scope, scope->to, route))
		return true;
	return !ddom_route_known(scope, scope->from, route) &&
	       route->gw_family &&
	       ddom_on_link(scope, route->gw_family, route->gateway);
}

/**
 * ddom_route_leads() - will a route lead somewhere after the transaction, too
 * @scope: what the transaction is about
 * @route: a route
 * @who: where to
 *
 * Return: true if it moves, or its address does.
 */
bool ddom_route_leads(const struct ddom_scope *scope,
		      const struct ddom_route *route, const __u8 *who)
{
	if (!ddom_route_is_automatic(route, scope->snap))
		return ddom_route_goes(scope, route);
	return route->oif == scope->from &&
	       (!scope->before || ddom_on_link(scope, route->family, who));
}

/**
 * ddom_neigh_goes() - is a neighbour worth copying
 * @scope: what the transaction is about
 * @neigh: the neighbour
 *
 * Return: true if so: it is usable, and on a subnet that moves or the gateway
 * of a route that does.
 */
bool ddom_neigh_goes(const struct ddom_scope *scope,
		     const struct ddom_neigh *neigh)
{
	const struct ddom_route *route;
	__u32 i;

	if (!ddom_neigh_usable(neigh, scope->from))
		return false;
	if (!scope->before || ddom_on_link(scope, neigh->family, neigh->dst))
		return true;
	for (i = 0; i < scope->snap->nroutes; i++) {
		route = &scope->snap->routes[i];
		if (route->gw_family == neigh->family &&
		    !memcmp(route->gateway, neigh->dst,
			    ddom_family_bytes(neigh->family)) &&
		    ddom_route_goes(scope, route))
			return true;
	}
	return false;
}

/**
 * ddom_rule_goes() - is a rule to name another device
 * @scope: what the transaction is about
 * @name: the device that things leave
 * @rule: the rule
 *
 * Return: true if so.
 */
bool ddom_rule_goes(const struct ddom_scope *scope, const char *name,
		    const struct ddom_rule *rule)
{
	const struct ddom_rule *old;
	__u32 i;

	if (strcmp(rule->iif, name) && strcmp(rule->oif, name))
		return false;
	for (i = 0; scope->before && i < scope->before->nrules; i++) {
		old = &scope->before->rules[i];
		if (old->family == rule->family &&
		    old->priority == rule->priority &&
		    !strcmp(old->iif, rule->iif) && !strcmp(old->oif, rule->oif))
			return false;
	}
	return true;
}

/**
 * ddom_sysctl_before() - a setting as it was before the attach
 * @scope: what the transaction is about
 * @sysctl: the setting
 *
 * Return: the setting, or NULL if that is not known.
 */
const struct ddom_sysctl *ddom_sysctl_before(const struct ddom_scope *scope,
					     const struct ddom_sysctl *sysctl)
{
	__u32 i;

	for (i = 0; scope->before && i < scope->before->nsysctls; i++)
		if (scope->before->sysctls[i].family == sysctl->family &&
		    scope->before->sysctls[i].id == sysctl->id)
			return &scope->before->sysctls[i];
	return NULL;
}
