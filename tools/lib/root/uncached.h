/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proof that the root is alive: a read from it that no cache can answer.
 */
#ifndef _DDT_ROOT_UNCACHED_H
#define _DDT_ROOT_UNCACHED_H

#include <stdint.h>
#include <sys/types.h>

/**
 * struct ddt_uncached - a child that is ready to read
 * @pid: the child, 0 when there is none
 * @ask: file descriptor to write to: read now
 * @answer: file descriptor to read from: the result
 * @path: what is read
 */
struct ddt_uncached {
	pid_t pid;
	int ask;
	int answer;
	char path[256];
};

int ddt_uncached_start(struct ddt_uncached *u, const char *image);
int ddt_uncached_read(struct ddt_uncached *u, int timeout_ms, uint64_t *time_ns);
void ddt_uncached_stop(struct ddt_uncached *u);

#endif /* _DDT_ROOT_UNCACHED_H */
