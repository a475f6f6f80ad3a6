/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_NET_NETLINK_H
#define _DDOM_COMPAT_NET_NETLINK_H

#include <linux/version.h>
#include_next <net/netlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
/* Renamed; only its return value changed, which is not used here. */
#define nla_strscpy	nla_strlcpy
#endif

#endif /* _DDOM_COMPAT_NET_NETLINK_H */
