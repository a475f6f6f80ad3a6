/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_LINUX_TIMER_H
#define _DDOM_COMPAT_LINUX_TIMER_H

#include <linux/version.h>
#include_next <linux/timer.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define timer_delete_sync(timer)	del_timer_sync(timer)
#endif

#endif /* _DDOM_COMPAT_LINUX_TIMER_H */
