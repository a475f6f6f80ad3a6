// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses of the model, and the routes that come and go with them.
 */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "model_internal.h"

#define ACCEPT_DAD	27

/**
 * model_is_local() - is an address ours
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @addr: the address
 * @ifindex: on which device, 0 for any
 *
 * Return: true if so, and usable.
 */
bool model_is_local(const struct model *m, __u8 family, const __u8 *addr,
		    __u32 ifindex)
{
	const struct ddom_addr *a;
	__u32 i;

	for (i = 0; i < m->naddrs; i++) {
		a = &m->addrs[i];
		if (a->family == family && !(a->flags & IFA_F_TENTATIVE) &&
		    (!ifindex || a->ifindex == ifindex) &&
		    !memcmp(a->local, addr, model_size(family)))
			return true;
	}
	return false;
}

/**
 * auto_route() - a route that the kernel makes for an address
 * @addr: the address
 * @n: 0 its local route, 1 its prefix route, 2 the near end's of IPv6
 * @route: takes the route
 *
 * Return: false if the kernel makes no such route.
 */
static bool auto_route(const struct ddom_addr *addr, int n,
		       struct model_route *route)
{
	int bits = model_size(addr->family) * 8, i;
	bool peer = memcmp(addr->local, addr->prefix, model_size(addr->family));

	memset(route, 0, sizeof(*route));
	route->r.oif = addr->ifindex;
	route->r.family = addr->family;
	route->r.protocol = RTPROT_KERNEL;
	route->r.dst_len = bits;
	memcpy(route->r.dst, addr->local, 16);
	if (!n) {
		route->r.type = RTN_LOCAL;
		route->r.table = RT_TABLE_LOCAL;
		route->r.scope = addr->family == AF_INET ? RT_SCOPE_HOST : 0;
		return true;
	}
	route->r.type = RTN_UNICAST;
	route->r.table = RT_TABLE_MAIN;
	route->r.metric = addr->metric;
	if (addr->family == AF_INET6 && !addr->metric)
		route->r.metric = 256;
	if (addr->flags & IFA_F_NOPREFIXROUTE)
		return false;
	if (addr->family == AF_INET) {
		if (n == 2 || (addr->flags & IFA_F_SECONDARY) ||
		    (addr->prefixlen == 32 && !peer))
			return false;
		route->r.scope = RT_SCOPE_LINK;
		route->has_src = true;
		memcpy(route->src, addr->local, 16);
	} else if (n == 2) {
		return peer;
	}
	route->r.dst_len = addr->prefixlen;
	memcpy(route->r.dst, addr->prefix, 16);
	for (i = addr->prefixlen; i < bits; i++)
		route->r.dst[i / 8] &= ~(0x80 >> i % 8);
	return true;
}

/**
 * auto_find() - find a route that the kernel made
 * @m: the model
 * @route: the route
 *
 * Return: its number, or -1.
 */
static int auto_find(const struct model *m, const struct model_route *route)
{
	__u32 i;

	for (i = 0; i < m->nroutes; i++)
		if (model_same_key(&m->routes[i].r, &route->r) &&
		    m->routes[i].r.oif == route->r.oif &&
		    m->routes[i].r.type == route->r.type &&
		    m->routes[i].r.protocol == RTPROT_KERNEL &&
		    (route->r.family == AF_INET6 || route->r.type == RTN_LOCAL ||
		     !memcmp(m->routes[i].src, route->src, 16)))
			return i;
	return -1;
}

/**
 * model_auto_routes() - make the routes of an address
 * @m: the model
 * @addr: the address
 */
void model_auto_routes(struct model *m, const struct ddom_addr *addr)
{
	const struct model_link *link = model_by_index(m, addr->ifindex);
	struct model_route route;
	int n;

	for (n = 0; n < 3; n++)
		if ((!n || (link->l.flags & IFF_UP)) &&
		    auto_route(addr, n, &route) && auto_find(m, &route) < 0)
			model_route_append(m, &route);
}

/**
 * addr_place4() - where IPv4 puts a new address, and whether as secondary
 * @m: the model
 * @addr: the address; its flags are set
 *
 * Return: position, or a negative errno.
 */
static int addr_place4(const struct model *m, struct ddom_addr *addr)
{
	const struct ddom_addr *a;
	int primary = -1, end = m->naddrs, first = -1, last = -1;
	int i;

	addr->flags &= ~IFA_F_SECONDARY;
	for (i = 0; i < end; i++) {
		a = &m->addrs[i];
		if (a->ifindex != addr->ifindex || a->family != AF_INET)
			continue;
		if (first < 0)
			first = i;
		last = i;
		if (!(a->flags & IFA_F_SECONDARY) && addr->scope <= a->scope)
			primary = i;
		if (a->prefixlen == addr->prefixlen &&
		    model_in_prefix(addr->prefix, a->prefix, a->prefixlen)) {
			if (!memcmp(a->local, addr->local, 4))
				return -EEXIST;
			if (a->scope != addr->scope)
				return -EINVAL;
			addr->flags |= IFA_F_SECONDARY;
		}
	}
	if (first < 0)
		return end;
	if (addr->flags & IFA_F_SECONDARY)
		return last + 1;
	return primary < 0 ? first : primary + 1;
}

/**
 * addr_place6() - where IPv6 puts a new address
 * @m: the model
 * @addr: the address
 *
 * Return: position, or a negative errno.
 */
static int addr_place6(const struct model *m, const struct ddom_addr *addr)
{
	const struct ddom_addr *a;
	int place = -1, i, last = m->naddrs;

	for (i = 0; i < (int)m->naddrs; i++) {
		a = &m->addrs[i];
		if (a->ifindex != addr->ifindex || a->family != AF_INET6)
			continue;
		if (!memcmp(a->local, addr->local, 16))
			return -EEXIST;
		/* wide scopes first, the newest first among equals */
		if (place < 0 && a->scope >= addr->scope)
			place = i;
		last = i + 1;
	}
	return place < 0 ? last : place;
}

/**
 * model_addr_add() - an address comes
 * @m: the model
 * @addr: the address
 *
 * Return: 0 or a negative errno.
 */
int model_addr_add(struct model *m, const struct ddom_addr *addr)
{
	struct ddom_addr a = *addr;
	struct model_link *link = model_by_index(m, a.ifindex);
	int place;

	if (!link)
		return -ENODEV;
	a.flags &= ~IFA_F_TENTATIVE;
	place = a.family == AF_INET ? addr_place4(m, &a) : addr_place6(m, &a);
	if (place < 0)
		return place;
	if (m->naddrs == MODEL_ADDRS)
		abort();
	if (a.family == AF_INET6 && a.scope != RT_SCOPE_LINK &&
	    model_setting(m, AF_INET6, ACCEPT_DAD, link) > 0)
		a.flags |= IFA_F_TENTATIVE;
	memmove(&m->addrs[place + 1], &m->addrs[place],
		(m->naddrs - place) * sizeof(a));
	m->addrs[place] = a;
	m->naddrs++;
	model_auto_routes(m, &a);
	return 0;
}

/**
 * addr_find() - find an address
 * @m: the model
 * @addr: the address
 *
 * Return: its number, or -1.
 */
static int addr_find(const struct model *m, const struct ddom_addr *addr)
{
	__u32 i;

	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == addr->ifindex &&
		    m->addrs[i].family == addr->family &&
		    m->addrs[i].prefixlen == addr->prefixlen &&
		    !memcmp(m->addrs[i].local, addr->local, 16) &&
		    !memcmp(m->addrs[i].prefix, addr->prefix, 16))
			return i;
	return -1;
}

/**
 * auto_needed() - does another address need a route of the kernel
 * @m: the model
 * @route: the route
 *
 * Return: true if so.
 */
static bool auto_needed(const struct model *m, const struct model_route *route)
{
	struct model_route other;
	__u32 i;
	int n;

	for (i = 0; i < m->naddrs; i++)
		for (n = 0; n < 3; n++)
			if (m->addrs[i].ifindex == route->r.oif &&
			    auto_route(&m->addrs[i], n, &other) &&
			    model_same_key(&other.r, &route->r) &&
			    (other.r.family == AF_INET6 || !n ||
			     !memcmp(other.src, route->src, 16)))
				return true;
	return false;
}

/**
 * prefsrc_gone() - an address is no source any more
 * @m: the model
 * @addr: the address, which is gone
 *
 * IPv4 drops routes when nobody has the address; IPv6 keeps them but forgets
 * the source of those through the same device.
 */
static void prefsrc_gone(struct model *m, const struct ddom_addr *addr)
{
	struct model_route *route;
	__u32 i;

	for (i = m->nroutes; i-- > 0;) {
		route = &m->routes[i];
		if (route->r.family != addr->family || !route->has_src ||
		    memcmp(route->src, addr->local, 16))
			continue;
		if (addr->family == AF_INET6) {
			if (route->r.oif == addr->ifindex)
				route->has_src = false;
		} else if (!model_is_local(m, AF_INET, addr->local, 0)) {
			model_route_remove(m, i);
		}
	}
}

/**
 * model_addr_drop() - one address goes
 * @m: the model
 * @i: which one
 */
void model_addr_drop(struct model *m, __u32 i)
{
	struct ddom_addr a = m->addrs[i];
	struct model_route route;
	int n, found;

	m->naddrs--;
	memmove(&m->addrs[i], &m->addrs[i + 1],
		(m->naddrs - i) * sizeof(m->addrs[0]));
	for (n = 0; n < 3; n++) {
		if (!auto_route(&a, n, &route) || auto_needed(m, &route))
			continue;
		found = auto_find(m, &route);
		if (found >= 0)
			model_route_remove(m, found);
	}
	prefsrc_gone(m, &a);
}

/**
 * model_addr_del() - an address is deleted
 * @m: the model
 * @addr: the address
 *
 * A primary IPv4 address takes its secondaries along; the last one takes the
 * device's routes and neighbours along.
 *
 * Return: 0 or a negative errno.
 */
int model_addr_del(struct model *m, const struct ddom_addr *addr)
{
	int i = addr_find(m, addr);
	struct ddom_addr a;
	__u32 j;

	if (i < 0)
		return -EADDRNOTAVAIL;
	a = m->addrs[i];
	for (j = m->naddrs; a.family == AF_INET &&
	     !(a.flags & IFA_F_SECONDARY) && j-- > 0;)
		if (m->addrs[j].ifindex == a.ifindex &&
		    m->addrs[j].family == AF_INET &&
		    (m->addrs[j].flags & IFA_F_SECONDARY) &&
		    m->addrs[j].prefixlen == a.prefixlen &&
		    model_in_prefix(m->addrs[j].prefix, a.prefix, a.prefixlen))
			model_addr_drop(m, j);
	model_addr_drop(m, addr_find(m, &a));
	for (j = 0; a.family == AF_INET && j < m->naddrs; j++)
		if (m->addrs[j].ifindex == a.ifindex &&
		    m->addrs[j].family == AF_INET)
			return 0;
	if (a.family == AF_INET) {
		model_routes_flush(m, a.ifindex, AF_INET);
		model_neighs_flush(m, a.ifindex, AF_INET);
	}
	return 0;
}
