/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_NET_NETLINK_H
#define _DDOM_COMPAT26_NET_NETLINK_H

#include <linux/version.h>
#include_next <net/netlink.h>

#define nla_put_u64_64bit(skb, type, value, pad) nla_put_u64(skb, type, value)
#define nla_strscpy(dst, nla, size)	nla_strlcpy(dst, nla, size)
#define nla_put_s32(skb, type, value)	nla_put_u32(skb, type, value)

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 20)
#define NLMSG_DEFAULT_SIZE	(NLMSG_GOODSIZE - NLMSG_HDRLEN)
#endif

#endif /* _DDOM_COMPAT26_NET_NETLINK_H */
