/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_INET_H
#define _DDOM_COMPAT26_LINUX_INET_H

#include <linux/version.h>
#include_next <linux/inet.h>
#include <linux/kernel.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 19)
/* Read an IPv4 address. Return: 1 if there is one, else 0. */
static inline int in4_pton(const char *text, int len, u8 *to, int delim,
			   const char **end)
{
	unsigned long n;
	char *next;
	int i;

	for (i = 0; i < 4; i++) {
		if (*text < '0' || *text > '9')
			return 0;
		n = simple_strtoul(text, &next, 10);
		if (n > 255 || (i < 3 && *next != '.'))
			return 0;
		to[i] = n;
		text = next + (i < 3);
	}
	*end = text;
	return !*text || *text == delim;
}

/* These kernels move no IPv6 address. */
#define in6_pton(text, len, to, delim, end)	0
#endif

#endif /* _DDOM_COMPAT26_LINUX_INET_H */
