/* SPDX-License-Identifier: GPL-2.0-only */
/* What is still sent into a bridge that the port has left. */
#ifndef _DDOM_BRIDGE_DETOUR_26_H
#define _DDOM_BRIDGE_DETOUR_26_H

#include <linux/netdevice.h>

void ddom_detour_begin(struct net_device *port, struct net_device *bridge);
void ddom_detour_end(struct net_device *bridge);

#endif /* _DDOM_BRIDGE_DETOUR_26_H */
