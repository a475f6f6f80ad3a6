/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_LINUX_MODULE_H
#define _DDOM_COMPAT_LINUX_MODULE_H

#include_next <linux/module.h>

#ifndef module_put_and_kthread_exit	/* Linux 5.17, and some of before */
#define module_put_and_kthread_exit(code)	module_put_and_exit(code)
#endif

#endif /* _DDOM_COMPAT_LINUX_MODULE_H */
