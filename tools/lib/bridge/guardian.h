/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that takes a transaction back when the one that runs it is killed
 * or hangs.
 */
#ifndef _DDT_BRIDGE_GUARDIAN_H
#define _DDT_BRIDGE_GUARDIAN_H

#include <sys/types.h>

#include "bridge/execute.h"

/**
 * struct ddt_shared - what guardian and guarded have in common
 * @plan: the plan; what it points to does not change any more
 * @held: what is held of the port's receive side
 * @confirmed: the root is alive: forward, not back
 * @size: bytes of all of this
 * @steps: the plan's steps
 */
struct ddt_shared {
	struct ddom_plan plan;
	struct ddt_held held;
	bool confirmed;
	size_t size;
	struct ddom_step steps[];
};

/**
 * struct ddt_guardian - the process
 * @pid: its number
 * @fd: socket to it
 */
struct ddt_guardian {
	pid_t pid;
	int fd;
};

struct ddt_shared *ddt_shared_new(__u32 max_steps);
void ddt_shared_free(struct ddt_shared *shared);
int ddt_guardian_start(struct ddt_guardian *g, struct ddt_shared *shared,
		       const struct ddt_backend *backend, __u32 timeout_ms);
void ddt_guardian_dismiss(struct ddt_guardian *g);

#endif /* _DDT_BRIDGE_GUARDIAN_H */
