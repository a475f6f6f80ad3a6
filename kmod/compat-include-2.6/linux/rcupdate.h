/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_RCUPDATE_H
#define _DDOM_COMPAT26_LINUX_RCUPDATE_H

#include_next <linux/rcupdate.h>
#include <linux/completion.h>

/**
 * struct ddom_rcu_barrier - a wait for callbacks
 * @rcu: the last of them
 * @done: it was called
 */
struct ddom_rcu_barrier {
	struct rcu_head rcu;
	struct completion done;
};

static inline void ddom_rcu_barrier_over(struct rcu_head *rcu)
{
	complete(&container_of(rcu, struct ddom_rcu_barrier, rcu)->done);
}

/*
 * Wait for what call_rcu_bh() was told before. That is all of it if it was told
 * on this CPU. Since 5.0 there is one RCU, and rcu_barrier().
 *
 * Context: may sleep, for some ticks.
 */
static inline void ddom_rcu_barrier_bh(void)
{
	struct ddom_rcu_barrier barrier;

	init_completion(&barrier.done);
	call_rcu_bh(&barrier.rcu, ddom_rcu_barrier_over);
	wait_for_completion(&barrier.done);
}

#endif /* _DDOM_COMPAT26_LINUX_RCUPDATE_H */
