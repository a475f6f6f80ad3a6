// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of nexthop objects, which are younger than Linux 5.2. */
#include "attr.h"

/* linux/nexthop.h, which older kernels do not have */
struct nexthop_hdr {
	__u8 family;
	__u8 scope;
	__u8 protocol;
	__u8 reserved;
	__u32 flags;
};

struct nexthop_member {
	__u32 id;
	__u8 weight;
	__u8 reserved[3];
};

enum {
	NEXTHOP_ID = 1,
	NEXTHOP_GROUP = 2,
	NEXTHOP_OIF = 5,
	NEXTHOP_GATEWAY = 6,
	NEXTHOP_ENCAP_TYPE = 7,
	NEXTHOP_ENCAP = 8,
	NEXTHOP_FDB = 11,
};

#define HDRLEN	sizeof(struct nexthop_hdr)

/**
 * ddom_nexthop_parse() - a nexthop object
 * @nlh: DDOM_RTM_NEWNEXTHOP
 * @nexthop: filled; @nexthop->msg refers to @nlh, a group has no device yet
 *
 * Return: 0, or -ENOENT for one that no route uses, or another kind of message.
 */
int ddom_nexthop_parse(const struct nlmsghdr *nlh,
		       struct ddom_nexthop *nexthop)
{
	const struct nexthop_hdr *hdr = NLMSG_DATA(nlh);
	const struct rtattr *gateway;

	if (!ddom_attr_is_message(nlh, DDOM_RTM_NEWNEXTHOP, HDRLEN) ||
	    ddom_attr_find(nlh, HDRLEN, NEXTHOP_FDB))
		return -ENOENT;
	memset(nexthop, 0, sizeof(*nexthop));
	nexthop->id = ddom_attr_u32(ddom_attr_find(nlh, HDRLEN, NEXTHOP_ID), 0);
	nexthop->oif = ddom_attr_u32(ddom_attr_find(nlh, HDRLEN, NEXTHOP_OIF),
				     0);
	nexthop->group = ddom_attr_find(nlh, HDRLEN, NEXTHOP_GROUP);
	gateway = ddom_attr_find(nlh, HDRLEN, NEXTHOP_GATEWAY);
	if (gateway) {
		nexthop->gw_family = hdr->family;
		ddom_attr_bytes(gateway, nexthop->gateway,
				sizeof(nexthop->gateway));
	}
	nexthop->msg.data = nlh;
	nexthop->msg.len = nlh->nlmsg_len;
	return 0;
}

/**
 * ddom_nexthop_member() - what a group of nexthop objects refers to
 * @nlh: DDOM_RTM_NEWNEXTHOP
 * @n: which member, from 0
 *
 * Return: its id, or 0 when there is none.
 */
__u32 ddom_nexthop_member(const struct nlmsghdr *nlh, __u32 n)
{
	const struct rtattr *group = ddom_attr_find(nlh, HDRLEN, NEXTHOP_GROUP);
	const struct nexthop_member *members;

	if (!group || RTA_PAYLOAD(group) / sizeof(*members) <= n)
		return 0;
	members = RTA_DATA(group);
	return members[n].id;
}

/**
 * ddom_nexthop_request() - let a nexthop object lead through a device
 * @m: the request
 * @nexthop: as dumped, no group
 * @oif: the device
 */
void ddom_nexthop_request(struct ddom_rtmsg *m,
			  const struct ddom_nexthop *nexthop, __u32 oif)
{
	const struct nlmsghdr *old = nexthop->msg.data;
	struct nexthop_hdr *hdr;
	const struct rtattr *rta;
	int left;

	hdr = ddom_attr_begin(m, DDOM_RTM_NEWNEXTHOP,
			      NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK,
			      HDRLEN);
	memcpy(hdr, NLMSG_DATA(old), HDRLEN);
	hdr->scope = 0;
	hdr->flags &= RTNH_F_ONLINK;
	rta = ddom_attr_first(old, HDRLEN, &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		switch (rta->rta_type & NLA_TYPE_MASK) {
		case NEXTHOP_OIF:
			ddom_attr_put_u32(m, NEXTHOP_OIF, oif);
			break;
		case NEXTHOP_ID:
		case NEXTHOP_GATEWAY:
		case NEXTHOP_ENCAP_TYPE:
			ddom_attr_put(m, rta->rta_type, RTA_DATA(rta),
				      RTA_PAYLOAD(rta));
			break;
		case NEXTHOP_ENCAP:
			/* dumped without the flag that a request must have */
			ddom_attr_put(m, NEXTHOP_ENCAP | NLA_F_NESTED,
				      RTA_DATA(rta), RTA_PAYLOAD(rta));
			break;
		}
	}
}
