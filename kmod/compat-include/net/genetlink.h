/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_NET_GENETLINK_H
#define _DDOM_COMPAT_NET_GENETLINK_H

#include <linux/version.h>
#include_next <net/genetlink.h>

#ifndef GENL_REQ_ATTR_CHECK	/* Linux 6.1 */
#define GENL_REQ_ATTR_CHECK(info, attr)	(!(info)->attrs[attr])
#endif

/* Initializes a group that only CAP_NET_ADMIN may join, and is that so? */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 204) || \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0) && \
	 LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0))
#define GENL_MCAST_FOR_ADMIN		/* There everybody may. */
#define GENL_MCAST_IS_FOR_ADMIN		false
#elif defined(GENL_MCAST_CAP_NET_ADMIN)
#define GENL_MCAST_FOR_ADMIN		.flags = GENL_MCAST_CAP_NET_ADMIN
#else	/* Linux 6.7, and since then those that were maintained */
#define GENL_MCAST_FOR_ADMIN		.flags = GENL_UNS_ADMIN_PERM
#endif
#ifndef GENL_MCAST_IS_FOR_ADMIN
#define GENL_MCAST_IS_FOR_ADMIN		true
#endif

#endif /* _DDOM_COMPAT_NET_GENETLINK_H */
