/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_NET_GENETLINK_H
#define _DDOM_COMPAT26_NET_GENETLINK_H

#include <linux/version.h>
#include <net/netlink.h>
#include_next <net/genetlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 20)
#define genlmsg_put(skb, pid, seq, family, flags, cmd) \
	genlmsg_put(skb, pid, seq, (family)->id, (family)->hdrsize, flags, \
		    cmd, (family)->version)
#define genlmsg_new(payload, gfp) \
	nlmsg_new(NLMSG_SPACE(GENL_HDRLEN + (payload)))
#define genlmsg_reply(skb, info)	genlmsg_unicast(skb, (info)->snd_pid)
#define genlmsg_multicast(skb, pid, group, gfp) \
	genlmsg_multicast(skb, pid, group)
#endif

/*
 * A family has no named groups; by convention the one of its own number, which
 * everybody may join.
 */
#define GENL_MCAST_IS_FOR_ADMIN	false
#define genl_has_listeners(family, net, group) \
	netlink_has_listeners(genl_sock, (family)->id)
#define genlmsg_multicast_netns(family, net, skb, pid, group, gfp) \
	genlmsg_multicast(skb, pid, (family)->id, gfp)

#endif /* _DDOM_COMPAT26_NET_GENETLINK_H */
