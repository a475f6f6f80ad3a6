/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_DEVICE_H
#define _DDOM_COMPAT26_LINUX_DEVICE_H

#include <linux/version.h>
#include_next <linux/device.h>

#define DEVICE_ATTR_RW(name) \
	DEVICE_ATTR(name, 0644, name##_show, name##_store)
#define DEVICE_ATTR_RO(name)	DEVICE_ATTR(name, 0444, name##_show, NULL)

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 20)
/* Nobody is told of devices that come and go. */
#define BUS_NOTIFY_ADD_DEVICE	1
#define BUS_NOTIFY_REMOVED_DEVICE	2
#define BUS_NOTIFY_BOUND_DRIVER	3
#define bus_register_notifier(bus, nb)		((void)(nb), 0)
#define bus_unregister_notifier(bus, nb)	((void)(nb))
#else	/* Told when it is about to go */
#define BUS_NOTIFY_REMOVED_DEVICE	BUS_NOTIFY_DEL_DEVICE
#endif

#endif /* _DDOM_COMPAT26_LINUX_DEVICE_H */
