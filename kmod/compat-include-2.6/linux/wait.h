/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_WAIT_H
#define _DDOM_COMPAT26_LINUX_WAIT_H

#include_next <linux/wait.h>

/* For kernel threads only, which no signal reaches. */
#define wait_event_idle_timeout(wq, condition, timeout) \
	wait_event_interruptible_timeout(wq, condition, timeout)

/* Any signal interrupts: only killing signals do on newer kernels. */
#define wait_event_killable(wq, condition) \
	wait_event_interruptible(wq, condition)

#endif /* _DDOM_COMPAT26_LINUX_WAIT_H */
