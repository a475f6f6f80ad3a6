// SPDX-License-Identifier: GPL-2.0-only
/* Devices of this network namespace, made and removed without ip(8). */
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/types.h>

#include "rtnl.h"

static struct genl_msg msg;

/* A message with its family's header, LEN bytes of it, zero. */
static void *begin(uint16_t type, uint16_t flags, size_t len)
{
	memset(&msg.nlh, 0, NLMSG_SPACE(len));
	msg.nlh.nlmsg_len = NLMSG_SPACE(len);
	msg.nlh.nlmsg_type = type;
	msg.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return NLMSG_DATA(&msg.nlh);
}

static struct ifinfomsg *begin_link(uint16_t type, uint16_t flags,
				    const char *name)
{
	struct ifinfomsg *info = begin(type, flags, sizeof(*info));

	genl_put_string(&msg, IFLA_IFNAME, name);
	return info;
}

static int talk(struct genl *rtnl)
{
	struct genl_answer answer;

	return genl_talk(rtnl, &msg, &answer);
}

/**
 * rtnl_link_add() - make a device, up
 * @rtnl: the socket
 * @name: its name
 * @kind: "dummy", "bridge", "veth", "vlan", ...
 * @lower: the device below it, or NULL
 * @vlan: for a VLAN, its number, else 0
 *
 * Return: 0 or negative errno.
 */
int rtnl_link_add(struct genl *rtnl, const char *name, const char *kind,
		  const char *lower, uint16_t vlan)
{
	struct ifinfomsg *info = begin_link(RTM_NEWLINK, NLM_F_CREATE |
					    NLM_F_EXCL, name);
	uint32_t linkinfo, data;

	info->ifi_flags = info->ifi_change = IFF_UP;
	if (lower)
		genl_put_u32(&msg, IFLA_LINK, if_nametoindex(lower));
	linkinfo = genl_nest(&msg, IFLA_LINKINFO);
	genl_put_string(&msg, IFLA_INFO_KIND, kind);
	if (vlan) {
		data = genl_nest(&msg, IFLA_INFO_DATA);
		genl_put(&msg, IFLA_VLAN_ID, &vlan, sizeof(vlan));
		genl_nest_end(&msg, data);
	}
	genl_nest_end(&msg, linkinfo);
	return talk(rtnl);
}

/**
 * rtnl_link_del() - remove a device
 * @rtnl: the socket
 * @name: its name
 *
 * Return: 0 or negative errno.
 */
int rtnl_link_del(struct genl *rtnl, const char *name)
{
	begin_link(RTM_DELLINK, 0, name);
	return talk(rtnl);
}

/**
 * rtnl_link_up() - set a device up or down
 * @rtnl: the socket
 * @name: its name
 * @up: which
 *
 * Return: 0 or negative errno.
 */
int rtnl_link_up(struct genl *rtnl, const char *name, bool up)
{
	struct ifinfomsg *info = begin_link(RTM_NEWLINK, 0, name);

	info->ifi_change = IFF_UP;
	info->ifi_flags = up ? IFF_UP : 0;
	return talk(rtnl);
}

/**
 * rtnl_link_master() - make a device a port
 * @rtnl: the socket
 * @name: its name
 * @master: of which; NULL: of none
 *
 * Return: 0 or negative errno.
 */
int rtnl_link_master(struct genl *rtnl, const char *name, const char *master)
{
	begin_link(RTM_NEWLINK, 0, name);
	genl_put_u32(&msg, IFLA_MASTER, master ? if_nametoindex(master) : 0);
	return talk(rtnl);
}

/**
 * rtnl_link_rename() - give a device another name
 * @rtnl: the socket
 * @name: its name, until then
 * @to: its name
 *
 * Return: 0 or negative errno.
 */
int rtnl_link_rename(struct genl *rtnl, const char *name, const char *to)
{
	struct ifinfomsg *info = begin(RTM_NEWLINK, 0, sizeof(*info));

	info->ifi_index = if_nametoindex(name);
	genl_put_string(&msg, IFLA_IFNAME, to);
	return talk(rtnl);
}

/**
 * rtnl_link_send() - move a device to another network namespace
 * @rtnl: the socket
 * @name: its name
 * @netns: a process there
 *
 * Return: 0 or negative errno.
 */
int rtnl_link_send(struct genl *rtnl, const char *name, pid_t netns)
{
	begin_link(RTM_NEWLINK, 0, name);
	genl_put_u32(&msg, IFLA_NET_NS_PID, netns);
	return talk(rtnl);
}

/**
 * rtnl_addr_add() - give a device an IPv4 address with 24 bits of network
 * @rtnl: the socket
 * @name: the device
 * @addr: four bytes
 *
 * Return: 0 or negative errno.
 */
int rtnl_addr_add(struct genl *rtnl, const char *name, const uint8_t *addr)
{
	struct ifaddrmsg *ifa = begin(RTM_NEWADDR, NLM_F_CREATE, sizeof(*ifa));

	ifa->ifa_family = AF_INET;
	ifa->ifa_prefixlen = 24;
	ifa->ifa_index = if_nametoindex(name);
	genl_put(&msg, IFA_LOCAL, addr, 4);
	return talk(rtnl);
}

/**
 * rtnl_neigh_add() - tell a device where an IPv4 address is, which may be false
 * @rtnl: the socket
 * @name: the device
 * @addr: four bytes
 *
 * Return: 0 or negative errno.
 */
int rtnl_neigh_add(struct genl *rtnl, const char *name, const uint8_t *addr)
{
	struct ndmsg *ndm = begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE,
				  sizeof(*ndm));
	static const uint8_t lladdr[6] = { 2, 0, 0, 0, 0, 1 };

	ndm->ndm_family = AF_INET;
	ndm->ndm_ifindex = if_nametoindex(name);
	ndm->ndm_state = NUD_REACHABLE;
	genl_put(&msg, NDA_DST, addr, 4);
	genl_put(&msg, NDA_LLADDR, lladdr, sizeof(lladdr));
	return talk(rtnl);
}
