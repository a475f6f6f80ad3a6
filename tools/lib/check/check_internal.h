/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_CHECK_INTERNAL_H
#define _DDT_CHECK_INTERNAL_H

#include "check/check.h"
#include "kernel/kernel.h"

/* lint.c */
struct ddt_finding *ddt_lint_add(struct ddt_lint *lint, enum ddt_level level,
				 const char *id, struct ddt_place place,
				 const char *why, const char *advice,
				 const char *what, ...)
	__attribute__((format(printf, 7, 8)));

/* addresses.c */
int ddt_check_address_twice(struct ddt_lint *lint);
void ddt_check_address_host(struct ddt_lint *lint,
			    const struct ddt_pool_host *host);
void ddt_check_address_subnets(struct ddt_lint *lint);

/* domus.c */
void ddt_check_domus(struct ddt_lint *lint);

/* disks.c */
void ddt_check_disks(struct ddt_lint *lint);
void ddt_check_disks_server(struct ddt_lint *lint, const char *root,
			    const struct ddt_pool_server *server);
void ddt_check_disks_kernel(struct ddt_lint *lint,
			    const struct ddt_pool_profile *p, const char *path,
			    const struct ddt_kconfig *kc);

/* vlans.c */
void ddt_check_vlans(struct ddt_lint *lint, const uint8_t *used);

#endif /* _DDT_CHECK_INTERNAL_H */
