// SPDX-License-Identifier: GPL-2.0-only
/*
 * What moves, and what stays where it is.
 *
 * An attach moves all that the port has. A detach is its inverse: when it is
 * known how things were before the attach, what the bridge had of its own
 * stays. Otherwise all goes to the port, as the root may hang on any of it.
 */
#include "plan_internal.h"

static bool scope_has(const struct ddom_scope *scope, struct ddom_key key)
{
	return ddom_set_has(&scope->set, &key);
}

/**
 * ddom_scope_addr_present() - does a device have an address already
 * @scope: what the transaction is about
 * @ifindex: the device, 0 for one that does not exist yet
 * @addr: the address, of whichever device
 *
 * Return: true if so.
 */
bool ddom_scope_addr_present(const struct ddom_scope *scope, __u32 ifindex,
			     const struct ddom_addr *addr)
{
	return scope_has(scope, ddom_set_key_addr(DDOM_KEY_ADDR, ifindex, addr));
}

/**
 * ddom_scope_neigh_present() - does or did a device know a neighbour
 * @scope: what the transaction is about
 * @kind: DDOM_KEY_NEIGH, or DDOM_KEY_NEIGH_BEFORE
 * @ifindex: the device, 0 for one that does not exist yet
 * @neigh: the neighbour, of whichever device
 *
 * Return: true if so, with the same link layer address.
 */
bool ddom_scope_neigh_present(const struct ddom_scope *scope,
			      enum ddom_key_kind kind, __u32 ifindex,
			      const struct ddom_neigh *neigh)
{
	return scope_has(scope, ddom_set_key_neigh(kind, ifindex, neigh));
}

/*
 * Linux 2.6 says of two of its own what `ip` says: made at boot. It has one of
 * each for each device; any other was made by somebody, and moves.
 */
static bool says_kernel(const struct ddom_route *route)
{
	static const __u8 fe80[8] = { 0xfe, 0x80 };

	if (route->protocol != DDOM_RTPROT_BOOT)
		return route->protocol == DDOM_RTPROT_KERNEL;
	return route->family == DDOM_AF_INET6 &&
	       route->metric == DDOM_IP6_RT_PRIO_KERN &&
	       (route->table == DDOM_RT_TABLE_MAIN ||
		route->table == DDOM_RT_TABLE_LOCAL) &&
	       (route->dst_len == 64 ? !memcmp(route->dst, fe80, sizeof(fe80)) :
		route->dst_len == 8 && route->dst[0] == 0xff);
}

/**
 * ddom_scope_route_is_automatic() - does the kernel make a route by itself
 * @scope: what the transaction is about
 * @route: the route
 *
 * Routes of local addresses, multicast and link-local ones, and the prefix
 * routes of addresses come and go with addresses and devices. A prefix route
 * that claims to be the kernel's but has no such address was made by somebody
 * who adds addresses without them.
 *
 * Return: true if so.
 */
bool ddom_scope_route_is_automatic(const struct ddom_scope *scope,
				   const struct ddom_route *route)
{
	if (route->protocol == DDOM_RTPROT_REDIRECT)
		return true;
	if (!says_kernel(route) || route->gw_family)
		return false;
	if (route->type >= DDOM_RTN_LOCAL && route->type <= DDOM_RTN_MULTICAST)
		return true;
	if (route->family == DDOM_AF_INET6 &&
	    ((route->dst_len >= 10 && ddom_snapshot_is_fe80(route->family, route->dst)) ||
	     (route->dst_len >= 8 && route->dst[0] == 0xff)))
		return true;
	return ddom_snapshot_route_is_prefix(route) &&
	       scope_has(scope, ddom_set_key_prefix(DDOM_KEY_PREFIX, route->oif,
						    route->metric, route->family,
						    route->dst, route->dst_len));
}

/**
 * ddom_scope_addr_known() - had a device an address before the attach
 * @scope: what the transaction is about
 * @ifindex: the device
 * @addr: the address
 *
 * Return: true if so.
 */
bool ddom_scope_addr_known(const struct ddom_scope *scope, __u32 ifindex,
			   const struct ddom_addr *addr)
{
	return scope_has(scope, ddom_set_key_addr(DDOM_KEY_ADDR_BEFORE,
						  ifindex, addr));
}

static struct ddom_key key_subnet(__u32 ifindex, const struct ddom_addr *addr,
				  __u32 bits)
{
	return ddom_set_key_prefix(DDOM_KEY_SUBNET_BEFORE, ifindex, 0, addr->family,
				   addr->prefix, bits);
}

/*
 * Did the attach move its subnet? A single one, as DHCPv6's, may be in any; at a
 * far end stands whom it is for.
 */
static bool subnet_goes(const struct ddom_scope *scope,
			const struct ddom_addr *addr)
{
	__u32 bits = addr->prefixlen;
	bool single = bits == 8 * ddom_snapshot_family_bytes(addr->family) &&
		      !memcmp(addr->local, addr->prefix, sizeof(addr->local));
	__u32 least = single ? 1 : bits;

	if (ddom_snapshot_is_fe80(addr->family, addr->local))
		return false;
	for (bits++; bits-- > least;) {
		if (!ddom_set_len_has(scope->lens_before, addr->family, bits))
			continue;
		if (scope_has(scope, key_subnet(scope->to, addr, bits)))
			return true;
		/* A subnet of the bridge's own within it is nearer. */
		if (scope_has(scope, key_subnet(scope->from, addr, bits)))
			return false;
	}
	return false;
}

/**
 * ddom_scope_addr_goes() - is an address to move
 * @scope: what the transaction is about
 * @addr: the address
 *
 * With its subnet goes what came to it after the attach: a secondary address
 * would be deleted, and an IPv6 one that stayed would keep the route to it.
 *
 * Return: true if so. Another address that came after the attach stays where
 * it was put, unless nothing is left of what the attach moved.
 */
bool ddom_scope_addr_goes(const struct ddom_scope *scope, const struct ddom_addr *addr)
{
	if (!ddom_snapshot_addr_moves(addr, scope->from))
		return false;
	if (!scope->before || ddom_scope_addr_known(scope, scope->to, addr))
		return true;
	return !ddom_scope_addr_known(scope, scope->from, addr) &&
	       (scope->renumbered[addr->family == DDOM_AF_INET6] ||
		subnet_goes(scope, addr));
}

/**
 * ddom_scope_addr_bare() - has an address no prefix route
 * @scope: what the transaction is about
 * @addr: the address, which moves
 *
 * A router may say that a prefix is not on the link, and an admin delete the
 * route: packets to the prefix must not be sent to the link for that time either
 * in which the kernel has made one.
 *
 * Return: true if the kernel would make one.
 */
bool ddom_scope_addr_bare(const struct ddom_scope *scope, const struct ddom_addr *addr)
{
	struct ddom_key key;

	if ((addr->flags & DDOM_IFA_F_NOPREFIXROUTE) ||
	    (addr->family == DDOM_AF_INET &&
	     ((addr->flags & DDOM_IFA_F_SECONDARY) || addr->prefixlen == 32)) ||
	    ddom_snapshot_is_fe80(addr->family, addr->local) ||
	    memcmp(addr->local, addr->prefix, sizeof(addr->local)))
		return false;
	key = ddom_set_key_prefix(DDOM_KEY_PREFIX_ROUTE, addr->ifindex,
				  ddom_snapshot_prefix_metric(addr), addr->family,
				  addr->prefix, addr->prefixlen);
	return !scope_has(scope, key);
}

/**
 * ddom_scope_addr_alone() - does no other address need its prefix route
 * @scope: what the transaction is about
 * @ifindex: a device, 0 for one that does not exist yet
 * @addr: an address that moves away from it, or to it
 *
 * The kernel deletes the route of an IPv6 address only if that is permanent, and
 * no other one of the prefix is there, be it one without a prefix route.
 *
 * Return: true if the route is to go with the address: of those of a prefix,
 * for the first that is asked about.
 */
bool ddom_scope_addr_alone(struct ddom_scope *scope, __u32 ifindex,
			   const struct ddom_addr *addr)
{
	struct ddom_key key;

	if (addr->family != DDOM_AF_INET6 ||
	    (addr->flags & DDOM_IFA_F_NOPREFIXROUTE) ||
	    ddom_snapshot_is_fe80(addr->family, addr->prefix))
		return false;
	key = ddom_set_key_prefix(DDOM_KEY_STAYING, ifindex,
				  ddom_snapshot_prefix_metric(addr), addr->family,
				  addr->prefix, addr->prefixlen);
	return ddom_set_add(&scope->set, &key);
}

/**
 * ddom_scope_addr_is_twin() - is an address where the same one goes
 * @scope: what the transaction is about
 * @addr: the address
 *
 * Return: true if both devices have it, and the other's is to move.
 */
bool ddom_scope_addr_is_twin(const struct ddom_scope *scope,
			     const struct ddom_addr *addr)
{
	return addr->ifindex == scope->to &&
	       scope_has(scope, ddom_set_key_addr(DDOM_KEY_ADDR_GOING,
						  scope->to, addr));
}

/**
 * ddom_scope_addr_lacks_route() - would its prefix route be lost
 * @scope: what the transaction is about
 * @ifindex: a device that has the address, too
 * @addr: an address that moves
 *
 * Return: true if it has one where it is, and that device has none.
 */
bool ddom_scope_addr_lacks_route(const struct ddom_scope *scope, __u32 ifindex,
				 const struct ddom_addr *addr)
{
	struct ddom_key key = ddom_set_key_prefix(DDOM_KEY_PREFIX_ROUTE, scope->from,
						  ddom_snapshot_prefix_metric(addr),
						  addr->family, addr->prefix,
						  addr->prefixlen);

	if (!scope_has(scope, key))
		return false;
	key.ifindex = ifindex;
	return !scope_has(scope, key);
}

/**
 * ddom_scope_route_of_twin() - is a route to the prefix of an address of both
 * @scope: what the transaction is about
 * @route: the route
 *
 * Return: true if it is equal to the prefix route that such an address makes.
 */
bool ddom_scope_route_of_twin(const struct ddom_scope *scope,
			      const struct ddom_route *route)
{
	return scope->twins && route->table == DDOM_RT_TABLE_MAIN && !route->tos &&
	       !ddom_snapshot_is_fe80(route->family, route->dst) &&
	       ddom_scope_prefix_goes(scope, route) &&
	       scope_has(scope, ddom_set_key_prefix(DDOM_KEY_PREFIX, scope->to,
						    route->metric, route->family,
						    route->dst, route->dst_len));
}

/**
 * ddom_scope_addr_stays_too() - had both devices an address that moves
 * @scope: what the transaction is about
 * @addr: the address
 *
 * Return: true if the device that it leaves is to have it back.
 */
bool ddom_scope_addr_stays_too(const struct ddom_scope *scope,
			       const struct ddom_addr *addr)
{
	return scope->before && ddom_scope_addr_goes(scope, addr) &&
	       ddom_scope_addr_known(scope, scope->from, addr);
}

/**
 * ddom_scope_anything_goes() - is there an address to move
 * @scope: what the transaction is about
 *
 * Return: true if so.
 */
bool ddom_scope_anything_goes(const struct ddom_scope *scope)
{
	__u32 i;

	for (i = 0; i < scope->snap->naddrs; i++)
		if (ddom_scope_addr_goes(scope, &scope->snap->addrs[i]))
			return true;
	return false;
}

/**
 * ddom_scope_on_link() - is somebody on the subnet of an address that moves
 * @scope: what the transaction is about
 * @family: AF_INET or AF_INET6
 * @who: their address; with a link-local one, where any IPv6 address moves
 *
 * Return: true if so.
 */
bool ddom_scope_on_link(const struct ddom_scope *scope, __u8 family, const __u8 *who)
{
	bool fe80 = ddom_snapshot_is_fe80(family, who);
	__u32 bits;

	for (bits = 8 * ddom_snapshot_family_bytes(family) + 1; bits-- > 0;) {
		if (ddom_set_len_has(scope->lens, family, bits) &&
		    (fe80 ||
		     scope_has(scope, ddom_set_key_prefix(DDOM_KEY_GOING, 0, 0,
							  family, who, bits))))
			return true;
		if (!fe80 && ddom_set_len_has(scope->lens_staying, family, bits) &&
		    scope_has(scope, ddom_set_key_prefix(DDOM_KEY_NEARER, 0, 0,
							 family, who, bits)))
			return false;
	}
	return false;
}

/**
 * ddom_scope_prefix_goes() - does an address move whose prefix a route is to
 * @scope: what the transaction is about
 * @route: the route
 *
 * Return: true if so.
 */
bool ddom_scope_prefix_goes(const struct ddom_scope *scope,
			    const struct ddom_route *route)
{
	return scope_has(scope, ddom_set_key_prefix(DDOM_KEY_GOING, 0, 0,
						    route->family, route->dst,
						    route->dst_len));
}

/**
 * ddom_scope_route_known() - had a device a route before the attach
 * @scope: what the transaction is about
 * @ifindex: the device
 * @route: the route
 *
 * Return: true if so.
 */
bool ddom_scope_route_known(const struct ddom_scope *scope, __u32 ifindex,
			    const struct ddom_route *route)
{
	return scope_has(scope, ddom_set_key_route(DDOM_KEY_ROUTE_BEFORE,
						   ifindex, route));
}

/* May a host on a subnet that moves be a guest's, behind another live port? */
static bool may_be_guest(const struct ddom_scope *scope, __u8 family,
			 const __u8 *who)
{
	return scope->live &&
	       !scope_has(scope, ddom_set_key_host(DDOM_KEY_PROBE, family, who)) &&
	       !scope_has(scope, ddom_set_key_host(DDOM_KEY_GATEWAY, family, who));
}

/**
 * ddom_scope_route_goes() - is a route to move
 * @scope: what the transaction is about
 * @route: the route
 *
 * Return: true if so: it does not follow by itself, and the attach moved it, or
 * its gateway or the host it is to is on a subnet that moves.
 */
bool ddom_scope_route_goes(const struct ddom_scope *scope,
			   const struct ddom_route *route)
{
	if (route->oif != scope->from || route->nhid ||
	    ddom_scope_route_is_automatic(scope, route))
		return false;
	if (!scope->before || ddom_scope_route_known(scope, scope->to, route))
		return true;
	return !ddom_scope_route_known(scope, scope->from, route) &&
	       (route->gw_family ?
		ddom_scope_on_link(scope, route->gw_family, route->gateway) :
		route->dst_len == 8 * ddom_snapshot_family_bytes(route->family) &&
		!may_be_guest(scope, route->family, route->dst) &&
		ddom_scope_on_link(scope, route->family, route->dst));
}

/**
 * ddom_scope_nexthop_goes() - is a nexthop object to move
 * @scope: what the transaction is about
 * @nexthop: the object; of a group, whether its member is
 *
 * Return: true if so.
 */
bool ddom_scope_nexthop_goes(const struct ddom_scope *scope,
			     const struct ddom_nexthop *nexthop)
{
	const struct ddom_nexthop *old;
	__u32 i;

	if (nexthop->oif != scope->from)
		return false;
	for (i = 0; scope->before && i < scope->before->nnexthops; i++) {
		old = &scope->before->nexthops[i];
		if (old->id == nexthop->id)
			return old->oif == scope->to;
	}
	return !scope->before ||
	       (nexthop->gw_family &&
		ddom_scope_on_link(scope, nexthop->gw_family, nexthop->gateway));
}

/**
 * ddom_scope_route_follows() - is a route to lead through the other device
 * @scope: what the transaction is about
 * @route: the route
 *
 * Return: true if it moves, or its nexthop object does.
 */
bool ddom_scope_route_follows(const struct ddom_scope *scope,
			      const struct ddom_route *route)
{
	if (route->nhid &&
	    scope_has(scope, ddom_set_key_id(DDOM_KEY_NEXTHOP, route->nhid)))
		return scope_has(scope, ddom_set_key_id(DDOM_KEY_NEXTHOP_GOING,
							route->nhid));
	return ddom_scope_route_goes(scope, route);
}

/**
 * ddom_scope_route_leads() - will a route lead somewhere after the transaction, too
 * @scope: what the transaction is about
 * @route: a route
 * @who: where to
 *
 * Return: true if it moves, or its address or its nexthop object does.
 */
bool ddom_scope_route_leads(const struct ddom_scope *scope,
			    const struct ddom_route *route, const __u8 *who)
{
	if (route->nhid || !ddom_scope_route_is_automatic(scope, route))
		return ddom_scope_route_follows(scope, route);
	return route->oif == scope->from &&
	       (!scope->before || ddom_scope_on_link(scope, route->family, who));
}

/**
 * ddom_scope_neigh_goes() - is a neighbour worth copying
 * @scope: what the transaction is about
 * @neigh: the neighbour
 *
 * Return: true if so: it is usable, and came from the other device, is on a
 * subnet that moves, or the gateway of a route that does.
 */
bool ddom_scope_neigh_goes(const struct ddom_scope *scope,
			   const struct ddom_neigh *neigh)
{
	if (!ddom_snapshot_neigh_usable(neigh, scope->from))
		return false;
	return !scope->before ||
	       (neigh->state & DDOM_NUD_PERMANENT &&
		ddom_scope_neigh_present(scope, DDOM_KEY_NEIGH_BEFORE, scope->to,
					 neigh)) ||
	       ddom_scope_on_link(scope, neigh->family, neigh->dst) ||
	       scope_has(scope, ddom_set_key_host(DDOM_KEY_GATEWAY,
						  neigh->family, neigh->dst));
}

/**
 * ddom_scope_proxy_present() - does or did a device answer for an address
 * @scope: what the transaction is about
 * @kind: DDOM_KEY_PROXY, or DDOM_KEY_PROXY_BEFORE
 * @ifindex: the device, 0 for one that does not exist yet
 * @neigh: such an entry, of whichever device
 *
 * Return: true if so.
 */
bool ddom_scope_proxy_present(const struct ddom_scope *scope,
			      enum ddom_key_kind kind, __u32 ifindex,
			      const struct ddom_neigh *neigh)
{
	return scope_has(scope, ddom_set_key_proxy(kind, ifindex, neigh));
}

/**
 * ddom_scope_proxy_goes() - is a device to answer for an address that the other does
 * @scope: what the transaction is about
 * @neigh: any entry of the neighbour table
 *
 * Return: true if so.
 */
bool ddom_scope_proxy_goes(const struct ddom_scope *scope,
			   const struct ddom_neigh *neigh)
{
	if (neigh->ifindex != scope->from || !(neigh->flags & DDOM_NTF_PROXY))
		return false;
	if (!scope->before ||
	    ddom_scope_proxy_present(scope, DDOM_KEY_PROXY_BEFORE, scope->to,
				     neigh))
		return true;
	return !ddom_scope_proxy_present(scope, DDOM_KEY_PROXY_BEFORE, scope->from,
					 neigh) &&
	       ddom_scope_on_link(scope, neigh->family, neigh->dst);
}

/**
 * ddom_scope_rule_goes() - is a rule to name another device
 * @scope: what the transaction is about
 * @name: the device that things leave
 * @rule: the rule
 *
 * Return: true if so.
 */
bool ddom_scope_rule_goes(const struct ddom_scope *scope, const char *name,
			  const struct ddom_rule *rule)
{
	if (strcmp(rule->iif, name) && strcmp(rule->oif, name))
		return false;
	return !scope_has(scope, ddom_set_key_rule(DDOM_KEY_RULE_BEFORE, rule));
}

/* Is there a rule as @rule is when @from is called @to? */
static bool rule_in(const struct ddom_scope *scope,
		    enum ddom_key_kind kind, const struct ddom_rule *rule,
		    const char *from, const char *to)
{
	struct ddom_rule twin = *rule;

	if (!strcmp(twin.iif, from))
		memcpy(twin.iif, to, sizeof(twin.iif));
	if (!strcmp(twin.oif, from))
		memcpy(twin.oif, to, sizeof(twin.oif));
	return scope_has(scope, ddom_set_key_rule(kind, &twin));
}

/**
 * ddom_scope_rule_comes() - is the other device to have a rule, too
 * @scope: what the transaction is about
 * @from: the device that things leave
 * @to: the other device
 * @rule: the rule
 *
 * Return: true if it goes there and is not there yet, or if it stays but both
 * had it before the attach.
 */
bool ddom_scope_rule_comes(const struct ddom_scope *scope, const char *from,
			   const char *to, const struct ddom_rule *rule)
{
	if ((strcmp(rule->iif, from) && strcmp(rule->oif, from)) ||
	    rule_in(scope, DDOM_KEY_RULE, rule, from, to))
		return false;
	return ddom_scope_rule_goes(scope, from, rule) ||
	       rule_in(scope, DDOM_KEY_RULE_BEFORE, rule, from, to);
}

/**
 * ddom_scope_sysctl_before() - a setting as it was before the attach
 * @scope: what the transaction is about
 * @sysctl: the setting
 *
 * Return: the setting, or NULL if that is not known.
 */
const struct ddom_sysctl *ddom_scope_sysctl_before(const struct ddom_scope *scope,
						   const struct ddom_sysctl *sysctl)
{
	__u32 i;

	for (i = 0; scope->before && i < scope->before->nsysctls; i++)
		if (scope->before->sysctls[i].family == sysctl->family &&
		    scope->before->sysctls[i].id == sysctl->id)
			return &scope->before->sysctls[i];
	return NULL;
}
