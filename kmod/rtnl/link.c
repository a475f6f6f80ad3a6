// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of devices. */
#include "attr.h"

/* the bridge attributes that decide about an attach */
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

/* the device that a vxlan is bound to; older kernels have no IFLA_LINK for it */
static __u32 vxlan_lower(const struct rtattr *info)
{
	const struct rtattr *data;

	data = ddom_attr_in(RTA_DATA(info), RTA_PAYLOAD(info), IFLA_INFO_DATA);
	return data ? ddom_attr_u32(ddom_attr_in(RTA_DATA(data),
						 RTA_PAYLOAD(data),
						 IFLA_VXLAN_LINK), 0) : 0;
}

/**
 * ddom_link_parse() - a device
 * @nlh: RTM_NEWLINK
 * @link: filled; @link->wireless is left to the caller, rtnetlink does not say
 *
 * Return: 0, or -ENOENT for another kind of message.
 */
int ddom_link_parse(const struct nlmsghdr *nlh, struct ddom_link *link)
{
	const struct ifinfomsg *ifi = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*ifi);
	const struct rtattr *rta;
	char alias[sizeof(DDOM_BRIDGE_ALIAS) + 1];

	if (!ddom_attr_is_message(nlh, RTM_NEWLINK, hdrlen) ||
	    ifi->ifi_family != AF_UNSPEC)
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
	if (!strcmp(link->kind, "vxlan") && !link->lower &&
	    !ddom_attr_find(nlh, hdrlen, IFLA_LINK_NETNSID))
		link->lower = vxlan_lower(rta);
	if (strcmp(link->kind, "bridge"))
		return 0;
	parse_bridge_data(rta, link);
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, IFLA_IFALIAS), alias,
		      sizeof(alias));
	link->ours = !strcmp(alias, DDOM_BRIDGE_ALIAS);
	return 0;
}

/**
 * ddom_link_alt_name() - is a name another name of a device
 * @nlh: RTM_NEWLINK
 * @name: the name, "" for none
 *
 * Return: true if so.
 */
bool ddom_link_alt_name(const struct nlmsghdr *nlh, const char *name)
{
	const struct rtattr *list, *rta;
	char alt[DDOM_IFNAMSIZ + 1];
	int left;

	list = ddom_attr_find(nlh, sizeof(struct ifinfomsg), IFLA_PROP_LIST);
	if (!list || !name[0])
		return false;
	rta = RTA_DATA(list);
	left = RTA_PAYLOAD(list);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		ddom_attr_str(rta, alt, sizeof(alt));
		if ((rta->rta_type & NLA_TYPE_MASK) == IFLA_ALT_IFNAME &&
		    !strcmp(alt, name))
			return true;
	}
	return false;
}

/* start a request about one device */
static struct ifinfomsg *link_request(struct ddom_rtmsg *m, __u16 type,
				      __u16 flags, const struct ddom_dev *dev)
{
	struct ifinfomsg *ifi = ddom_attr_begin(m, type, flags, sizeof(*ifi));

	ifi->ifi_index = dev->ifindex;
	if (!dev->ifindex)
		ddom_attr_put_str(m, IFLA_IFNAME, dev->name);
	return ifi;
}

/**
 * ddom_link_create_bridge() - a bridge that forwards from its first moment
 * @m: the request
 * @s: BRIDGE_CREATE
 */
void ddom_link_create_bridge(struct ddom_rtmsg *m, const struct ddom_step *s)
{
	struct rtattr *info, *data;
	__u8 off = 0;

	link_request(m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
		     &s->dev);
	ddom_attr_put(m, IFLA_ADDRESS, s->mac, s->mac_len);
	ddom_attr_put_u32(m, IFLA_MTU, s->value);
	info = ddom_attr_put(m, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
	ddom_attr_put_str(m, IFLA_INFO_KIND, "bridge");
	data = ddom_attr_put(m, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
	ddom_attr_put_u32(m, IFLA_BR_STP_STATE, 0);
	ddom_attr_put_u32(m, IFLA_BR_FORWARD_DELAY, 0);
	ddom_attr_put(m, IFLA_BR_MCAST_SNOOPING, &off, sizeof(off));
	ddom_attr_nest_end(m, data);
	ddom_attr_nest_end(m, info);
}

/**
 * ddom_link_mark_bridge() - mark a bridge as made by an attach
 * @m: the request
 * @dev: the bridge
 */
void ddom_link_mark_bridge(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	/* No NUL: the kernel stores what it is given, byte for byte. */
	ddom_attr_put(m, IFLA_IFALIAS, DDOM_BRIDGE_ALIAS,
		      sizeof(DDOM_BRIDGE_ALIAS) - 1);
}

/**
 * ddom_link_del() - delete a device
 * @m: the request
 * @dev: the device
 */
void ddom_link_del(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	link_request(m, RTM_DELLINK, NLM_F_ACK, dev);
}

/**
 * ddom_link_flags() - change IFF_* flags
 * @m: the request
 * @dev: the device
 * @flags: their values
 * @mask: the ones to change
 */
void ddom_link_flags(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		     __u32 flags, __u32 mask)
{
	struct ifinfomsg *ifi = link_request(m, RTM_SETLINK, NLM_F_ACK, dev);

	ifi->ifi_flags = flags;
	ifi->ifi_change = mask;
}

/**
 * ddom_link_mac() - change the link layer address
 * @m: the request
 * @dev: the device
 * @mac: the address
 * @len: its bytes
 */
void ddom_link_mac(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		   const __u8 *mac, __u8 len)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	ddom_attr_put(m, IFLA_ADDRESS, mac, len);
}

/**
 * ddom_link_mtu() - change the MTU
 * @m: the request
 * @dev: the device
 * @mtu: bytes
 */
void ddom_link_mtu(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		   __u32 mtu)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	ddom_attr_put_u32(m, IFLA_MTU, mtu);
}

/**
 * ddom_link_master() - enslave or release, unfrozen
 * @m: the request
 * @dev: the port
 * @master: the bridge's index, 0 releases
 */
void ddom_link_master(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		      __u32 master)
{
	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	ddom_attr_put_u32(m, IFLA_MASTER, master);
}

/**
 * ddom_link_gen() - change how IPv6 addresses are formed
 * @m: the request
 * @dev: the device
 * @mode: IN6_ADDR_GEN_MODE_*
 * @token: NULL, or an interface identifier to be used, in the last 8 of 16
 *	bytes
 */
void ddom_link_gen(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		   __u8 mode, const __u8 *token)
{
	struct rtattr *spec, *inet6;

	link_request(m, RTM_SETLINK, NLM_F_ACK, dev);
	spec = ddom_attr_put(m, IFLA_AF_SPEC | NLA_F_NESTED, NULL, 0);
	inet6 = ddom_attr_put(m, AF_INET6 | NLA_F_NESTED, NULL, 0);
	if (token)
		ddom_attr_put(m, IFLA_INET6_TOKEN, token, 16);
	else
		ddom_attr_put(m, IFLA_INET6_ADDR_GEN_MODE, &mode, sizeof(mode));
	ddom_attr_nest_end(m, inet6);
	ddom_attr_nest_end(m, spec);
}

/**
 * ddom_link_get() - read one device
 * @m: the request
 * @dev: the device
 */
void ddom_link_get(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	link_request(m, RTM_GETLINK, 0, dev);
}
