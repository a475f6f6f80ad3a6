/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the fragments of a kernel configuration are.
 */
#ifndef _DDT_KCONFIG_H
#define _DDT_KCONFIG_H

#include <stddef.h>

/* The Xen trees of old have fragments of their own, below this. */
#define DDT_KCONFIG_26		"2.6-xen/"

void ddt_kconfig_dir(char *dir, size_t size);
void ddt_kconfig_each_topic(const char *dir,
			    void (*each)(const char *topic, void *arg),
			    void *arg);

#endif /* _DDT_KCONFIG_H */
