// SPDX-License-Identifier: GPL-2.0-only
/*
 * The port changes hands while nothing can arrive, on Linux 2.6.18 to 2.6.20.
 *
 * There a port is disabled not for a moment but for 100 ms after br_add_if()
 * (BR_PORT_DEBOUNCE, net/bridge/br_if.c), until a work looks at its carrier,
 * and is in state learning, which drops frames as well, until a timer of zero
 * length has run. The bridge's own open() enables its ports at once, so what
 * remains is one tick.
 *
 * For that time the interrupt lines of the port, and of the devices below it,
 * are masked, and polling is switched off (the flag that netif_poll_disable()
 * takes stands for the whole device: NAPI has no instances yet). Drivers
 * without polling hand their frames to the backlog of the CPU, which is
 * drained. Frames stay in the receive ring meanwhile; with 256 descriptors and
 * 10 ms a tick nothing is lost below some 25000 frames/s.
 */
#include <linux/device.h>
#include <linux/if_bridge.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "bridge.h"
#include "detour.h"
#include "ioctl.h"

/* A VLAN on a bond of NICs is three deep and a handful wide. */
#define FREEZE_DEVS	16

/* Two ticks are enough; not more, for the receive ring fills. */
#define FORWARDING_TICKS	4
#define DRAIN_TICKS		2

/**
 * struct freeze - a port whose receive side is held
 * @devs: the port and the devices below it
 * @irqs: their interrupt lines, 0 for none
 * @ndevs: how many
 * @numbers: for asking the bridge
 * @start: when, ns
 */
struct freeze {
	struct net_device *devs[FREEZE_DEVS];
	unsigned int irqs[FREEZE_DEVS];
	u32 ndevs;
	struct ddom_port_numbers numbers;
	u64 start;
};

/*
 * The PCI device that a network device is on.
 *
 * Return: the PCI device, or NULL.
 */
static struct pci_dev *pci_of(struct net_device *dev)
{
	struct device *parent = dev->class_dev.dev;

	return parent && parent->bus == &pci_bus_type ? to_pci_dev(parent) :
							NULL;
}

/* The interrupt line of a device. Return: the line, 0 for none. */
static unsigned int irq_line(struct net_device *dev)
{
	struct pci_dev *pdev = pci_of(dev);

	return dev->irq || !pdev ? dev->irq : pdev->irq;
}

/* note a device that is to be frozen */
static int collect_dev(struct freeze *f, struct net_device *dev)
{
	u32 i;

	for (i = 0; i < f->ndevs; i++)
		if (f->devs[i] == dev)
			return 0;
	if (f->ndevs == FREEZE_DEVS)
		return -E2BIG;
	f->irqs[f->ndevs] = irq_line(dev);
	f->devs[f->ndevs++] = dev;
	return 0;
}

/* Note the port and what is below it. RTNL held. */
static int collect(struct freeze *f, struct net_device *port)
{
	struct net_device *dev;
	int err;
	u32 i;

	if (ddom_no_freeze)
		return 0;
	err = collect_dev(f, port);
	for (i = 0; !err && i < f->ndevs; i++) {
		for (dev = dev_base; !err && dev; dev = dev->next)
			if (dev->master == f->devs[i] ||
			    (dev != f->devs[i] &&
			     dev->ifindex == f->devs[i]->iflink))
				err = collect_dev(f, dev);
	}
	return err;
}

/*
 * Let frames that were queued before the freeze pass. Best effort: the loopback
 * device fills the queues as well.
 *
 * Context: may sleep.
 */
static void drain_backlog(void)
{
	int cpu, ticks = DRAIN_TICKS;

	for_each_online_cpu(cpu)
		while (!skb_queue_empty(&per_cpu(softnet_data,
						 cpu).input_pkt_queue) &&
		       ticks--)
			schedule_timeout_uninterruptible(1);
}

/* Hold the receive side. RTNL held, may sleep. */
static void freeze_begin(struct freeze *f)
{
	u32 i;

	f->start = ktime_get_ns();
	for (i = 0; i < f->ndevs; i++) {
		if (f->irqs[i])
			disable_irq(f->irqs[i]);
		if (f->devs[i]->poll)
			netif_poll_disable(f->devs[i]);
	}
	if (f->ndevs)
		drain_backlog();
}

/*
 * Unmask an interrupt line. An interrupt which was on its way when the line was
 * masked is sent again by enable_irq(), as an edge. When the line is up, the
 * IO-APIC has delivered the same vector as a level just before, takes the two
 * for one edge, and waits for ever for the end of the level. So the device
 * keeps its line down then.
 *
 * Context: interrupts are on.
 */
static void line_enable(struct net_device *dev, unsigned int irq)
{
	struct pci_dev *pdev = pci_of(dev);
	u16 command;

	if (pdev) {
		pci_read_config_word(pdev, PCI_COMMAND, &command);
		if (command & PCI_COMMAND_INTX_DISABLE)
			pdev = NULL;
	}
	if (pdev)
		pci_intx(pdev, 0);
	enable_irq(irq);
	if (pdev)
		pci_intx(pdev, 1);
}

/*
 * Let the devices go on, and process what has arrived.
 *
 * Context: RTNL held.
 * Return: how long the receive side was held, in ns; 0 if it was not.
 */
static u64 freeze_end(struct freeze *f)
{
	u64 now;
	u32 i;

	for (i = f->ndevs; i-- > 0;) {
		if (f->devs[i]->poll)
			netif_poll_enable(f->devs[i]);
		if (f->irqs[i])
			line_enable(f->devs[i], f->irqs[i]);
	}
	/* The clock may go back. */
	now = ktime_get_ns();
	return f->ndevs && now > f->start ? now - f->start : 0;
}

/*
 * Have a new port do its work at once.
 *
 * Context: RTNL held, sleeps for a tick.
 * Return: 0, -ENETDOWN for a bridge that is down, -ETIMEDOUT when the port does
 * not forward: it has no carrier, or the bridge a forward delay.
 */
static int start_forwarding(struct freeze *f, struct net_device *port,
			    struct net_device *bridge)
{
	int ticks = FORWARDING_TICKS;
	int err;

	if (!netif_running(bridge))
		return -ENETDOWN;
	err = bridge->open(bridge);
	if (err)
		return err;
	while (ddom_ioctl_port_state(bridge, port->ifindex, &f->numbers) !=
	       BR_STATE_FORWARDING) {
		if (!ticks--)
			return -ETIMEDOUT;
		/* As long as the bridge's own timer. 1 may be two ticks. */
		schedule_timeout_uninterruptible(0);
	}
	return 0;
}

/* The bridge has the port's MAC, also if it has lower ones. RTNL held. */
static int take_mac(struct net_device *port, struct net_device *bridge)
{
	struct sockaddr mac = { .sa_family = port->type };

	if (!memcmp(bridge->dev_addr, port->dev_addr, port->addr_len))
		return 0;
	memcpy(mac.sa_data, port->dev_addr, port->addr_len);
	return bridge->set_mac_address(bridge, &mac);
}

/*
 * Enslave or release.
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or negative errno; on error the port is where it was.
 */
static int switch_port(struct freeze *f, struct net_device *port,
		       struct net_device *bridge, bool enslave)
{
	int err = ddom_ioctl_port(bridge, port->ifindex, enslave);

	if (err || !enslave)
		return err;
	err = start_forwarding(f, port, bridge);
	if (!err)
		err = take_mac(port, bridge);
	if (err)
		ddom_ioctl_port(bridge, port->ifindex, false);
	return err;
}

/*
 * Enslave or release under a freeze.
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0 (also if it is so already), -ENODEV, -EBUSY when the port has
 * another master, -ENOMEM, -E2BIG, or what the bridge says.
 */
static int port_switch(struct net *net, u32 port_index, u32 bridge_index,
		       bool enslave, u64 *frozen_ns)
{
	struct net_device *port, *bridge;
	struct freeze *f;
	bool is_port;
	int err;

	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	rtnl_lock();
	port = __dev_get_by_index(net, port_index);
	bridge = __dev_get_by_index(net, bridge_index);
	err = enslave ? -ENODEV : 0;
	if (!port || !bridge || !(bridge->priv_flags & IFF_EBRIDGE))
		goto unlock;
	is_port = ddom_ioctl_port_state(bridge, port_index, &f->numbers) >= 0;
	err = 0;
	if (is_port == enslave)
		goto unlock;
	err = -EBUSY;
	if (enslave && (port->br_port || port->master))
		goto unlock;
	err = collect(f, port);
	if (err)
		goto unlock;
	freeze_begin(f);
	if (!enslave)
		ddom_detour_begin(port, bridge);
	err = switch_port(f, port, bridge, enslave);
	*frozen_ns = max(*frozen_ns, freeze_end(f));
	if (!enslave)
		ddom_detour_end(bridge);
unlock:
	rtnl_unlock();
	kfree(f);
	return err;
}

/**
 * ddom_freeze_enslave() - make a device a bridge port, losing nothing
 * @net: unused
 * @port: index of the port
 * @bridge: index of the bridge
 * @frozen_ns: raised to the time of this freeze if that is longer
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, also if it is a port of that bridge already; -ENODEV, -EBUSY when
 * it has another master, -ETIMEDOUT when it does not forward, -ENOMEM, -E2BIG,
 * or what the bridge says.
 */
int ddom_freeze_enslave(struct net *net, u32 port, u32 bridge, u64 *frozen_ns)
{
	return port_switch(net, port, bridge, true, frozen_ns);
}

/**
 * ddom_freeze_release() - take a device out of its bridge, losing nothing
 * @net: unused
 * @port: index of the port
 * @bridge: index of the bridge
 * @frozen_ns: raised to the time of this freeze if that is longer
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, also if it is no port of that bridge or one of them is gone;
 * -ENOMEM, -E2BIG, or what the bridge says.
 */
int ddom_freeze_release(struct net *net, u32 port, u32 bridge, u64 *frozen_ns)
{
	return port_switch(net, port, bridge, false, frozen_ns);
}

/**
 * ddom_freeze_settle() - enter receive modes that a port needs, ahead of time
 * @net: unused
 * @ifindex: the port
 * @hold: enter, else leave
 * @lro: unused
 *
 * The bridge would do it during the switch, and some devices stop receiving
 * while their filter changes. LRO does not exist yet.
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0; -ENODEV only when @hold.
 */
int ddom_freeze_settle(struct net *net, u32 ifindex, bool hold,
		       struct ddom_lro *lro)
{
	struct net_device *dev;
	int inc = hold ? 1 : -1;

	rtnl_lock();
	dev = __dev_get_by_index(net, ifindex);
	if (dev) {
		dev_set_promiscuity(dev, inc);
		dev_set_allmulti(dev, inc);
	}
	rtnl_unlock();
	return dev || !hold ? 0 : -ENODEV;
}
