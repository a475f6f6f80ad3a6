/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_SYSFS_H
#define _DDOM_COMPAT26_LINUX_SYSFS_H

#include_next <linux/sysfs.h>
#include <linux/errno.h>
#include <linux/string.h>

#define sysfs_emit(buf, fmt, ...) \
	snprintf(buf, PAGE_SIZE, fmt, ##__VA_ARGS__)

#define sysfs_match_string(array, text) \
	ddom_match_string(array, ARRAY_SIZE(array), text)

/* Find a string in an array. Return: its index, or -EINVAL. */
static inline int ddom_match_string(const char *const *array, unsigned int n,
				    const char *text)
{
	size_t len = strcspn(text, "\n");
	unsigned int i;

	for (i = 0; i < n; i++)
		if (strlen(array[i]) == len && !memcmp(array[i], text, len))
			return i;
	return -EINVAL;
}

#endif /* _DDOM_COMPAT26_LINUX_SYSFS_H */
