// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a transaction: plan, switch, verify, wait for confirmation,
 * commit or undo. It runs on a workqueue of its own: no signal reaches it, it
 * does not end with the process that asked, and the undo needs no user space.
 *
 * Locks: tx->lock while steps run, RTNL nests inside it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/math64.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "bridge.h"

static struct workqueue_struct *ddom_wq;

/**
 * set_state() - enter a state and tell the listeners
 * @tx: the transaction
 * @state: enum ddom_bridge_state
 *
 * Context: process, may sleep, @tx->lock held.
 */
static void set_state(struct ddom_tx *tx, u32 state)
{
	WRITE_ONCE(tx->state, state);
	ddom_report_event(tx);
}

/**
 * unpin() - the module may go
 * @tx: the transaction; must not be used after its last reference is dropped
 *
 * Module exit waits for the workqueue, so this code stays until it returns.
 */
static void unpin(struct ddom_tx *tx)
{
	if (tx->pinned) {
		tx->pinned = false;
		module_put(THIS_MODULE);
	}
}

/**
 * set_reason() - note why a transaction failed
 * @tx: the transaction
 * @err: negative errno
 * @reason: for people
 */
static void set_reason(struct ddom_tx *tx, int err, const char *reason)
{
	tx->error = err;
	strscpy(tx->reason, reason, sizeof(tx->reason));
}

/**
 * check_families() - can this kernel move all addresses of the plan
 * @tx: the transaction
 *
 * Return: 0, or -EAFNOSUPPORT with the reason set.
 */
static int check_families(struct ddom_tx *tx)
{
	const struct ddom_step *step;
	u32 i;

	for (i = 0; i < tx->plan.n; i++) {
		step = &tx->plan.steps[i];
		if ((step->type != DDOM_STEP_ADDR_ADD &&
		     step->type != DDOM_STEP_ADDR_DEL) ||
		    ddom_moves_family(step->addr->family))
			continue;
		set_reason(tx, -EAFNOSUPPORT,
			   "an IPv6 address cannot be moved by this kernel; remove it");
		return -EAFNOSUPPORT;
	}
	return 0;
}

/**
 * make_plan() - snapshot and plan; nothing is changed
 * @tx: the transaction
 *
 * Context: process, may sleep, @tx->lock held.
 * Return: 0, or negative errno with the reason set.
 */
static int make_plan(struct ddom_tx *tx)
{
	struct ddom_request *req = &tx->req;
	struct ddom_plan *plan = &tx->plan;
	int err;

	err = ddom_nl_open(&tx->nl, tx->net) ?: ddom_tables_read(tx);
	if (err) {
		set_reason(tx, err, tx->store.reason[0] ? tx->store.reason :
			   "no conversation with rtnetlink; try again");
		return err;
	}
	if (req->op == DDOM_BRIDGE_OP_DETACH) {
		tx->before = ddom_list_attach(tx);
		req->opts.before = tx->before ? &tx->before->store.snap : NULL;
	}
	plan->max = ddom_plan_max_steps(&tx->store.snap, &req->opts);
	plan->steps = kvcalloc(plan->max, sizeof(*plan->steps), GFP_KERNEL);
	if (!plan->steps) {
		set_reason(tx, -ENOMEM, "no memory for the plan");
		return -ENOMEM;
	}
	plan->scratch = kvmalloc(ddom_plan_scratch(&tx->store.snap, &req->opts),
				 GFP_KERNEL);
	if (!plan->scratch) {
		set_reason(tx, -ENOMEM, "no memory for the plan");
		return -ENOMEM;
	}
	if (req->op == DDOM_BRIDGE_OP_ATTACH)
		err = ddom_plan_attach(plan, &tx->store.snap, &req->opts);
	else
		err = ddom_plan_detach(plan, &tx->store.snap, &req->opts);
	kvfree(plan->scratch);
	plan->scratch = NULL;
	if (err)
		set_reason(tx, err, plan->reason);
	return err ?: check_families(tx);
}

/**
 * end() - a transaction has reached its final state
 * @tx: the transaction
 * @state: the state
 *
 * Context: process, may sleep, @tx->lock held.
 */
static void end(struct ddom_tx *tx, u32 state)
{
	ddom_nl_close(&tx->nl);
	set_state(tx, state);
	pr_info("%s %s %s: %s%s, receive side held for %llu us at most\n",
		tx->plan.port.name, tx->plan.attach ? "to" : "from",
		tx->plan.bridge.name,
		state == DDOM_BRIDGE_STATE_COMMITTED ? "done" :
		state == DDOM_BRIDGE_STATE_UNDONE ? "undone: " :
						    "undo incomplete: ",
		tx->reason, div_u64(tx->frozen_ns, NSEC_PER_USEC));
	unpin(tx);
}

/**
 * undo() - go back
 * @tx: the transaction; its reason is set
 *
 * Context: process, may sleep, @tx->lock held.
 */
static void undo(struct ddom_tx *tx)
{
	int err;

	set_state(tx, DDOM_BRIDGE_STATE_UNDOING);
	err = ddom_plan_undo(&tx->plan, &ddom_kernel_ops, tx);
	/* Nothing is as before without the port. */
	if (ddom_dev_is_live(tx->net, tx->plan.port.ifindex) < 0) {
		set_reason(tx, -ENODEV, "the port is gone");
		err = -ENODEV;
	}
	end(tx, err ? DDOM_BRIDGE_STATE_UNDO_FAILED : DDOM_BRIDGE_STATE_UNDONE);
}

/**
 * commit() - keep the change
 * @tx: the transaction
 *
 * What is left to do cannot be undone; a failure is reported and the change
 * stays.
 *
 * Context: process, may sleep, @tx->lock held.
 */
static void commit(struct ddom_tx *tx)
{
	int err;

	err = ddom_plan_run(&tx->plan, DDOM_PHASE_COMMIT, &ddom_kernel_ops, tx);
	if (err)
		set_reason(tx, err, tx->plan.reason);
	end(tx, DDOM_BRIDGE_STATE_COMMITTED);
}

/**
 * ddom_transaction_finish() - have a transaction finished
 * @tx: the transaction
 * @ms: in so many milliseconds
 *
 * Context: any. Each queued work owns a reference.
 */
void ddom_transaction_finish(struct ddom_tx *tx, u32 ms)
{
	kref_get(&tx->ref);
	if (mod_delayed_work(ddom_wq, &tx->finish, msecs_to_jiffies(ms)))
		ddom_transaction_put(tx);
}

/**
 * run_steps() - all phases up to the confirmation
 * @tx: the transaction, planned
 *
 * Context: process, may sleep, @tx->lock held.
 * Return: 0 or negative errno.
 */
static int run_steps(struct ddom_tx *tx)
{
	int err;

	set_state(tx, DDOM_BRIDGE_STATE_SWITCHING);
	err = ddom_plan_run(&tx->plan, DDOM_PHASE_MOVE, &ddom_kernel_ops, tx);
	if (err)
		return err;
	set_state(tx, DDOM_BRIDGE_STATE_VERIFYING);
	tx->deadline = jiffies + msecs_to_jiffies(tx->req.verify_ms);
	return ddom_plan_run(&tx->plan, DDOM_PHASE_RELEASE, &ddom_kernel_ops,
			     tx);
}

/**
 * refuse() - a transaction that changed nothing leaves no trace
 * @tx: the transaction; its reason is set
 */
static void refuse(struct ddom_tx *tx)
{
	ddom_nl_close(&tx->nl);
	ddom_list_remove(tx);
	unpin(tx);
}

/**
 * run_work() - a transaction from its plan to WAIT_CONFIRM or its end
 * @work: in the transaction
 *
 * Context: workqueue; allocations must not wait for NFS.
 */
static void run_work(struct work_struct *work)
{
	struct ddom_tx *tx = container_of(work, struct ddom_tx, run);
	unsigned int noio = memalloc_noio_save();
	int err;

	mutex_lock(&tx->lock);
	if (make_plan(tx)) {
		refuse(tx);
		goto done;
	}
	ddom_list_plan(tx);
	ddom_report_event(tx);
	err = run_steps(tx);
	if (err) {
		set_reason(tx, err, tx->plan.reason);
		undo(tx);
	} else if (!tx->req.confirm_ms) {
		commit(tx);
	} else {
		set_state(tx, DDOM_BRIDGE_STATE_WAIT_CONFIRM);
		ddom_transaction_finish(tx, tx->req.confirm_ms);
	}
done:
	mutex_unlock(&tx->lock);
	complete_all(&tx->settled);
	memalloc_noio_restore(noio);
	ddom_transaction_put(tx);
}

/**
 * finish_work() - commit a confirmed transaction, undo another one
 * @work: in the transaction
 *
 * Context: workqueue; allocations must not wait for NFS.
 */
static void finish_work(struct work_struct *work)
{
	struct ddom_tx *tx = container_of(to_delayed_work(work),
					  struct ddom_tx, finish);
	unsigned int noio = memalloc_noio_save();

	mutex_lock(&tx->lock);
	if (tx->state == DDOM_BRIDGE_STATE_WAIT_CONFIRM) {
		if (tx->lost) {
			set_reason(tx, -ENODEV,
				   "port or bridge changed before the confirmation");
			undo(tx);
		} else if (tx->confirmed) {
			commit(tx);
		} else {
			set_reason(tx, -ETIMEDOUT, "not confirmed in time");
			undo(tx);
		}
	}
	mutex_unlock(&tx->lock);
	complete_all(&tx->finished);
	memalloc_noio_restore(noio);
	ddom_transaction_put(tx);
}

/**
 * tx_alloc() - a new transaction
 * @net: network namespace
 * @req: what is asked for, copied
 *
 * Return: the transaction with one reference, or NULL.
 */
static struct ddom_tx *tx_alloc(struct net *net, const struct ddom_request *req)
{
	struct ddom_tx *tx = kzalloc(sizeof(*tx), GFP_KERNEL);

	if (!tx)
		return NULL;
	kref_init(&tx->ref);
	INIT_LIST_HEAD(&tx->node);
	mutex_init(&tx->lock);
	init_completion(&tx->settled);
	init_completion(&tx->finished);
	INIT_WORK(&tx->run, run_work);
	INIT_DELAYED_WORK(&tx->finish, finish_work);
	tx->net = net;
	tx->req = *req;
	tx->req.opts.probes = tx->req.probes;
	return tx;
}

/**
 * ddom_transaction_start() - start a transaction
 * @net: network namespace
 * @req: what is asked for
 *
 * Context: process, may sleep.
 * Return: the transaction with a reference for the caller, or ERR_PTR():
 * -EBUSY while another one is under way on the port or the bridge, -ENOMEM,
 * -ENOENT while the module goes.
 */
struct ddom_tx *ddom_transaction_start(struct net *net,
				       const struct ddom_request *req)
{
	struct ddom_tx *tx = tx_alloc(net, req);
	int err;

	if (!tx)
		return ERR_PTR(-ENOMEM);
	err = -ENOENT;
	if (!try_module_get(THIS_MODULE))
		goto put;
	tx->pinned = true;
	kref_get(&tx->ref);	/* the list's */
	kref_get(&tx->ref);	/* the run work's */
	err = ddom_list_add(tx);
	if (err)
		goto unpin;
	queue_work(ddom_wq, &tx->run);
	return tx;

unpin:
	ddom_transaction_put(tx);
	ddom_transaction_put(tx);
	unpin(tx);
put:
	ddom_transaction_put(tx);
	return ERR_PTR(err);
}

/**
 * ddom_transaction_wait() - wait until a transaction waits for confirmation
 * @tx: the transaction
 *
 * Context: process, sleeps; the steps' own time limits bound it.
 * Return: 0 (it may also have ended), -EINTR when the caller was killed: the
 * transaction goes on; or why it was refused.
 */
int ddom_transaction_wait(struct ddom_tx *tx)
{
	if (wait_for_completion_killable(&tx->settled))
		return -EINTR;
	return tx->state == DDOM_BRIDGE_STATE_IDLE ? tx->error : 0;
}

/**
 * ddom_transaction_confirm() - the root is alive
 * @tx: the transaction
 * @id: the one that was verified
 *
 * Context: process, sleeps until it is committed.
 * Return: 0; -ESTALE another id; -ETIMEDOUT it is or was undone; -EALREADY it
 * is committed; -EBUSY it does not wait; -EINTR the caller was killed.
 */
int ddom_transaction_confirm(struct ddom_tx *tx, u64 id)
{
	int err = 0;

	if (tx->id != id)
		return -ESTALE;
	if (mutex_lock_killable(&tx->lock))
		return -EINTR;
	switch (tx->state) {
	case DDOM_BRIDGE_STATE_WAIT_CONFIRM:
		tx->confirmed = true;
		ddom_transaction_finish(tx, 0);
		break;
	case DDOM_BRIDGE_STATE_COMMITTED:
		err = -EALREADY;
		break;
	case DDOM_BRIDGE_STATE_UNDOING:
	case DDOM_BRIDGE_STATE_UNDONE:
	case DDOM_BRIDGE_STATE_UNDO_FAILED:
		err = -ETIMEDOUT;
		break;
	default:
		err = -EBUSY;
	}
	mutex_unlock(&tx->lock);
	if (err)
		return err;
	if (wait_for_completion_killable(&tx->finished))
		return -EINTR;
	return tx->state == DDOM_BRIDGE_STATE_COMMITTED ? 0 : -ETIMEDOUT;
}

/**
 * ddom_transaction_exit_net() - a network namespace goes, its devices are gone
 * @net: network namespace; NULL: all, the module goes
 *
 * Context: process, sleeps until its works are done.
 */
void ddom_transaction_exit_net(struct net *net)
{
	struct ddom_tx *tx;

	while ((tx = ddom_list_take(net))) {
		flush_work(&tx->run);
		if (cancel_delayed_work_sync(&tx->finish))
			ddom_transaction_put(tx);
		unpin(tx);
		ddom_transaction_put(tx);
	}
}

/**
 * ddom_transaction_init() - create the workqueue
 *
 * Return: 0 or -ENOMEM.
 */
int ddom_transaction_init(void)
{
	/*
	 * MEM_RECLAIM: writing dirty pages back may depend on its progress.
	 * Not HIGHPRI: only the freeze is in a hurry, see freeze_begin().
	 */
	ddom_wq = alloc_workqueue("ddom_bridge",
				  WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	return ddom_wq ? 0 : -ENOMEM;
}

/**
 * ddom_transaction_exit() - drop all transactions and the workqueue
 */
void ddom_transaction_exit(void)
{
	ddom_transaction_exit_net(NULL);
	destroy_workqueue(ddom_wq);
}
