/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_COMPLETION_H
#define _DDOM_COMPAT26_LINUX_COMPLETION_H

#include_next <linux/completion.h>

/* Any signal interrupts: only killing signals do on newer kernels. */
#define wait_for_completion_killable(x) wait_for_completion_interruptible(x)

#endif /* _DDOM_COMPAT26_LINUX_COMPLETION_H */
