/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Other programs, run with a time limit; what they write is kept.
 */
#ifndef _DDT_BASE_RUN_H
#define _DDT_BASE_RUN_H

#include <signal.h>

#include "base/buf.h"

/**
 * struct ddt_run - a program
 * @conf: SLURM_CONF in its environment, NULL: as it is
 * @limit_ms: killed after that, with what it has started
 * @stop: not 0: killed at once; NULL: nothing does that
 * @out: what it wrote to standard output, and to standard error
 */
struct ddt_run {
	const char *conf;
	unsigned int limit_ms;
	const volatile sig_atomic_t *stop;
	struct ddt_buf out[2];
};

int ddt_run(struct ddt_run *run, const char *const argv[]);
const char *ddt_run_text(struct ddt_run *run, unsigned int i);
void ddt_run_free(struct ddt_run *run);

#endif /* _DDT_BASE_RUN_H */
