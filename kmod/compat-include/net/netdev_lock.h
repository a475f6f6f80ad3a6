/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_NET_NETDEV_LOCK_H
#define _DDOM_COMPAT_NET_NETDEV_LOCK_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#include_next <net/netdev_lock.h>
#else	/* RTNL was all, or nearly all, there was to lock. */
#include <linux/netdevice.h>

#define netdev_lock_ops(dev)	do { } while (0)
#define netdev_unlock_ops(dev)	do { } while (0)
#define DDOM_NO_OPS_LOCK
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define netdev_lock(dev)	do { } while (0)
#define netdev_unlock(dev)	do { } while (0)
#define napi_disable_locked	napi_disable
#define napi_enable_locked	napi_enable
#endif

#endif /* _DDOM_COMPAT_NET_NETDEV_LOCK_H */
