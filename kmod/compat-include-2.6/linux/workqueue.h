/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_WORKQUEUE_H
#define _DDOM_COMPAT26_LINUX_WORKQUEUE_H

#include <linux/version.h>
#include_next <linux/workqueue.h>

#define WQ_UNBOUND	0
#define WQ_MEM_RECLAIM	0

/* One thread, with a name of at most 10 characters: kernel/workqueue.c. */
#define alloc_workqueue(name, flags, max) create_singlethread_workqueue("ddom")

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 20)
/* A work carried its argument and a timer; now the work is the argument. */
struct delayed_work {
	struct work_struct work;
};

/**
 * ddom_init_work() - prepare a work
 * @work: the work
 * @fn: called with it
 */
static inline void ddom_init_work(struct work_struct *work,
				  void (*fn)(struct work_struct *work))
{
	INIT_WORK(work, (void (*)(void *))fn, work);
}

#undef INIT_WORK
#define INIT_WORK(work, fn)		ddom_init_work(work, fn)
#define INIT_DELAYED_WORK(dwork, fn)	ddom_init_work(&(dwork)->work, fn)
#define cancel_delayed_work(dwork)	cancel_delayed_work(&(dwork)->work)
#define queue_delayed_work(wq, dwork, delay) \
	queue_delayed_work(wq, &(dwork)->work, delay)
#endif

/**
 * to_delayed_work() - the delayed work that a work is part of
 * @work: the work
 *
 * Return: the delayed work.
 */
static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

/**
 * mod_delayed_work() - queue a work, or move the time it is queued for
 * @wq: workqueue
 * @dwork: the work
 * @delay: in jiffies
 *
 * Return: true if it was queued already.
 */
static inline bool mod_delayed_work(struct workqueue_struct *wq,
				    struct delayed_work *dwork,
				    unsigned long delay)
{
	bool queued = cancel_delayed_work(dwork);

	return !queue_delayed_work(wq, dwork, delay) || queued;
}

/* What runs is waited for by destroy_workqueue(), which follows these. */
#define flush_work(work)		do { } while (0)
#define cancel_delayed_work_sync(dwork)	cancel_delayed_work(dwork)

#endif /* _DDOM_COMPAT26_LINUX_WORKQUEUE_H */
