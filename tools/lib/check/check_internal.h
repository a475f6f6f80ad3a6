/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_CHECK_INTERNAL_H
#define _DDT_CHECK_INTERNAL_H

#include "check/check.h"

/* lint.c */
void ddt_lint_add(struct ddt_lint *lint, enum ddt_lint_level level,
		  const char *id, struct ddt_place place, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* addresses.c */
int ddt_lint_twice(struct ddt_lint *lint);
void ddt_lint_address(struct ddt_lint *lint, const struct ddt_pool_host *host);
void ddt_lint_subnets(struct ddt_lint *lint);

#endif /* _DDT_CHECK_INTERNAL_H */
