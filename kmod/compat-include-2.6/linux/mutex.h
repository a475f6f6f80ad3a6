/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_MUTEX_H
#define _DDOM_COMPAT26_LINUX_MUTEX_H

#include_next <linux/mutex.h>

/* Any signal interrupts: only killing signals do on newer kernels. */
#define mutex_lock_killable(lock)	mutex_lock_interruptible(lock)

#endif /* _DDOM_COMPAT26_LINUX_MUTEX_H */
