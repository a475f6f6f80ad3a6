// SPDX-License-Identifier: GPL-2.0-only
/* Per-interface settings that decide whether the server stays reachable. */
#include <linux/inetdevice.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/net_namespace.h>

#include "bridge.h"

static const struct {
	u8 family;
	u16 id;
} settings[] = {
	{ AF_INET, IPV4_DEVCONF_RP_FILTER },
	{ AF_INET, IPV4_DEVCONF_ARP_IGNORE },
	{ AF_INET, IPV4_DEVCONF_ARP_ANNOUNCE },
	{ AF_INET, IPV4_DEVCONF_ARPFILTER },
	{ AF_INET, IPV4_DEVCONF_ARP_ACCEPT },
	{ AF_INET, IPV4_DEVCONF_ACCEPT_LOCAL },
	{ AF_INET, IPV4_DEVCONF_ROUTE_LOCALNET },
	{ AF_INET, IPV4_DEVCONF_SRC_VMARK },
	{ AF_INET, IPV4_DEVCONF_PROXY_ARP },
	{ AF_INET, IPV4_DEVCONF_FORWARDING },
#if IS_ENABLED(CONFIG_IPV6)
	{ AF_INET6, DEVCONF_DISABLE_IPV6 },
	{ AF_INET6, DEVCONF_ACCEPT_DAD },
	{ AF_INET6, DEVCONF_ACCEPT_RA },
	{ AF_INET6, DEVCONF_AUTOCONF },
#endif
};

/**
 * ddom_sysctl_count() - how many settings a snapshot has
 *
 * Return: the number.
 */
u32 ddom_sysctl_count(void)
{
	return ARRAY_SIZE(settings);
}

/**
 * ipv6_setting() - where an IPv6 setting is kept
 * @cnf: the device's settings
 * @id: DEVCONF_*
 *
 * Return: the place, or NULL for one that is not handled here.
 */
static s32 *ipv6_setting(struct ipv6_devconf *cnf, u16 id)
{
	switch (id) {
	case DEVCONF_DISABLE_IPV6:
		return &cnf->disable_ipv6;
	case DEVCONF_ACCEPT_DAD:
		return &cnf->accept_dad;
	case DEVCONF_ACCEPT_RA:
		return &cnf->accept_ra;
	case DEVCONF_AUTOCONF:
		return &cnf->autoconf;
	}
	return NULL;
}

/**
 * read_one() - a setting of one device
 * @net: network namespace
 * @dev: the device; NULL: what a new device will inherit
 * @family: AF_INET or AF_INET6
 * @id: which
 *
 * Context: RTNL held.
 * Return: its value, 0 where the device does not speak the family.
 */
static s32 read_one(struct net *net, struct net_device *dev, u8 family, u16 id)
{
	if (family == AF_INET) {
		struct in_device *in_dev = dev ? __in_dev_get_rtnl(dev) : NULL;

		if (!dev)
			return net->ipv4.devconf_dflt->data[id - 1];
		return in_dev ? in_dev->cnf.data[id - 1] : 0;
	}
#if IS_ENABLED(CONFIG_IPV6)
	{
		struct inet6_dev *idev = dev ? __in6_dev_get(dev) : NULL;
		s32 *place;

		if (dev && !idev)
			return 0;
		place = ipv6_setting(dev ? &idev->cnf :
				     net->ipv6.devconf_dflt, id);
		return place ? *place : 0;
	}
#endif
	return 0;
}

/**
 * ddom_sysctl_read() - all settings of port and bridge
 * @net: network namespace
 * @port: index of the port
 * @bridge: index of the bridge, 0: it will be created
 * @sysctls: ddom_sysctl_count() entries, filled
 *
 * Context: process, may sleep, takes RTNL.
 */
void ddom_sysctl_read(struct net *net, u32 port, u32 bridge,
		      struct ddom_sysctl *sysctls)
{
	struct net_device *p, *b;
	u32 i;

	rtnl_lock();
	p = __dev_get_by_index(net, port);
	b = bridge ? __dev_get_by_index(net, bridge) : NULL;
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		struct ddom_sysctl *s = &sysctls[i];

		s->family = settings[i].family;
		s->id = settings[i].id;
		s->port = p ? read_one(net, p, s->family, s->id) : 0;
		s->bridge = read_one(net, b, s->family, s->id);
		if (s->family == AF_INET)
			s->all = net->ipv4.devconf_all->data[s->id - 1];
	}
	rtnl_unlock();
}

/**
 * write_one() - set one setting
 * @net: network namespace
 * @dev: the device, NULL for "all"
 * @sysctl: which
 * @value: its new value
 *
 * Context: RTNL held.
 * Return: 0, or -EINVAL for a setting that is not handled here.
 */
static int write_one(struct net *net, struct net_device *dev,
		     const struct ddom_sysctl *sysctl, s32 value)
{
	if (sysctl->family == AF_INET) {
		struct in_device *in_dev = dev ? __in_dev_get_rtnl(dev) : NULL;

		if (!dev)
			net->ipv4.devconf_all->data[sysctl->id - 1] = value;
		else if (in_dev)
			ipv4_devconf_set(in_dev, sysctl->id, value);
		return 0;
	}
#if IS_ENABLED(CONFIG_IPV6)
	{
		struct inet6_dev *idev = dev ? __in6_dev_get(dev) : NULL;
		s32 *place;

		if (!idev)
			return dev ? 0 : -EINVAL;
		place = ipv6_setting(&idev->cnf, sysctl->id);
		if (!place)
			return -EINVAL;
		WRITE_ONCE(*place, value);
	}
#endif
	return 0;
}

/**
 * ddom_sysctl_write() - set one setting
 * @net: network namespace
 * @ifindex: the device, 0 for "all"
 * @sysctl: which
 * @value: its new value
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0, -ENODEV, or -EINVAL for a setting that is not handled here.
 */
int ddom_sysctl_write(struct net *net, u32 ifindex,
		      const struct ddom_sysctl *sysctl, s32 value)
{
	struct net_device *dev = NULL;
	int err = -ENODEV;

	rtnl_lock();
	if (ifindex)
		dev = __dev_get_by_index(net, ifindex);
	if (dev || !ifindex)
		err = write_one(net, dev, sysctl, value);
	rtnl_unlock();
	return err;
}
