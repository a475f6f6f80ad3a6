/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_STRING_H
#define _DDOM_COMPAT26_LINUX_STRING_H

#include_next <linux/string.h>
#include <linux/errno.h>
#include <linux/types.h>

/*
 * Copy a string, always terminated.
 *
 * Return: its length, or -E2BIG when it was cut.
 */
static inline ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t len = strlcpy(to, from, size);

	return len < size ? (ssize_t)len : -E2BIG;
}

#endif /* _DDOM_COMPAT26_LINUX_STRING_H */
