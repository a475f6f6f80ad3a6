/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_LIST_H
#define _DDOM_COMPAT26_LINUX_LIST_H

#include_next <linux/list.h>

#define list_first_entry(head, type, member) \
	list_entry((head)->next, type, member)

#endif /* _DDOM_COMPAT26_LINUX_LIST_H */
