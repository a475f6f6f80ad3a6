/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_FIB_RULES_H
#define _DDOM_COMPAT26_LINUX_FIB_RULES_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 19)
/* Before it had a header of its own: struct rtmsg and its attributes. */
struct fib_rule_hdr {
	__u8	family;
	__u8	dst_len;
	__u8	src_len;
	__u8	tos;
	__u8	table;
	__u8	res1;
	__u8	res2;
	__u8	action;
	__u32	flags;
};

#define FRA_DST		RTA_DST
#define FRA_SRC		RTA_SRC
#define FRA_IFNAME	RTA_IIF
#define FRA_PRIORITY	RTA_PRIORITY
#define FIB_RULE_INVERT	0x02
#else
#include_next <linux/fib_rules.h>
#endif

#define FRA_IIFNAME		FRA_IFNAME
#define FRA_GOTO		4
#define FRA_SUPPRESS_IFGROUP	13
#define FRA_SUPPRESS_PREFIXLEN	14
#define FRA_TABLE		15
#define FRA_OIFNAME		17
#define FRA_PROTOCOL		21

#endif /* _DDOM_COMPAT26_LINUX_FIB_RULES_H */
