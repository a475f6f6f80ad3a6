/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_LINUX_NETDEVICE_H
#define _DDOM_COMPAT_LINUX_NETDEVICE_H

#include <linux/version.h>
#include_next <linux/netdevice.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#define netif_napi_add(dev, napi, poll) \
	netif_napi_add(dev, napi, poll, NAPI_POLL_WEIGHT)
#endif

#endif /* _DDOM_COMPAT_LINUX_NETDEVICE_H */
