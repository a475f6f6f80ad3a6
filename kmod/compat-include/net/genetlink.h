/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_NET_GENETLINK_H
#define _DDOM_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>

#ifndef GENL_REQ_ATTR_CHECK	/* Linux 6.1 */
#define GENL_REQ_ATTR_CHECK(info, attr)	(!(info)->attrs[attr])
#endif

#endif /* _DDOM_COMPAT_NET_GENETLINK_H */
