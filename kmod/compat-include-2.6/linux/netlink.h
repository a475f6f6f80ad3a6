/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_NETLINK_H
#define _DDOM_COMPAT26_LINUX_NETLINK_H

#include_next <linux/netlink.h>

#ifndef NLA_TYPE_MASK
#define NLA_F_NESTED	0x8000
#define NLA_TYPE_MASK	0x3fff
#endif

#ifndef NLM_F_DUMP_INTR
#define NLM_F_DUMP_INTR	16	/* never set by these kernels */
#endif

#endif /* _DDOM_COMPAT26_LINUX_NETLINK_H */
