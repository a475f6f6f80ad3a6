/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_NETDEVICE_H
#define _DDOM_COMPAT26_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

#define dev_get_by_index(net, ifindex)		dev_get_by_index(ifindex)
#define __dev_get_by_index(net, ifindex)	__dev_get_by_index(ifindex)
#define dev_get_by_name(net, name)		dev_get_by_name(name)
#define __dev_get_by_name(net, name)		__dev_get_by_name(name)
#define netdev_notifier_info_to_dev(ptr)	((struct net_device *)(ptr))

/* Never sent: these kernels do not tell when a port leaves its bridge. */
#define NETDEV_CHANGEUPPER	0x1000
struct netdev_notifier_changeupper_info {
	bool master;
	bool linking;
};

#endif /* _DDOM_COMPAT26_LINUX_NETDEVICE_H */
