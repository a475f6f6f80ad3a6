// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes and nexthop objects change the device.
 *
 * The kernel uses the first of several routes with the same prefix, TOS and
 * metric, its equals, and replaces the first of them, whosever it is. So only
 * a route that is the first is replaced, which has no moment without it. Those
 * behind another device's are added behind it and then deleted, those before
 * it the other way round: another device's route is never touched and keeps
 * its place. IPv6 joins equals with gateways to one route with several next
 * hops, of which ours are moved.
 */
#include <linux/ddom_bridge.h>

#include "plan_internal.h"

/**
 * struct ddom_mover - routes being moved
 * @plan: takes the steps
 * @scope: what moves
 * @phase: when
 * @from: where they are
 * @to: where they go
 */
struct ddom_mover {
	struct ddom_plan *plan;
	const struct ddom_scope *scope;
	enum ddom_phase phase;
	struct ddom_dev from;
	struct ddom_dev to;
};

/**
 * struct ddom_equals - routes of a snapshot that are equal to one another
 * @start: the first one in the snapshot
 * @first: the first one that moves
 * @last: the last one that moves
 * @all: how many there are in the snapshot
 * @n: how many move
 * @before: one that stays is in front of them
 * @between: one that stays is between them
 * @after: one that stays is behind them
 * @object: one of whichever device has a nexthop object
 * @ra: there is one that a router advertised
 * @gateways: how many of those that move have a gateway
 */
struct ddom_equals {
	__u32 start;
	__u32 first;
	__u32 last;
	__u32 all;
	__u32 n;
	bool before;
	bool between;
	bool after;
	bool object;
	bool ra;
	__u32 gateways;
};

/**
 * ddom_routes_equal() - do two routes have the same place in the kernel's table
 * @a: one
 * @b: the other, of any device
 *
 * The kernel's lists of equals are contiguous, in a dump as well.
 *
 * Return: true if so.
 */
bool ddom_routes_equal(const struct ddom_route *a, const struct ddom_route *b)
{
	return a->family == b->family && a->table == b->table &&
	       a->dst_len == b->dst_len && a->src_len == b->src_len &&
	       a->tos == b->tos && a->metric == b->metric &&
	       !memcmp(a->dst, b->dst, sizeof(a->dst)) &&
	       !memcmp(a->src, b->src, sizeof(a->src));
}

/*
 * Is it a prefix route of the kernel that must be moved? The kernel would put
 * the new device's behind that of another device in the same subnet, and
 * on-link packets would leave by that one.
 */
static bool route_held(const struct ddom_scope *scope,
		       const struct ddom_route *route)
{
	return route->ahead && route->oif == scope->from &&
	       ddom_snapshot_route_is_prefix(route) &&
	       ddom_scope_route_is_automatic(scope, route) &&
	       ddom_scope_prefix_goes(scope, route);
}

/* did the kernel make a prefix route because of an address */
static bool route_from_addr(const struct ddom_route *route,
			    const struct ddom_addr *addr)
{
	return addr->ifindex == route->oif && addr->family == route->family &&
	       (ddom_snapshot_prefix_match(addr->prefix, route->dst, route->dst_len) ||
		!memcmp(addr->local, route->dst,
			ddom_snapshot_family_bytes(addr->family)));
}

/**
 * ddom_routes_of_addr() - the prefix route of an address, if that is moved by itself
 * @scope: what the transaction is about
 * @addr: an address that moves
 *
 * Return: the route, or NULL.
 */
const struct ddom_route *ddom_routes_of_addr(const struct ddom_scope *scope,
					     const struct ddom_addr *addr)
{
	const struct ddom_route *route;
	__u32 i;

	if (!scope->held || (addr->flags & DDOM_IFA_F_NOPREFIXROUTE))
		return NULL;
	if (addr->flags & DDOM_IFA_F_SECONDARY &&
	    addr->family == DDOM_AF_INET)
		return NULL;
	for (i = 0; i < scope->snap->nroutes; i++) {
		route = &scope->snap->routes[i];
		ddom_breathe();
		if (route->ahead && route_from_addr(route, addr) &&
		    route_held(scope, route))
			return route;
	}
	return NULL;
}

static bool moves(const struct ddom_mover *m, __u32 i)
{
	const struct ddom_route *route = &m->scope->snap->routes[i];

	return ddom_scope_route_goes(m->scope, route) ||
	       route_held(m->scope, route);
}

/* who stands where among the equals of a route */
static void equals_of(const struct ddom_mover *m, __u32 i,
		      struct ddom_equals *e)
{
	const struct ddom_snapshot *snap = m->scope->snap;
	const struct ddom_route *route = &snap->routes[i];
	bool gap = false;

	memset(e, 0, sizeof(*e));
	while (i && e->all++ < DDOM_BRIDGE_MAX_EQUALS &&
	       ddom_routes_equal(&snap->routes[i - 1], route))
		i--;
	e->start = i;
	for (e->all = 0; i < snap->nroutes && e->all <= DDOM_BRIDGE_MAX_EQUALS &&
	     ddom_routes_equal(&snap->routes[i], route); i++, e->all++) {
		e->after |= snap->routes[i].behind;
		e->object |= snap->routes[i].object || snap->routes[i].nhid;
		if (ddom_snapshot_route_is_ra(&snap->routes[i])) {
			/* The kernel never joins these. */
			gap = e->n;
			e->ra = true;
		} else if (moves(m, i)) {
			if (e->n)
				e->between |= e->after || gap;
			else
				e->before = e->after;
			if (!e->n++)
				e->first = i;
			e->last = i;
			e->gateways += !!snap->routes[i].gw_family;
			e->after = false;
		} else {
			e->after = true;
		}
		e->after |= snap->routes[i].ahead;
	}
}

/* may the device where a route goes have the very same one of its own */
static bool has_twin(const struct ddom_mover *m, __u32 i,
		     const struct ddom_equals *e)
{
	const struct ddom_snapshot *snap = m->scope->snap;
	const struct ddom_route *route = &snap->routes[i], *twin;
	__u32 j;

	for (j = e->start; j < e->start + e->all; j++) {
		twin = &snap->routes[j];
		if (m->to.ifindex && twin->oif == m->to.ifindex &&
		    twin->gw_family == route->gw_family &&
		    !memcmp(twin->gateway, route->gateway, 16) &&
		    /* A router advertises its own again. */
		    !(ddom_snapshot_route_is_ra(route) &&
		      ddom_snapshot_route_is_ra(twin)) &&
		    !ddom_scope_route_is_automatic(m->scope, twin))
			return true;
	}
	return false;
}

/* would the kernel, told to delete the one, take the other: fib_nh_match() */
static bool alike(const struct ddom_route *a, const struct ddom_route *b)
{
	return a->oif == b->oif && !a->nhid && !b->nhid && a->type == b->type &&
	       a->scope == b->scope &&
	       (!a->gw_family || !b->gw_family ||
		!memcmp(a->gateway, b->gateway, sizeof(a->gateway)));
}

/* IPv4: would the kernel, told to delete one that moves, delete another */
static bool deletes_another(const struct ddom_mover *m,
			    const struct ddom_equals *e)
{
	const struct ddom_route *routes = m->scope->snap->routes;
	__u32 i, k;

	for (i = e->first; i <= e->last; i++) {
		if (e->before && routes[i].follows)
			return true;
		for (k = e->start; k < i; k++)
			if (alike(&routes[k], &routes[i]))
				return true;
	}
	return false;
}

static int refuse_mixed(const struct ddom_mover *m,
			const struct ddom_route *route)
{
	char text[DDOM_TEXT_MAX];

	ddom_text_route(route, text, sizeof(text));
	return ddom_step_refuse(m->plan, -ENOTUNIQ,
				"%s: is there with and without a gateway; give one of them another metric",
				text);
}

/* Once all are of one device, nobody knows which of them go back. */
static int refuse_twin(const struct ddom_mover *m,
		       const struct ddom_route *route)
{
	char text[DDOM_TEXT_MAX];

	ddom_text_route(route, text, sizeof(text));
	return ddom_step_refuse(m->plan, -EEXIST,
				"%s: %s and %s have it; delete one of the two",
				text, m->from.name, m->to.name);
}

/* without a gateway to name: would one that has one be deleted in its place */
static bool is_ambiguous(const struct ddom_mover *m,
			 const struct ddom_equals *e, __u32 i)
{
	const struct ddom_route *routes = m->scope->snap->routes;
	__u32 k;

	for (k = e->start; k < e->start + e->all; k++)
		if (!routes[i].gw_family && routes[k].gw_family &&
		    (routes[k].oif == m->from.ifindex ||
		     routes[k].oif == m->to.ifindex))
			return true;
	return false;
}

/* why a list of equals cannot be moved, or 0 */
static int check_equals(const struct ddom_mover *m, const struct ddom_equals *e)
{
	const struct ddom_route *route = &m->scope->snap->routes[e->last];
	char text[DDOM_TEXT_MAX];
	__u32 i;

	ddom_text_route(route, text, sizeof(text));
	if (e->all > DDOM_BRIDGE_MAX_EQUALS)
		return ddom_step_refuse(m->plan, -E2BIG,
					"%s: has more than %u equal ones; remove some",
					text, DDOM_BRIDGE_MAX_EQUALS);
	if (route->family == DDOM_AF_INET6 && e->object)
		/* ip6_route_del() takes the first that has one. */
		return ddom_step_refuse(m->plan, -ENOTUNIQ,
					"%s: an equal one has a nexthop object; give one of them another metric",
					text);
	if (route->family == DDOM_AF_INET6 &&
	    ((e->gateways && e->gateways != e->n) ||
	     is_ambiguous(m, e, e->last)))
		/* A dump does not show what stands between joined ones. */
		return refuse_mixed(m, route);
	if (route->family == DDOM_AF_INET && deletes_another(m, e))
		return ddom_step_refuse(m->plan, -ENOTUNIQ,
					"%s: the kernel cannot tell it from another; give one of them another metric",
					text);
	for (i = e->first; i <= e->last; i++) {
		route = &m->scope->snap->routes[i];
		if (route->msg.len <= DDOM_BRIDGE_MAX_ROUTE_SIZE && !route->dead &&
		    !route->both && !has_twin(m, i, e))
			continue;
		ddom_text_route(route, text, sizeof(text));
		if (route->dead)
			return ddom_step_refuse(m->plan, -ENETDOWN,
						"%s: has a next hop on a device that is down; set that up or delete the next hop",
						text);
		if (route->msg.len > DDOM_BRIDGE_MAX_ROUTE_SIZE)
			return ddom_step_refuse(m->plan, -EMSGSIZE,
						"%s: has more next hops than can be moved; make it a nexthop group",
						text);
		return refuse_twin(m, route);
	}
	return 0;
}

static struct ddom_step *route_step(struct ddom_mover *m,
				    enum ddom_step_type type, __u32 i,
				    bool prepend)
{
	bool del = type == DDOM_STEP_ROUTE_DEL;
	struct ddom_step *step;

	step = ddom_step_add(m->plan, type, m->phase, del ? &m->from : &m->to);
	if (!del)
		step->from = m->from;
	step->route = &m->scope->snap->routes[i];
	step->prepend = prepend;
	return step;
}

/*
 * Move the routes of a list of equals. Deleted in the reverse of the order in
 * which they were added: the undo adds them in theirs.
 */
static void move_equals(struct ddom_mover *m, const struct ddom_equals *e,
			bool prepend)
{
	__u32 i;

	for (i = 0; i < e->n; i++)
		route_step(m, DDOM_STEP_ROUTE_ADD,
			   prepend ? e->last - i : e->first + i, prepend);
	for (i = 0; i < e->n; i++)
		route_step(m, DDOM_STEP_ROUTE_DEL,
			   prepend ? e->first + i : e->last - i, prepend);
}

/* does an equal which a router advertised, and which moves, stand right behind */
static bool ra_behind(const struct ddom_mover *m, __u32 i)
{
	const struct ddom_route *route = &m->scope->snap->routes[i];

	return i + 1 < m->scope->snap->nroutes && !route->ahead &&
	       ddom_routes_equal(route + 1, route) &&
	       ddom_snapshot_route_is_ra(route + 1) && moves(m, i + 1);
}

/* has what stands right behind, of port or bridge, no gateway */
static bool plain_behind(const struct ddom_mover *m, __u32 i)
{
	const struct ddom_route *route = &m->scope->snap->routes[i];

	return i + 1 < m->scope->snap->nroutes &&
	       ddom_routes_equal(route + 1, route) && !route[1].gw_family &&
	       !route[1].multipath;
}

/*
 * With the last of those side by side all of them: in front of their equals when
 * they were, else behind.
 */
static void move_ra(struct ddom_mover *m, __u32 i)
{
	const struct ddom_snapshot *snap = m->scope->snap;
	const struct ddom_route *route = &snap->routes[i];
	struct ddom_equals e;
	struct ddom_step *step;
	__u32 first = i, k;
	bool prepend;

	if (ra_behind(m, i))
		return;
	equals_of(m, i, &e);
	e.last = i;
	if (e.object && check_equals(m, &e))
		return;
	while (first && ddom_snapshot_route_is_ra(&snap->routes[first - 1]) &&
	       moves(m, first - 1) && ra_behind(m, first - 1))
		first--;
	prepend = (route->ahead || (i + 1 < snap->nroutes &&
				    ddom_routes_equal(route + 1, route))) &&
		  !snap->routes[first].behind &&
		  !(first && ddom_routes_equal(&snap->routes[first - 1], route));
	for (k = first; k <= i; k++) {
		if (is_ambiguous(m, &e, k)) {
			refuse_mixed(m, &snap->routes[k]);
			return;
		}
		if (has_twin(m, k, &e)) {
			refuse_twin(m, &snap->routes[k]);
			return;
		}
		step = route_step(m, DDOM_STEP_ROUTE_RA,
				  prepend ? i - (k - first) : k, prepend);
		step->outrun = prepend && (route->plain || plain_behind(m, i));
	}
}

/* move a route, or with the last of its equals all of them */
static void move_route(struct ddom_mover *m, __u32 i)
{
	const struct ddom_route *route = &m->scope->snap->routes[i];
	bool v6 = route->family == DDOM_AF_INET6;
	char text[DDOM_TEXT_MAX];
	struct ddom_equals e;

	if (ddom_snapshot_route_is_ra(route)) {
		move_ra(m, i);
		return;
	}
	/* With the last one that is side by side: once is enough. */
	if (i + 1 < m->scope->snap->nroutes &&
	    ddom_routes_equal(route + 1, route) && moves(m, i + 1) &&
	    !ddom_snapshot_route_is_ra(route + 1))
		return;
	equals_of(m, i, &e);
	if (i != e.last || check_equals(m, &e))
		return;
	if (v6 && route->mixed && e.n == 1) {
		move_equals(m, &e, false);
	} else if (v6 && e.n == 1 && e.ra && !route->gw_family) {
		/* It would replace a router's that is in front. */
		move_equals(m, &e, false);
	} else if (e.n == 1 && !e.before) {
		route_step(m, DDOM_STEP_ROUTE_MOVE, i, false);
	} else if (!e.between && !e.after) {
		move_equals(m, &e, false);
	} else if (!e.between && !e.before && !v6) {
		move_equals(m, &e, true);
	} else {
		ddom_text_route(route, text, sizeof(text));
		ddom_step_refuse(m->plan, -ENOTUNIQ,
				 "%s: stands between equal ones that stay; give that of %s another metric",
				 text, m->from.name);
	}
}

/*
 * Which routes are moved first. A route with a gateway is accepted only when
 * the gateway is reachable on the link.
 *
 * Return: smaller for those that others may need.
 */
static int route_rank(const struct ddom_route *route)
{
	int rank = 128 - route->dst_len;

	if (route->gw_family)
		return 2 * DDOM_PREFIX_LENS + rank;
	return route->scope >= DDOM_RT_SCOPE_LINK ? rank : DDOM_PREFIX_LENS + rank;
}

/* nexthop objects */
static void move_nexthops(struct ddom_mover *m, bool gateway)
{
	const struct ddom_nexthop *nexthop;
	struct ddom_step *step;
	__u32 i;

	for (i = 0; i < m->scope->snap->nnexthops; i++) {
		nexthop = &m->scope->snap->nexthops[i];
		if (nexthop->group || !!nexthop->gw_family != gateway ||
		    !ddom_scope_nexthop_goes(m->scope, nexthop))
			continue;
		step = ddom_step_add(m->plan, DDOM_STEP_NEXTHOP_MOVE, m->phase,
				     &m->to);
		step->from = m->from;
		step->nexthop = nexthop;
	}
}

/**
 * ddom_routes_build() - routes that do not follow by themselves
 * @plan: takes the steps, or the reason why they cannot be moved
 * @scope: what the transaction is about
 * @phase: when
 */
void ddom_routes_build(struct ddom_plan *plan, const struct ddom_scope *scope,
		       enum ddom_phase phase)
{
	__u32 *order = scope->ranks + DDOM_ROUTE_RANKS;
	__u32 *place = scope->ranks;
	struct ddom_mover m;
	__u32 i, n, at = 0;

	m.plan = plan;
	m.scope = scope;
	m.phase = phase;
	m.from = plan->attach ? plan->port : plan->bridge;
	m.to = plan->attach ? plan->bridge : plan->port;
	move_nexthops(&m, false);
	memset(place, 0, DDOM_ROUTE_RANKS * sizeof(*place));
	for (i = 0; i < scope->snap->nroutes; i++)
		place[route_rank(&scope->snap->routes[i])]++;
	for (i = 0; i < DDOM_ROUTE_RANKS; i++) {
		n = place[i];
		place[i] = at;
		at += n;
	}
	for (i = 0; i < scope->snap->nroutes; i++)
		order[place[route_rank(&scope->snap->routes[i])]++] = i;
	for (i = 0; i < scope->snap->nroutes; i++)
		if (moves(&m, order[i]))
			move_route(&m, order[i]);
	move_nexthops(&m, true);
}
