// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-interface settings, on Linux 2.6.18 to 2.6.20.
 *
 * The values under "all" and "default" are not exported and not needed:
 * rp_filter is in effect only where both "all" and the device say so, and a
 * device whose settings are not known is written to in any case. A device has
 * settings from its first address to its last one; before that, an address
 * 0.0.0.0, which the kernel does not keep, makes them.
 */
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "bridge.h"
#include "attr.h"

/* Numbers of IPV4_DEVCONF_*, linux/ip.h, which came later. */
enum {
	ID_FORWARDING		= 1,
	ID_PROXY_ARP		= 3,
	ID_RP_FILTER		= 8,
	ID_ARPFILTER		= 13,
	ID_ARP_ANNOUNCE		= 18,
	ID_ARP_IGNORE		= 19,
	ID_ARP_ACCEPT		= 21,
};

static const struct {
	u16 id;
	u16 offset;
} settings[] = {
	{ ID_RP_FILTER, offsetof(struct ipv4_devconf, rp_filter) },
	{ ID_ARP_IGNORE, offsetof(struct ipv4_devconf, arp_ignore) },
	{ ID_ARP_ANNOUNCE, offsetof(struct ipv4_devconf, arp_announce) },
	{ ID_ARPFILTER, offsetof(struct ipv4_devconf, arp_filter) },
	{ ID_ARP_ACCEPT, offsetof(struct ipv4_devconf, arp_accept) },
	{ ID_PROXY_ARP, offsetof(struct ipv4_devconf, proxy_arp) },
	{ ID_FORWARDING, offsetof(struct ipv4_devconf, forwarding) },
};

/**
 * ddom_sysctl_count() - how many settings a snapshot has at most
 *
 * Return: room that ddom_sysctl_read() needs.
 */
u32 ddom_sysctl_count(void)
{
	return ARRAY_SIZE(settings);
}

/*
 * Where a setting is kept.
 *
 * Context: RTNL held.
 * Return: the place, or NULL.
 */
static int *place(struct net_device *dev, u16 id)
{
	struct in_device *in_dev = dev ? __in_dev_get_rtnl(dev) : NULL;
	u32 i;

	for (i = 0; in_dev && i < ARRAY_SIZE(settings); i++)
		if (settings[i].id == id)
			return (void *)&in_dev->cnf + settings[i].offset;
	return NULL;
}

/*
 * A setting of one device.
 *
 * Context: RTNL held.
 * Return: its value; where it is not known, one which the plan will change.
 */
static s32 read_one(struct net_device *dev, u16 id)
{
	int *value = place(dev, id);

	if (value)
		return *value;
	return id == ID_RP_FILTER ? 1 : -1;
}

/**
 * ddom_sysctl_read() - all settings of port and bridge
 * @net: unused
 * @port: index of the port
 * @bridge: index of the bridge, 0: it will be created
 * @sysctls: room for ddom_sysctl_count(), filled
 *
 * Context: process, may sleep, takes RTNL.
 * Return: how many there are.
 */
u32 ddom_sysctl_read(struct net *net, u32 port, u32 bridge,
		     struct ddom_sysctl *sysctls)
{
	struct net_device *p, *b;
	u32 i;

	rtnl_lock();
	p = __dev_get_by_index(net, port);
	b = __dev_get_by_index(net, bridge);
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		struct ddom_sysctl *s = &sysctls[i];

		s->family = AF_INET;
		s->id = settings[i].id;
		s->port = read_one(p, s->id);
		s->bridge = read_one(b, s->id);
	}
	rtnl_unlock();
	return ARRAY_SIZE(settings);
}

/*
 * Set one setting.
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, -ENODEV, or -ENXIO for a device without settings.
 */
static int write_one(u32 ifindex, u16 id, s32 value)
{
	struct net_device *dev;
	int err = -ENODEV;
	int *to;

	rtnl_lock();
	dev = __dev_get_by_index(net, ifindex);
	if (dev) {
		to = place(dev, id);
		err = to ? 0 : -ENXIO;
		if (to)
			*to = value;
	}
	rtnl_unlock();
	return err;
}

/* A device gets settings. Process, may sleep, RTNL not held. */
static int make_settings(struct net *net, u32 ifindex)
{
	static const u8 none[4];
	struct ddom_nl nl = { };
	struct ifaddrmsg *ifa;
	struct ddom_rtmsg *m;
	int err;

	m = kmalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	ifa = ddom_attr_begin(m, RTM_NEWADDR, NLM_F_CREATE | NLM_F_ACK,
			      sizeof(*ifa));
	ifa->ifa_family = AF_INET;
	ifa->ifa_index = ifindex;
	ddom_attr_put(m, IFA_LOCAL, none, sizeof(none));
	err = ddom_rtnl_open(&nl, net) ?: ddom_rtnl_request(&nl, m);
	ddom_rtnl_close(&nl);
	kfree(m);
	return err;
}

/**
 * ddom_sysctl_write() - set one setting
 * @net: unused
 * @ifindex: the device
 * @sysctl: which
 * @value: its new value
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, -ENODEV, or -EINVAL for a setting that is not handled here.
 */
int ddom_sysctl_write(struct net *net, u32 ifindex,
		      const struct ddom_sysctl *sysctl, s32 value)
{
	int err;

	if (sysctl->family != AF_INET || !ifindex)
		return -EINVAL;
	err = write_one(ifindex, sysctl->id, value);
	if (err != -ENXIO)
		return err;
	return make_settings(net, ifindex) ?:
	       write_one(ifindex, sysctl->id, value);
}
