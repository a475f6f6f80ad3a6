/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DomUs on hosts that are taken as dom0s, by Slurm. There are two clusters with
 * a key each: users' jobs, whose nodes are the domUs, and the pool, whose nodes
 * are the hosts and each of whose jobs is a domU.
 */
#ifndef _DDT_MANAGER_H
#define _DDT_MANAGER_H

#include "base/findings.h"
#include "base/print.h"
#include "pool/pool.h"
#include "render/render.h"

#define DDT_MANAGER_DIR		"/var/lib/ddom-manager"

/* render.c */
int ddt_manager_render(const struct ddt_pool *pool, struct ddt_outdir *dir);

/* check.c */
int ddt_manager_check(const struct ddt_pool *pool, const char *sysroot,
		      struct ddt_findings *found);

/* closed.c */
int ddt_closed_apply(const struct ddt_pool *pool);

/* hooks.c */
int ddt_hook_resume(const struct ddt_pool *pool, const char *nodes);
int ddt_hook_suspend(const struct ddt_pool *pool, const char *nodes);
int ddt_hook_resume_fail(const struct ddt_pool *pool, const char *nodes);
int ddt_hook_prolog(const struct ddt_pool *pool, const char *job,
		    const char *nodes);
int ddt_hook_epilog(const struct ddt_pool *pool, const char *job,
		    const char *name, const char *status);

/* evict.c */
int ddt_evict(const struct ddt_pool *pool, const struct ddt_pool_host *host);
int ddt_evict_release(const struct ddt_pool_host *host);

/* status.c, why.c */
int ddt_status(const struct ddt_pool *pool, struct ddt_print *p);
int ddt_why(const char *id, char *text, size_t size);

/* guest.c, guest_run.c, guest_list.c */
int ddt_guest_run(const struct ddt_domu *domu, const char *job);
int ddt_guest_run_epilog(const struct ddt_pool *pool, const char *job);
int ddt_guest_create(const struct ddt_domu *domu);
int ddt_guest_destroy(const struct ddt_domu *domu);
bool ddt_guest_there(const char *name);
int ddt_guest_list(const struct ddt_pool *pool, struct ddt_print *p);
int ddt_guest_list_leave(const struct ddt_pool *pool);

/* xl.c */
void ddt_xl_write(FILE *f, const struct ddt_domu *domu, bool once);

#endif /* _DDT_MANAGER_H */
