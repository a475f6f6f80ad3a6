/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_INIT_H
#define _DDOM_COMPAT26_LINUX_INIT_H

#include_next <linux/init.h>

/* Linked behind what it must follow, see the README of this folder. */
#ifndef late_initcall_sync
#define late_initcall_sync(fn)	late_initcall(fn)
#endif

#define __ro_after_init

#endif /* _DDOM_COMPAT26_LINUX_INIT_H */
