// SPDX-License-Identifier: GPL-2.0-only
/*
 * The port changes hands and nothing is lost.
 *
 * Inside br_add_if() (net/bridge/br_if.c) there is a moment when the rx
 * handler is registered and the bridge port is still disabled: what arrives is
 * dropped. So receiving is held: frames stay in the device's ring and are
 * processed by the new owner. br_del_if() has the same moment, in which it
 * waits for RCU as well (24 ms on PREEMPT_RT); there the port's frames are
 * its own before the bridge stops forwarding, and nothing need be held, unless
 * it has many VLANs.
 *
 * A NAPI instance is held by owning it, as a poll on another CPU would
 * (NAPI_STATE_SCHED), and let go by scheduling that poll. napi_disable() would
 * not do: it takes the device's instance lock since Linux 6.15, br_add_if()
 * takes the same lock in between, and a driver's reset may hold it and wait for
 * NAPI. Whoever waits for the poll waits for us, we wait for nobody: a timer
 * ends the freeze in any case. Threaded NAPI, netpoll (whose polls with a budget
 * of 0 go on: they do not receive), busy polling and XDP see nothing but a poll
 * that takes long.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/if_bridge.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <net/net_namespace.h>
#include <net/netdev_lock.h>
#include <net/netlink.h>

#include "bridge.h"

/* A freeze takes less than 1 ms; TCP sends again after 200 ms. */
#define FREEZE_MAX_MS	100

/* How long packets queued by netif_rx() may take to be processed. */
#define DRAIN_MAX_US	2000
#define DRAIN_US	50

/* How long a poll takes, about. */
#define POLL_US		20

/* Looks at an instance that is off: netpoll can make one seem so for a poll. */
#define LOOKS_MAX	3

/* Instances that may be added while the freeze begins. */
#define NAPI_SPARE	8

/* An IFLA_BRIDGE_VLAN_INFO. */
#define VLAN_INFO_SIZE	nla_total_size(sizeof(struct bridge_vlan_info))

/* How long others have the CPU to themselves before and after a freeze. */
#define PAUSE_US	200

/**
 * struct freeze - a port whose receive side is held
 * @devs: the port and the devices below it
 * @ndevs: how many
 * @irqs: their interrupt lines
 * @nirqs: how many are disabled
 * @napis: instances that are owned
 * @nnapis: how many
 * @room: for how many there is
 * @nice: what the caller's priority was
 * @lock: of the instances, and of what follows
 * @held: receiving is held
 * @start: since when
 * @ns: for how long it was
 * @timer: ends it
 */
struct freeze {
	struct net_device *devs[DDOM_LOWER_MAX];
	u32 ndevs;
	int irqs[DDOM_LOWER_MAX];
	u32 nirqs;
	struct napi_struct **napis;
	u32 nnapis;
	u32 room;
	int nice;
	spinlock_t lock;
	bool held;
	ktime_t start;
	u64 ns;
	struct timer_list timer;
};

/* One at a time, under RTNL. */
static struct freeze freeze;

/*
 * The interrupt line of a device that interrupts by level, 0 for none.
 *
 * The line must be masked: while nobody polls nobody silences the device, and
 * it would interrupt for ever. With MSI or MSI-X an interrupt comes once. Others
 * on the same line wait as well, for as long as a freeze takes. dev->irq is 0 in
 * some drivers (8139cp), so the PCI device is asked; virtio's is one level up.
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

/* Note a device that is to be frozen: 0 or -E2BIG. RTNL held. */
static int collect_dev(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct freeze *f = priv->data;
	struct napi_struct *napi;
	int irq = intx_line(dev);

	if (!netif_running(dev))
		return 0;
	if (f->ndevs == DDOM_LOWER_MAX)
		return -E2BIG;
	f->devs[f->ndevs++] = dev;
	if (irq)
		f->irqs[f->nirqs++] = irq;
	rcu_read_lock();
	list_for_each_entry_rcu(napi, &dev->napi_list, dev_list)
		f->room++;
	rcu_read_unlock();
	return 0;
}

/* Take an instance, unless it is polled; then that poll becomes the last. */
static bool take_napi(struct napi_struct *napi)
{
	unsigned long old = READ_ONCE(napi->state);

	if (!(old & NAPIF_STATE_SCHED))
		return cmpxchg(&napi->state, old, (old | NAPIF_STATE_SCHED) &
			       ~NAPIF_STATE_DISABLE) == old;
	if (!(old & NAPIF_STATE_NPSVC))
		cmpxchg(&napi->state, old, old | NAPIF_STATE_DISABLE);
	return false;
}

static bool is_taken(const struct freeze *f, const struct napi_struct *napi)
{
	u32 i;

	for (i = 0; i < f->nnapis; i++)
		if (f->napis[i] == napi)
			return true;
	return false;
}

/*
 * Take a device's instances; the others are counted: those that are polled, and
 * those that are off, see napi_disable() in net/core/dev.c. A driver may own
 * instances that it never enables.
 *
 * An instance must be off before it is removed, and whoever turns it off waits
 * for its owner: it stays while it is taken. RCU holds the list.
 */
static void take_dev(struct freeze *f, struct net_device *dev, u32 *polled,
		     u32 *off)
{
	const unsigned long both = NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC;
	struct napi_struct *napi;

	rcu_read_lock();
	spin_lock_irq(&f->lock);
	list_for_each_entry_rcu(napi, &dev->napi_list, dev_list) {
		if (!f->held)
			break;
		if (is_taken(f, napi))
			continue;
		if ((READ_ONCE(napi->state) & both) == both)
			++*off;
		else if (f->nnapis < f->room && take_napi(napi))
			f->napis[f->nnapis++] = napi;
		else
			++*polled;
	}
	spin_unlock_irq(&f->lock);
	rcu_read_unlock();
}

/* Take all instances that are on: 0, or -EBUSY when the time is over. */
static int take_all(struct freeze *f)
{
	u32 i, polled, off, looks = 0;

	do {
		if (looks++)
			usleep_range(POLL_US, 2 * POLL_US);
		polled = 0;
		off = 0;
		for (i = 0; i < f->ndevs; i++)
			take_dev(f, f->devs[i], &polled, &off);
		if (!READ_ONCE(f->held))
			return -EBUSY;
	} while (polled || (off && looks < LOOKS_MAX));
	return 0;
}

/* What take_napi() made the last poll, and was not taken after it, goes on. */
static void poll_again(struct freeze *f, struct net_device *dev)
{
	struct napi_struct *napi;

	rcu_read_lock();
	list_for_each_entry_rcu(napi, &dev->napi_list, dev_list)
		if (!is_taken(f, napi) &&
		    test_and_clear_bit(NAPI_STATE_DISABLE, &napi->state))
			napi_schedule(napi);
	rcu_read_unlock();
}

/* Let the devices go on, and process what has arrived; did they not already? */
static bool thaw(struct freeze *f)
{
	unsigned long flags;
	bool held;
	u32 i;

	spin_lock_irqsave(&f->lock, flags);
	held = f->held;
	if (held) {
		WRITE_ONCE(f->held, false);
		f->ns = ktime_to_ns(ktime_sub(ktime_get(), f->start));
		for (i = 0; i < f->nnapis; i++)
			__napi_schedule(f->napis[i]);
		for (i = 0; i < f->ndevs; i++)
			poll_again(f, f->devs[i]);
	}
	spin_unlock_irqrestore(&f->lock, flags);
	return held;
}

/*
 * Once the polls that thaw() has scheduled have run. A driver silences its
 * device only when it can schedule a poll: until then the interrupt would come
 * again and again.
 */
static void enable_lines(struct freeze *f)
{
	unsigned long flags;

	spin_lock_irqsave(&f->lock, flags);
	if (f->nirqs)
		f->ns = ktime_to_ns(ktime_sub(ktime_get(), f->start));
	while (f->nirqs)
		enable_irq(f->irqs[--f->nirqs]);
	spin_unlock_irqrestore(&f->lock, flags);
}

static void on_timer(struct timer_list *timer)
{
	struct freeze *f = container_of(timer, struct freeze, timer);

	if (!thaw(f)) {
		enable_lines(f);
		return;
	}
	mod_timer(timer, jiffies + 1);
	pr_warn("%s: receiving was held for %llu us, frames may be lost\n",
		f->devs[0]->name, div_u64(f->ns, NSEC_PER_USEC));
}

/* Allocate all that freezing needs: 0, -ENOMEM or -E2BIG. RTNL held. */
static int freeze_init(struct freeze *f, struct net_device *port)
{
	struct netdev_nested_priv priv = { .data = f };
	int err;

	memset(f, 0, sizeof(*f));
	spin_lock_init(&f->lock);
	timer_setup(&f->timer, on_timer, 0);
	if (ddom_no_freeze)
		return 0;
	err = collect_dev(port, &priv) ?:
	      netdev_walk_all_lower_dev(port, collect_dev, &priv);
	if (err)
		return err;
	f->room += NAPI_SPARE;
	f->napis = kcalloc(f->room, sizeof(*f->napis), GFP_KERNEL);
	return f->napis ? 0 : -ENOMEM;
}

/*
 * Have all CPUs processed what netif_rx() queued? Drivers without NAPI and RPS
 * use these queues. Best effort: the loopback device fills them as well, so the
 * wait is bounded. Of a CPU that goes offline, the others get what it has.
 */
static void drain_backlog(void)
{
	ktime_t end = ktime_add_us(ktime_get(), DRAIN_MAX_US);
	int cpu;

	/* Scheduled until the last packet is through, not only dequeued. */
	for_each_online_cpu(cpu)
		while (test_bit(NAPI_STATE_SCHED,
				&per_cpu(softnet_data, cpu).backlog.state) &&
		       ktime_before(ktime_get(), end))
			usleep_range(DRAIN_US, 2 * DRAIN_US);
}

/*
 * Hold the receive side: 0, or -EBUSY when a poll does not end.
 *
 * Until freeze_end() the caller's priority is the highest of a normal task:
 * nobody's computing prolongs the freeze. RTNL held, may sleep.
 */
static int freeze_begin(struct freeze *f)
{
	u32 i;
	int err;

	f->nice = task_nice(current);
	set_user_nice(current, MIN_NICE);
	if (!f->ndevs)
		return 0;
	f->start = ktime_get();
	for (i = 0; i < f->nirqs; i++)
		disable_irq(f->irqs[i]);
	f->held = true;
	mod_timer(&f->timer, jiffies + msecs_to_jiffies(FREEZE_MAX_MS));
	err = take_all(f);
	if (!err)
		drain_backlog();
	return err;
}

/* End it, and return for how long the receive side was held, in ns. */
static u64 freeze_end(struct freeze *f)
{
	/* What has arrived is processed at once, not by ksoftirqd. */
	local_bh_disable();
	thaw(f);
	local_bh_enable();
	if (f->nirqs)
		usleep_range(POLL_US, 2 * POLL_US);
	timer_delete_sync(&f->timer);
	enable_lines(f);
	set_user_nice(current, f->nice);
	kfree(f->napis);
	return f->ns;
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
	int err = freeze_init(&freeze, port);

	if (err)
		return err;
	err = freeze_begin(&freeze);
	if (!err)
		err = enslave ? ops->ndo_add_slave(bridge, port, NULL) :
				ops->ndo_del_slave(bridge, port);
	*frozen_ns = max(*frozen_ns, freeze_end(&freeze));
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
 * it has another master or is never idle, -ENOMEM, -E2BIG, or what the bridge
 * says.
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
