// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of addresses. */
#include "attr.h"

/* Flags that a request may carry: inet_rtm_newaddr(), inet6_rtm_newaddr(). */
#define ADDR_FLAGS_V4	(IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN)
#define ADDR_FLAGS_V6	(IFA_F_NODAD | IFA_F_HOMEADDRESS | \
			 IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | \
			 IFA_F_MCAUTOJOIN)

/**
 * ddom_addr_parse() - an address
 * @nlh: RTM_NEWADDR
 * @addr: filled; @addr->msg refers to @nlh
 *
 * Return: 0, or -ENOENT for another kind of message or family.
 */
int ddom_addr_parse(const struct nlmsghdr *nlh, struct ddom_addr *addr)
{
	const struct ifaddrmsg *ifa = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*ifa);
	const struct rtattr *local;
	__u8 proto = 0;

	if (!ddom_attr_is_message(nlh, RTM_NEWADDR, hdrlen) ||
	    !ddom_attr_prefix_ok(ifa->ifa_family, ifa->ifa_prefixlen))
		return -ENOENT;
	memset(addr, 0, sizeof(*addr));
	addr->ifindex = ifa->ifa_index;
	addr->family = ifa->ifa_family;
	addr->prefixlen = ifa->ifa_prefixlen;
	addr->scope = ifa->ifa_scope;
	addr->flags = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, IFA_FLAGS),
				    ifa->ifa_flags);
	addr->metric = ddom_attr_u32(ddom_attr_find(nlh, hdrlen,
						    IFA_RT_PRIORITY), 0);
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, IFA_ADDRESS), addr->prefix,
			sizeof(addr->prefix));
	local = ddom_attr_find(nlh, hdrlen, IFA_LOCAL);
	if (local)
		ddom_attr_bytes(local, addr->local, sizeof(addr->local));
	else
		memcpy(addr->local, addr->prefix, sizeof(addr->local));
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, IFA_LABEL), addr->label,
		      sizeof(addr->label));
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, IFA_PROTO), &proto,
			sizeof(proto));
	addr->kernel_ll = proto == IFAPROT_KERNEL_LL;
	addr->msg.data = nlh;
	addr->msg.len = nlh->nlmsg_len;
	return 0;
}

/*
 * Carry a label like "eth0:1" over to another device. A label too long under
 * the new name is kept as it was: the kernel ties no meaning to it.
 */
static void put_label(struct ddom_rtmsg *m, const struct ddom_addr *addr,
		      const struct ddom_dev *dev)
{
	const char *suffix = strchr(addr->label, ':');
	char label[2 * DDOM_IFNAMSIZ];

	if (!addr->label[0])
		return;
	snprintf(label, sizeof(label), "%s%s", dev->name, suffix ? suffix : "");
	if (addr->ifindex == dev->ifindex || strlen(label) >= DDOM_IFNAMSIZ)
		ddom_attr_put_str(m, IFA_LABEL, addr->label);
	else
		ddom_attr_put_str(m, IFA_LABEL, label);
}

/* One that runs out this very second is refused as having none. */
static void put_lifetimes(struct ddom_rtmsg *m, const struct rtattr *rta)
{
	struct ifa_cacheinfo ci;

	ddom_attr_bytes(rta, &ci, sizeof(ci));
	if (!ci.ifa_valid)
		ci.ifa_valid = 1;
	ddom_attr_put(m, IFA_CACHEINFO, &ci, sizeof(ci));
}

/* replay a dumped address on a device */
static void addr_request(struct ddom_rtmsg *m, const struct ddom_addr *addr,
			 const struct ddom_dev *dev, __u16 type, __u16 nlflags,
			 __u32 extra)
{
	const struct nlmsghdr *old = addr->msg.data;
	__u32 flags = addr->flags & (addr->family == AF_INET ? ADDR_FLAGS_V4 :
							       ADDR_FLAGS_V6);
	struct ifaddrmsg *ifa;
	const struct rtattr *rta;
	int left;

	ifa = ddom_attr_begin(m, type, nlflags | NLM_F_ACK, sizeof(*ifa));
	memcpy(ifa, NLMSG_DATA(old), sizeof(*ifa));
	ifa->ifa_index = dev->ifindex;
	ifa->ifa_flags = (flags | extra) & 0xff;

	rta = ddom_attr_first(old, sizeof(*ifa), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		switch (rta->rta_type & NLA_TYPE_MASK) {
		case IFA_LABEL:
			put_label(m, addr, dev);
			break;
		case IFA_FLAGS:
			ddom_attr_put_u32(m, IFA_FLAGS, flags | extra);
			break;
		case IFA_CACHEINFO:
			put_lifetimes(m, rta);
			break;
		case IFA_LOCAL:
		case IFA_ADDRESS:
		case IFA_BROADCAST:
		case IFA_RT_PRIORITY:
		case IFA_PROTO:
			ddom_attr_put(m, rta->rta_type, RTA_DATA(rta),
				      RTA_PAYLOAD(rta));
			break;
		}
	}
}

/**
 * ddom_addr_request() - add an address to a device, or delete it there
 * @m: the request
 * @addr: the address
 * @dev: the device
 * @del: delete
 *
 * An IPv6 address is added without duplicate address detection: it would be
 * tentative, and therefore deaf, for a second.
 */
void ddom_addr_request(struct ddom_rtmsg *m, const struct ddom_addr *addr,
		       const struct ddom_dev *dev, bool del)
{
	addr_request(m, addr, dev, del ? RTM_DELADDR : RTM_NEWADDR,
		     del ? 0 : NLM_F_CREATE | NLM_F_EXCL,
		     addr->family == AF_INET6 && !del ? IFA_F_NODAD : 0);
}

/**
 * ddom_addr_flags() - give an added address its own flags back
 * @m: the request
 * @addr: the address as dumped
 * @dev: the device it was added to
 *
 * Takes the NODAD flag away that ddom_addr_request() needed.
 */
void ddom_addr_flags(struct ddom_rtmsg *m, const struct ddom_addr *addr,
		     const struct ddom_dev *dev)
{
	addr_request(m, addr, dev, RTM_NEWADDR, NLM_F_REPLACE, 0);
}

/**
 * ddom_addr_prefix_del() - delete the prefix route of an IPv6 address
 * @m: the request
 * @addr: the address, which has gone
 * @dev: its device
 *
 * The kernel does that for permanent addresses only, and for none while another
 * one of the prefix is there, also one without a prefix route.
 */
void ddom_addr_prefix_del(struct ddom_rtmsg *m,
			  const struct ddom_addr *addr,
			  const struct ddom_dev *dev)
{
	struct rtmsg *rtm = ddom_attr_begin(m, RTM_DELROUTE, NLM_F_ACK,
					    sizeof(*rtm));

	rtm->rtm_family = AF_INET6;
	rtm->rtm_dst_len = addr->prefixlen;
	rtm->rtm_table = RT_TABLE_MAIN;
	rtm->rtm_protocol = RTPROT_KERNEL;
	ddom_attr_put(m, RTA_DST, addr->prefix, sizeof(addr->prefix));
	ddom_attr_put_u32(m, RTA_OIF, dev->ifindex);
	ddom_attr_put_u32(m, RTA_PRIORITY, addr->metric ? addr->metric : 256);
}
