// SPDX-License-Identifier: GPL-2.0-only
/* Generic netlink: who is told of a change of state. */
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bridge.h"

/**
 * ddom_event_heard() - is there anybody to tell
 * @net: unused, there is one
 *
 * Return: true if somebody has joined the group.
 */
bool ddom_event_heard(struct net *net)
{
	return genl_has_listeners(&ddom_netlink_family, net, 0);
}

/**
 * ddom_event_send() - send a message to the group
 * @net: unused, there is one
 * @skb: the message, consumed
 *
 * Context: process.
 */
void ddom_event_send(struct net *net, struct sk_buff *skb)
{
	genlmsg_multicast_netns(&ddom_netlink_family, net, skb, 0, 0, GFP_NOWAIT);
}
