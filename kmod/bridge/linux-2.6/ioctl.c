// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bridge exports no function. Its device has an ioctl, which is public,
 * and takes pointers to user space: it is told that the kernel's are meant.
 */
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/sockios.h>
#include <linux/uaccess.h>

#include "ioctl.h"

/**
 * ddom_ioctl_private() - an ioctl of brctl(8)
 * @bridge: the bridge
 * @command: BRCTL_*
 * @arg1: its first argument, a kernel pointer where it is one
 * @arg2: its second
 *
 * Context: RTNL held, may sleep.
 * Return: what the bridge says, negative errno on error.
 */
int ddom_ioctl_private(struct net_device *bridge, unsigned long command,
		       unsigned long arg1, unsigned long arg2)
{
	unsigned long args[4] = { command, arg1, arg2, 0 };
	struct ifreq ifr = { };
	mm_segment_t fs = get_fs();
	int err;

	ifr.ifr_data = (void __user *)args;
	set_fs(KERNEL_DS);
	err = bridge->do_ioctl(bridge, &ifr, SIOCDEVPRIVATE);
	set_fs(fs);
	return err;
}

/**
 * ddom_ioctl_port() - a device becomes a port, or is one no more
 * @bridge: the bridge
 * @ifindex: the device
 * @add: add, else remove
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or what the bridge says.
 */
int ddom_ioctl_port(struct net_device *bridge, int ifindex, bool add)
{
	struct ifreq ifr = { .ifr_ifindex = ifindex };

	return bridge->do_ioctl(bridge, &ifr, add ? SIOCBRADDIF : SIOCBRDELIF);
}

/**
 * ddom_ioctl_port_state() - what a port does with frames
 * @bridge: the bridge
 * @ifindex: the port
 * @numbers: memory
 *
 * Context: RTNL held, may sleep.
 * Return: BR_STATE_*, -ENODEV for one that is no port.
 */
int ddom_ioctl_port_state(struct net_device *bridge, int ifindex,
			  struct ddom_port_numbers *numbers)
{
	struct __port_info info;
	unsigned int i;
	int err;

	memset(numbers, 0, sizeof(*numbers));
	err = ddom_ioctl_private(bridge, BRCTL_GET_PORT_LIST,
				 (unsigned long)numbers->ifindex,
				 DDOM_BRIDGE_PORTS);
	if (err < 0)
		return err;
	for (i = 0; i < DDOM_BRIDGE_PORTS; i++)
		if (numbers->ifindex[i] == ifindex)
			break;
	if (i == DDOM_BRIDGE_PORTS)
		return -ENODEV;
	err = ddom_ioctl_private(bridge, BRCTL_GET_PORT_INFO,
				 (unsigned long)&info, i);
	return err < 0 ? err : info.state;
}
