// SPDX-License-Identifier: GPL-2.0-only
/*
 * VLAN devices: their names, and what of rtnetlink only they have.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <zlib.h>

#include "attr.h"
#include "vlan/vlan_internal.h"

#define VLAN_PROTOCOL	0x8100	/* ETH_P_8021Q */
#define GROUP_BEGUN	0x64646f6d	/* "ddom": nobody else's */

/**
 * ddt_vlan_device_name() - what a VLAN's device is called
 * @port: the device that it is on
 * @id: the VLAN
 * @name: where it goes, IFNAMSIZ bytes
 *
 * A port's name that leaves no room is in it by a checksum, not by an index,
 * so that it is known before there is such a port.
 */
void ddt_vlan_device_name(const char *port, unsigned int id, char *name)
{
	int n = snprintf(name, IFNAMSIZ, "%s.%u", port, id);
	uLong sum;

	if (n < IFNAMSIZ)
		return;
	sum = crc32(0, (const Bytef *)port, (uInt)strlen(port));
	snprintf(name, IFNAMSIZ, "v%08x.%u", (unsigned int)sum, id & 0xfff);
}

/*
 * Read what only a VLAN device's message has.
 *
 * Return: 0, or -ENOENT for another kind of VLAN, or none.
 */
static int tag_parse(const struct nlmsghdr *nlh, struct ddt_vlan_tag *tag)
{
	const __u32 hdrlen = sizeof(struct ifinfomsg);
	const struct rtattr *info = ddom_attr_find(nlh, hdrlen, IFLA_LINKINFO);
	const struct rtattr *data, *proto;
	char alias[sizeof(DDOM_BRIDGE_ALIAS) + 1];
	unsigned char type[2];
	__u16 id;

	data = info ? ddom_attr_in(RTA_DATA(info), RTA_PAYLOAD(info),
				   IFLA_INFO_DATA) : NULL;
	if (!data)
		return -ENOENT;
	/* it is in network byte order, and was not there before Linux 3.10 */
	proto = ddom_attr_in(RTA_DATA(data), RTA_PAYLOAD(data),
			     IFLA_VLAN_PROTOCOL);
	ddom_attr_bytes(proto, type, sizeof(type));
	if (proto && (type[0] << 8 | type[1]) != VLAN_PROTOCOL)
		return -ENOENT;
	ddom_attr_bytes(ddom_attr_in(RTA_DATA(data), RTA_PAYLOAD(data),
				     IFLA_VLAN_ID), &id, sizeof(id));
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, IFLA_IFALIAS), alias,
		      sizeof(alias));
	tag->id = id;
	tag->ours = !strcmp(alias, DDOM_BRIDGE_ALIAS);
	return 0;
}

/**
 * struct seek - a VLAN device that is looked for
 * @ifindex: its index, 0: not known
 * @port: index of the device that it is on, where @ifindex is not known
 * @id: the VLAN, likewise
 * @tag: what it is
 */
struct seek {
	uint32_t ifindex;
	uint32_t port;
	unsigned int id;
	struct ddt_vlan_tag *tag;
};

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct seek *s = arg;
	struct ddt_vlan_tag tag;
	struct ddom_link link;

	if (ddom_link_parse(nlh, &link) || strcmp(link.kind, "vlan") ||
	    (s->ifindex && link.ifindex != s->ifindex) || tag_parse(nlh, &tag))
		return 0;
	if (!s->ifindex && (link.lower != s->port || tag.id != s->id))
		return 0;
	s->ifindex = link.ifindex;
	*s->tag = tag;
	/* it has been found: no more of them */
	return 1;
}

/**
 * ddt_vlan_device_find() - find the device of a VLAN, whatever its name
 * @links: all devices
 * @port: index of the device that it is on
 * @id: the VLAN
 * @tag: filled
 *
 * Return: the device, NULL when there is none.
 */
const struct ddom_link *ddt_vlan_device_find(const struct ddt_links *links,
					     uint32_t port, unsigned int id,
					     struct ddt_vlan_tag *tag)
{
	struct seek s = { .port = port, .id = id, .tag = tag };

	if (!ddt_links_replay(links, on_message, &s))
		return NULL;
	return ddom_snapshot_link_by_index(&links->snap, s.ifindex);
}

/**
 * ddt_vlan_device_tag() - which VLAN a device is of
 * @links: all devices
 * @link: the device
 * @tag: filled
 *
 * Return: false when it is no VLAN's.
 */
bool ddt_vlan_device_tag(const struct ddt_links *links,
			 const struct ddom_link *link, struct ddt_vlan_tag *tag)
{
	struct seek s = { .ifindex = link->ifindex, .tag = tag };

	return !strcmp(link->kind, "vlan") &&
	       ddt_links_replay(links, on_message, &s);
}

static int on_group(const struct nlmsghdr *nlh, void *arg)
{
	const uint32_t *ifindex = arg;
	struct ddom_link link;
	__u32 group;

	if (ddom_link_parse(nlh, &link) || link.ifindex != *ifindex)
		return 0;
	ddom_attr_bytes(ddom_attr_find(nlh, sizeof(struct ifinfomsg),
				       IFLA_GROUP), &group, sizeof(group));
	return group == GROUP_BEGUN;
}

/**
 * ddt_vlan_device_begun() - was a device made here, and not completed?
 * @links: all devices
 * @link: the device
 */
bool ddt_vlan_device_begun(const struct ddt_links *links,
			   const struct ddom_link *link)
{
	uint32_t ifindex = link->ifindex;

	return ddt_links_replay(links, on_group, &ifindex);
}

/**
 * ddt_vlan_device_begin() - a request creates what is to be completed
 * @m: the request
 *
 * A new device can be given a group, but no alias.
 */
void ddt_vlan_device_begin(struct ddom_rtmsg *m)
{
	ddom_attr_put_u32(m, IFLA_GROUP, GROUP_BEGUN);
}

/**
 * ddt_vlan_device_complete() - a request for the alias that is kept
 * @m: the request
 * @dev: the device
 */
void ddt_vlan_device_complete(struct ddom_rtmsg *m, const struct ddom_dev *dev)
{
	ddom_link_mark_bridge(m, dev);
	ddom_attr_put_u32(m, IFLA_GROUP, 0);
}

/**
 * ddt_vlan_device_create() - a request for a VLAN's device
 * @m: the request
 * @name: its name
 * @port: index of the device that it is on
 * @id: the VLAN
 * @bridge: index of the bridge that it is in from its first moment
 */
void ddt_vlan_device_create(struct ddom_rtmsg *m, const char *name,
			    uint32_t port, unsigned int id, uint32_t bridge)
{
	struct rtattr *info, *data;
	__u16 value = (__u16)id;

	ddom_attr_begin(m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
			sizeof(struct ifinfomsg));
	ddom_attr_put_str(m, IFLA_IFNAME, name);
	ddom_attr_put_u32(m, IFLA_LINK, port);
	ddom_attr_put_u32(m, IFLA_MASTER, bridge);
	ddt_vlan_device_begin(m);
	info = ddom_attr_put(m, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
	ddom_attr_put_str(m, IFLA_INFO_KIND, "vlan");
	data = ddom_attr_put(m, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
	ddom_attr_put(m, IFLA_VLAN_ID, &value, sizeof(value));
	ddom_attr_nest_end(m, data);
	ddom_attr_nest_end(m, info);
}
