// SPDX-License-Identifier: GPL-2.0-only
/* Per-interface settings that decide whether the server stays reachable. */
#include <linux/inetdevice.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/net_namespace.h>

#include "bridge.h"
#include "settings.h"

static const struct {
	u8 family;
	u16 id;
	u16 offset;
} settings[] = {
#define IPV4(id, name) { AF_INET, IPV4_DEVCONF_##id, 0 },
	DDOM_IPV4_SETTINGS(IPV4)
#undef IPV4
#define IPV6(id, field, name) \
	{ AF_INET6, DEVCONF_##id, offsetof(struct ipv6_devconf, field) },
	DDOM_IPV6_SETTINGS(IPV6)
#undef IPV6
};

/* Whose settings: a device's, those under "all", what a new device inherits. */
enum whose {
	OF_DEVICE,
	OF_ALL,
	OF_NEW,
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

static s32 *ipv4_place(struct net *net, struct net_device *dev,
		       enum whose whose, u16 id)
{
	struct ipv4_devconf *cnf = NULL;
	struct in_device *in_dev;

	if (whose == OF_ALL) {
		cnf = net->ipv4.devconf_all;
	} else if (whose == OF_NEW) {
		cnf = net->ipv4.devconf_dflt;
	} else {
		in_dev = __in_dev_get_rtnl(dev);
		cnf = in_dev ? &in_dev->cnf : NULL;
	}
	return cnf ? &cnf->data[id - 1] : NULL;
}

#if IS_ENABLED(CONFIG_IPV6)
/* With ipv6.disable=1, or while the module is not loaded, all are NULL. */
static s32 *ipv6_place(struct net *net, struct net_device *dev,
		       enum whose whose, u16 offset)
{
	struct ipv6_devconf *cnf = NULL;
	struct inet6_dev *idev;

	if (whose == OF_ALL) {
		cnf = net->ipv6.devconf_all;
	} else if (whose == OF_NEW) {
		cnf = net->ipv6.devconf_dflt;
	} else {
		idev = __in6_dev_get(dev);
		cnf = idev ? &idev->cnf : NULL;
	}
	return cnf ? (void *)cnf + offset : NULL;
}
#else
static s32 *ipv6_place(struct net *net, struct net_device *dev,
		       enum whose whose, u16 offset)
{
	return NULL;
}
#endif

/* NULL where the kernel or the device does not speak the family; RTNL held. */
static s32 *place(struct net *net, struct net_device *dev, enum whose whose,
		  u32 i)
{
	return settings[i].family == AF_INET ?
	       ipv4_place(net, dev, whose, settings[i].id) :
	       ipv6_place(net, dev, whose, settings[i].offset);
}

static bool read_one(struct net *net, struct net_device *dev, enum whose whose,
		     u32 i, s32 *value)
{
	s32 *from = place(net, dev, whose, i);

	if (from)
		*value = READ_ONCE(*from);
	return from;
}

/**
 * ddom_sysctl_read() - all settings of port and bridge
 * @net: network namespace
 * @port: index of the port
 * @bridge: index of the bridge, 0: it will be created
 * @sysctls: room for ddom_sysctl_count(), filled
 *
 * A setting of a family that the kernel or the port does not speak is left
 * out.
 *
 * Context: process, may sleep, takes RTNL.
 * Return: how many there are.
 */
u32 ddom_sysctl_read(struct net *net, u32 port, u32 bridge,
		     struct ddom_sysctl *sysctls)
{
	struct net_device *p, *b;
	struct ddom_sysctl *s;
	u32 i, n = 0;

	rtnl_lock();
	p = __dev_get_by_index(net, port);
	b = bridge ? __dev_get_by_index(net, bridge) : NULL;
	for (i = 0; p && i < ARRAY_SIZE(settings); i++) {
		s = &sysctls[n];
		s->family = settings[i].family;
		s->id = settings[i].id;
		if (!read_one(net, p, OF_DEVICE, i, &s->port) ||
		    !read_one(net, NULL, OF_ALL, i, &s->all))
			continue;
		if (!(b && read_one(net, b, OF_DEVICE, i, &s->bridge)) &&
		    !read_one(net, NULL, OF_NEW, i, &s->bridge))
			continue;
		n++;
	}
	rtnl_unlock();
	return n;
}

static int write_one(struct net *net, struct net_device *dev,
		     const struct ddom_sysctl *sysctl, s32 value)
{
	s32 *to;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (settings[i].family != sysctl->family ||
		    settings[i].id != sysctl->id)
			continue;
		to = place(net, dev, dev ? OF_DEVICE : OF_ALL, i);
		if (to)
			WRITE_ONCE(*to, value);
		/* From now on a change under "default" leaves it alone. */
		if (to && dev && sysctl->family == AF_INET)
			set_bit(sysctl->id - 1, __in_dev_get_rtnl(dev)->cnf.state);
		return 0;
	}
	return -EINVAL;
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
