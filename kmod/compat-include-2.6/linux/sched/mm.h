/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_SCHED_MM_H
#define _DDOM_COMPAT26_LINUX_SCHED_MM_H

#include <linux/sched.h>

/*
 * Allocations from now on do not wait for writing. As swapping over a network
 * does: the reserves may be used, no page is written to get one.
 *
 * Return: for memalloc_noio_restore().
 */
static inline unsigned int memalloc_noio_save(void)
{
	unsigned int old = current->flags & PF_MEMALLOC;

	current->flags |= PF_MEMALLOC;
	return old;
}

/* as before */
static inline void memalloc_noio_restore(unsigned int old)
{
	if (!old)
		current->flags &= ~PF_MEMALLOC;
}

#endif /* _DDOM_COMPAT26_LINUX_SCHED_MM_H */
