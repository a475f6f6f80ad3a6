/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fragments of a kernel configuration, and whether a kernel has what they ask.
 */
#ifndef _DDT_KERNEL_FRAGMENT_H
#define _DDT_KERNEL_FRAGMENT_H

#include "kernel/config.h"
#include "kernel/config_names.h"

/**
 * enum ddt_fit - how a symbol of a fragment fares in a configuration
 * @DDT_FIT: as wanted
 * @DDT_FIT_RENAMED: as wanted, under another name
 * @DDT_FIT_GONE: not there any more, and not needed
 * @DDT_FIT_LATER: not there yet: the kernel is too old for it
 * @DDT_FIT_MISSING: off, or not there
 * @DDT_FIT_MODULAR: a module, where it must be built in
 * @DDT_FIT_VALUE: another value
 * @DDT_FIT_UNWANTED: on, and should be off
 */
enum ddt_fit {
	DDT_FIT,
	DDT_FIT_RENAMED,
	DDT_FIT_GONE,
	DDT_FIT_LATER,
	DDT_FIT_MISSING,
	DDT_FIT_MODULAR,
	DDT_FIT_VALUE,
	DDT_FIT_UNWANTED,
	DDT_FITS,
};

/**
 * struct ddt_want - a symbol that a fragment asks for
 * @sym: name, value, line
 * @reason: the comment above it in one line, "" for none
 */
struct ddt_want {
	struct ddt_ksym sym;
	char *reason;
};

/**
 * struct ddt_fragment - a fragment
 * @text: what the symbols point into
 * @name: its file's name, without directory and suffix
 * @wants: what it asks for, in its order
 * @n: how much that is
 */
struct ddt_fragment {
	struct ddt_buf text;
	char name[64];
	struct ddt_want *wants;
	size_t n;
};

/**
 * struct ddt_fit_result - what came of a symbol
 * @fit: how it fares
 * @found: its value, NULL: not mentioned
 * @name: name it has in this kernel, NULL: none
 * @renamed: why that is not the name asked for, NULL if it is
 */
struct ddt_fit_result {
	enum ddt_fit fit;
	const char *found;
	const char *name;
	const struct ddt_kname *renamed;
};

int ddt_fragment_load(struct ddt_fragment *fragment, const char *path,
		      char *why, size_t size);
void ddt_fragment_free(struct ddt_fragment *fragment);

void ddt_fragment_check(const struct ddt_kconfig *kc,
			const struct ddt_want *want,
			struct ddt_fit_result *result);
bool ddt_fits(enum ddt_fit fit);
const char *ddt_fit_word(enum ddt_fit fit);

#endif /* _DDT_KERNEL_FRAGMENT_H */
