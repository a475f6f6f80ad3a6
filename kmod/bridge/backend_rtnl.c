// SPDX-License-Identifier: GPL-2.0-only
/*
 * Links and neighbours, on kernels whose rtnetlink creates and configures
 * bridges.
 */
#include <linux/netdevice.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>
#include <net/sch_generic.h>

#include "bridge.h"

/**
 * ddom_moves_family() - can addresses of a family be moved
 * @family: AF_INET or AF_INET6
 *
 * Return: true if so.
 */
bool ddom_moves_family(u8 family)
{
	return true;
}

/**
 * ddom_links_complete() - what rtnetlink does not say about devices
 * @net: network namespace
 * @store: its links are completed
 *
 * Context: takes RCU.
 * Return: 0.
 */
int ddom_links_complete(struct net *net, struct ddom_store *store)
{
#if IS_ENABLED(CONFIG_CFG80211)
	struct net_device *dev;
	u32 i;

	rcu_read_lock();
	for (i = 0; i < store->snap.nlinks; i++) {
		dev = dev_get_by_index_rcu(net, store->links[i].ifindex);
		store->links[i].wireless = dev && dev->ieee80211_ptr;
	}
	rcu_read_unlock();
#endif
	return 0;
}

/**
 * ddom_bridge_create() - a bridge that forwards from its first moment
 * @tx: the transaction; its plan learns the bridge's index
 * @m: memory for the request
 * @step: BRIDGE_CREATE
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno; on error no bridge is left.
 */
int ddom_bridge_create(struct ddom_tx *tx, struct ddom_rtmsg *m,
		       const struct ddom_step *step)
{
	struct ddom_dev bridge = step->dev;
	int err;

	ddom_rtmsg_bridge_create(m, step);
	err = ddom_nl_request(&tx->nl, m);
	if (err)
		return err;
	bridge.ifindex = ddom_index_of(tx->net, bridge.name);
	tx->plan.bridge.ifindex = bridge.ifindex;
	ddom_rtmsg_bridge_alias(m, &bridge);
	err = ddom_nl_request(&tx->nl, m);
	if (err)
		ddom_bridge_delete(tx, m, &bridge);
	return err;
}

/**
 * ddom_bridge_delete() - delete a bridge
 * @tx: the transaction
 * @m: memory for the request
 * @dev: the bridge; without an index it does not exist
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_bridge_delete(struct ddom_tx *tx, struct ddom_rtmsg *m,
		       const struct ddom_dev *dev)
{
	if (!dev->ifindex)
		return 0;
	ddom_rtmsg_link_del(m, dev);
	return ddom_nl_request(&tx->nl, m);
}

/**
 * ddom_link_set() - LINK_SET_MAC, LINK_SET_MTU, LINK_UP, LINK_DOWN
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the device
 * @undo: set the old value
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_link_set(struct ddom_tx *tx, struct ddom_rtmsg *m,
		  const struct ddom_step *step, const struct ddom_dev *dev,
		  bool undo)
{
	if (step->type == DDOM_STEP_LINK_SET_MAC)
		ddom_rtmsg_link_mac(m, dev, undo ? step->old_mac : step->mac,
				    step->mac_len);
	else if (step->type == DDOM_STEP_LINK_SET_MTU)
		ddom_rtmsg_link_mtu(m, dev, undo ? step->old_value :
						   step->value);
	else
		ddom_rtmsg_link_flags(m, dev,
				      undo == (step->type == DDOM_STEP_LINK_UP) ?
				      0 : IFF_UP, IFF_UP);
	return ddom_nl_request(&tx->nl, m);
}

/**
 * ddom_dev_is_live() - can a device send
 * @net: network namespace
 * @ifindex: the device
 *
 * IFF_RUNNING is not enough: it is set while the state is still unknown, and
 * linkwatch replaces the queue later still.
 *
 * Context: takes RCU.
 * Return: 1 if it can, 0 if not yet, -ENODEV.
 */
int ddom_dev_is_live(struct net *net, u32 ifindex)
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

/**
 * on_neigh() - a neighbour that was asked for
 * @nlh: RTM_NEWNEIGH
 * @arg: struct ddom_neigh, filled
 *
 * Return: 0.
 */
static int on_neigh(const struct nlmsghdr *nlh, void *arg)
{
	ddom_rtmsg_parse_neigh(nlh, arg);
	return 0;
}

/**
 * ddom_neigh_read() - read a neighbour
 * @tx: the transaction
 * @m: memory for the request
 * @hop: its address
 * @dev: its device
 * @neigh: filled; state 0 when there is none
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_neigh_read(struct ddom_tx *tx, struct ddom_rtmsg *m,
		    const struct ddom_probe *hop, const struct ddom_dev *dev,
		    struct ddom_neigh *neigh)
{
	int err;

	memset(neigh, 0, sizeof(*neigh));
	ddom_rtmsg_neigh_get(m, hop, dev);
	err = ddom_nl_get(&tx->nl, m, on_neigh, neigh);
	return err == -ENOENT ? 0 : err;
}

/**
 * ddom_neigh_ask() - make the kernel ask a neighbour now
 * @tx: the transaction
 * @m: memory for the request
 * @hop: its address
 * @dev: the device to ask through
 * @neigh: what is known of it
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_neigh_ask(struct ddom_tx *tx, struct ddom_rtmsg *m,
		   const struct ddom_probe *hop, const struct ddom_dev *dev,
		   const struct ddom_neigh *neigh)
{
	ddom_rtmsg_neigh_probe(m, hop, dev, neigh->mac, neigh->mac_len);
	return ddom_nl_request(&tx->nl, m);
}

/**
 * ddom_neigh_delete() - delete a neighbour
 * @tx: the transaction
 * @m: memory for the request
 * @neigh: the entry
 * @dev: the device it is to be deleted on
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0, -ENOENT when there is none, or negative errno.
 */
int ddom_neigh_delete(struct ddom_tx *tx, struct ddom_rtmsg *m,
		      const struct ddom_neigh *neigh,
		      const struct ddom_dev *dev)
{
	ddom_rtmsg_neigh(m, neigh, dev, true);
	return ddom_nl_request(&tx->nl, m);
}
