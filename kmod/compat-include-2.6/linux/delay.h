/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_DELAY_H
#define _DDOM_COMPAT26_LINUX_DELAY_H

#include_next <linux/delay.h>
#include <linux/sched.h>

/* The shortest sleep there is. */
#define usleep_range(min, max)	schedule_timeout_uninterruptible(1)

#endif /* _DDOM_COMPAT26_LINUX_DELAY_H */
