/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a pool would not boot.
 */
#ifndef _DDT_CHECK_H
#define _DDT_CHECK_H

#include "pool/pool.h"

/**
 * enum ddt_lint_level - how bad it is
 * @DDT_LINT_ERROR: a host would not boot
 * @DDT_LINT_WARNING: it would, and yet
 * @DDT_LINT_NOTE: could not be looked at
 */
enum ddt_lint_level {
	DDT_LINT_ERROR,
	DDT_LINT_WARNING,
	DDT_LINT_NOTE,
};

/**
 * struct ddt_lint_item - something found
 * @level: how bad it is
 * @id: its kind, for programs
 * @place: where in the file
 * @text: what it is, and the remedy
 */
struct ddt_lint_item {
	enum ddt_lint_level level;
	const char *id;
	struct ddt_place place;
	char *text;
};

/**
 * struct ddt_lint - everything found
 * @pool: in what
 * @item: items
 * @n: how many
 * @errors: how many of them are errors
 */
struct ddt_lint {
	const struct ddt_pool *pool;
	struct ddt_lint_item *item;
	size_t n;
	size_t errors;
};

void ddt_lint_free(struct ddt_lint *lint);

int ddt_lint_pool(struct ddt_lint *lint);
int ddt_lint_sources(struct ddt_lint *lint);
int ddt_lint_files(struct ddt_lint *lint, const char *sysroot,
		   const struct ddt_pool_server *as);

#endif /* _DDT_CHECK_H */
