// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables and steps of the running kernel: the conversation with rtnetlink, and
 * what is none of its business.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#include "bridge.h"

static int do_sysctl_set(struct ddom_rtnl *r, const struct ddom_step *step,
			 const struct ddom_dev *dev, bool undo)
{
	struct ddom_tx *tx = r->ctx;
	int err;

	err = ddom_sysctl_write(tx->net, dev->ifindex, &step->sysctl,
				undo ? step->old_value : step->value);
	return undo ? ddom_steps_gone(err) : err;
}

/*
 * Where an attach notes whose large receive offload it turns off, to turn it
 * on in its undo; what a detach turns on, as it was before the attach.
 */
static struct ddom_lro *lro_of(struct ddom_tx *tx,
			       const struct ddom_step *step, bool undo)
{
	if (tx->plan.attach)
		return step->type == DDOM_STEP_PORT_SETTLE ? &tx->lro : NULL;
	return tx->before && step->type == DDOM_STEP_PORT_UNSETTLE && !undo ?
	       &tx->before->lro : NULL;
}

static int do_settle(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	bool hold = (step->type == DDOM_STEP_PORT_SETTLE) != undo;
	struct ddom_tx *tx = r->ctx;
	int err;

	if (hold == tx->holds_rx)
		return 0;
	err = ddom_freeze_settle(tx->net, dev->ifindex, hold,
				 lro_of(tx, step, undo));
	if (!err)
		tx->holds_rx = hold;
	return undo ? ddom_steps_gone(err) : err;
}

static int do_port(struct ddom_rtnl *r, const struct ddom_step *step,
		   const struct ddom_dev *dev, bool undo)
{
	struct ddom_dev bridge = ddom_steps_dev(r, &step->from);
	bool enslave = (step->type == DDOM_STEP_PORT_ENSLAVE) != undo;
	struct ddom_tx *tx = r->ctx;
	int err;

	if (enslave) {
		err = ddom_freeze_enslave(tx->net, dev->ifindex, bridge.ifindex,
					  &tx->frozen_ns);
		return !err && undo ? ddom_brport_step(r, step, dev) : err;
	}
	return ddom_freeze_release(tx->net, dev->ifindex, bridge.ifindex,
				   &tx->frozen_ns);
}

/* WAIT_LIVE, VERIFY_NEXTHOP, VERIFY_TCP: there is nothing to take back. */
static int do_check(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	struct ddom_tx *tx = r->ctx;

	if (undo)
		return 0;
	if (step->type == DDOM_STEP_WAIT_LIVE)
		return ddom_verify_live(tx->net, dev->ifindex);
	if (step->type == DDOM_STEP_VERIFY_TCP)
		return ddom_verify_tcp(tx, &step->probe, dev);
	return ddom_verify_nexthop(tx, &step->probe, dev);
}

static const ddom_step_fn step_fns[DDOM_STEP_MAX] = {
	[DDOM_STEP_SYSCTL_SET] = do_sysctl_set,
	[DDOM_STEP_PORT_SETTLE] = do_settle,
	[DDOM_STEP_PORT_UNSETTLE] = do_settle,
	[DDOM_STEP_PORT_ENSLAVE] = do_port,
	[DDOM_STEP_PORT_RELEASE] = do_port,
	[DDOM_STEP_WAIT_LIVE] = do_check,
	[DDOM_STEP_VERIFY_NEXTHOP] = do_check,
	[DDOM_STEP_VERIFY_TCP] = do_check,
};

static int kernel_step(struct ddom_rtnl *r, const struct ddom_step *step,
		       const struct ddom_dev *dev, bool undo)
{
	ddom_step_fn fn = step_fns[step->type] ?: ddom_backend_steps[step->type];

	return (fn ?: ddom_steps_send)(r, step, dev, undo);
}

static int kernel_request(void *ctx, struct ddom_rtmsg *m, ddom_rtnl_fn fn,
			  void *arg)
{
	struct ddom_tx *tx = ctx;

	return fn ? ddom_rtnl_get(&tx->nl, m, fn, arg) :
		    ddom_rtnl_request(&tx->nl, m);
}

static int kernel_dump(void *ctx, u16 type, u8 family, ddom_rtnl_fn fn,
		       void *arg)
{
	struct ddom_tx *tx = ctx;

	return ddom_rtnl_dump(&tx->nl, type, family, fn, arg);
}

/* Some of it is kept: it counts as theirs who have asked. */
static void *kernel_alloc(size_t size)
{
	return kvmalloc(size, GFP_KERNEL_ACCOUNT);
}

static void kernel_free(void *p)
{
	kvfree(p);
}

static int kernel_links(void *ctx, struct ddom_store *store)
{
	struct ddom_tx *tx = ctx;

	return ddom_backend_complete_links(tx->net, store);
}

static int kernel_sysctls(void *ctx, struct ddom_store *store)
{
	u32 n = ddom_sysctl_count();
	struct ddom_tx *tx = ctx;

	store->sysctls = kvcalloc(n, sizeof(*store->sysctls), GFP_KERNEL);
	if (!store->sysctls)
		return -ENOMEM;
	store->snap.nsysctls = ddom_sysctl_read(tx->net, store->port,
						store->bridge, store->sysctls);
	return 0;
}

static const struct ddom_rtnl_ops kernel_rtnl = {
	.request = kernel_request,
	.dump = kernel_dump,
	.alloc = kernel_alloc,
	.free = kernel_free,
	.links = kernel_links,
	.sysctls = kernel_sysctls,
	.step = kernel_step,
};

/**
 * ddom_execute_read() - take the snapshot of a transaction
 * @tx: the transaction, its conversation open; a detach learns the bridge's
 *	name
 *
 * Context: process, may sleep, RTNL not held.
 * Return: as ddom_snapshot_take().
 */
int ddom_execute_read(struct ddom_tx *tx)
{
	struct ddom_rtnl r = {
		.ops = &kernel_rtnl, .ctx = tx, .m = tx->nl.m,
	};

	return ddom_snapshot_take(&tx->store, &r, &tx->req.opts);
}

/* Context: as ddom_execute_read(), with memory allocations without I/O. */
static int apply(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		 bool undo)
{
	struct ddom_tx *tx = ctx;
	struct ddom_rtnl r = {
		.ops = &kernel_rtnl, .ctx = tx, .plan = plan, .m = tx->nl.m,
	};

	if (ddom_step_delay_ms)
		msleep(ddom_step_delay_ms);
	return ddom_steps_apply(&r, step, undo);
}

/* CLOCK_MONOTONIC */
static u64 now_ns(void *ctx)
{
	return ktime_get_ns();
}

/*
 * The failure that a test asked for.
 *
 * Return: -EIO if it is this one, else 0.
 */
static int inject(void *ctx, u32 index, bool undo)
{
	int wanted = READ_ONCE(*(undo ? &ddom_main_fail_undo_step : &ddom_main_fail_step));

	return wanted >= 0 && index == wanted ? -EIO : 0;
}

static bool is_gone(void *ctx, const struct ddom_dev *dev)
{
	struct ddom_tx *tx = ctx;

	return ddom_backend_is_live(tx->net, dev->ifindex) < 0;
}

const struct ddom_ops ddom_execute_ops = {
	.apply = apply,
	.now_ns = now_ns,
	.inject = inject,
	.gone = is_gone,
};
