/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_SLAB_H
#define _DDOM_COMPAT26_LINUX_SLAB_H

#include_next <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

#define struct_size(p, member, n) \
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))

#define kmalloc_array(n, size, gfp)	kmalloc((n) * (size), gfp)

#define GFP_KERNEL_ACCOUNT	GFP_KERNEL

/* kmalloc() ends at 128 KiB. */
#define kvmalloc(size, gfp)	vmalloc(size)
#define kvmalloc_array(n, size, gfp)	vmalloc((n) * (size))
#define kvfree(p)		vfree(p)

/* a zeroed array */
static inline void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	void *p = size && n > ULONG_MAX / size ? NULL : vmalloc(n * size);

	if (p)
		memset(p, 0, n * size);
	return p;
}

#endif /* _DDOM_COMPAT26_LINUX_SLAB_H */
