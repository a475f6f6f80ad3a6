/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbols of the kernel's configuration that have, or had, another name.
 */
#ifndef _DDT_KERNEL_CONFIG_NAMES_H
#define _DDT_KERNEL_CONFIG_NAMES_H

#include "kernel/config.h"

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
 * struct ddt_klater - a symbol that is younger than what it depends on
 * @name: its name
 * @needs: all it depends on: with that on, a kernel that knows it mentions it
 */
struct ddt_klater {
	const char *name;
	const char *needs[2];
};

extern const struct ddt_klater ddt_klaters[];
extern const size_t ddt_klaters_n;
extern const struct ddt_kname ddt_knames[];
extern const size_t ddt_knames_n;

bool ddt_kname_later(const struct ddt_kconfig *kc, const char *name);
const struct ddt_kname *ddt_kname_find(const struct ddt_kconfig *kc,
				       const char *name);

#endif /* _DDT_KERNEL_CONFIG_NAMES_H */
