// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes and neighbours of the model.
 */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "model_internal.h"

/**
 * model_same_key() - do two routes have the same place in the tables
 * @a: one
 * @b: the other
 *
 * Return: true if so: a replacement of one would replace the other.
 */
bool model_same_key(const struct ddom_route *a, const struct ddom_route *b)
{
	return a->family == b->family && a->table == b->table &&
	       a->dst_len == b->dst_len && a->tos == b->tos &&
	       a->metric == b->metric &&
	       !memcmp(a->dst, b->dst, model_size(a->family));
}

/**
 * model_route_append() - the kernel's own routes go behind others
 * @m: the model
 * @route: the route
 */
void model_route_append(struct model *m, const struct model_route *route)
{
	if (m->nroutes == MODEL_ROUTES)
		abort();
	m->routes[m->nroutes++] = *route;
}

/**
 * model_route_remove() - a route goes
 * @m: the model
 * @i: which one
 */
void model_route_remove(struct model *m, __u32 i)
{
	m->nroutes--;
	memmove(&m->routes[i], &m->routes[i + 1],
		(m->nroutes - i) * sizeof(m->routes[0]));
}

/**
 * model_routes_flush() - all routes through a device go
 * @m: the model
 * @ifindex: the device
 * @family: of which family, 0 for both
 */
void model_routes_flush(struct model *m, __u32 ifindex, __u8 family)
{
	__u32 i;

	for (i = m->nroutes; i-- > 0;)
		if (m->routes[i].r.oif == ifindex &&
		    (!family || m->routes[i].r.family == family))
			model_route_remove(m, i);
}

/**
 * model_lookup() - which route a packet takes
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @addr: where to
 * @oif: only through this device, 0 for any
 *
 * Return: the route, or NULL.
 */
const struct ddom_route *model_lookup(const struct model *m, __u8 family,
				      const __u8 *addr, __u32 oif)
{
	const struct ddom_route *r, *best = NULL;
	__u32 i;

	for (i = 0; i < m->nroutes; i++) {
		r = &m->routes[i].r;
		if (r->table != RT_TABLE_MAIN || r->family != family ||
		    (oif && r->oif != oif) ||
		    !model_in_prefix(addr, r->dst, r->dst_len))
			continue;
		if (!best || r->dst_len > best->dst_len ||
		    (r->dst_len == best->dst_len && r->metric < best->metric))
			best = r;
	}
	return best;
}

/**
 * route_valid() - does the kernel accept a route
 * @m: the model
 * @route: the route
 *
 * Return: 0 or a negative errno.
 */
static int route_valid(const struct model *m, const struct model_route *route)
{
	const struct model_link *link = model_by_index(m, route->r.oif);
	const struct ddom_route *way;
	bool v6 = route->r.family == AF_INET6;

	if (!link)
		return -ENODEV;
	if (!(link->l.flags & IFF_UP))
		return -ENETDOWN;
	if (route->has_src &&
	    !model_is_local(m, route->r.family, route->src,
			    v6 ? route->r.oif : 0))
		return -EINVAL;
	if (!route->r.gw_family ||
	    (route->r.gw_family == AF_INET6 && route->r.gateway[0] == 0xfe))
		return 0;
	way = model_lookup(m, route->r.gw_family, route->r.gateway,
			   route->r.oif);
	if (!way || way->gw_family ||
	    (way->family == AF_INET && way->scope < RT_SCOPE_LINK))
		return v6 ? -EHOSTUNREACH : -ENETUNREACH;
	return 0;
}

/**
 * model_route_set() - a route is added, or replaces what has its key
 * @m: the model
 * @route: the route
 *
 * Return: 0 or a negative errno.
 */
int model_route_set(struct model *m, const struct model_route *route)
{
	int err = route_valid(m, route);
	__u32 i;

	if (err)
		return err;
	for (i = 0; i < m->nroutes; i++)
		if (model_same_key(&m->routes[i].r, &route->r)) {
			m->routes[i] = *route;
			return 0;
		}
	model_route_append(m, route);
	return 0;
}

static bool same_way(const struct model_route *a, const struct model_route *b)
{
	return model_same_key(&a->r, &b->r) && a->r.oif == b->r.oif &&
	       a->r.gw_family == b->r.gw_family && a->r.type == b->r.type &&
	       a->r.protocol == b->r.protocol &&
	       !memcmp(a->r.gateway, b->r.gateway, 16);
}

/**
 * model_route_add() - a route is added, whatever has its key
 * @m: the model
 * @route: the route
 * @prepend: before what has its key, else behind it
 *
 * Return: 0 or a negative errno.
 */
int model_route_add(struct model *m, const struct model_route *route,
		    bool prepend)
{
	int err = route_valid(m, route);
	__u32 i, first = m->nroutes;

	for (i = m->nroutes; !err && i-- > 0;) {
		if (same_way(&m->routes[i], route))
			return -EEXIST;
		if (model_same_key(&m->routes[i].r, &route->r))
			first = i;
	}
	if (err)
		return err;
	model_route_append(m, route);
	if (!prepend)
		return 0;
	memmove(&m->routes[first + 1], &m->routes[first],
		(m->nroutes - 1 - first) * sizeof(*route));
	m->routes[first] = *route;
	return 0;
}

/**
 * model_route_del() - a route is deleted
 * @m: the model
 * @route: the route
 *
 * Return: 0 or a negative errno.
 */
int model_route_del(struct model *m, const struct model_route *route)
{
	__u32 i;

	for (i = 0; i < m->nroutes; i++)
		if (same_way(&m->routes[i], route)) {
			model_route_remove(m, i);
			return 0;
		}
	return -ESRCH;
}

/**
 * model_route_ra() - a route that a router advertised changes the device
 * @m: the model
 * @route: the route as it was dumped
 * @from: the device that it leaves
 * @to: the device that it goes to
 *
 * Equal ones of several devices stand beside one another.
 *
 * Return: 0 or a negative errno.
 */
int model_route_ra(struct model *m, const struct model_route *route, __u32 from,
		   __u32 to)
{
	struct model_route there = *route;
	__u32 i;
	int err;

	there.r.oif = to;
	err = route_valid(m, &there);
	if (err)
		return err;
	model_route_append(m, &there);
	for (i = 0; i < m->nroutes; i++)
		if (m->routes[i].r.oif == from &&
		    model_same_key(&m->routes[i].r, &route->r) &&
		    !memcmp(m->routes[i].r.gateway, route->r.gateway, 16)) {
			model_route_remove(m, i);
			break;
		}
	return 0;
}

/**
 * model_neighs_flush() - all neighbours of a device are forgotten
 * @m: the model
 * @ifindex: the device
 * @family: of which family, 0 for both
 */
void model_neighs_flush(struct model *m, __u32 ifindex, __u8 family)
{
	__u32 i;

	for (i = m->nneighs; i-- > 0;)
		if (m->neighs[i].ifindex == ifindex &&
		    (!family || m->neighs[i].family == family))
			m->neighs[i] = m->neighs[--m->nneighs];
}

/**
 * model_neigh_find() - find a neighbour
 * @m: the model
 * @neigh: the neighbour
 *
 * Return: its number, or -1.
 */
int model_neigh_find(const struct model *m, const struct ddom_neigh *neigh)
{
	__u32 i;

	for (i = 0; i < m->nneighs; i++)
		if (m->neighs[i].ifindex == neigh->ifindex &&
		    m->neighs[i].family == neigh->family &&
		    !memcmp(m->neighs[i].dst, neigh->dst, 16))
			return i;
	return -1;
}

/**
 * model_neigh_set() - a neighbour is added or replaced
 * @m: the model
 * @neigh: the neighbour
 *
 * Return: 0 or a negative errno.
 */
int model_neigh_set(struct model *m, const struct ddom_neigh *neigh)
{
	int i = model_neigh_find(m, neigh);

	if (!model_by_index(m, neigh->ifindex))
		return -ENODEV;
	if (!(model_by_index(m, neigh->ifindex)->l.flags & IFF_UP))
		return -ENETDOWN;
	if (i < 0) {
		if (m->nneighs == MODEL_NEIGHS)
			abort();
		i = m->nneighs++;
	}
	m->neighs[i] = *neigh;
	return 0;
}
