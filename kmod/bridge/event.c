// SPDX-License-Identifier: GPL-2.0-only
/* Generic netlink: who is told of a change of state. */
#include <linux/user_namespace.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bridge.h"

/**
 * ddom_event_heard() - is there anybody to tell
 * @net: network namespace
 *
 * Joining the group takes CAP_NET_ADMIN in the user namespace that owns the
 * network namespace: where that is not the initial one, nobody is told.
 *
 * Return: true if somebody has joined the group.
 */
bool ddom_event_heard(struct net *net)
{
	return net->user_ns == &init_user_ns &&
	       genl_has_listeners(&ddom_netlink_family, net, 0);
}

/**
 * ddom_event_send() - send a message to the group
 * @net: network namespace, held by the caller
 * @skb: the message, consumed
 *
 * Who does not read, or has no memory, loses it: neither is waited for.
 *
 * Context: process.
 */
void ddom_event_send(struct net *net, struct sk_buff *skb)
{
	genlmsg_multicast_netns(&ddom_netlink_family, net, skb, 0, 0,
				GFP_NOWAIT | __GFP_NOWARN);
}
