// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that a plan asks of a snapshot.
 */
#include "plan_internal.h"

/**
 * ddom_snapshot_link_by_name() - find a device
 * @snap: the tables
 * @name: its name
 *
 * Return: the device, or NULL.
 */
const struct ddom_link *ddom_snapshot_link_by_name(const struct ddom_snapshot *snap,
						   const char *name)
{
	__u32 i;

	for (i = 0; i < snap->nlinks; i++)
		if (!strcmp(snap->links[i].name, name))
			return &snap->links[i];
	return NULL;
}

/**
 * ddom_snapshot_link_by_index() - find a device
 * @snap: the tables
 * @ifindex: its index
 *
 * Return: the device, or NULL.
 */
const struct ddom_link *ddom_snapshot_link_by_index(const struct ddom_snapshot *snap,
						    __u32 ifindex)
{
	__u32 i;

	for (i = 0; ifindex && i < snap->nlinks; i++)
		if (snap->links[i].ifindex == ifindex)
			return &snap->links[i];
	return NULL;
}

/**
 * ddom_snapshot_dev() - a device as steps name it
 * @link: the device
 *
 * Return: name and index.
 */
struct ddom_dev ddom_snapshot_dev(const struct ddom_link *link)
{
	struct ddom_dev dev;

	memcpy(dev.name, link->name, sizeof(dev.name));
	dev.ifindex = link->ifindex;
	return dev;
}

/**
 * ddom_snapshot_link_is_bridge() - is it a bridge
 * @link: the device
 *
 * Return: true if so.
 */
bool ddom_snapshot_link_is_bridge(const struct ddom_link *link)
{
	return !strcmp(link->kind, "bridge");
}

/**
 * ddom_snapshot_family_bytes() - size of an address
 * @family: AF_INET or AF_INET6
 *
 * Return: bytes.
 */
__u32 ddom_snapshot_family_bytes(__u8 family)
{
	return family == DDOM_AF_INET ? 4 : 16;
}

/**
 * ddom_snapshot_prefix_match() - do two addresses share a prefix
 * @a: one
 * @b: the other
 * @bits: length of the prefix
 *
 * Return: true if so.
 */
bool ddom_snapshot_prefix_match(const __u8 *a, const __u8 *b, __u32 bits)
{
	__u32 bytes = bits / 8;

	if (memcmp(a, b, bytes))
		return false;
	return !(bits % 8) || !((a[bytes] ^ b[bytes]) >> (8 - bits % 8));
}

/**
 * ddom_snapshot_is_fe80() - is it an IPv6 link-local address or prefix
 * @family: AF_INET or AF_INET6
 * @addr: the address
 *
 * Return: true if so.
 */
bool ddom_snapshot_is_fe80(__u8 family, const __u8 *addr)
{
	return family == DDOM_AF_INET6 && addr[0] == 0xfe &&
	       (addr[1] & 0xc0) == 0x80;
}

/**
 * ddom_snapshot_route_is_prefix() - is it such a route as addresses make
 * @route: the route
 *
 * Not that of link-local addresses, which each device has.
 *
 * Return: true if so.
 */
bool ddom_snapshot_route_is_prefix(const struct ddom_route *route)
{
	return route->protocol == DDOM_RTPROT_KERNEL && !route->gw_family &&
	       route->type == DDOM_RTN_UNICAST &&
	       route->table == DDOM_RT_TABLE_MAIN &&
	       !ddom_snapshot_is_fe80(route->family, route->dst);
}

/**
 * ddom_snapshot_addr_moves() - does an address move away from a device
 * @addr: the address
 * @ifindex: the device
 *
 * Every device has a link-local IPv6 address of its own, which stays, and so
 * does one that somebody else on the link has. A static one moves.
 *
 * Return: true if it is there and moves.
 */
bool ddom_snapshot_addr_moves(const struct ddom_addr *addr, __u32 ifindex)
{
	return addr->ifindex == ifindex &&
	       !(addr->family == DDOM_AF_INET6 &&
		 (addr->flags & DDOM_IFA_F_DADFAILED)) &&
	       (addr->static_ll || !ddom_snapshot_is_fe80(addr->family, addr->local));
}

/**
 * ddom_snapshot_prefix_metric() - of the route that the kernel makes for an address
 * @addr: the address
 *
 * Return: the metric.
 */
__u32 ddom_snapshot_prefix_metric(const struct ddom_addr *addr)
{
	return addr->metric || addr->family == DDOM_AF_INET ?
	       addr->metric : DDOM_IP6_RT_PRIO_KERN;
}

/**
 * ddom_snapshot_neigh_usable() - is a neighbour of a device worth copying
 * @neigh: the neighbour
 * @ifindex: the device
 *
 * Return: true if a packet can be sent to it without asking.
 */
bool ddom_snapshot_neigh_usable(const struct ddom_neigh *neigh, __u32 ifindex)
{
	bool multicast = neigh->family == DDOM_AF_INET ?
			 neigh->dst[0] >= 224 : neigh->dst[0] == 0xff;

	/* The kernel's own for broadcasts need not be copied. */
	if (neigh->state & DDOM_NUD_NOARP && neigh->mac[0] & 1)
		return false;
	return neigh->ifindex == ifindex && neigh->mac_len &&
	       (neigh->state & DDOM_NUD_USABLE) &&
	       !(neigh->flags & DDOM_NTF_PROXY) && !multicast;
}

/**
 * ddom_snapshot_neigh_given() - has somebody given a neighbour to a device
 * @neigh: the entry
 * @ifindex: the device
 *
 * Return: true if so: it is permanent, or somebody whom the device answers for.
 */
bool ddom_snapshot_neigh_given(const struct ddom_neigh *neigh, __u32 ifindex)
{
	return neigh->ifindex == ifindex &&
	       (neigh->flags & DDOM_NTF_PROXY ||
		(neigh->state & DDOM_NUD_PERMANENT &&
		 ddom_snapshot_neigh_usable(neigh, ifindex)));
}

/**
 * ddom_snapshot_route_is_ra() - did a router advertise it
 * @route: the route
 *
 * A default route, a more specific one, or a prefix on the link. The next
 * advertisement renews or deletes it, if it is marked as the kernel's own. Linux
 * 2.6 tells a time for a device's link-local and multicast routes, too.
 *
 * Return: true if so.
 */
bool ddom_snapshot_route_is_ra(const struct ddom_route *route)
{
	return route->family == DDOM_AF_INET6 &&
	       route->type == DDOM_RTN_UNICAST && !route->multipath &&
	       (route->protocol == DDOM_RTPROT_RA ||
		(route->expires && route->dst[0] != 0xff &&
		 !ddom_snapshot_is_fe80(route->family, route->dst)));
}
