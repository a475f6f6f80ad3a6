/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before every file of a build on Linux 2.6, by Kbuild.  The range of
 * kernels is stated here and in compat-include/compat.h.
 */
#ifndef _DDOM_COMPAT26_COMPAT_H
#define _DDOM_COMPAT26_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 18) || \
	LINUX_VERSION_CODE > KERNEL_VERSION(2, 6, 20)
#error "ddom needs Linux 2.6.18 to 2.6.20, or 5.10 and newer"
#endif

#define __maybe_unused	__attribute__((unused))
#define __aligned(n)	__attribute__((aligned(n)))
#define BIT(n)		(1UL << (n))

/* kconfig.h: true for CONFIG_X=y and =m */
#define ddom_comma_1			0,
#define ddom_second(a, b, ...)		b
#define ddom_is_one(comma)		ddom_second(comma 1, 0)
#define ddom_is_defined(value)		ddom_is_one(ddom_comma_##value)
#define ddom_defined(value)		ddom_is_defined(value)
#define IS_ENABLED(option) \
	(ddom_defined(option) || ddom_defined(option##_MODULE))

/* linux/sched/prio.h */
#define MIN_NICE		(-20)

#define READ_ONCE(x)		(*(volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, value)	(*(volatile typeof(x) *)&(x) = (value))

#endif /* _DDOM_COMPAT26_COMPAT_H */
