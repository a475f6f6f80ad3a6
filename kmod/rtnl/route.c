// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of routes. */
#include "attr.h"

/* is there a next hop at @hop, of @left bytes */
static bool hop_ok(const struct rtnexthop *hop, int left)
{
	return left >= (int)sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
	       hop->rtnh_len <= left;
}

/* a gateway among attributes */
static void parse_gateway(const struct rtattr *gateway, const struct rtattr *rta,
			  struct ddom_route *route)
{
	const struct rtvia *via;

	if (gateway) {
		route->gw_family = route->family;
		ddom_attr_bytes(gateway, route->gateway, sizeof(route->gateway));
		return;
	}
	if (!rta || RTA_PAYLOAD(rta) < sizeof(*via) ||
	    RTA_PAYLOAD(rta) - sizeof(*via) > sizeof(route->gateway))
		return;
	via = RTA_DATA(rta);
	route->gw_family = via->rtvia_family;
	memcpy(route->gateway, via->rtvia_addr, RTA_PAYLOAD(rta) - sizeof(*via));
}

/* the gateway of a next hop */
static void parse_hop(const struct rtnexthop *hop, struct ddom_route *route)
{
	const void *attrs = RTNH_DATA(hop);
	__u32 len = hop->rtnh_len - sizeof(*hop);

	parse_gateway(ddom_attr_in(attrs, len, RTA_GATEWAY),
		      ddom_attr_in(attrs, len, RTA_VIA), route);
}

/* of a route with several next hops, the first that concerns us */
static void parse_multipath(const struct rtattr *multipath, __u32 port,
			    __u32 bridge, struct ddom_route *route)
{
	const struct rtnexthop *hop;
	int left, seen = 0, n = 0;
	__u32 wanted[2] = { port, bridge }, i;

	route->multipath = true;
	for (i = 0; i < 2 && !seen; i++) {
		hop = RTA_DATA(multipath);
		left = RTA_PAYLOAD(multipath);
		for (n = 0; hop_ok(hop, left); n++) {
			if (wanted[i] && (__u32)hop->rtnh_ifindex == wanted[i]) {
				route->follows |= !seen && n;
				if (!seen++)
					parse_hop(hop, route);
			} else {
				route->dead |= !!(hop->rtnh_flags & RTNH_F_DEAD);
				route->both |= wanted[!i] && wanted[!i] == (__u32)hop->rtnh_ifindex;
			}
			left -= RTNH_ALIGN(hop->rtnh_len);
			hop = RTNH_NEXT(hop);
		}
		if (seen)
			route->oif = wanted[i];
		else
			route->both = false;
	}
	route->mixed = seen && seen < n;
}

/* Seconds; dumped in USER_HZ, which is 100 everywhere. */
static __u32 expires(const struct rtattr *cacheinfo)
{
	struct rta_cacheinfo ci;

	if (ddom_attr_bytes(cacheinfo, &ci, sizeof(ci)) < sizeof(ci) ||
	    (__s32)ci.rta_expires <= 0)
		return 0;
	return ci.rta_expires / 100 + 1;
}

/**
 * ddom_route_parse() - a route
 * @nlh: RTM_NEWROUTE
 * @port: the port's index
 * @bridge: the bridge's index, 0 for none
 * @route: filled; @route->msg refers to @nlh, @route->seq is the caller's
 *
 * Of another device's route it is only filled what ddom_routes_equal() looks at.
 *
 * Return: 0, or -ENOENT for a cached route, or another kind of message.
 */
int ddom_route_parse(const struct nlmsghdr *nlh, __u32 port, __u32 bridge,
		     struct ddom_route *route)
{
	const struct rtmsg *rtm = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*rtm);
	const struct rtattr *multipath;

	if (!ddom_attr_is_message(nlh, RTM_NEWROUTE, hdrlen) ||
	    (rtm->rtm_flags & RTM_F_CLONED) ||
	    !ddom_attr_prefix_ok(rtm->rtm_family, rtm->rtm_dst_len) ||
	    !ddom_attr_prefix_ok(rtm->rtm_family, rtm->rtm_src_len))
		return -ENOENT;
	memset(route, 0, sizeof(*route));
	route->oif = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, RTA_OIF), 0);
	route->nhid = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, RTA_NH_ID), 0);
	route->family = rtm->rtm_family;
	route->dst_len = rtm->rtm_dst_len;
	route->src_len = rtm->rtm_src_len;
	route->tos = rtm->rtm_tos;
	route->protocol = rtm->rtm_protocol;
	route->scope = rtm->rtm_scope;
	route->type = rtm->rtm_type;
	route->table = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, RTA_TABLE),
				     rtm->rtm_table);
	route->metric = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, RTA_PRIORITY),
				      0);
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, RTA_DST), route->dst,
			sizeof(route->dst));
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, RTA_SRC), route->src,
			sizeof(route->src));
	parse_gateway(ddom_attr_find(nlh, hdrlen, RTA_GATEWAY),
		      ddom_attr_find(nlh, hdrlen, RTA_VIA), route);
	multipath = ddom_attr_find(nlh, hdrlen, RTA_MULTIPATH);
	if (multipath)
		parse_multipath(multipath, port, bridge, route);
	route->expires = expires(ddom_attr_find(nlh, hdrlen, RTA_CACHEINFO));
	route->msg.data = nlh;
	route->msg.len = nlh->nlmsg_len;
	return 0;
}

/* copies next hops, one device replaced by another; @ours: only those of it */
static void put_multipath(struct ddom_rtmsg *m, const struct rtattr *old,
			  __u32 from, __u32 to, bool ours)
{
	struct rtattr *rta = ddom_attr_put(m, RTA_MULTIPATH, RTA_DATA(old),
					   RTA_PAYLOAD(old));
	struct rtnexthop *hop;
	int left, len;

	if (!rta)
		return;
	hop = RTA_DATA(rta);
	left = RTA_PAYLOAD(rta);
	while (hop_ok(hop, left)) {
		len = RTNH_ALIGN(hop->rtnh_len);
		left -= len;
		if (ours && (__u32)hop->rtnh_ifindex != from) {
			memmove(hop, (__u8 *)hop + len, left > 0 ? left : 0);
			rta->rta_len -= len;
			m->len -= len;
			continue;
		}
		if ((__u32)hop->rtnh_ifindex == from)
			hop->rtnh_ifindex = to;
		/* The others are state that the kernel reports. */
		hop->rtnh_flags &= RTNH_F_ONLINK;
		hop = RTNH_NEXT(hop);
	}
	ddom_rtmsg_hdr(m)->nlmsg_len = m->len;
}

/* does a dump tell it of a route's nexthop object, which a request must not */
static bool is_object_attr(__u16 type)
{
	return type == RTA_OIF || type == RTA_GATEWAY || type == RTA_VIA ||
	       type == RTA_MULTIPATH || type == RTA_ENCAP || type == RTA_ENCAP_TYPE;
}

/* copy one attribute of a route */
static void put_route_attr(struct ddom_rtmsg *m, const struct rtattr *rta,
			   const struct ddom_route *route, __u32 from,
			   __u32 to, enum ddom_route_op op)
{
	bool v6 = route->family == AF_INET6;

	if (route->nhid && is_object_attr(rta->rta_type & NLA_TYPE_MASK))
		return;
	switch (rta->rta_type & NLA_TYPE_MASK) {
	case RTA_OIF:
		ddom_attr_put_u32(m, RTA_OIF, ddom_attr_u32(rta, 0) == from ?
				  to : ddom_attr_u32(rta, 0));
		return;
	case RTA_MULTIPATH:
		/* IPv6 has each next hop as a route, others' are not ours. */
		put_multipath(m, rta, from, to,
			      op == DDOM_ROUTE_REPLACE_OURS ||
			      (v6 && op != DDOM_ROUTE_REPLACE));
		return;
	case RTA_CACHEINFO:
		/* Of joined ones it is the first's. */
		if (v6 && !route->multipath && op != DDOM_ROUTE_DELETE &&
		    expires(rta))
			ddom_attr_put_u32(m, RTA_EXPIRES, expires(rta));
		return;
	case RTA_DST:
	case RTA_SRC:
	case RTA_GATEWAY:
	case RTA_VIA:
	case RTA_PRIORITY:
	case RTA_PREFSRC:
	case RTA_TABLE:
	case RTA_NH_ID:
		break;
	case RTA_METRICS:
		/* Of two that differ in these only, the kernel must know which. */
		if (op != DDOM_ROUTE_DELETE || !v6)
			break;
		return;
	case RTA_ENCAP:
	case RTA_ENCAP_TYPE:
	case RTA_FLOW:
	case RTA_PREF:
	case RTA_TTL_PROPAGATE:
		if (op != DDOM_ROUTE_DELETE)
			break;
		return;
	default:
		return;
	}
	ddom_attr_put(m, rta->rta_type, RTA_DATA(rta), RTA_PAYLOAD(rta));
}

/**
 * ddom_route_request() - a route through another device
 * @m: the request
 * @route: as dumped; with a nexthop object it leads where that does
 * @from: index to replace
 * @to: its replacement; @from for the route as it was
 * @op: replaced by it, added or deleted
 */
void ddom_route_request(struct ddom_rtmsg *m, const struct ddom_route *route,
			__u32 from, __u32 to, enum ddom_route_op op)
{
	static const __u16 flags[] = {
		[DDOM_ROUTE_REPLACE] = NLM_F_CREATE | NLM_F_REPLACE,
		[DDOM_ROUTE_REPLACE_OURS] = NLM_F_CREATE | NLM_F_REPLACE,
		[DDOM_ROUTE_APPEND] = NLM_F_CREATE | NLM_F_APPEND,
		[DDOM_ROUTE_PREPEND] = NLM_F_CREATE,
		[DDOM_ROUTE_DELETE] = 0,
	};
	const struct nlmsghdr *old = route->msg.data;
	const struct rtattr *rta;
	struct rtmsg *rtm;
	int left;

	rtm = ddom_attr_begin(m, op == DDOM_ROUTE_DELETE ? RTM_DELROUTE :
							   RTM_NEWROUTE,
			      flags[op] | NLM_F_ACK, sizeof(*rtm));
	memcpy(rtm, NLMSG_DATA(old), sizeof(*rtm));
	rtm->rtm_flags &= RTNH_F_ONLINK;
	/* Of joined ones the dump tells who made the first. */
	if (op == DDOM_ROUTE_DELETE && route->family == AF_INET6)
		rtm->rtm_protocol = RTPROT_UNSPEC;
	rta = ddom_attr_first(old, sizeof(*rtm), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		put_route_attr(m, rta, route, from, to, op);
}

/**
 * ddom_route_ra_request() - add or delete a route that a router advertised
 * @m: the request
 * @route: as dumped
 * @from: the device that it was dumped with
 * @to: the device whose route it is to be
 * @del: delete it there
 *
 * What adds it without rtnetlink cannot say who made it.
 */
void ddom_route_ra_request(struct ddom_rtmsg *m, const struct ddom_route *route,
			   __u32 from, __u32 to, bool del)
{
	ddom_route_request(m, route, from, to,
			   del ? DDOM_ROUTE_DELETE : DDOM_ROUTE_PREPEND);
}

/**
 * ddom_route_get() - which way a packet would take
 * @m: the request
 * @probe: its destination
 * @oif: device it must leave by, 0 for any
 */
void ddom_route_get(struct ddom_rtmsg *m, const struct ddom_probe *probe,
		    __u32 oif)
{
	struct rtmsg *rtm = ddom_attr_begin(m, RTM_GETROUTE, 0, sizeof(*rtm));

	rtm->rtm_family = probe->family;
	rtm->rtm_dst_len = probe->family == AF_INET ? 32 : 128;
	rtm->rtm_flags = probe->family == AF_INET ? DDOM_RTM_F_LOOKUP_TABLE : 0;
	ddom_attr_put(m, RTA_DST, probe->addr,
		      probe->family == AF_INET ? 4 : 16);
	if (oif)
		ddom_attr_put_u32(m, RTA_OIF, oif);
}

/**
 * ddom_route_oif() - the device by which a route leads
 * @nlh: a message that tells of a route
 *
 * Return: its index, 0 for none.
 */
__u32 ddom_route_oif(const struct nlmsghdr *nlh)
{
	return ddom_attr_u32(ddom_attr_find(nlh, sizeof(struct rtmsg), RTA_OIF), 0);
}
