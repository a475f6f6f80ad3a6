// SPDX-License-Identifier: GPL-2.0-only
/* Links and neighbours, on kernels whose rtnetlink knows bridges. */
#include <linux/netdevice.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>
#include <net/sch_generic.h>

#include "bridge.h"

/* rtnetlink of these kernels does the rest. */
const ddom_step_fn ddom_backend_steps[DDOM_STEP_MAX] = {
	[DDOM_STEP_ADDR_ADD] = ddom_autoconf_temporary,
	[DDOM_STEP_ADDR_DEL] = ddom_autoconf_temporary,
	[DDOM_STEP_ADDR_GEN] = ddom_autoconf_gen,
	[DDOM_STEP_ROUTE_RA] = ddom_autoconf_route,
};

/**
 * ddom_backend_moves_family() - can addresses of a family be moved
 * @family: AF_INET or AF_INET6
 *
 * Return: true if so.
 */
bool ddom_backend_moves_family(u8 family)
{
	return true;
}

/**
 * ddom_backend_complete_links() - what rtnetlink does not say about devices
 * @net: network namespace
 * @store: its links are completed
 *
 * Context: takes RCU.
 * Return: 0.
 */
int ddom_backend_complete_links(struct net *net, struct ddom_store *store)
{
	struct net_device *dev;
	u32 i;

	rcu_read_lock();
	for (i = 0; i < store->snap.nlinks; i++) {
		dev = dev_get_by_index_rcu(net, store->links[i].ifindex);
#if IS_ENABLED(CONFIG_CFG80211)
		store->links[i].wireless = dev && dev->ieee80211_ptr;
#endif
		store->links[i].taken = dev &&
					rcu_access_pointer(dev->rx_handler);
	}
	rcu_read_unlock();
	return 0;
}

/**
 * ddom_backend_is_live() - can a device send
 * @net: network namespace
 * @ifindex: the device
 *
 * IFF_RUNNING is not enough: it is set while the state is still unknown, and
 * linkwatch replaces the queue later still.
 *
 * Context: takes RCU.
 * Return: 1 if it can, 0 if not yet, -ENODEV.
 */
int ddom_backend_is_live(struct net *net, u32 ifindex)
{
	struct net_device *dev;
	int live = -ENODEV;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	if (dev)
		live = (READ_ONCE(dev->operstate) == IF_OPER_UP ||
			READ_ONCE(dev->operstate) == IF_OPER_UNKNOWN) &&
		       netif_carrier_ok(dev) &&
		       rcu_access_pointer(netdev_get_tx_queue(dev, 0)->qdisc) !=
		       &noop_qdisc;
	/* A bridge that says unknown has not looked at its ports yet. */
	if (live == 1 && netif_is_bridge_master(dev))
		live = READ_ONCE(dev->operstate) == IF_OPER_UP;
	rcu_read_unlock();
	return live;
}

/* a neighbour that was asked for */
static int on_neigh(const struct nlmsghdr *nlh, void *arg)
{
	ddom_neigh_parse(nlh, arg);
	return 0;
}

/**
 * ddom_backend_neigh_read() - read a neighbour
 * @tx: the transaction
 * @m: memory for the request
 * @hop: its address
 * @dev: its device
 * @neigh: filled; state 0 when there is none
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_backend_neigh_read(struct ddom_tx *tx, struct ddom_rtmsg *m,
			    const struct ddom_probe *hop, const struct ddom_dev *dev,
			    struct ddom_neigh *neigh)
{
	int err;

	memset(neigh, 0, sizeof(*neigh));
	ddom_neigh_get(m, hop, dev);
	err = ddom_rtnl_get(&tx->nl, m, on_neigh, neigh);
	return err == -ENOENT ? 0 : err;
}

/**
 * ddom_backend_neigh_ask() - make the kernel ask a neighbour now
 * @tx: the transaction
 * @m: memory for the request
 * @hop: its address
 * @dev: the device to ask through
 * @neigh: what is known of it
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_backend_neigh_ask(struct ddom_tx *tx, struct ddom_rtmsg *m,
			   const struct ddom_probe *hop, const struct ddom_dev *dev,
			   const struct ddom_neigh *neigh)
{
	ddom_neigh_probe(m, hop, dev, neigh->mac, neigh->mac_len);
	return ddom_rtnl_request(&tx->nl, m);
}
