/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel's configuration, what fragments ask of one, and the module's file.
 */
#ifndef _DDT_KERNEL_H
#define _DDT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/print.h"

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

/**
 * struct ddt_kname - a symbol that changed its name, or went
 * @old: its name before
 * @now: its name since then, NULL: there is none
 * @since: kernel from which on @old is not there, DDT_KVER()
 * @split: @old is still there, and means less since then
 * @twin: @now is what @old is on another architecture, whatever the release
 * @note: what became of it, where the name alone does not say
 * @source: where @now is, or @old was, in the kernel's sources
 */
struct ddt_kname {
	const char *old;
	const char *now;
	uint32_t since;
	bool split;
	bool twin;
	const char *note;
	const char *source;
};

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
bool ddt_fragment_fits(enum ddt_fit fit);
const char *ddt_fragment_fit_word(enum ddt_fit fit);

#define DDT_MODULE_NAME		"ddom_bridge"

int ddt_module_load(const char *path, const char *params, char *why,
		    size_t size);
int ddt_module_unload(char *why, size_t size);
int ddt_module_print(struct ddt_print *p, const char *path);

#endif /* _DDT_KERNEL_H */
