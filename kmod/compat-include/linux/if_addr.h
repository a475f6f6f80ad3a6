/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_LINUX_IF_ADDR_H
#define _DDOM_COMPAT_LINUX_IF_ADDR_H

#include <linux/version.h>
#include_next <linux/if_addr.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 18, 0)
#define IFA_PROTO		11
#define IFAPROT_KERNEL_LL	3
#endif

#endif /* _DDOM_COMPAT_LINUX_IF_ADDR_H */
