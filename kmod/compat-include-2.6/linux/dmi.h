/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_DMI_H
#define _DDOM_COMPAT26_LINUX_DMI_H

#include_next <linux/dmi.h>
#include <linux/kernel.h>
#include <linux/string.h>

/* is this one of the systems meant */
static inline bool ddom_dmi_matches(const struct dmi_system_id *id)
{
	const char *value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(id->matches); i++) {
		if (id->matches[i].slot == DMI_NONE)
			continue;
		value = dmi_get_system_info(id->matches[i].slot);
		if (!value || !strstr(value, id->matches[i].substr))
			return false;
	}
	return true;
}

/* Which of some systems is this. Return: the first that fits, or NULL. */
static inline const struct dmi_system_id *
dmi_first_match(const struct dmi_system_id *list)
{
	for (; list->matches[0].slot; list++)
		if (ddom_dmi_matches(list))
			return list;
	return NULL;
}

/* It took no const. */
#define dmi_check_system(list)	(dmi_first_match(list) ? 1 : 0)

#endif /* _DDOM_COMPAT26_LINUX_DMI_H */
