// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rtnetlink messages of links, rules and neighbours; and the attribute
 * helpers. Addresses and routes are in rtmsg_l3.c.
 */
#include "rtmsg_attr.h"

/**
 * ddom_rtmsg_begin() - start a request
 * @m: the request
 * @type: RTM_*
 * @flags: NLM_F_* besides NLM_F_REQUEST
 * @hdrlen: bytes of the family header that follows struct nlmsghdr
 *
 * Return: the family header, zeroed.
 */
void *ddom_rtmsg_begin(struct ddom_rtmsg *m, __u16 type, __u16 flags,
		       __u32 hdrlen)
{
	struct nlmsghdr *nlh = ddom_rtmsg_hdr(m);

	m->err = 0;
	m->len = NLMSG_SPACE(hdrlen);
	memset(m->buf, 0, m->len);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_len = m->len;
	return NLMSG_DATA(nlh);
}

/**
 * ddom_rtmsg_put() - append an attribute
 * @m: the request
 * @type: attribute type
 * @data: its payload, may be NULL when @len is 0
 * @len: bytes of @data
 *
 * Return: the attribute, or NULL with @m->err set when there is no room.
 */
struct rtattr *ddom_rtmsg_put(struct ddom_rtmsg *m, __u16 type,
			      const void *data, __u32 len)
{
	struct rtattr *rta = (struct rtattr *)(m->buf + m->len);

	if (m->err || len > DDOM_RTMSG_MAX ||
	    m->len + RTA_SPACE(len) > DDOM_RTMSG_MAX) {
		m->err = -EMSGSIZE;
		return NULL;
	}
	memset(rta, 0, RTA_SPACE(len));
	rta->rta_type = type;
	rta->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(rta), data, len);
	m->len += RTA_SPACE(len);
	ddom_rtmsg_hdr(m)->nlmsg_len = m->len;
	return rta;
}

/**
 * ddom_rtmsg_put_u32() - append a 32-bit attribute
 * @m: the request
 * @type: attribute type
 * @value: host byte order
 */
void ddom_rtmsg_put_u32(struct ddom_rtmsg *m, __u16 type, __u32 value)
{
	ddom_rtmsg_put(m, type, &value, sizeof(value));
}

/**
 * ddom_rtmsg_put_str() - append a string attribute with its final NUL
 * @m: the request
 * @type: attribute type
 * @str: the string
 */
void ddom_rtmsg_put_str(struct ddom_rtmsg *m, __u16 type, const char *str)
{
	ddom_rtmsg_put(m, type, str, strlen(str) + 1);
}

/**
 * nest_end() - close a nest
 * @m: the request
 * @nest: what ddom_rtmsg_put() returned for it, may be NULL
 */
static void nest_end(struct ddom_rtmsg *m, struct rtattr *nest)
{
	if (nest)
		nest->rta_len = (__u8 *)m->buf + m->len - (__u8 *)nest;
}

/**
 * ddom_attr_first() - the first attribute of a dumped message
 * @nlh: the message
 * @hdrlen: bytes of its family header
 * @left: set to the bytes of attributes
 *
 * Return: the attribute; valid while RTA_OK().
 */
const struct rtattr *ddom_attr_first(const struct nlmsghdr *nlh, __u32 hdrlen,
				     int *left)
{
	*left = (int)nlh->nlmsg_len - (int)NLMSG_SPACE(hdrlen);
	return (const struct rtattr *)((const __u8 *)nlh + NLMSG_SPACE(hdrlen));
}

/**
 * ddom_attr_in() - find an attribute in a run of attributes
 * @rta: the first one
 * @left: bytes
 * @type: wanted type
 *
 * Return: the attribute or NULL.
 */
const struct rtattr *ddom_attr_in(const struct rtattr *rta, int left,
				  __u16 type)
{
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		if ((rta->rta_type & NLA_TYPE_MASK) == type)
			return rta;
	return NULL;
}

/**
 * ddom_attr_find() - find an attribute of a dumped message
 * @nlh: the message
 * @hdrlen: bytes of its family header
 * @type: wanted type
 *
 * Return: the attribute or NULL.
 */
const struct rtattr *ddom_attr_find(const struct nlmsghdr *nlh, __u32 hdrlen,
				    __u16 type)
{
	int left;
	const struct rtattr *rta = ddom_attr_first(nlh, hdrlen, &left);

	return ddom_attr_in(rta, left, type);
}

/**
 * ddom_attr_u32() - read a 32-bit attribute
 * @rta: the attribute or NULL
 * @fallback: what to return without one
 *
 * Return: its value, or @fallback when it is absent or too short.
 */
__u32 ddom_attr_u32(const struct rtattr *rta, __u32 fallback)
{
	__u32 value;

	if (!rta || RTA_PAYLOAD(rta) < sizeof(value))
		return fallback;
	memcpy(&value, RTA_DATA(rta), sizeof(value));
	return value;
}

/**
 * ddom_attr_bytes() - copy an attribute's payload
 * @rta: the attribute or NULL
 * @buf: where to; zeroed behind what was copied
 * @size: bytes of @buf
 *
 * Return: bytes copied.
 */
__u32 ddom_attr_bytes(const struct rtattr *rta, void *buf, __u32 size)
{
	__u32 len = rta ? RTA_PAYLOAD(rta) : 0;

	if (len > size)
		len = size;
	memset(buf, 0, size);
	if (len)
		memcpy(buf, RTA_DATA(rta), len);
	return len;
}

/**
 * ddom_attr_str() - copy a string attribute
 * @rta: the attribute or NULL
 * @buf: where to, always terminated
 * @size: bytes of @buf
 */
void ddom_attr_str(const struct rtattr *rta, char *buf, __u32 size)
{
	ddom_attr_bytes(rta, buf, size);
	buf[size - 1] = '\0';
}

/**
 * ddom_rtmsg_dump() - request all objects of one table
 * @m: the request
 * @type: RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH or RTM_GETRULE
 * @family: AF_UNSPEC, AF_INET or AF_INET6
 */
void ddom_rtmsg_dump(struct ddom_rtmsg *m, __u16 type, __u8 family)
{
	/* Each of the five family headers starts with the family. */
	__u32 hdrlen = type == RTM_GETLINK ? sizeof(struct ifinfomsg) :
		       type == RTM_GETADDR ? sizeof(struct ifaddrmsg) :
		       type == RTM_GETROUTE ? sizeof(struct rtmsg) :
		       type == RTM_GETNEIGH ? sizeof(struct ndmsg) :
					      sizeof(struct fib_rule_hdr);
	__u8 *hdr = ddom_rtmsg_begin(m, type, NLM_F_DUMP, hdrlen);

	*hdr = family;
}

/**
 * parse_bridge_data() - the bridge attributes that decide about an attach
 * @info: IFLA_LINKINFO
 * @link: filled
 */
static void parse_bridge_data(const struct rtattr *info, struct ddom_link *link)
{
	const struct rtattr *data, *rta;

	data = ddom_attr_in(RTA_DATA(info), RTA_PAYLOAD(info), IFLA_INFO_DATA);
	if (!data)
		return;
	rta = ddom_attr_in(RTA_DATA(data), RTA_PAYLOAD(data), IFLA_BR_STP_STATE);
	link->stp = ddom_attr_u32(rta, 0);
	rta = ddom_attr_in(RTA_DATA(data), RTA_PAYLOAD(data),
			   IFLA_BR_FORWARD_DELAY);
	link->forward_delay = ddom_attr_u32(rta, 0);
}

/**
 * ddom_rtmsg_parse_link() - a device
 * @nlh: RTM_NEWLINK
 * @link: filled; @link->wireless is left to the caller, rtnetlink does not say
 *
 * Return: 0, or -ENOENT for another kind of message.
 */
int ddom_rtmsg_parse_link(const struct nlmsghdr *nlh, struct ddom_link *link)
{
	const struct ifinfomsg *ifi = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*ifi);
	const struct rtattr *rta;
	char alias[sizeof(DDOM_BRIDGE_ALIAS) + 1];

	if (nlh->nlmsg_type != RTM_NEWLINK || ifi->ifi_family != AF_UNSPEC)
		return -ENOENT;
	memset(link, 0, sizeof(*link));
	link->ifindex = ifi->ifi_index;
	link->flags = ifi->ifi_flags;
	link->type = ifi->ifi_type;
	link->master = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, IFLA_MASTER), 0);
	link->lower = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, IFLA_LINK), 0);
	link->mtu = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, IFLA_MTU), 0);
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, IFLA_OPERSTATE),
			&link->operstate, sizeof(link->operstate));
	link->mac_len = ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, IFLA_ADDRESS),
					link->mac, sizeof(link->mac));
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, IFLA_IFNAME), link->name,
		      sizeof(link->name));
	/* A veth's peer or a VLAN's parent in another namespace is not ours. */
	if (ddom_attr_find(nlh, hdrlen, IFLA_LINK_NETNSID))
		link->lower = 0;

	rta = ddom_attr_find(nlh, hdrlen, IFLA_LINKINFO);
	if (!rta)
		return 0;
	ddom_attr_str(ddom_attr_in(RTA_DATA(rta), RTA_PAYLOAD(rta),
				   IFLA_INFO_KIND),
		      link->kind, sizeof(link->kind));
	if (strcmp(link->kind, "bridge"))
		return 0;
	parse_bridge_data(rta, link);
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, IFLA_IFALIAS), alias,
		      sizeof(alias));
	link->ours = !strcmp(alias, DDOM_BRIDGE_ALIAS);
	return 0;
}

/**
 * ddom_rtmsg_parse_neigh() - a neighbour
 * @nlh: RTM_NEWNEIGH
 * @neigh: filled; @neigh->msg refers to @nlh
 *
 * Return: 0, or -ENOENT for another kind of message or family.
 */
int ddom_rtmsg_parse_neigh(const struct nlmsghdr *nlh, struct ddom_neigh *neigh)
{
	const struct ndmsg *ndm = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*ndm);

	if (nlh->nlmsg_type != RTM_NEWNEIGH ||
	    (ndm->ndm_family != AF_INET && ndm->ndm_family != AF_INET6))
		return -ENOENT;
	memset(neigh, 0, sizeof(*neigh));
	neigh->ifindex = ndm->ndm_ifindex;
	neigh->family = ndm->ndm_family;
	neigh->state = ndm->ndm_state;
	neigh->flags = ndm->ndm_flags;
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, NDA_DST), neigh->dst,
			sizeof(neigh->dst));
	neigh->mac_len = ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, NDA_LLADDR),
					 neigh->mac, sizeof(neigh->mac));
	neigh->msg.data = nlh;
	neigh->msg.len = nlh->nlmsg_len;
	return 0;
}

/**
 * ddom_rtmsg_parse_rule() - a policy routing rule
 * @nlh: RTM_NEWRULE
 * @rule: filled; @rule->msg refers to @nlh
 *
 * Return: 0, or -ENOENT for another kind of message.
 */
int ddom_rtmsg_parse_rule(const struct nlmsghdr *nlh, struct ddom_rule *rule)
{
	const struct fib_rule_hdr *frh = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*frh);

	if (nlh->nlmsg_type != RTM_NEWRULE)
		return -ENOENT;
	memset(rule, 0, sizeof(*rule));
	rule->family = frh->family;
	rule->priority = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, FRA_PRIORITY),
				       0);
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, FRA_IIFNAME), rule->iif,
		      sizeof(rule->iif));
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, FRA_OIFNAME), rule->oif,
		      sizeof(rule->oif));
	rule->msg.data = nlh;
	rule->msg.len = nlh->nlmsg_len;
	return 0;
}

/**
 * link_request() - start a request about one device
 * @m: the request
 * @type: RTM_NEWLINK, RTM_SETLINK, RTM_DELLINK or RTM_GETLINK
 * @flags: NLM_F_*
 * @dev: the device; by name while it has no index
 *
 * Return: the family header.
 */
static struct ifinfomsg *link_request(struct ddom_rtmsg *m, __u16 type,
				      __u16 flags, const struct ddom_dev *dev)
{
	struct ifinfomsg *ifi = ddom_rtmsg_begin(m, type, flags, sizeof(*ifi));

	ifi->ifi_index = dev->ifindex;
	if (!dev->ifindex)
		ddom_rtmsg_put_str(m, IFLA_IFNAME, dev->name);
	return ifi;
}

/**
 * ddom_rtmsg_bridge_create() - a bridge that forwards from its first moment
 * @m: the request
 * @s: BRIDGE_CREATE
 */
void ddom_rtmsg_bridge_create(struct ddom_rtmsg *m, const struct ddom_step *s)
{
	struct rtattr *info, *data;
	__u8 off = 0;

	link_request(m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
		     &s->dev);
	ddom_rtmsg_put(m, IFLA_ADDRESS, s->mac, s->mac_len);
	ddom_rtmsg_put_u32(m, IFLA_MTU, s->value);
	info = ddom_rtmsg_put(m, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
	ddom_rtmsg_put_str(m, IFLA_INFO_KIND, "bridge");
	data = ddom_rtmsg_put(m, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
	ddom_rtmsg_put_u32(m, IFLA_BR_STP_STATE, 0);
	ddom_rtmsg_put_u32(m, IFLA_BR_FORWARD_DELAY, 0);
	ddom_rtmsg_put(m, IFLA_BR_MCAST_SNOOPING, &off, sizeof(off));
	nest_end(m, data);
	nest_end(m, info);
}

/**
 * ddom_rtmsg_bridge_alias() - mark a bridge as made by an attach
 * @m: the request
 * @dev: the bridge
 */
void ddom_rtmsg_bridge_alias(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	/* No NUL: the kernel stores what it is given, byte for byte. */
	ddom_rtmsg_put(m, IFLA_IFALIAS, DDOM_BRIDGE_ALIAS,
		       sizeof(DDOM_BRIDGE_ALIAS) - 1);
}

/**
 * ddom_rtmsg_link_del() - delete a device
 * @m: the request
 * @dev: the device
 */
void ddom_rtmsg_link_del(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	link_request(m, RTM_DELLINK, NLM_F_ACK, dev);
}

/**
 * ddom_rtmsg_link_flags() - change IFF_* flags
 * @m: the request
 * @dev: the device
 * @flags: their values
 * @mask: the ones to change
 */
void ddom_rtmsg_link_flags(struct ddom_rtmsg *m, const struct ddom_dev *dev,
			   __u32 flags, __u32 mask)
{
	struct ifinfomsg *ifi = link_request(m, RTM_SETLINK, NLM_F_ACK, dev);

	ifi->ifi_flags = flags;
	ifi->ifi_change = mask;
}

/**
 * ddom_rtmsg_link_mac() - change the link layer address
 * @m: the request
 * @dev: the device
 * @mac: the address
 * @len: its bytes
 */
void ddom_rtmsg_link_mac(struct ddom_rtmsg *m, const struct ddom_dev *dev,
			 const __u8 *mac, __u8 len)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	ddom_rtmsg_put(m, IFLA_ADDRESS, mac, len);
}

/**
 * ddom_rtmsg_link_mtu() - change the MTU
 * @m: the request
 * @dev: the device
 * @mtu: bytes
 */
void ddom_rtmsg_link_mtu(struct ddom_rtmsg *m, const struct ddom_dev *dev,
			 __u32 mtu)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	ddom_rtmsg_put_u32(m, IFLA_MTU, mtu);
}

/**
 * ddom_rtmsg_link_master() - enslave or release, unfrozen
 * @m: the request
 * @dev: the port
 * @master: the bridge's index, 0 releases
 */
void ddom_rtmsg_link_master(struct ddom_rtmsg *m, const struct ddom_dev *dev,
			    __u32 master)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	ddom_rtmsg_put_u32(m, IFLA_MASTER, master);
}

/**
 * ddom_rtmsg_link_get() - read one device
 * @m: the request
 * @dev: the device
 */
void ddom_rtmsg_link_get(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	link_request(m, RTM_GETLINK, 0, dev);
}

/**
 * neigh_request() - start a request about one neighbour
 * @m: the request
 * @type: RTM_NEWNEIGH, RTM_DELNEIGH or RTM_GETNEIGH
 * @flags: NLM_F_*
 * @dev: its device
 * @family: AF_INET or AF_INET6
 * @dst: network layer address
 *
 * Return: the family header.
 */
static struct ndmsg *neigh_request(struct ddom_rtmsg *m, __u16 type,
				   __u16 flags, const struct ddom_dev *dev,
				   __u8 family, const __u8 *dst)
{
	struct ndmsg *ndm = ddom_rtmsg_begin(m, type, flags, sizeof(*ndm));

	ndm->ndm_family = family;
	ndm->ndm_ifindex = dev->ifindex;
	ddom_rtmsg_put(m, NDA_DST, dst, family == AF_INET ? 4 : 16);
	return ndm;
}

/**
 * ddom_rtmsg_neigh() - copy a neighbour to a device, or delete it there
 * @m: the request
 * @neigh: the entry
 * @dev: the device
 * @del: delete
 */
void ddom_rtmsg_neigh(struct ddom_rtmsg *m, const struct ddom_neigh *neigh,
		      const struct ddom_dev *dev, bool del)
{
	struct ndmsg *ndm;

	ndm = neigh_request(m, del ? RTM_DELNEIGH : RTM_NEWNEIGH,
			    del ? NLM_F_ACK :
			    NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK,
			    dev, neigh->family, neigh->dst);
	if (del)
		return;
	/* A timer state is the old entry's own; STALE asks again when used. */
	ndm->ndm_state = neigh->state & (NUD_DELAY | NUD_PROBE) ? NUD_STALE :
			 neigh->state;
	ndm->ndm_flags = neigh->flags & NTF_ROUTER;
	ddom_rtmsg_put(m, NDA_LLADDR, neigh->mac, neigh->mac_len);
}

/**
 * ddom_rtmsg_neigh_probe() - make the kernel ask a neighbour now
 * @m: the request
 * @hop: its address
 * @dev: the device to ask through
 * @mac: its known link layer address: asked by unicast, in state PROBE
 * @mac_len: bytes of @mac; 0: asked by broadcast or multicast
 */
void ddom_rtmsg_neigh_probe(struct ddom_rtmsg *m, const struct ddom_probe *hop,
			    const struct ddom_dev *dev, const __u8 *mac,
			    __u8 mac_len)
{
	struct ndmsg *ndm;

	ndm = neigh_request(m, RTM_NEWNEIGH,
			    NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK, dev,
			    hop->family, hop->addr);
	if (mac_len) {
		ndm->ndm_state = NUD_PROBE;
		ddom_rtmsg_put(m, NDA_LLADDR, mac, mac_len);
	} else {
		ndm->ndm_flags = NTF_USE;
	}
}

/**
 * ddom_rtmsg_neigh_get() - read one neighbour
 * @m: the request
 * @hop: its address
 * @dev: its device
 */
void ddom_rtmsg_neigh_get(struct ddom_rtmsg *m, const struct ddom_probe *hop,
			  const struct ddom_dev *dev)
{
	neigh_request(m, RTM_GETNEIGH, 0, dev, hop->family, hop->addr);
}

/**
 * ddom_rtmsg_rule() - add or delete a rule under another device name
 * @m: the request
 * @rule: the rule as dumped
 * @from: device name to replace
 * @to: its replacement, @from to leave the rule as it is
 * @del: delete
 */
void ddom_rtmsg_rule(struct ddom_rtmsg *m, const struct ddom_rule *rule,
		     const char *from, const char *to, bool del)
{
	const struct nlmsghdr *old = rule->msg.data;
	struct fib_rule_hdr *frh;
	const struct rtattr *rta;
	char name[DDOM_IFNAMSIZ];
	__u16 type;
	int left;

	frh = ddom_rtmsg_begin(m, del ? RTM_DELRULE : RTM_NEWRULE,
			       del ? NLM_F_ACK :
			       NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
			       sizeof(*frh));
	memcpy(frh, NLMSG_DATA(old), sizeof(*frh));
	frh->flags &= FIB_RULE_INVERT;

	rta = ddom_attr_first(old, sizeof(*frh), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		type = rta->rta_type & NLA_TYPE_MASK;
		if (type == FRA_IIFNAME || type == FRA_OIFNAME) {
			ddom_attr_str(rta, name, sizeof(name));
			ddom_rtmsg_put_str(m, type,
					   strcmp(name, from) ? name : to);
		} else {
			ddom_rtmsg_put(m, rta->rta_type, RTA_DATA(rta),
				       RTA_PAYLOAD(rta));
		}
	}
}
