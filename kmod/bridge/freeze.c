// SPDX-License-Identifier: GPL-2.0-only
/*
 * The port changes hands while nothing can arrive.
 *
 * Inside br_add_if() (net/bridge/br_if.c) there is a moment when the rx
 * handler is registered and the bridge port is still disabled: what arrives is
 * dropped. With the device's interrupt line masked and its NAPI instances off,
 * frames stay in the receive ring and are processed by the new owner.
 * br_del_if() has the same moment, in which it waits for RCU as well (24 ms on
 * PREEMPT_RT); there the port's frames are its own before the bridge stops
 * forwarding, and nothing need be held, unless it has many VLANs.
 */
#include <linux/delay.h>
#include <linux/if_bridge.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netdev_lock.h>
#include <net/netlink.h>

#include "bridge.h"

/* How long packets queued by netif_rx() may take to be processed. */
#define DRAIN_MAX_US	2000
#define DRAIN_US	50

/* An IFLA_BRIDGE_VLAN_INFO. */
#define VLAN_INFO_SIZE	nla_total_size(sizeof(struct bridge_vlan_info))

/* How long others have the CPU to themselves before and after a freeze. */
#define PAUSE_US	200

/**
 * struct freeze - a port whose receive side is held
 * @devs: the port and the devices below it
 * @irqs: their interrupt lines, 0 for none
 * @ndevs: how many
 * @napis: instances that were on
 * @nnapis: how many
 * @nice: what the caller's priority was
 * @start: when
 */
struct freeze {
	struct net_device *devs[DDOM_LOWER_MAX];
	int irqs[DDOM_LOWER_MAX];
	u32 ndevs;
	struct napi_struct **napis;
	u32 nnapis;
	int nice;
	ktime_t start;
};

/**
 * intx_line() - the interrupt line of a device that shares it by level
 * @dev: the network device
 *
 * The line must be masked: with NAPI off nobody silences the device, and it
 * would interrupt for ever. With MSI or MSI-X an interrupt comes once, and
 * NAPI off suffices. dev->irq is 0 in some drivers (8139cp), so the PCI
 * device is asked; virtio's is one level up.
 *
 * Return: the line, 0 for none.
 */
static int intx_line(struct net_device *dev)
{
	struct device *d = dev->dev.parent;
	struct pci_dev *pdev;

	while (d && !dev_is_pci(d))
		d = d->parent;
	if (!d)
		return 0;
	pdev = to_pci_dev(d);
	if (pdev->msi_enabled || pdev->msix_enabled)
		return 0;
	return pdev->irq;
}

/**
 * napi_is_on() - can a NAPI instance be disabled
 * @napi: the instance
 *
 * A driver may own instances that it has not enabled (virtio-net's for
 * transmission); napi_disable() on one of these would wait for ever. An
 * instance that is off has both bits set, see napi_disable() in
 * net/core/dev.c; netpoll sets NPSVC alone, and for moments.
 *
 * Return: true if it is on.
 */
static bool napi_is_on(struct napi_struct *napi)
{
	return !(test_bit(NAPI_STATE_SCHED, &napi->state) &&
		 test_bit(NAPI_STATE_NPSVC, &napi->state));
}

/**
 * collect_dev() - note a device that is to be frozen
 * @dev: the device
 * @priv: struct netdev_nested_priv with the freeze
 *
 * Context: RTNL held.
 * Return: 0 or -E2BIG.
 */
static int collect_dev(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct freeze *f = priv->data;

	if (f->ndevs == DDOM_LOWER_MAX)
		return -E2BIG;
	f->irqs[f->ndevs] = intx_line(dev);
	f->devs[f->ndevs++] = dev;
	return 0;
}

/**
 * freeze_init() - allocate all that freezing needs
 * @f: filled
 * @port: the port
 *
 * Context: RTNL held, may sleep.
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int freeze_init(struct freeze *f, struct net_device *port)
{
	struct netdev_nested_priv priv = { .data = f };
	struct napi_struct *napi;
	u32 i, n = 0;
	int err;

	memset(f, 0, sizeof(*f));
	if (ddom_no_freeze)
		return 0;
	err = collect_dev(port, &priv) ?:
	      netdev_walk_all_lower_dev(port, collect_dev, &priv);
	if (err)
		return err;
	for (i = 0; i < f->ndevs; i++)
		list_for_each_entry(napi, &f->devs[i]->napi_list, dev_list)
			n++;
	f->napis = kcalloc(n ?: 1, sizeof(*f->napis), GFP_KERNEL);
	return f->napis ? 0 : -ENOMEM;
}

/**
 * backlog_empty() - has a CPU processed what netif_rx() queued
 * @cpu: which
 *
 * Return: true if both of its queues are empty.
 */
static bool backlog_empty(int cpu)
{
	struct softnet_data *sd = &per_cpu(softnet_data, cpu);

	return skb_queue_empty_lockless(&sd->input_pkt_queue) &&
	       skb_queue_empty_lockless(&sd->process_queue);
}

/**
 * drain_backlog() - let packets that were queued before the freeze pass
 *
 * Drivers without NAPI and RPS use these queues. Best effort: the loopback
 * device fills them as well, so the wait is bounded.
 *
 * Context: may sleep.
 */
static void drain_backlog(void)
{
	ktime_t end = ktime_add_us(ktime_get(), DRAIN_MAX_US);
	int cpu;

	for_each_online_cpu(cpu)
		while (!backlog_empty(cpu) && ktime_before(ktime_get(), end))
			usleep_range(DRAIN_US, 2 * DRAIN_US);
}

/**
 * freeze_begin() - hold the receive side
 * @f: as freeze_init() left it
 *
 * Until freeze_end() the caller's priority is the highest of a normal task:
 * nobody's computing prolongs the freeze.
 *
 * Context: RTNL held, may sleep. RTNL must be kept until freeze_end(): a
 * driver's reset would disable the instances once more, and wait for ever.
 */
static void freeze_begin(struct freeze *f)
{
	struct napi_struct *napi;
	u32 i;

	f->nice = task_nice(current);
	set_user_nice(current, MIN_NICE);
	/* nbp_vlan_flush() waits for a grace period: 8 ms if not expedited. */
	rcu_expedite_gp();
	f->start = ktime_get();
	for (i = 0; i < f->ndevs; i++) {
		if (f->irqs[i])
			disable_irq(f->irqs[i]);
		list_for_each_entry(napi, &f->devs[i]->napi_list, dev_list) {
			if (!napi_is_on(napi))
				continue;
			napi_disable(napi);
			f->napis[f->nnapis++] = napi;
		}
	}
	if (f->ndevs)
		drain_backlog();
}

/**
 * freeze_end() - let the devices go on, and process what has arrived
 * @f: the freeze
 *
 * Context: RTNL held.
 * Return: how long the receive side was held, in ns; 0 if it was not.
 */
static u64 freeze_end(struct freeze *f)
{
	u64 ns = f->ndevs ? ktime_to_ns(ktime_sub(ktime_get(), f->start)) : 0;
	u32 i;

	for (i = 0; i < f->nnapis; i++) {
		napi_enable(f->napis[i]);
		local_bh_disable();
		napi_schedule(f->napis[i]);
		local_bh_enable();
	}
	for (i = 0; i < f->ndevs; i++)
		if (f->irqs[i])
			enable_irq(f->irqs[i]);
	rcu_unexpedite_gp();
	set_user_nice(current, f->nice);
	kfree(f->napis);
	return ns;
}

/*
 * Leave the CPU for a moment. On a single one, what waits for it would have to
 * wait for the freeze as well, and what has arrived during the freeze would wait
 * for the next steps. RTNL not held.
 */
static void let_others_run(void)
{
	usleep_range(PAUSE_US, 2 * PAUSE_US);
}

/* Enslave, or release, while receiving is held. RTNL held. */
static int switch_held(struct net_device *bridge, struct net_device *port,
		       bool enslave, u64 *frozen_ns)
{
	const struct net_device_ops *ops = bridge->netdev_ops;
	struct freeze f;
	int err = freeze_init(&f, port);

	if (err)
		return err;
	freeze_begin(&f);
	err = enslave ? ops->ndo_add_slave(bridge, port, NULL) :
			ops->ndo_del_slave(bridge, port);
	*frozen_ns = max(*frozen_ns, freeze_end(&f));
	return err;
}

/**
 * ddom_port_enslave() - make a device a bridge port, losing nothing
 * @net: network namespace
 * @port_index: the port
 * @bridge_index: the bridge
 * @frozen_ns: raised to the time of this freeze if that is longer
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, also if it is a port of that bridge already; -ENODEV, -EBUSY when
 * it has another master, -ENOMEM, -E2BIG, or what the bridge says.
 */
int ddom_port_enslave(struct net *net, u32 port_index, u32 bridge_index,
		      u64 *frozen_ns)
{
	struct net_device *port, *bridge, *master;
	int err;

	let_others_run();
	rtnl_lock();
	port = __dev_get_by_index(net, port_index);
	bridge = __dev_get_by_index(net, bridge_index);
	master = port ? netdev_master_upper_dev_get(port) : NULL;
	if (!port || !bridge || !netif_is_bridge_master(bridge))
		err = -ENODEV;
	else if (master)
		err = master == bridge ? 0 : -EBUSY;
	else
		err = switch_held(bridge, port, true, frozen_ns);
	rtnl_unlock();
	let_others_run();
	return err;
}

/* What the bridge says of a port, with @filter: bytes, or negative errno. */
static int link_len(struct net_device *bridge, struct net_device *port,
		    u32 filter)
{
	struct sk_buff *skb = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	err = bridge->netdev_ops->ndo_bridge_getlink(skb, 0, 0, port, filter, 0);
	if (!err)
		err = skb->len;
	nlmsg_free(skb);
	return err;
}

/*
 * Has the port few VLANs? Without its handler the bridge does not count them for
 * a notice that it makes in br_del_if(), see br_get_link_af_size_filtered(), and
 * warns when they do not fit: a few do, for a MAC address is short. RTNL held.
 */
static bool few_vlans(struct net_device *bridge, struct net_device *port)
{
	int without = link_len(bridge, port, 0);
	int with = link_len(bridge, port, RTEXT_FILTER_BRVLAN_COMPRESSED);

	return without >= 0 && with >= 0 &&
	       with - without <= nla_total_size(2 * VLAN_INFO_SIZE);
}

/*
 * Addresses and routes are at the port again: from here on its frames are its
 * own, as netdev_rx_handler_unregister() makes it later in br_del_if(). By
 * rx_handler_data the bridge finds its port. RTNL held.
 */
static int release(struct net_device *bridge, struct net_device *port,
		   u64 *frozen_ns)
{
	rx_handler_func_t *handler = rtnl_dereference(port->rx_handler);
	int err;

	if (ddom_no_freeze || !few_vlans(bridge, port))
		return switch_held(bridge, port, false, frozen_ns);
	RCU_INIT_POINTER(port->rx_handler, NULL);
	synchronize_net();
	err = bridge->netdev_ops->ndo_del_slave(bridge, port);
	if (err)
		rcu_assign_pointer(port->rx_handler, handler);
	return err;
}

/**
 * ddom_port_release() - take a device out of its bridge, losing nothing
 * @net: network namespace
 * @port_index: the port
 * @bridge_index: the bridge
 * @frozen_ns: raised to the time of this freeze, if there is one and it is longer
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, also if it is no port of that bridge or one of them is gone; or
 * as ddom_port_enslave() when the port has many VLANs; or what the bridge says.
 */
int ddom_port_release(struct net *net, u32 port_index, u32 bridge_index,
		      u64 *frozen_ns)
{
	struct net_device *port, *bridge;
	int err = 0;

	rtnl_lock();
	port = __dev_get_by_index(net, port_index);
	bridge = __dev_get_by_index(net, bridge_index);
	if (port && bridge && netif_is_bridge_master(bridge) &&
	    netdev_master_upper_dev_get(port) == bridge)
		err = release(bridge, port, frozen_ns);
	rtnl_unlock();
	return err;
}

/**
 * note_lro() - note a device whose large receive offload is wanted
 * @dev: the device
 * @priv: struct netdev_nested_priv with struct ddom_lro
 *
 * Context: RTNL held.
 * Return: 0.
 */
static int note_lro(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct ddom_lro *lro = priv->data;

	if ((dev->wanted_features & NETIF_F_LRO) && lro->n < DDOM_LOWER_MAX)
		lro->ifindex[lro->n++] = dev->ifindex;
	return 0;
}

/**
 * lro_off() - turn large receive offload off
 * @dev: the port
 * @lro: takes the devices, the port or below it, where it was wanted; NULL for
 *	none
 *
 * Context: RTNL held.
 */
static void lro_off(struct net_device *dev, struct ddom_lro *lro)
{
	struct netdev_nested_priv priv = { .data = lro };

	if (lro) {
		lro->n = 0;
		note_lro(dev, &priv);
		netdev_walk_all_lower_dev(dev, note_lro, &priv);
	}
	dev_disable_lro(dev);
}

/**
 * lro_on() - turn on again what lro_off() turned off
 * @net: network namespace
 * @lro: the devices
 *
 * Those below come first: what is above has no more than they have.
 *
 * Context: RTNL held.
 */
static void lro_on(struct net *net, const struct ddom_lro *lro)
{
	struct net_device *dev;
	u32 i;

	for (i = lro->n; i-- > 0;) {
		dev = __dev_get_by_index(net, lro->ifindex[i]);
		if (!dev)
			continue;
		netdev_lock_ops(dev);
		dev->wanted_features |= NETIF_F_LRO;
		netdev_update_features(dev);
		netdev_unlock_ops(dev);
	}
}

/**
 * ddom_port_settle() - enter receive modes that a port needs, ahead of time
 * @net: network namespace
 * @ifindex: the port
 * @hold: enter, else leave
 * @lro: where to note that large receive offload was on, when entering; what
 *	to turn on again, when leaving; NULL for neither
 *
 * The bridge would do it during the switch, and some devices stop receiving
 * while their filter changes. LRO stays off in a bridge, which would refuse to
 * forward what LRO merged.
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0 or negative errno; -ENODEV only when @hold.
 */
int ddom_port_settle(struct net *net, u32 ifindex, bool hold,
		     struct ddom_lro *lro)
{
	struct net_device *dev;
	int inc = hold ? 1 : -1;
	int err = hold ? -ENODEV : 0;

	rtnl_lock();
	dev = __dev_get_by_index(net, ifindex);
	if (dev) {
		err = dev_set_promiscuity(dev, inc);
		if (!err) {
			err = dev_set_allmulti(dev, inc);
			if (err)
				dev_set_promiscuity(dev, -inc);
		}
		if (!err && hold)
			lro_off(dev, lro);
		else if (!err && lro)
			lro_on(net, lro);
	}
	rtnl_unlock();
	return err;
}
