// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables and what the kernel does to them by itself. Written from the
 * kernel's behaviour, without a look at the plan.
 */
#include <linux/if_addr.h>
#include <net/if_arp.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <stdlib.h>

#include "model.h"

#define MODEL_BRIDGE	100	/* ifindex of a bridge that a step creates */
#define RP_FILTER	8
#define ACCEPT_DAD	27

/**
 * size() - bytes of an address
 * @family: AF_INET or AF_INET6
 *
 * Return: bytes.
 */
static int size(__u8 family)
{
	return family == AF_INET ? 4 : 16;
}

/**
 * in_prefix() - is an address within a prefix
 * @addr: the address
 * @prefix: the prefix
 * @bits: its length
 *
 * Return: true if so.
 */
static bool in_prefix(const __u8 *addr, const __u8 *prefix, int bits)
{
	if (memcmp(addr, prefix, bits / 8))
		return false;
	return !(bits % 8) ||
	       !((addr[bits / 8] ^ prefix[bits / 8]) & (0xff00 >> bits % 8));
}

/**
 * model_by_index() - find a device
 * @m: the model
 * @ifindex: its index
 *
 * Return: the device, or NULL.
 */
struct model_link *model_by_index(const struct model *m, __u32 ifindex)
{
	int i;

	for (i = 0; ifindex && i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex == ifindex)
			return (struct model_link *)&m->links[i];
	return NULL;
}

/**
 * model_link() - find a device
 * @m: the model
 * @name: its name
 *
 * Return: the device, or NULL.
 */
struct model_link *model_link(struct model *m, const char *name)
{
	int i;

	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex && !strcmp(m->links[i].l.name, name))
			return &m->links[i];
	return NULL;
}

/**
 * model_link_add() - a new device, down
 * @m: the model
 * @ifindex: its index
 * @name: its name
 * @kind: its kind
 *
 * Return: the device.
 */
struct model_link *model_link_add(struct model *m, __u32 ifindex,
				  const char *name, const char *kind)
{
	struct model_link *link;
	__u32 i, slot;

	for (slot = 0; m->links[slot].l.ifindex; slot++)
		if (slot + 1 == MODEL_LINKS)
			abort();
	link = &m->links[slot];
	memset(link, 0, sizeof(*link));
	link->l.ifindex = ifindex;
	link->l.type = ARPHRD_ETHER;
	link->l.mtu = 1500;
	link->l.mac_len = 6;
	link->l.mac[0] = 2;
	link->l.mac[5] = ifindex;
	snprintf(link->l.name, sizeof(link->l.name), "%s", name);
	snprintf(link->l.kind, sizeof(link->l.kind), "%s", kind);
	for (i = 0; i < m->nsysctls; i++)
		m->sysctls[i].dev[slot] = m->sysctls[i].def;
	return link;
}

/**
 * model_setting() - the value of a setting that is in effect
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @id: which
 * @link: on which device
 *
 * Return: the greater one of "all" and the device's.
 */
int model_setting(const struct model *m, __u8 family, __u16 id,
		  const struct model_link *link)
{
	const struct model_sysctl *s;
	__u32 i;

	for (i = 0; i < m->nsysctls; i++) {
		s = &m->sysctls[i];
		if (s->family == family && s->id == id)
			return s->all > s->dev[link - m->links] ?
			       s->all : s->dev[link - m->links];
	}
	return 0;
}

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
		    !memcmp(a->local, addr, size(family)))
			return true;
	}
	return false;
}

/**
 * same_key() - do two routes have the same place in the tables
 * @a: one
 * @b: the other
 *
 * Return: true if so: a replacement of one would replace the other.
 */
static bool same_key(const struct ddom_route *a, const struct ddom_route *b)
{
	return a->family == b->family && a->table == b->table &&
	       a->dst_len == b->dst_len && a->tos == b->tos &&
	       a->metric == b->metric &&
	       !memcmp(a->dst, b->dst, size(a->family));
}

/**
 * route_append() - the kernel's own routes go behind others
 * @m: the model
 * @route: the route
 */
static void route_append(struct model *m, const struct model_route *route)
{
	if (m->nroutes == MODEL_ROUTES)
		abort();
	m->routes[m->nroutes++] = *route;
}

/**
 * route_remove() - a route goes
 * @m: the model
 * @i: which one
 */
static void route_remove(struct model *m, __u32 i)
{
	m->nroutes--;
	memmove(&m->routes[i], &m->routes[i + 1],
		(m->nroutes - i) * sizeof(m->routes[0]));
}

/**
 * routes_flush() - all routes through a device go
 * @m: the model
 * @ifindex: the device
 * @family: of which family, 0 for both
 */
static void routes_flush(struct model *m, __u32 ifindex, __u8 family)
{
	__u32 i;

	for (i = m->nroutes; i-- > 0;)
		if (m->routes[i].r.oif == ifindex &&
		    (!family || m->routes[i].r.family == family))
			route_remove(m, i);
}

/**
 * neighs_flush() - all neighbours of a device are forgotten
 * @m: the model
 * @ifindex: the device
 * @family: of which family, 0 for both
 */
static void neighs_flush(struct model *m, __u32 ifindex, __u8 family)
{
	__u32 i;

	for (i = m->nneighs; i-- > 0;)
		if (m->neighs[i].ifindex == ifindex &&
		    (!family || m->neighs[i].family == family))
			m->neighs[i] = m->neighs[--m->nneighs];
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
	int bits = size(addr->family) * 8, i;
	bool peer = memcmp(addr->local, addr->prefix, size(addr->family));

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
		if (same_key(&m->routes[i].r, &route->r) &&
		    m->routes[i].r.oif == route->r.oif &&
		    m->routes[i].r.type == route->r.type &&
		    m->routes[i].r.protocol == RTPROT_KERNEL &&
		    (route->r.family == AF_INET6 || route->r.type == RTN_LOCAL ||
		     !memcmp(m->routes[i].src, route->src, 16)))
			return i;
	return -1;
}

/**
 * auto_routes() - make the routes of an address
 * @m: the model
 * @addr: the address
 */
static void auto_routes(struct model *m, const struct ddom_addr *addr)
{
	const struct model_link *link = model_by_index(m, addr->ifindex);
	struct model_route route;
	int n;

	for (n = 0; n < 3; n++)
		if ((!n || (link->l.flags & IFF_UP)) &&
		    auto_route(addr, n, &route) && auto_find(m, &route) < 0)
			route_append(m, &route);
}

/**
 * model_link_up() - a device goes up
 * @m: the model
 * @ifindex: the device
 *
 * Return: 0.
 */
int model_link_up(struct model *m, __u32 ifindex)
{
	struct model_link *link = model_by_index(m, ifindex);
	struct ddom_addr ll;
	struct model_route mc;
	__u32 i;

	if (link->l.flags & IFF_UP)
		return 0;
	link->l.flags |= IFF_UP;
	link->live = strcmp(link->l.kind, "bridge");
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == ifindex)
			auto_routes(m, &m->addrs[i]);
	memset(&ll, 0, sizeof(ll));
	ll.ifindex = ifindex;
	ll.family = AF_INET6;
	ll.prefixlen = 64;
	ll.scope = RT_SCOPE_LINK;
	ll.local[0] = 0xfe;
	ll.local[1] = 0x80;
	ll.local[15] = ifindex;
	memcpy(ll.prefix, ll.local, 16);
	memset(&mc, 0, sizeof(mc));
	mc.r.oif = ifindex;
	mc.r.family = AF_INET6;
	mc.r.dst[0] = 0xff;
	mc.r.dst_len = 8;
	mc.r.metric = 256;
	mc.r.table = RT_TABLE_LOCAL;
	mc.r.type = RTN_MULTICAST;
	mc.r.protocol = RTPROT_KERNEL;
	route_append(m, &mc);
	return model_addr_add(m, &ll);
}

/**
 * link_down() - a device goes down
 * @m: the model
 * @ifindex: the device
 */
static void link_down(struct model *m, __u32 ifindex)
{
	struct model_link *link = model_by_index(m, ifindex);
	__u32 i;

	link->l.flags &= ~IFF_UP;
	link->live = false;
	routes_flush(m, ifindex, 0);
	neighs_flush(m, ifindex, 0);
	for (i = m->naddrs; i-- > 0;)
		if (m->addrs[i].ifindex == ifindex &&
		    m->addrs[i].family == AF_INET6) {
			m->naddrs--;
			memmove(&m->addrs[i], &m->addrs[i + 1],
				(m->naddrs - i) * sizeof(m->addrs[0]));
		}
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == ifindex)
			auto_routes(m, &m->addrs[i]);
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
		    in_prefix(addr->prefix, a->prefix, a->prefixlen)) {
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
	auto_routes(m, &a);
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
			    same_key(&other.r, &route->r) &&
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
			route_remove(m, i);
		}
	}
}

/**
 * addr_drop() - one address goes
 * @m: the model
 * @i: which one
 */
static void addr_drop(struct model *m, __u32 i)
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
			route_remove(m, found);
	}
	prefsrc_gone(m, &a);
}

/**
 * addr_del() - an address is deleted
 * @m: the model
 * @addr: the address
 *
 * A primary IPv4 address takes its secondaries along; the last one takes the
 * device's routes and neighbours along.
 *
 * Return: 0 or a negative errno.
 */
static int addr_del(struct model *m, const struct ddom_addr *addr)
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
		    in_prefix(m->addrs[j].prefix, a.prefix, a.prefixlen))
			addr_drop(m, j);
	addr_drop(m, addr_find(m, &a));
	for (j = 0; a.family == AF_INET && j < m->naddrs; j++)
		if (m->addrs[j].ifindex == a.ifindex &&
		    m->addrs[j].family == AF_INET)
			return 0;
	if (a.family == AF_INET) {
		routes_flush(m, a.ifindex, AF_INET);
		neighs_flush(m, a.ifindex, AF_INET);
	}
	return 0;
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
		    !in_prefix(addr, r->dst, r->dst_len))
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
	if (route->has_src && !model_is_local(m, route->r.family, route->src,
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
		if (same_key(&m->routes[i].r, &route->r)) {
			m->routes[i] = *route;
			return 0;
		}
	route_append(m, route);
	return 0;
}

/**
 * neigh_find() - find a neighbour
 * @m: the model
 * @neigh: the neighbour
 *
 * Return: its number, or -1.
 */
static int neigh_find(const struct model *m, const struct ddom_neigh *neigh)
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
	int i = neigh_find(m, neigh);

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

/**
 * link_delete() - a device goes with all that is on it
 * @m: the model
 * @link: the device
 *
 * Return: 0.
 */
static int link_delete(struct model *m, struct model_link *link)
{
	__u32 i, ifindex = link->l.ifindex;

	routes_flush(m, ifindex, 0);
	neighs_flush(m, ifindex, 0);
	for (i = m->naddrs; i-- > 0;)
		if (m->addrs[i].ifindex == ifindex)
			addr_drop(m, i);
	routes_flush(m, ifindex, 0);
	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.master == ifindex)
			m->links[i].l.master = 0;
	i = link - m->links;
	memset(link, 0, sizeof(*link));
	for (ifindex = 0; ifindex < m->nsysctls; ifindex++)
		m->sysctls[ifindex].dev[i] = 0;
	return 0;
}

/**
 * has_port() - can a bridge have carrier
 * @m: the model
 * @bridge: the bridge
 *
 * Return: true if it has a port.
 */
static bool has_port(const struct model *m, const struct model_link *bridge)
{
	int i;

	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex &&
		    m->links[i].l.master == bridge->l.ifindex)
			return true;
	return false;
}

/**
 * set_master() - a port changes hands; nothing gets lost meanwhile
 * @m: the model
 * @port: the port
 * @bridge: its bridge
 * @enslave: into it, else out of it
 *
 * Return: 0 or a negative errno.
 */
static int set_master(struct model *m, struct model_link *port,
		      struct model_link *bridge, bool enslave)
{
	if (enslave == !!port->l.master)
		return enslave ? -EBUSY : 0;
	port->l.master = enslave ? bridge->l.ifindex : 0;
	if (!has_port(m, bridge))
		bridge->live = false;
	return 0;
}

/**
 * rule_change() - a rule is added or deleted
 * @m: the model
 * @step: the step
 * @add: add, else delete
 *
 * Return: 0 or a negative errno.
 */
static int rule_change(struct model *m, const struct ddom_step *step, bool add)
{
	struct ddom_rule rule = *step->rule;
	__u32 i;

	if (!strcmp(rule.iif, step->from.name))
		memcpy(rule.iif, step->dev.name, sizeof(rule.iif));
	if (!strcmp(rule.oif, step->from.name))
		memcpy(rule.oif, step->dev.name, sizeof(rule.oif));
	if (add) {
		if (m->nrules == MODEL_RULES)
			abort();
		m->rules[m->nrules++] = rule;
		return 0;
	}
	for (i = 0; i < m->nrules; i++)
		if (m->rules[i].priority == rule.priority &&
		    m->rules[i].family == rule.family &&
		    !strcmp(m->rules[i].iif, rule.iif) &&
		    !strcmp(m->rules[i].oif, rule.oif)) {
			m->rules[i] = m->rules[--m->nrules];
			return 0;
		}
	return -ENOENT;
}

/**
 * sysctl_write() - a setting changes
 * @m: the model
 * @step: the step
 * @link: the device, NULL for "all"
 * @undo: write the old value
 *
 * Return: 0 or a negative errno.
 */
static int sysctl_write(struct model *m, const struct ddom_step *step,
			const struct model_link *link, bool undo)
{
	__s32 value = undo ? step->old_value : step->value;
	struct model_sysctl *s;
	__s32 *at;
	__u32 i;

	for (i = 0; i < m->nsysctls; i++) {
		s = &m->sysctls[i];
		if (s->family != step->sysctl.family ||
		    s->id != step->sysctl.id)
			continue;
		if (step->dev.name[0] && !link)
			return -ENODEV;
		at = link ? &s->dev[link - m->links] : &s->all;
		/* what the plan believes to be there is there */
		if (*at != (undo ? step->value : step->old_value))
			return -ESTALE;
		*at = value;
		return 0;
	}
	return -ENOENT;
}

/**
 * apply_link() - a step on a device
 * @m: the model
 * @step: the step
 * @link: the device, or NULL
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
static int apply_link(struct model *m, const struct ddom_step *step,
		      struct model_link *link, bool undo)
{
	if (step->type == DDOM_STEP_BRIDGE_CREATE) {
		if (undo)
			return link ? link_delete(m, link) : 0;
		if (link)
			return -EEXIST;
		link = model_link_add(m, MODEL_BRIDGE, step->dev.name, "bridge");
		memcpy(link->l.mac, step->mac, sizeof(step->mac));
		link->l.mtu = step->value;
		link->l.ours = true;
		return 0;
	}
	if (!link)
		return -ENODEV;
	switch (step->type) {
	case DDOM_STEP_BRIDGE_DELETE:
		return undo ? -EINVAL : link_delete(m, link);
	case DDOM_STEP_LINK_SET_MAC:
		memcpy(link->l.mac, undo ? step->old_mac : step->mac,
		       step->mac_len);
		return 0;
	case DDOM_STEP_LINK_SET_MTU:
		link->l.mtu = undo ? step->old_value : step->value;
		return 0;
	case DDOM_STEP_LINK_UP:
		if (undo)
			link_down(m, link->l.ifindex);
		return undo ? 0 : model_link_up(m, link->l.ifindex);
	case DDOM_STEP_PORT_SETTLE:
	case DDOM_STEP_PORT_UNSETTLE:
		link->holds += (step->type == DDOM_STEP_PORT_SETTLE) != undo ?
			       1 : -1;
		return 0;
	case DDOM_STEP_PORT_ENSLAVE:
	case DDOM_STEP_PORT_RELEASE:
		if (!link->holds || !model_link(m, step->from.name))
			return -EPERM;
		return set_master(m, link, model_link(m, step->from.name),
				  (step->type == DDOM_STEP_PORT_ENSLAVE) != undo);
	case DDOM_STEP_WAIT_LIVE:
		if (!(link->l.flags & IFF_UP))
			return -ETIMEDOUT;
		if (!strcmp(link->l.kind, "bridge") && !has_port(m, link))
			return -ETIMEDOUT;
		link->live = true;
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * apply_l3() - a step on an address, a route or a neighbour
 * @m: the model
 * @step: the step
 * @link: the device
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
static int apply_l3(struct model *m, const struct ddom_step *step,
		    struct model_link *link, bool undo)
{
	struct model_route route;
	struct ddom_neigh neigh;
	struct ddom_addr addr;
	struct model_link *to;
	int i;

	if (step->type == DDOM_STEP_ROUTE_MOVE) {
		route = *(const struct model_route *)step->route->msg.data;
		to = undo ? model_link(m, step->from.name) : link;
		if (!to)
			return -ENODEV;
		route.r.oif = to->l.ifindex;
		return model_route_set(m, &route);
	}
	if (!link)
		return -ENODEV;
	if (step->type == DDOM_STEP_NEIGH_ADD) {
		neigh = *step->neigh;
		neigh.ifindex = link->l.ifindex;
		if (!undo)
			return model_neigh_set(m, &neigh);
		i = neigh_find(m, &neigh);
		if (i >= 0)
			m->neighs[i] = m->neighs[--m->nneighs];
		return 0;
	}
	addr = *step->addr;
	addr.ifindex = link->l.ifindex;
	if ((step->type == DDOM_STEP_ADDR_ADD) == !undo)
		return model_addr_add(m, &addr);
	return addr_del(m, &addr);
}

/**
 * model_apply() - carry out a step, or its inverse
 * @m: the model
 * @plan: the plan
 * @step: the step
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
int model_apply(struct model *m, const struct ddom_plan *plan,
		const struct ddom_step *step, bool undo)
{
	struct model_link *link = model_link(m, step->dev.name);

	(void)plan;
	if (step->dev.ifindex && (!link || link->l.ifindex != step->dev.ifindex))
		return -ENODEV;
	switch (step->type) {
	case DDOM_STEP_SYSCTL_SET:
		return sysctl_write(m, step, link, undo);
	case DDOM_STEP_RULE_ADD:
		return rule_change(m, step, !undo);
	case DDOM_STEP_RULE_DEL:
		return rule_change(m, step, undo);
	case DDOM_STEP_ADDR_ADD:
	case DDOM_STEP_ADDR_DEL:
	case DDOM_STEP_NEIGH_ADD:
	case DDOM_STEP_ROUTE_MOVE:
		return apply_l3(m, step, link, undo);
	case DDOM_STEP_VERIFY_NEXTHOP:
	case DDOM_STEP_VERIFY_TCP:
		return undo ? -EINVAL : 0;
	default:
		return apply_link(m, step, link, undo);
	}
}
