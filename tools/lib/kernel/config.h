/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel's configuration: which symbol has which value.
 */
#ifndef _DDT_KERNEL_CONFIG_H
#define _DDT_KERNEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unpack.h"

/* As the kernel's own KERNEL_VERSION(). */
#define DDT_KVER(a, b, c)	((uint32_t)((a) << 16 | (b) << 8 | (c)))

/**
 * struct ddt_ksym - a symbol that a configuration mentions
 * @name: without CONFIG_
 * @value: "y", "m", "n", a number or a string with its quotes, as written
 * @line: where it is
 */
struct ddt_ksym {
	const char *name;
	const char *value;
	uint32_t line;
};

/**
 * struct ddt_kconfig - a configuration
 * @text: what the symbols point into
 * @syms: by name; of one mentioned twice, the last
 * @n: how many
 * @version: of the kernel, DDT_KVER(); 0: the file does not say
 * @release: the same in words, "" if not known
 */
struct ddt_kconfig {
	struct ddt_buf text;
	struct ddt_ksym *syms;
	size_t n;
	uint32_t version;
	char release[48];
};

int ddt_kconfig_load(struct ddt_kconfig *kc, const char *path, char *why,
		     size_t size);
int ddt_kconfig_parse(struct ddt_kconfig *kc, char *why, size_t size);
void ddt_kconfig_free(struct ddt_kconfig *kc);

const char *ddt_kconfig_get(const struct ddt_kconfig *kc, const char *name);
bool ddt_kconfig_builtin(const struct ddt_kconfig *kc, const char *name);
bool ddt_kconfig_line(char *line, struct ddt_ksym *sym);

#endif /* _DDT_KERNEL_CONFIG_H */
