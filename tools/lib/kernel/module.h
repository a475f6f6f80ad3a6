/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel module ddom_bridge: load, unload, describe.
 */
#ifndef _DDT_KERNEL_MODULE_H
#define _DDT_KERNEL_MODULE_H

#include <stddef.h>

#include "base/print.h"

#define DDT_MODULE_NAME		"ddom_bridge"

int ddt_module_load(const char *path, const char *params, char *why,
		    size_t size);
int ddt_module_unload(char *why, size_t size);
int ddt_module_print(struct ddt_print *p, const char *path);

#endif /* _DDT_KERNEL_MODULE_H */
