// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is noted of the tables before there is a plan: what there is, was, and
 * moves, each as a key in a set, so that nobody has to look for it and planning
 * stays linear.
 */
#include "plan_internal.h"

static __u32 count_keys(const struct ddom_snapshot *snap,
			const struct ddom_opts *opts)
{
	const struct ddom_snapshot *before = opts->before;
	__u32 n;

	n = 11 * snap->naddrs + 2 * snap->nroutes + 3 * snap->nneighs +
	    snap->nrules + 2 * snap->nnexthops + 2 * opts->nprobes;
	if (before)
		n += 2 * before->naddrs + before->nroutes + before->nneighs +
		     before->nrules;
	return n;
}

/**
 * ddom_notes_below_keys() - how many devices may be found below another
 * @snap: the tables
 *
 * Return: keys that a set at the begin of ddom_plan.scratch has room for.
 */
__u32 ddom_notes_below_keys(const struct ddom_snapshot *snap)
{
	return 2 * snap->nlinks + 1;
}

/**
 * ddom_notes_scratch() - memory that planning needs
 * @snap: what the plan will be made from
 * @opts: what will be asked for
 *
 * Return: bytes that ddom_plan.scratch needs.
 */
size_t ddom_notes_scratch(const struct ddom_snapshot *snap,
			  const struct ddom_opts *opts)
{
	return ddom_set_size(ddom_notes_below_keys(snap)) +
	       (DDOM_ROUTE_RANKS + snap->nroutes) * sizeof(__u32) +
	       ddom_set_size(count_keys(snap, opts));
}

static void note(struct ddom_scope *scope, struct ddom_key key)
{
	ddom_set_add(&scope->set, &key);
}

/*
 * A bond takes the address of another member when one fails, and a VLAN that of
 * what it is on.
 */
static bool same_port(const struct ddom_link *old, const struct ddom_link *now)
{
	return !memcmp(old->mac, now->mac, now->mac_len) ||
	       !strcmp(now->kind, "bond") || !strcmp(now->kind, "team") ||
	       !strcmp(now->kind, "vlan");
}

/* The tables before the attach, unless they are those of other devices. */
static const struct ddom_snapshot *
known_before(const struct ddom_snapshot *before,
	     const struct ddom_link *from, const struct ddom_link *to)
{
	const struct ddom_link *port, *bridge;

	if (!before || !to)
		return NULL;
	port = ddom_snapshot_link_by_index(before, to->ifindex);
	if (!port || !same_port(port, to))
		return NULL;
	/* A bridge that the attach created had nothing of its own. */
	bridge = ddom_snapshot_link_by_index(before, from->ifindex);
	return bridge && ddom_snapshot_link_is_bridge(bridge) ? before : NULL;
}

static void note_before(struct ddom_scope *scope)
{
	const struct ddom_snapshot *before = scope->before;
	const struct ddom_addr *addr;
	__u32 i;

	for (i = 0; i < before->naddrs; i++) {
		addr = &before->addrs[i];
		note(scope, ddom_set_key_addr(DDOM_KEY_ADDR_BEFORE,
					      addr->ifindex, addr));
		if (ddom_snapshot_addr_moves(addr, addr->ifindex)) {
			note(scope, ddom_set_key_prefix(DDOM_KEY_SUBNET_BEFORE,
							addr->ifindex, 0,
							addr->family,
							addr->prefix,
							addr->prefixlen));
			ddom_set_len_add(scope->lens_before, addr);
		}
	}
	for (i = 0; i < before->nroutes; i++)
		note(scope, ddom_set_key_route(DDOM_KEY_ROUTE_BEFORE,
					       before->routes[i].oif,
					       &before->routes[i]));
	for (i = 0; i < before->nneighs; i++)
		if (before->neighs[i].flags & DDOM_NTF_PROXY)
			note(scope, ddom_set_key_proxy(DDOM_KEY_PROXY_BEFORE,
						       before->neighs[i].ifindex,
						       &before->neighs[i]));
		else if (ddom_snapshot_neigh_usable(&before->neighs[i],
						    before->neighs[i].ifindex))
			note(scope,
			     ddom_set_key_neigh(DDOM_KEY_NEIGH_BEFORE,
						before->neighs[i].ifindex,
						&before->neighs[i]));
	for (i = 0; i < before->nrules; i++)
		note(scope, ddom_set_key_rule(DDOM_KEY_RULE_BEFORE,
					      &before->rules[i]));
}

static void note_prefix(struct ddom_scope *scope,
			const struct ddom_addr *addr,
			const __u8 *prefix, __u32 bits)
{
	note(scope, ddom_set_key_prefix(DDOM_KEY_PREFIX, addr->ifindex,
					ddom_snapshot_prefix_metric(addr),
					addr->family, prefix, bits));
}

/* Has another address of the prefix, on either device, a route of another metric? */
static void note_metric(struct ddom_scope *scope, const struct ddom_addr *addr)
{
	struct ddom_key any = ddom_set_key_prefix(DDOM_KEY_METRIC, 0, 0, addr->family,
						  addr->prefix, addr->prefixlen);
	struct ddom_key own = any;

	own.n[2] = ddom_snapshot_prefix_metric(addr);
	if (ddom_set_has(&scope->set, &any) && !ddom_set_has(&scope->set, &own))
		scope->two_metrics = addr;
	note(scope, any);
	note(scope, own);
}

/* The routes that the kernel makes because of an address. */
static void note_prefixes(struct ddom_scope *scope,
			  const struct ddom_addr *addr)
{
	bool v6 = addr->family == DDOM_AF_INET6;

	/* IPv6 has a route to the far end of a point to point link in any case. */
	if (v6 && memcmp(addr->local, addr->prefix, sizeof(addr->local)))
		note_prefix(scope, addr, addr->prefix, 128);
	if (addr->flags & DDOM_IFA_F_NOPREFIXROUTE)
		return;
	note_prefix(scope, addr, addr->prefix, addr->prefixlen);
	if (!v6)
		return;
	/* And to the near end. */
	note_prefix(scope, addr, addr->local, 128);
	note_metric(scope, addr);
}

/* Those of them that are there, as somebody may have deleted one. */
static void note_route(struct ddom_scope *scope, const struct ddom_route *route)
{
	struct ddom_key key = ddom_set_key_prefix(DDOM_KEY_PREFIX, route->oif,
						  route->metric, route->family,
						  route->dst, route->dst_len);

	if (route->gw_family || route->type != DDOM_RTN_UNICAST ||
	    (route->protocol != DDOM_RTPROT_KERNEL &&
	     route->protocol != DDOM_RTPROT_RA) || !ddom_set_has(&scope->set, &key))
		return;
	key.kind = DDOM_KEY_PREFIX_ROUTE;
	note(scope, key);
}

static void note_now(struct ddom_scope *scope)
{
	const struct ddom_snapshot *snap = scope->snap;
	const struct ddom_neigh *neigh;
	__u32 i;

	for (i = 0; i < snap->naddrs; i++) {
		note(scope, ddom_set_key_addr(DDOM_KEY_ADDR,
					      snap->addrs[i].ifindex,
					      &snap->addrs[i]));
		note_prefixes(scope, &snap->addrs[i]);
	}
	for (i = 0; i < snap->nneighs; i++) {
		neigh = &snap->neighs[i];
		if (neigh->flags & DDOM_NTF_PROXY)
			note(scope, ddom_set_key_proxy(DDOM_KEY_PROXY,
						       neigh->ifindex, neigh));
		if (!ddom_snapshot_neigh_usable(neigh, neigh->ifindex))
			continue;
		note(scope, ddom_set_key_neigh(DDOM_KEY_NEIGH,
					       neigh->ifindex, neigh));
		if (neigh->ifindex == scope->from)
			note(scope, ddom_set_key_host(DDOM_KEY_HEARD,
						      neigh->family,
						      neigh->dst));
	}
	for (i = 0; i < snap->nroutes; i++) {
		scope->held |= snap->routes[i].ahead &&
			       ddom_snapshot_route_is_prefix(&snap->routes[i]);
		note_route(scope, &snap->routes[i]);
	}
	for (i = 0; i < snap->nrules; i++)
		note(scope, ddom_set_key_rule(DDOM_KEY_RULE, &snap->rules[i]));
}

/* Are all addresses of a family that the attach moved gone, and their subnets? */
static bool is_renumbered(const struct ddom_scope *scope, __u8 family)
{
	const struct ddom_addr *addr;
	bool moved = false;
	__u32 i;

	for (i = 0; scope->before && i < scope->before->naddrs; i++) {
		addr = &scope->before->addrs[i];
		if (addr->family != family || !ddom_snapshot_addr_moves(addr, scope->to))
			continue;
		moved = true;
		if (ddom_scope_addr_present(scope, scope->from, addr))
			return false;
	}
	for (i = 0; moved && i < scope->snap->naddrs; i++) {
		addr = &scope->snap->addrs[i];
		/* A single one is in some subnet in any case. */
		if (addr->family == family &&
		    addr->prefixlen < 8 * ddom_snapshot_family_bytes(family) &&
		    ddom_snapshot_addr_moves(addr, scope->from) &&
		    ddom_scope_addr_goes(scope, addr))
			return false;
	}
	return moved;
}

/* One that somebody else on the link has needs no route. */
static void note_staying(struct ddom_scope *scope,
			 const struct ddom_addr *addr)
{
	if (ddom_snapshot_addr_moves(addr, addr->ifindex) &&
	    !(addr->flags & DDOM_IFA_F_NOPREFIXROUTE))
		note(scope, ddom_set_key_prefix(DDOM_KEY_STAYING, addr->ifindex,
						ddom_snapshot_prefix_metric(addr),
						addr->family, addr->prefix,
						addr->prefixlen));
}

/* What moves: first addresses, then what has gateways that may be on them. */
static void note_going(struct ddom_scope *scope)
{
	const struct ddom_snapshot *snap = scope->snap;
	const struct ddom_nexthop *nexthop;
	const struct ddom_route *route;
	const struct ddom_addr *addr;
	struct ddom_key key;
	__u32 i;

	for (i = 0; i < snap->naddrs; i++) {
		addr = &snap->addrs[i];
		if (!ddom_scope_addr_goes(scope, addr)) {
			if (addr->ifindex != scope->from)
				continue;
			note(scope, ddom_set_key_prefix(DDOM_KEY_NEARER, 0, 0,
							addr->family,
							addr->prefix,
							addr->prefixlen));
			ddom_set_len_add(scope->lens_staying, addr);
			continue;
		}
		note(scope, ddom_set_key_prefix(DDOM_KEY_GOING, 0, 0,
						addr->family, addr->prefix,
						addr->prefixlen));
		ddom_set_len_add(scope->lens, addr);
		note(scope, ddom_set_key_addr(DDOM_KEY_ADDR_GOING, scope->to, addr));
		scope->twins |= ddom_scope_addr_present(scope, scope->to, addr);
	}
	for (i = 0; i < snap->naddrs; i++)
		if (!ddom_scope_addr_goes(scope, &snap->addrs[i]) &&
		    !ddom_scope_addr_is_twin(scope, &snap->addrs[i]))
			note_staying(scope, &snap->addrs[i]);
	for (i = 0; i < snap->nnexthops; i++) {
		nexthop = &snap->nexthops[i];
		key = ddom_set_key_id(DDOM_KEY_NEXTHOP, nexthop->id);
		if (ddom_set_add(&scope->set, &key) &&
		    ddom_scope_nexthop_goes(scope, nexthop))
			note(scope, ddom_set_key_id(DDOM_KEY_NEXTHOP_GOING,
						    nexthop->id));
	}
	for (i = 0; i < snap->nroutes; i++) {
		route = &snap->routes[i];
		if (route->gw_family && ddom_scope_route_follows(scope, route))
			note(scope, ddom_set_key_host(DDOM_KEY_GATEWAY,
						      route->gw_family,
						      route->gateway));
	}
}

/**
 * ddom_notes_take() - note what a transaction is about
 * @scope: filled
 * @plan: its scratch memory is used, as long as @scope is
 * @snap: the tables
 * @opts: what is asked for
 * @from: where things are
 * @to: where they go, NULL for a bridge to be created
 */
void ddom_notes_take(struct ddom_scope *scope, struct ddom_plan *plan,
		     const struct ddom_snapshot *snap,
		     const struct ddom_opts *opts, const struct ddom_link *from,
		     const struct ddom_link *to)
{
	__u32 i;

	memset(scope, 0, sizeof(*scope));
	scope->snap = snap;
	scope->from = from->ifindex;
	scope->to = to ? to->ifindex : 0;
	if (!plan->attach)
		scope->before = known_before(opts->before, from, to);
	scope->ranks = (__u32 *)((__u8 *)plan->scratch +
				 ddom_set_size(ddom_notes_below_keys(snap)));
	ddom_set_init(&scope->set,
		      scope->ranks + DDOM_ROUTE_RANKS + snap->nroutes,
		      count_keys(snap, opts));
	if (scope->before)
		note_before(scope);
	note_now(scope);
	for (i = 0; i < opts->nprobes; i++)
		note(scope, ddom_set_key_host(DDOM_KEY_PROBE,
					      opts->probes[i].family,
					      opts->probes[i].addr));
	for (i = 0; i < snap->nlinks; i++)
		if (snap->links[i].master == scope->from &&
		    snap->links[i].ifindex != scope->to &&
		    snap->links[i].flags & DDOM_IFF_RUNNING)
			scope->live = true;
	scope->renumbered[0] = is_renumbered(scope, DDOM_AF_INET);
	scope->renumbered[1] = is_renumbered(scope, DDOM_AF_INET6);
	note_going(scope);
}
