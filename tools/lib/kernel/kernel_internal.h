/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_KERNEL_INTERNAL_H
#define _DDT_KERNEL_INTERNAL_H

#include "kernel/kernel.h"

/* kconfig.c */
bool ddt_kconfig_line(char *line, struct ddt_ksym *sym);

/* image.c: the configuration inside a kernel image (CONFIG_IKCONFIG) */
int ddt_kernel_image_config(struct ddt_buf *file, char *why, size_t size);

/* kname.c: symbols that have, or had, another name */

/**
 * struct ddt_klater - a symbol that is younger than what it depends on
 * @name: its name
 * @needs: all it depends on: with that on, a kernel that knows it mentions it
 */
struct ddt_klater {
	const char *name;
	const char *needs[2];
};

extern const struct ddt_klater ddt_kname_laters[];
extern const size_t ddt_kname_laters_n;
extern const struct ddt_kname ddt_knames[];
extern const size_t ddt_knames_n;

bool ddt_kname_later(const struct ddt_kconfig *kc, const char *name);
const struct ddt_kname *ddt_kname_find(const struct ddt_kconfig *kc,
				       const char *name);

#endif /* _DDT_KERNEL_INTERNAL_H */
