// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking at the model: who is reachable, what a snapshot shows, and whether
 * two of them are the same.
 */
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "model_internal.h"

#define RP_FILTER	8

/**
 * model_usable() - can a packet be sent to a neighbour without asking
 * @neigh: the neighbour
 *
 * Return: true if so.
 */
bool model_usable(const struct ddom_neigh *neigh)
{
	return neigh->mac_len && !(neigh->flags & NTF_PROXY) &&
	       (neigh->state & (NUD_PERMANENT | NUD_REACHABLE | NUD_STALE |
				NUD_DELAY | NUD_PROBE));
}

/**
 * receiver() - the device where frames for the port's address arrive
 * @m: the model
 *
 * Return: the port's bridge, or the port.
 */
static const struct model_link *receiver(const struct model *m)
{
	const struct model_link *port = model_by_index(m, MODEL_PORT);
	const struct model_link *bridge = model_by_index(m, port->l.master);

	return bridge ? bridge : port;
}

/**
 * not_received() - is what a server sends dropped
 * @m: the model
 * @s: the server
 *
 * Return: why, or NULL.
 */
static const char *not_received(const struct model *m,
				const struct model_server *s)
{
	const struct model_link *rx = receiver(m);
	const struct ddom_route *back;
	int filter;
	__u32 i;

	if (!(rx->l.flags & IFF_UP))
		return "receive: the device is down";
	if (!model_is_local(m, s->family, s->local, 0))
		return "receive: our address is gone";
	filter = model_setting(m, AF_INET, RP_FILTER, rx);
	if (s->family != AF_INET || filter <= 0)
		return NULL;
	back = model_lookup(m, AF_INET, s->addr, 0);
	if (!back || (filter == 1 && back->oif != rx->l.ifindex))
		return "receive: martian source";
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == rx->l.ifindex &&
		    m->addrs[i].family == AF_INET)
			return NULL;
	return "receive: reverse path filter without an address";
}

/**
 * not_sent() - is what is sent to a server lost
 * @m: the model
 * @s: the server
 *
 * A reply to a question about a neighbour arrives where all arrives: an
 * enslaved device never hears it.
 *
 * Return: why, or NULL.
 */
static const char *not_sent(const struct model *m, const struct model_server *s)
{
	const struct ddom_route *route = model_lookup(m, s->family, s->addr, 0);
	const struct model_link *link, *rx = receiver(m);
	const __u8 *hop = s->addr;
	__u8 family = s->family;
	__u32 i;

	if (!route)
		return "send: no route";
	link = model_by_index(m, route->oif);
	if (!link || !(link->l.flags & IFF_UP))
		return "send: the device is down";
	if (link != rx && route->oif != MODEL_PORT)
		return "send: by a device that does not lead to the port";
	if (!link->live)
		return "send: the queue is not live";
	if (route->gw_family) {
		hop = route->gateway;
		family = route->gw_family;
	}
	if (link == rx)
		return NULL;
	for (i = 0; i < m->nneighs; i++)
		if (m->neighs[i].ifindex == route->oif &&
		    m->neighs[i].family == family &&
		    model_usable(&m->neighs[i]) &&
		    !memcmp(m->neighs[i].dst, hop, model_size(family)))
			return NULL;
	return "send: neighbour unknown, and the reply arrives elsewhere";
}

/**
 * model_unreachable() - can a server not be reached
 * @m: the model
 *
 * Return: why, or NULL.
 */
const char *model_unreachable(const struct model *m)
{
	const char *why = NULL;
	__u32 i;

	for (i = 0; !why && i < m->nservers; i++) {
		why = not_received(m, &m->servers[i]);
		if (!why)
			why = not_sent(m, &m->servers[i]);
	}
	return why;
}

/**
 * snapshot_equals() - the routes through port or bridge with one key
 * @m: the model
 * @i: the first of them
 * @bridge: index of the bridge, 0 for none
 * @snap: takes them
 * @n: how many it has
 *
 * Return: how many it has then.
 */
static __u32 snapshot_equals(const struct model *m, __u32 i, __u32 bridge,
			     struct model_snapshot *snap, __u32 n)
{
	const struct ddom_route *key = &m->routes[i].r;
	struct ddom_route *r = NULL;
	bool behind = false;

	for (i = 0; i < m->nroutes; i++) {
		if (!model_same_key(&m->routes[i].r, key))
			continue;
		if (m->routes[i].r.oif != MODEL_PORT &&
		    m->routes[i].r.oif != bridge) {
			behind = true;
			if (r)
				r->ahead = true;
			continue;
		}
		snap->saved[n] = m->routes[i];
		r = &snap->routes[n];
		*r = m->routes[i].r;
		r->seq = n;
		r->behind = behind;
		behind = false;
		r->msg.data = &snap->saved[n];
		r->msg.len = sizeof(snap->saved[n]);
		n++;
	}
	return n;
}

/**
 * snapshot_routes() - the routes through port or bridge
 * @m: the model
 * @bridge: index of the bridge, 0 for none
 * @snap: takes them
 */
static void snapshot_routes(const struct model *m, __u32 bridge,
			    struct model_snapshot *snap)
{
	__u32 i, j, n = 0;

	for (i = 0; i < m->nroutes; i++) {
		if (m->routes[i].r.oif != MODEL_PORT &&
		    m->routes[i].r.oif != bridge)
			continue;
		/* In a dump equals are side by side. */
		for (j = 0; j < n && !model_same_key(&snap->routes[j],
						     &m->routes[i].r); j++)
			;
		if (j == n)
			n = snapshot_equals(m, i, bridge, snap, n);
	}
	snap->s.routes = snap->routes;
	snap->s.nroutes = n;
}

/**
 * snapshot_others() - rules and settings of port or bridge
 * @m: the model
 * @port: the port
 * @bridge: the bridge, or NULL
 * @name: its name
 * @snap: takes them
 */
static void snapshot_others(const struct model *m, const struct model_link *port,
			    const struct model_link *bridge, const char *name,
			    struct model_snapshot *snap)
{
	const struct model_sysctl *from;
	struct ddom_sysctl *to;
	__u32 i;

	for (i = 0; i < m->nrules; i++)
		if (!strcmp(m->rules[i].iif, port->l.name) ||
		    !strcmp(m->rules[i].oif, port->l.name) ||
		    !strcmp(m->rules[i].iif, name) ||
		    !strcmp(m->rules[i].oif, name))
			snap->rules[snap->s.nrules++] = m->rules[i];
	for (i = 0; i < m->nsysctls; i++) {
		from = &m->sysctls[i];
		to = &snap->sysctls[i];
		to->family = from->family;
		to->id = from->id;
		to->all = from->all;
		to->port = from->dev[port - m->links];
		to->bridge = bridge ? from->dev[bridge - m->links] : from->def;
	}
	snap->s.rules = snap->rules;
	snap->s.sysctls = snap->sysctls;
	snap->s.nsysctls = m->nsysctls;
}

/**
 * model_snapshot() - what the plan is made from
 * @m: the model
 * @bridge: name of the bridge
 * @snap: takes it
 */
void model_snapshot(const struct model *m, const char *bridge,
		    struct model_snapshot *snap)
{
	const struct model_link *port = model_by_index(m, MODEL_PORT);
	const struct model_link *br = model_link((struct model *)m, bridge);
	__u32 i, index = br ? br->l.ifindex : 0;

	memset(snap, 0, sizeof(*snap));
	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex)
			snap->links[snap->s.nlinks++] = m->links[i].l;
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == MODEL_PORT ||
		    m->addrs[i].ifindex == index)
			snap->addrs[snap->s.naddrs++] = m->addrs[i];
	for (i = 0; i < m->nneighs; i++)
		if (m->neighs[i].ifindex == MODEL_PORT ||
		    m->neighs[i].ifindex == index)
			snap->neighs[snap->s.nneighs++] = m->neighs[i];
	snap->s.links = snap->links;
	snap->s.addrs = snap->addrs;
	snap->s.neighs = snap->neighs;
	snapshot_routes(m, index, snap);
	snapshot_others(m, port, br, bridge, snap);
}

/**
 * addrs_differ() - compare addresses, in their order on each device
 * @a: one
 * @b: the other
 *
 * Return: true if there is a difference.
 */
static bool addrs_differ(const struct model *a, const struct model *b)
{
	__u32 i, j, k, rank_a, rank_b;

	if (a->naddrs != b->naddrs)
		return true;
	for (i = 0; i < a->naddrs; i++) {
		rank_a = 0;
		rank_b = 0;
		for (k = 0; k < i; k++)
			rank_a += a->addrs[k].ifindex == a->addrs[i].ifindex &&
				  a->addrs[k].family == a->addrs[i].family;
		for (j = 0; j < b->naddrs; j++) {
			if (b->addrs[j].ifindex != a->addrs[i].ifindex ||
			    b->addrs[j].family != a->addrs[i].family)
				continue;
			if (rank_b++ == rank_a)
				break;
		}
		if (j == b->naddrs ||
		    memcmp(&a->addrs[i], &b->addrs[j], sizeof(a->addrs[0])))
			return true;
	}
	return false;
}

/* Routers' advertisements come in any order: theirs stand for themselves. */
static bool same_place(const struct ddom_route *a, const struct ddom_route *b)
{
	if (!model_same_key(a, b) ||
	    ddom_snapshot_route_is_ra(a) != ddom_snapshot_route_is_ra(b))
		return false;
	return !ddom_snapshot_route_is_ra(a) ||
	       (a->oif == b->oif && !memcmp(a->gateway, b->gateway, 16));
}

/**
 * routes_differ() - compare routes; the order counts among equal keys
 * @a: one
 * @b: the other
 *
 * Return: true if there is a difference.
 */
static bool routes_differ(const struct model *a, const struct model *b)
{
	__u32 i, j, k, rank_a, rank_b;

	if (a->nroutes != b->nroutes)
		return true;
	for (i = 0; i < a->nroutes; i++) {
		rank_a = 0;
		rank_b = 0;
		for (k = 0; k < i; k++)
			rank_a += same_place(&a->routes[k].r, &a->routes[i].r);
		for (j = 0; j < b->nroutes; j++) {
			if (!same_place(&b->routes[j].r, &a->routes[i].r))
				continue;
			if (rank_b++ == rank_a)
				break;
		}
		if (j == b->nroutes)
			return true;
		if (memcmp(&a->routes[i].r, &b->routes[j].r,
			   offsetof(struct ddom_route, seq)) ||
		    a->routes[i].has_src != b->routes[j].has_src ||
		    (a->routes[i].has_src &&
		     memcmp(a->routes[i].src, b->routes[j].src, 16)))
			return true;
	}
	return false;
}

/**
 * set_differs() - compare without regard to order
 * @a: one array
 * @na: its entries
 * @b: the other
 * @nb: its entries
 * @len: bytes of an entry
 *
 * Return: true if there is a difference.
 */
static bool set_differs(const void *a, __u32 na, const void *b, __u32 nb,
			size_t len)
{
	const char *pa = a, *pb = b;
	__u32 i, j;

	for (i = 0; i < na; i++) {
		for (j = 0; j < nb && memcmp(pa + i * len, pb + j * len, len);
		     j++)
			;
		if (j == nb)
			return true;
	}
	return na != nb;
}

/**
 * model_differs() - compare two models
 * @a: one
 * @b: the other
 *
 * Return: which table differs, or NULL.
 */
const char *model_differs(const struct model *a, const struct model *b)
{
	if (memcmp(a->links, b->links, sizeof(a->links)))
		return "links";
	if (addrs_differ(a, b))
		return "addresses";
	if (routes_differ(a, b))
		return "routes";
	if (set_differs(a->neighs, a->nneighs, b->neighs, b->nneighs,
			sizeof(a->neighs[0])))
		return "neighbours";
	if (set_differs(a->rules, a->nrules, b->rules, b->nrules,
			sizeof(a->rules[0])))
		return "rules";
	if (memcmp(a->sysctls, b->sysctls, sizeof(a->sysctls)))
		return "sysctls";
	return NULL;
}
