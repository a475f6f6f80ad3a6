/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_NET_GENETLINK_H
#define _DDOM_COMPAT_NET_GENETLINK_H

#include <linux/version.h>
#include_next <net/genetlink.h>

#ifndef GENL_REQ_ATTR_CHECK	/* Linux 6.1 */
#define GENL_REQ_ATTR_CHECK(info, attr)	(!(info)->attrs[attr])
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
/* The field came with 6.1; before, all operations are validated strictly. */
#define resv_start_op	mcgrp_offset
#endif

#endif /* _DDOM_COMPAT_NET_GENETLINK_H */
