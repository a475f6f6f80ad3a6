/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_RTNETLINK_H
#define _DDOM_COMPAT26_LINUX_RTNETLINK_H

#include <linux/version.h>
#include_next <linux/rtnetlink.h>

/* Attributes that these kernels neither send nor, here, are sent. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 19)
#define RTA_TABLE		15
#endif
#define RTA_VIA			18
#define RTA_PREF		20
#define RTA_ENCAP_TYPE		21
#define RTA_ENCAP		22
#define RTA_EXPIRES		23
#define RTA_TTL_PROPAGATE	26
#define RTA_NH_ID		30

#define IFLA_LINKINFO		18
#define IFLA_IFALIAS		20
#define IFLA_LINK_NETNSID	37
#define IFLA_PROP_LIST		52
#define IFLA_ALT_IFNAME		53
#define IFLA_VXLAN_LINK		3
#define IFLA_AF_SPEC		26
#define IFLA_INET6_TOKEN	7
#define IFLA_INET6_ADDR_GEN_MODE 8
#define IFLA_INFO_KIND		1
#define IFLA_INFO_DATA		2
#define IFLA_BR_FORWARD_DELAY	1
#define IFLA_BR_STP_STATE	5
#define IFLA_BR_MCAST_SNOOPING	23

#define IFA_FLAGS		8
#define IFA_RT_PRIORITY		9
#define IFA_PROTO		11
#define IFAPROT_KERNEL_LL	3
#define IFA_F_NODAD		0x02
#define IFA_F_HOMEADDRESS	0x10
#define IFA_F_MANAGETEMPADDR	0x100
#define IFA_F_NOPREFIXROUTE	0x200
#define IFA_F_MCAUTOJOIN	0x400

#define NTF_USE			0x01

struct rtvia {
	unsigned short		rtvia_family;
	__u8			rtvia_addr[0];
};

#endif /* _DDOM_COMPAT26_LINUX_RTNETLINK_H */
