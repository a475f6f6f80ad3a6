/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_TYPES_H
#define _DDOM_COMPAT26_LINUX_TYPES_H

#include <linux/version.h>
#include_next <linux/types.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 19)
typedef _Bool bool;

enum {
	false,
	true,
};
#endif

#endif /* _DDOM_COMPAT26_LINUX_TYPES_H */
