/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a pool would not boot.
 */
#ifndef _DDT_CHECK_H
#define _DDT_CHECK_H

#include "base/findings.h"
#include "pool/pool.h"

/**
 * struct ddt_lint - a pool being looked at
 * @pool: pool
 * @found: what was found: a problem keeps a host from booting, of a note's
 *	place something could not be looked at
 */
struct ddt_lint {
	const struct ddt_pool *pool;
	struct ddt_findings found;
};

int ddt_check_pool(struct ddt_lint *lint);
int ddt_check_sources(struct ddt_lint *lint);
int ddt_check_files(struct ddt_lint *lint, const char *sysroot,
		    const struct ddt_pool_server *as);

#endif /* _DDT_CHECK_H */
