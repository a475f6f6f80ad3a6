/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_MODULEPARAM_H
#define _DDOM_COMPAT26_LINUX_MODULEPARAM_H

#include_next <linux/moduleparam.h>
#include <linux/types.h>

/* These wrote an int. */
#undef param_check_bool
#define param_check_bool(name, p)	__param_check(name, p, bool)
#define param_set_bool			ddom_param_set_bool
#define param_get_bool			ddom_param_get_bool

/* a parameter that is a bool */
static inline int ddom_param_set_bool(const char *val, struct kernel_param *kp)
{
	char c = val ? val[0] : 'y';

	if (c == 'y' || c == 'Y' || c == '1')
		*(bool *)kp->arg = true;
	else if (c == 'n' || c == 'N' || c == '0')
		*(bool *)kp->arg = false;
	else
		return -EINVAL;
	return 0;
}

/* a parameter that is a bool */
static inline int ddom_param_get_bool(char *buffer, struct kernel_param *kp)
{
	buffer[0] = *(bool *)kp->arg ? 'Y' : 'N';
	buffer[1] = '\0';
	return 1;
}

#endif /* _DDOM_COMPAT26_LINUX_MODULEPARAM_H */
