// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is still sent into a bridge that the port has left, on Linux 2.6.18 to
 * 2.6.20.
 *
 * There the routing cache is emptied as much as 2 s after a route has changed
 * (ip_rt_min_delay, net/ipv4/route.c), and a socket keeps the route that it used
 * last until RCU has marked that obsolete (dst_rcu_free()), two or three ticks
 * later. Without the detour the bridge drops what is sent meanwhile, and TCP
 * sends it again only after 200 ms.
 */
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>

#include "detour.h"

/**
 * struct detour - a way out for what is still sent into a bridge
 * @xmit: the bridge's own
 * @port: a port that the bridge had
 *
 * One for all: RTNL is held as long as it is in use.
 */
static struct detour {
	int (*xmit)(struct sk_buff *skb, struct net_device *dev);
	struct net_device *port;
} detour;

/*
 * Send through the bridge, and the port which it had. Without ports the bridge
 * has no MAC. An ARP request from it would have the server send to nobody: only
 * what bears the port's goes out.
 *
 * Context: bottom halves off.
 * Return: what the bridge says.
 */
static int detour_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *copy = NULL;

	if (!memcmp(skb->data + ETH_ALEN, detour.port->dev_addr, ETH_ALEN))
		copy = skb_clone(skb, GFP_ATOMIC);
	if (copy) {
		copy->dev = detour.port;
		dev_queue_xmit(copy);
	}
	return detour.xmit(skb, dev);
}

/**
 * ddom_detour_begin() - let a bridge send through a port as if it had it still
 * @port: the port
 * @bridge: the bridge
 *
 * Context: RTNL held.
 */
void ddom_detour_begin(struct net_device *port, struct net_device *bridge)
{
	detour.port = port;
	detour.xmit = bridge->hard_start_xmit;
	smp_wmb(); /* detour_xmit() reads what is above */
	bridge->hard_start_xmit = detour_xmit;
}

/**
 * ddom_detour_end() - when nobody sends through the bridge by an old route
 * @bridge: the bridge
 *
 * When a device has changed, the routing cache is emptied at once
 * (fib_netdev_event(), net/ipv4/fib_frontend.c).
 *
 * Context: RTNL held, sleeps for some ticks.
 */
void ddom_detour_end(struct net_device *bridge)
{
	netdev_state_change(bridge);
	ddom_rcu_barrier_bh();
	bridge->hard_start_xmit = detour.xmit;
	synchronize_net();
}
