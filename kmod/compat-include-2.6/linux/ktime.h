/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_KTIME_H
#define _DDOM_COMPAT26_LINUX_KTIME_H

#include_next <linux/ktime.h>
#include <linux/hrtimer.h>
#include <linux/time.h>

/* CLOCK_MONOTONIC */
static inline u64 ktime_get_ns(void)
{
	struct timespec now;

	ktime_get_ts(&now);
	return (u64)now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

#endif /* _DDOM_COMPAT26_LINUX_KTIME_H */
