// SPDX-License-Identifier: GPL-2.0-only
/*
 * The port changes hands while nothing can arrive.
 *
 * Inside br_add_if() (net/bridge/br_if.c) there is a moment when the rx
 * handler is registered and the bridge port is still disabled: what arrives is
 * dropped. With the device's interrupt line masked and its NAPI instances held,
 * frames stay in the receive ring and are processed by the new owner.
 * br_del_if() has the same moment, in which it waits for RCU as well (24 ms on
 * PREEMPT_RT); there the port's frames are its own before the bridge stops
 * forwarding, and nothing need be held, unless it has many VLANs.
 *
 * An instance is held by the two bits of its state by which napi_disable()
 * (net/core/dev.c) does it. That one and napi_enable() may not be called: since
 * Linux 6.14 they take the device's instance lock, for which we would wait while
 * a driver's reset, which has it, waits for the instance. The bridge takes that
 * lock as well, of some devices, so a hold has an end in any case.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/if_bridge.h>
#include <linux/inetdevice.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <net/addrconf.h>
#include <net/net_namespace.h>
#include <net/netdev_lock.h>
#include <net/netlink.h>

#include "bridge.h"

/* How long packets queued by netif_rx() may take to be processed. */
#define DRAIN_MAX_US	2000
#define DRAIN_US	50

/* An IFLA_BRIDGE_VLAN_INFO. */
#define VLAN_INFO_SIZE	nla_total_size(sizeof(struct bridge_vlan_info))

/*
 * A hold of instances ends by itself after that: hundreds of times what it
 * takes. A masked line waits for the end of the switch.
 */
#define HOLD_MAX_MS	200

/* Both are set in an instance that is off, and in one that we hold. */
#define NAPI_OFF	(NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC)

/* How long others have the CPU to themselves before and after a freeze. */
#define PAUSE_US	200

/**
 * struct freeze - a port whose receive side is held
 * @net: its network namespace
 * @devs: the port and the devices below it
 * @irqs: their interrupt lines, 0 for none
 * @ndevs: how many
 * @nice: what the caller's priority was
 * @start: when
 * @limit: ends it if nobody else does
 * @lock: for the next ones
 * @napis: instances that are held
 * @nnapis: how many
 * @max: how many there is room for
 * @over: nothing is held any more, nor will be
 * @ns: how long it was
 */
struct freeze {
	struct net *net;
	struct net_device *devs[DDOM_BRIDGE_MAX_LOWER];
	int irqs[DDOM_BRIDGE_MAX_LOWER];
	u32 ndevs;
	int nice;
	ktime_t start;
	struct timer_list limit;
	spinlock_t lock;	/* the timer's and ours */
	struct napi_struct **napis;
	u32 nnapis;
	u32 max;
	bool over;
	u64 ns;
};

/* Under RTNL there is only one. */
static struct freeze the_freeze;

/*
 * The interrupt line of a device that shares it by level. The line must be
 * masked: with NAPI off nobody silences the device, and it would interrupt for
 * ever. With MSI or MSI-X an interrupt comes once, and NAPI off suffices.
 * dev->irq is 0 in some drivers (8139cp), so the PCI device is asked; virtio's
 * is one level up. Without one (a NIC of a SoC) the driver is believed.
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
		return dev->irq > 0 ? dev->irq : 0;
	pdev = to_pci_dev(d);
	if (pdev->msi_enabled || pdev->msix_enabled)
		return 0;
	return pdev->irq;
}

/*
 * Is a NAPI instance not the driver's to use? A driver may own instances that
 * it has not enabled (virtio-net's for transmission), and they stay so: who
 * would change that has RTNL, or the instance lock. netpoll sets NPSVC for
 * moments, and then owns the instance.
 *
 * Context: RTNL and the device's instance lock held.
 */
static bool napi_is_off(const struct napi_struct *napi)
{
	if ((READ_ONCE(napi->state) & NAPI_OFF) != NAPI_OFF)
		return false;
#ifdef CONFIG_NETPOLL
	smp_rmb();	/* netpoll takes it before NPSVC, releases it after */
	if (READ_ONCE(napi->poll_owner) != -1)
		return false;
	smp_rmb();	/* as above: has it been released meanwhile */
#endif
	return (READ_ONCE(napi->state) & NAPI_OFF) == NAPI_OFF;
}

/* Whoever polls has ended: the instance is ours. */
static bool napi_take(struct napi_struct *napi)
{
	unsigned long val = READ_ONCE(napi->state);

	return !(val & NAPI_OFF) &&
	       cmpxchg(&napi->state, val, val | NAPI_OFF) == val;
}

/* Process what has arrived; if another one disables it, that one will. */
static void napi_kick(struct napi_struct *napi)
{
	local_bh_disable();
	napi_schedule(napi);
	local_bh_enable();
}

/* Take, and note it. Return: 0, -EAGAIN, -ETIME when the freeze is over. */
static int freeze_take(struct freeze *f, struct napi_struct *napi)
{
	int err = -EAGAIN;

	spin_lock_bh(&f->lock);
	if (f->over || f->nnapis == f->max) {
		err = -ETIME;
	} else if (napi_take(napi)) {
		f->napis[f->nnapis++] = napi;
		err = 0;
	}
	/* Before the timer releases it, which would be in vain. */
	if (err != -EAGAIN)
		clear_bit(NAPI_STATE_DISABLE, &napi->state);
	spin_unlock_bh(&f->lock);
	return err;
}

/*
 * Hold a NAPI instance. Unlike napi_disable() it leaves the timer of the
 * instance and its id alone. Neither the timer nor who polls busily does
 * anything with an instance that another one has; what GRO keeps is passed on
 * by the poll after the release. THREADED and the others stay what they are.
 *
 * Context: RTNL and the device's instance lock held, may sleep.
 */
static void freeze_napi(struct freeze *f, struct napi_struct *napi)
{
	int err;

	if (napi_is_off(napi))
		return;
	/* A poll that has more to do ends as well. */
	set_bit(NAPI_STATE_DISABLE, &napi->state);
	while ((err = freeze_take(f, napi)) == -EAGAIN)
		usleep_range(20, 200);
	/* An interrupt may have asked in vain. */
	if (err)
		napi_kick(napi);
}

/*
 * Note a device that is to be frozen. One below a VLAN or macvlan may be in
 * another network namespace, and is none of the requester's.
 *
 * Context: RTNL held.
 */
static int collect_dev(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct freeze *f = priv->data;

	if (!net_eq(dev_net(dev), f->net))
		return 0;
	if (f->ndevs == DDOM_BRIDGE_MAX_LOWER)
		return -E2BIG;
	f->irqs[f->ndevs] = intx_line(dev);
	f->devs[f->ndevs++] = dev;
	return 0;
}

/*
 * What a device inside Open vSwitch receives comes by some port of that; the
 * kernel does not say which. One that is not held is no reason to refuse.
 *
 * Context: RTNL held.
 */
static void collect_switch(struct net_device *port,
			   struct netdev_nested_priv *priv)
{
	struct net_device *dev;

	if (!netif_is_ovs_master(port))
		return;
	for_each_netdev(dev_net(port), dev)
		if (netif_is_ovs_port(dev) && collect_dev(dev, priv))
			return;
}

/*
 * Release what is held, as napi_enable() does. A driver that waits in
 * napi_disable() meanwhile goes on. Return: true if it was not released before.
 */
static bool thaw(struct freeze *f)
{
	bool held;
	u32 i;

	spin_lock_bh(&f->lock);
	held = !f->over;
	for (i = 0; i < f->nnapis; i++) {
		set_mask_bits(&f->napis[i]->state, NAPI_OFF, 0);
		napi_kick(f->napis[i]);
	}
	if (held)
		f->ns = ktime_to_ns(ktime_sub(ktime_get(), f->start));
	f->over = true;
	f->nnapis = 0;
	spin_unlock_bh(&f->lock);
	return held;
}

static void on_limit(struct timer_list *timer)
{
	struct freeze *f = container_of(timer, struct freeze, limit);

	if (thaw(f))
		pr_warn("%s: held for %u ms, which is too long; frames may be lost now\n",
			f->devs[0]->name, HOLD_MAX_MS);
}

/* Allocate all that freezing needs. RTNL held, may sleep. */
static int freeze_init(struct freeze *f, struct net_device *port)
{
	struct netdev_nested_priv priv = { .data = f };
	struct napi_struct *napi;
	int err;
	u32 i;

	memset(f, 0, sizeof(*f));
	spin_lock_init(&f->lock);
	f->net = dev_net(port);
	timer_setup(&f->limit, on_limit, 0);
	if (ddom_no_freeze)
		return 0;
	err = collect_dev(port, &priv) ?:
	      netdev_walk_all_lower_dev(port, collect_dev, &priv);
	if (err)
		return err;
	collect_switch(port, &priv);
	for (i = 0; i < f->ndevs; i++) {
		netdev_lock(f->devs[i]);
		list_for_each_entry(napi, &f->devs[i]->napi_list, dev_list)
			f->max++;
		netdev_unlock(f->devs[i]);
	}
	f->napis = kcalloc(f->max ?: 1, sizeof(*f->napis), GFP_KERNEL);
	return f->napis ? 0 : -ENOMEM;
}

/* has a CPU processed what netif_rx() queued */
static bool backlog_empty(int cpu)
{
	struct softnet_data *sd = &per_cpu(softnet_data, cpu);

	return skb_queue_empty_lockless(&sd->input_pkt_queue) &&
	       skb_queue_empty_lockless(&sd->process_queue);
}

/*
 * Let packets that were queued before the freeze pass. Drivers without NAPI and
 * RPS use these queues. Best effort: the loopback device fills them as well, so
 * the wait is bounded.
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

/*
 * Hold the receive side. Until freeze_end() the caller's priority is the
 * highest of a normal task: nobody's computing prolongs the freeze.
 *
 * Context: RTNL held, may sleep. RTNL must be kept until freeze_end(): the
 * devices must stay what they are.
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
	if (!f->ndevs)
		return;
	mod_timer(&f->limit, jiffies + msecs_to_jiffies(HOLD_MAX_MS));
	for (i = 0; i < f->ndevs; i++) {
		if (f->irqs[i])
			disable_irq(f->irqs[i]);
		/* Whoever has it does not wait for RTNL. */
		netdev_lock(f->devs[i]);
		list_for_each_entry(napi, &f->devs[i]->napi_list, dev_list)
			freeze_napi(f, napi);
		netdev_unlock(f->devs[i]);
	}
	drain_backlog();
}

/*
 * Let the devices go on, and process what has arrived.
 *
 * Context: RTNL held.
 * Return: how long the receive side was held, in ns; 0 if it was not.
 */
static u64 freeze_end(struct freeze *f)
{
	u32 i;

	thaw(f);
	timer_delete_sync(&f->limit);
	for (i = 0; i < f->ndevs; i++)
		if (f->irqs[i])
			enable_irq(f->irqs[i]);
	rcu_unexpedite_gp();
	set_user_nice(current, f->nice);
	kfree(f->napis);
	return f->ndevs ? f->ns : 0;
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
	struct freeze *f = &the_freeze;
	int err = freeze_init(f, port);

	if (err)
		return err;
	freeze_begin(f);
	err = enslave ? ops->ndo_add_slave(bridge, port, NULL) :
			ops->ndo_del_slave(bridge, port);
	*frozen_ns = max(*frozen_ns, freeze_end(f));
	return err;
}

/**
 * ddom_freeze_enslave() - make a device a bridge port, losing nothing
 * @net: network namespace
 * @port_index: the port
 * @bridge_index: the bridge
 * @frozen_ns: raised to the time of this freeze if that is longer
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, also if it is a port of that bridge already; -ENODEV, -EBUSY when
 * it has another master, -ENOMEM, -E2BIG, or what the bridge says.
 */
int ddom_freeze_enslave(struct net *net, u32 port_index, u32 bridge_index,
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
 * ddom_freeze_release() - take a device out of its bridge, losing nothing
 * @net: network namespace
 * @port_index: the port
 * @bridge_index: the bridge
 * @frozen_ns: raised to the time of this freeze, if there is one and it is longer
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, also if it is no port of that bridge or one of them is gone; or
 * as ddom_freeze_enslave() when the port has many VLANs; or what the bridge says.
 */
int ddom_freeze_release(struct net *net, u32 port_index, u32 bridge_index,
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

struct lro_note {
	struct ddom_lro *lro;
	struct net *net;
};

/*
 * Note a device whose large receive offload is wanted. The number of one in
 * another namespace says nothing here.
 *
 * Context: RTNL held.
 */
static int note_lro(struct net_device *dev, struct netdev_nested_priv *priv)
{
	const struct lro_note *note = priv->data;
	struct ddom_lro *lro = note->lro;

	if ((dev->wanted_features & NETIF_F_LRO) &&
	    lro->n < DDOM_BRIDGE_MAX_LOWER && net_eq(dev_net(dev), note->net))
		lro->ifindex[lro->n++] = dev->ifindex;
	return 0;
}

/* Turn large receive offload off. RTNL held. */
static void lro_off(struct net_device *dev, struct ddom_lro *lro)
{
	struct lro_note note = { .lro = lro, .net = dev_net(dev) };
	struct netdev_nested_priv priv = { .data = &note };

	if (lro) {
		lro->n = 0;
		note_lro(dev, &priv);
		netdev_walk_all_lower_dev(dev, note_lro, &priv);
	}
	dev_disable_lro(dev);
}

/* Does somebody want what must not be merged? It may have been turned on since. */
static bool forwards(const struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rtnl(dev);
#if IS_ENABLED(CONFIG_IPV6)
	const struct inet6_dev *idev = __in6_dev_get(dev);

	if (idev && READ_ONCE(idev->cnf.forwarding))
		return true;
#endif
	return in_dev && IN_DEV_FORWARD(in_dev);
}

/*
 * Turn on again what lro_off() turned off. Those below come first: what is
 * above has no more than they have. They have none that is not wanted above,
 * see netdev_sync_upper_features(), so all of them want it before.
 *
 * Context: RTNL held.
 */
static void lro_on(const struct net_device *port, const struct ddom_lro *lro)
{
	struct net *net = dev_net(port);
	struct net_device *dev;
	u32 i;

	if (forwards(port))
		return;
	for (i = 0; i < lro->n; i++) {
		dev = __dev_get_by_index(net, lro->ifindex[i]);
		if (!dev || forwards(dev))
			continue;
		netdev_lock_ops(dev);
		dev->wanted_features |= NETIF_F_LRO;
		netdev_unlock_ops(dev);
	}
	for (i = lro->n; i-- > 0;) {
		dev = __dev_get_by_index(net, lro->ifindex[i]);
		if (!dev)
			continue;
		netdev_lock_ops(dev);
		netdev_update_features(dev);
		netdev_unlock_ops(dev);
	}
}

/**
 * ddom_freeze_settle() - enter receive modes that a port needs, ahead of time
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
int ddom_freeze_settle(struct net *net, u32 ifindex, bool hold,
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
			lro_on(dev, lro);
	}
	rtnl_unlock();
	return err;
}
