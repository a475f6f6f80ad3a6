// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that a plan asks of a snapshot.
 */
#include "plan_internal.h"

/**
 * ddom_link_by_name() - find a device
 * @snap: the tables
 * @name: its name
 *
 * Return: the device, or NULL.
 */
const struct ddom_link *ddom_link_by_name(const struct ddom_snapshot *snap,
					  const char *name)
{
	__u32 i;

	for (i = 0; i < snap->nlinks; i++)
		if (!strcmp(snap->links[i].name, name))
			return &snap->links[i];
	return NULL;
}

/**
 * ddom_link_by_index() - find a device
 * @snap: the tables
 * @ifindex: its index
 *
 * Return: the device, or NULL.
 */
const struct ddom_link *ddom_link_by_index(const struct ddom_snapshot *snap,
					   __u32 ifindex)
{
	__u32 i;

	for (i = 0; ifindex && i < snap->nlinks; i++)
		if (snap->links[i].ifindex == ifindex)
			return &snap->links[i];
	return NULL;
}

/**
 * ddom_dev_of() - a device as steps name it
 * @link: the device
 *
 * Return: name and index.
 */
struct ddom_dev ddom_dev_of(const struct ddom_link *link)
{
	struct ddom_dev dev;

	memcpy(dev.name, link->name, sizeof(dev.name));
	dev.ifindex = link->ifindex;
	return dev;
}

/**
 * ddom_link_is_bridge() - is it a bridge
 * @link: the device
 *
 * Return: true if so.
 */
bool ddom_link_is_bridge(const struct ddom_link *link)
{
	return !strcmp(link->kind, "bridge");
}

/**
 * ddom_family_bytes() - size of an address
 * @family: AF_INET or AF_INET6
 *
 * Return: bytes.
 */
__u32 ddom_family_bytes(__u8 family)
{
	return family == DDOM_AF_INET ? 4 : 16;
}

/**
 * ddom_prefix_match() - do two addresses share a prefix
 * @a: one
 * @b: the other
 * @bits: length of the prefix
 *
 * Return: true if so.
 */
bool ddom_prefix_match(const __u8 *a, const __u8 *b, __u32 bits)
{
	__u32 bytes = bits / 8;

	if (memcmp(a, b, bytes))
		return false;
	return !(bits % 8) || !((a[bytes] ^ b[bytes]) >> (8 - bits % 8));
}

/**
 * ddom_is_fe80() - is it an IPv6 link-local address or prefix
 * @family: AF_INET or AF_INET6
 * @addr: the address
 *
 * Return: true if so.
 */
static bool ddom_is_fe80(__u8 family, const __u8 *addr)
{
	return family == DDOM_AF_INET6 && addr[0] == 0xfe &&
	       (addr[1] & 0xc0) == 0x80;
}

/**
 * ddom_addr_moves() - does an address move away from a device
 * @addr: the address
 * @ifindex: the device
 *
 * Every device has a link-local IPv6 address of its own, which stays.
 *
 * Return: true if it is there and moves.
 */
bool ddom_addr_moves(const struct ddom_addr *addr, __u32 ifindex)
{
	return addr->ifindex == ifindex &&
	       !ddom_is_fe80(addr->family, addr->local);
}

/**
 * ddom_addr_present() - does a device have an address already
 * @snap: the tables
 * @ifindex: the device, 0 for one that does not exist yet
 * @addr: the address, of whichever device
 *
 * Return: true if so.
 */
bool ddom_addr_present(const struct ddom_snapshot *snap, __u32 ifindex,
		       const struct ddom_addr *addr)
{
	__u32 len = ddom_family_bytes(addr->family);
	const struct ddom_addr *other;
	__u32 i;

	for (i = 0; ifindex && i < snap->naddrs; i++) {
		other = &snap->addrs[i];
		if (other->ifindex == ifindex && other->family == addr->family &&
		    other->prefixlen == addr->prefixlen &&
		    !memcmp(other->local, addr->local, len) &&
		    !memcmp(other->prefix, addr->prefix, len))
			return true;
	}
	return false;
}

/**
 * ddom_neigh_usable() - is a neighbour of a device worth copying
 * @neigh: the neighbour
 * @ifindex: the device
 *
 * Return: true if a packet can be sent to it without asking.
 */
bool ddom_neigh_usable(const struct ddom_neigh *neigh, __u32 ifindex)
{
	bool multicast = neigh->family == DDOM_AF_INET ?
			 neigh->dst[0] >= 224 : neigh->dst[0] == 0xff;

	return neigh->ifindex == ifindex && neigh->mac_len &&
	       (neigh->state & DDOM_NUD_USABLE) &&
	       !(neigh->flags & DDOM_NTF_PROXY) && !multicast;
}

/**
 * ddom_neigh_present() - does a device know a neighbour already
 * @snap: the tables
 * @ifindex: the device, 0 for one that does not exist yet
 * @neigh: the neighbour, of whichever device
 *
 * Return: true if so, with the same link layer address.
 */
bool ddom_neigh_present(const struct ddom_snapshot *snap, __u32 ifindex,
			const struct ddom_neigh *neigh)
{
	const struct ddom_neigh *other;
	__u32 i;

	for (i = 0; ifindex && i < snap->nneighs; i++) {
		other = &snap->neighs[i];
		if (ddom_neigh_usable(other, ifindex) &&
		    other->family == neigh->family &&
		    other->mac_len == neigh->mac_len &&
		    !memcmp(other->dst, neigh->dst,
			    ddom_family_bytes(neigh->family)) &&
		    !memcmp(other->mac, neigh->mac, neigh->mac_len))
			return true;
	}
	return false;
}

/**
 * ddom_route_from_addr() - does an address make a prefix route
 * @route: a unicast route of the kernel
 * @addr: an address
 *
 * Return: true if the kernel made @route because of @addr.
 */
static bool ddom_route_from_addr(const struct ddom_route *route,
				 const struct ddom_addr *addr)
{
	__u32 metric = addr->metric;

	if (addr->ifindex != route->oif || addr->family != route->family ||
	    (addr->flags & DDOM_IFA_F_NOPREFIXROUTE))
		return false;
	if (!metric && addr->family == DDOM_AF_INET6)
		metric = DDOM_IP6_RT_PRIO_KERN;
	if (metric != route->metric)
		return false;
	if (addr->prefixlen == route->dst_len &&
	    ddom_prefix_match(addr->prefix, route->dst, route->dst_len))
		return true;
	/* IPv6 has a route to the near end of a point to point link, too. */
	return addr->family == DDOM_AF_INET6 && route->dst_len == 128 &&
	       !memcmp(addr->local, route->dst, 16);
}

/**
 * ddom_route_is_automatic() - does the kernel make a route by itself
 * @route: the route
 * @snap: the tables
 *
 * Routes of local addresses, multicast and link-local ones, and the prefix
 * routes of addresses come and go with addresses and devices. A prefix route
 * that claims to be the kernel's but has no such address was made by somebody
 * who adds addresses without them.
 *
 * Return: true if so.
 */
bool ddom_route_is_automatic(const struct ddom_route *route,
			     const struct ddom_snapshot *snap)
{
	__u32 i;

	if (route->protocol == DDOM_RTPROT_REDIRECT)
		return true;
	if (route->protocol != DDOM_RTPROT_KERNEL || route->gw_family)
		return false;
	if (route->type >= DDOM_RTN_LOCAL && route->type <= DDOM_RTN_MULTICAST)
		return true;
	if (route->family == DDOM_AF_INET6 &&
	    ((route->dst_len >= 10 && ddom_is_fe80(route->family, route->dst)) ||
	     (route->dst_len >= 8 && route->dst[0] == 0xff)))
		return true;
	if (route->type != DDOM_RTN_UNICAST ||
	    route->table != DDOM_RT_TABLE_MAIN)
		return false;
	for (i = 0; i < snap->naddrs; i++)
		if (ddom_route_from_addr(route, &snap->addrs[i]))
			return true;
	return false;
}
