// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of routes. */
#include "attr.h"

/**
 * hop_concerns() - does a multipath route have a hop through a device
 * @multipath: RTA_MULTIPATH
 * @ifindex: the device
 *
 * Return: true if it has.
 */
static bool hop_concerns(const struct rtattr *multipath, __u32 ifindex)
{
	const struct rtnexthop *hop = RTA_DATA(multipath);
	int left = RTA_PAYLOAD(multipath);

	while (left >= (int)sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
	       hop->rtnh_len <= left) {
		if ((__u32)hop->rtnh_ifindex == ifindex)
			return true;
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
	return false;
}

/**
 * parse_gateway() - the next hop of a route
 * @nlh: the route
 * @route: gateway and gw_family are filled
 */
static void parse_gateway(const struct nlmsghdr *nlh, struct ddom_route *route)
{
	const __u32 hdrlen = sizeof(struct rtmsg);
	const struct rtattr *rta = ddom_attr_find(nlh, hdrlen, RTA_GATEWAY);
	const struct rtvia *via;

	if (rta) {
		route->gw_family = route->family;
		ddom_attr_bytes(rta, route->gateway, sizeof(route->gateway));
		return;
	}
	rta = ddom_attr_find(nlh, hdrlen, RTA_VIA);
	if (!rta || RTA_PAYLOAD(rta) < sizeof(*via) ||
	    RTA_PAYLOAD(rta) - sizeof(*via) > sizeof(route->gateway))
		return;
	via = RTA_DATA(rta);
	route->gw_family = via->rtvia_family;
	memcpy(route->gateway, via->rtvia_addr, RTA_PAYLOAD(rta) - sizeof(*via));
}

/**
 * ddom_rtmsg_parse_route() - a route through the port or the bridge
 * @nlh: RTM_NEWROUTE
 * @port: the port's index
 * @bridge: the bridge's index, 0 for none
 * @route: filled; @route->msg refers to @nlh, @route->seq is the caller's
 *
 * Return: 0, or -ENOENT for a route through neither, a cached one, or another
 * kind of message.
 */
int ddom_rtmsg_parse_route(const struct nlmsghdr *nlh, __u32 port, __u32 bridge,
			   struct ddom_route *route)
{
	const struct rtmsg *rtm = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*rtm);
	const struct rtattr *multipath;

	if (nlh->nlmsg_type != RTM_NEWROUTE || (rtm->rtm_flags & RTM_F_CLONED) ||
	    (rtm->rtm_family != AF_INET && rtm->rtm_family != AF_INET6))
		return -ENOENT;
	memset(route, 0, sizeof(*route));
	route->oif = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, RTA_OIF), 0);
	multipath = ddom_attr_find(nlh, hdrlen, RTA_MULTIPATH);
	if (multipath) {
		route->multipath = true;
		if (hop_concerns(multipath, port))
			route->oif = port;
		else if (bridge && hop_concerns(multipath, bridge))
			route->oif = bridge;
	}
	if (!route->oif || (route->oif != port && route->oif != bridge))
		return -ENOENT;

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
	parse_gateway(nlh, route);
	route->msg.data = nlh;
	route->msg.len = nlh->nlmsg_len;
	return 0;
}

/**
 * put_multipath() - copy next hops, one device replaced by another
 * @m: the request
 * @old: RTA_MULTIPATH as dumped
 * @from: index to replace
 * @to: its replacement
 */
static void put_multipath(struct ddom_rtmsg *m, const struct rtattr *old,
			  __u32 from, __u32 to)
{
	struct rtattr *rta = ddom_rtmsg_put(m, RTA_MULTIPATH, RTA_DATA(old),
					    RTA_PAYLOAD(old));
	struct rtnexthop *hop;
	int left;

	if (!rta)
		return;
	hop = RTA_DATA(rta);
	left = RTA_PAYLOAD(rta);
	while (left >= (int)sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
	       hop->rtnh_len <= left) {
		if ((__u32)hop->rtnh_ifindex == from)
			hop->rtnh_ifindex = to;
		/* The others are state that the kernel reports. */
		hop->rtnh_flags &= RTNH_F_ONLINK;
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
}

/**
 * put_expires() - carry over how long a route from a router advert is valid
 * @m: the request
 * @cacheinfo: RTA_CACHEINFO as dumped
 */
static void put_expires(struct ddom_rtmsg *m, const struct rtattr *cacheinfo)
{
	struct rta_cacheinfo ci;

	ddom_attr_bytes(cacheinfo, &ci, sizeof(ci));
	/* Dumped in USER_HZ, which is 100 everywhere; wanted in seconds. */
	if ((__s32)ci.rta_expires > 0)
		ddom_rtmsg_put_u32(m, RTA_EXPIRES, ci.rta_expires / 100 + 1);
}

/**
 * put_route_attr() - copy one attribute of a route
 * @m: the request
 * @rta: the attribute as dumped
 * @family: AF_INET or AF_INET6
 * @from: index to replace
 * @to: its replacement
 * @nhid: the route is put back as it was, on its nexthop object
 */
static void put_route_attr(struct ddom_rtmsg *m, const struct rtattr *rta,
			   __u8 family, __u32 from, __u32 to, bool nhid)
{
	switch (rta->rta_type & NLA_TYPE_MASK) {
	case RTA_OIF:
		if (!nhid)
			ddom_rtmsg_put_u32(m, RTA_OIF,
					   ddom_attr_u32(rta, 0) == from ? to :
					   ddom_attr_u32(rta, 0));
		return;
	case RTA_MULTIPATH:
		if (!nhid)
			put_multipath(m, rta, from, to);
		return;
	case RTA_NH_ID:
		if (!nhid)
			return;
		break;
	case RTA_GATEWAY:
	case RTA_VIA:
	case RTA_ENCAP:
	case RTA_ENCAP_TYPE:
	case RTA_FLOW:
		if (nhid)
			return;
		break;
	case RTA_CACHEINFO:
		if (family == AF_INET6)
			put_expires(m, rta);
		return;
	case RTA_DST:
	case RTA_SRC:
	case RTA_PRIORITY:
	case RTA_PREFSRC:
	case RTA_METRICS:
	case RTA_TABLE:
	case RTA_PREF:
	case RTA_TTL_PROPAGATE:
		break;
	default:
		return;
	}
	ddom_rtmsg_put(m, rta->rta_type, RTA_DATA(rta), RTA_PAYLOAD(rta));
}

/**
 * ddom_rtmsg_route() - replace a route by itself through another device
 * @m: the request
 * @route: as dumped
 * @from: index to replace
 * @to: its replacement; @from puts the route back as it was
 */
void ddom_rtmsg_route(struct ddom_rtmsg *m, const struct ddom_route *route,
		      __u32 from, __u32 to)
{
	const struct nlmsghdr *old = route->msg.data;
	bool nhid = from == to &&
		    ddom_attr_find(old, sizeof(struct rtmsg), RTA_NH_ID);
	const struct rtattr *rta;
	struct rtmsg *rtm;
	int left;

	rtm = ddom_rtmsg_begin(m, RTM_NEWROUTE,
			       NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK,
			       sizeof(*rtm));
	memcpy(rtm, NLMSG_DATA(old), sizeof(*rtm));
	rtm->rtm_flags &= RTNH_F_ONLINK;
	if (nhid)
		rtm->rtm_flags = 0;

	rta = ddom_attr_first(old, sizeof(*rtm), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		put_route_attr(m, rta, route->family, from, to, nhid);
}

/**
 * ddom_rtmsg_route_get() - which way a packet would take
 * @m: the request
 * @probe: its destination
 * @oif: device it must leave by, 0 for any
 */
void ddom_rtmsg_route_get(struct ddom_rtmsg *m, const struct ddom_probe *probe,
			  __u32 oif)
{
	struct rtmsg *rtm = ddom_rtmsg_begin(m, RTM_GETROUTE, 0, sizeof(*rtm));

	rtm->rtm_family = probe->family;
	rtm->rtm_dst_len = probe->family == AF_INET ? 32 : 128;
	ddom_rtmsg_put(m, RTA_DST, probe->addr,
		       probe->family == AF_INET ? 4 : 16);
	if (oif)
		ddom_rtmsg_put_u32(m, RTA_OIF, oif);
}
