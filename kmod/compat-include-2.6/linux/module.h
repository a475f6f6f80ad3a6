/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_MODULE_H
#define _DDOM_COMPAT26_LINUX_MODULE_H

#include_next <linux/module.h>
#include <linux/moduleparam.h>

#define MODULE_SOFTDEP(text)
#define module_put_and_kthread_exit(code)	module_put_and_exit(code)

#endif /* _DDOM_COMPAT26_LINUX_MODULE_H */
