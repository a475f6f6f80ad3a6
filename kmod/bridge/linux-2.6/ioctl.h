/* SPDX-License-Identifier: GPL-2.0-only */
/* How Linux 2.6.18 to 2.6.20 drive a bridge. */
#ifndef _DDOM_BRIDGE_IOCTL_26_H
#define _DDOM_BRIDGE_IOCTL_26_H

#include <linux/netdevice.h>

/* BR_MAX_PORTS of Xen's network scripts is far below; numbers are given in
 * order, from 1.
 */
#define DDOM_BRIDGE_PORTS	256

/**
 * struct ddom_port_numbers - which device has which port number
 * @ifindex: of each number, 0 for none
 */
struct ddom_port_numbers {
	int ifindex[DDOM_BRIDGE_PORTS];
};

int ddom_ioctl_private(struct net_device *bridge, unsigned long command,
		       unsigned long arg1, unsigned long arg2);
int ddom_ioctl_port(struct net_device *bridge, int ifindex, bool add);
int ddom_ioctl_port_state(struct net_device *bridge, int ifindex,
			  struct ddom_port_numbers *numbers);

#endif /* _DDOM_BRIDGE_IOCTL_26_H */
