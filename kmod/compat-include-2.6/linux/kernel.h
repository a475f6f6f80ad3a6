/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_KERNEL_H
#define _DDOM_COMPAT26_LINUX_KERNEL_H

#include_next <linux/kernel.h>
#include <linux/errno.h>
#include <linux/types.h>

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#undef pr_info
#define pr_err(fmt, ...)	printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)	printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

/* a number */
static inline int kstrtou16(const char *text, unsigned int base, u16 *value)
{
	char *end;
	unsigned long n = simple_strtoul(text, &end, base);

	if (end == text || (*end && *end != '\n'))
		return -EINVAL;
	if (n > 0xffff)
		return -ERANGE;
	*value = n;
	return 0;
}

#endif /* _DDOM_COMPAT26_LINUX_KERNEL_H */
