// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a transaction: plan, switch, verify, wait for confirmation,
 * commit or undo. It is planned by whoever asks and carried out by a thread of
 * its own, which exists before anything is changed: no signal reaches it, it
 * waits for nobody else's work, it may wait for a device to go, and the undo
 * needs neither memory for a thread nor user space. It holds the module and the
 * network namespace, and leaves no timer behind.
 *
 * Locks: tx->lock for what others read or set; it nests inside ddom_txs_lock,
 * and that inside RTNL. None is held while steps run.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <net/net_namespace.h>

#include "bridge.h"

/* Enter a state and tell who waits for it. */
static void set_state(struct ddom_tx *tx, u32 state)
{
	spin_lock(&tx->lock);
	WRITE_ONCE(tx->state, state);
	spin_unlock(&tx->lock);
	wake_up_all(&tx->wait);
	ddom_report_event(tx);
}

static int check_families(struct ddom_tx *tx)
{
	const struct ddom_step *step;
	u32 i;

	for (i = 0; i < tx->plan.n; i++) {
		step = &tx->plan.steps[i];
		if ((step->type == DDOM_STEP_ADDR_ADD ||
		     step->type == DDOM_STEP_ADDR_DEL) &&
		    !ddom_backend_moves_family(step->addr->family))
			return ddom_list_set_reason(tx, -EAFNOSUPPORT, "%s",
						    "an IPv6 address cannot be moved by this kernel; remove it");
	}
	return 0;
}

/* The plan is kept for long, and there was room for the longest. */
static void trim(struct ddom_plan *plan)
{
	struct ddom_step *steps = kvmalloc_array(plan->n, sizeof(*steps),
						 GFP_KERNEL_ACCOUNT);

	if (!steps)
		return;
	memcpy(steps, plan->steps, plan->n * sizeof(*steps));
	kvfree(plan->steps);
	plan->steps = steps;
	plan->max = plan->n;
}

/* Snapshot and plan; nothing is changed. On error the reason is set. */
static int make_plan(struct ddom_tx *tx)
{
	struct ddom_request *req = &tx->req;
	struct ddom_plan *plan = &tx->plan;
	int err;

	err = ddom_rtnl_open(&tx->nl, tx->net) ?: ddom_execute_read(tx);
	if (err)
		return ddom_list_set_reason(tx, err, "%s", tx->store.reason[0] ?
					    tx->store.reason :
					    "no conversation with rtnetlink; try again");
	if (req->op == DDOM_BRIDGE_OP_DETACH) {
		tx->before = ddom_list_attach(tx);
		req->opts.before = tx->before ? &tx->before->store.snap : NULL;
	}
	plan->max = ddom_build_max_steps(&tx->store.snap, &req->opts);
	plan->steps = kvcalloc(plan->max, sizeof(*plan->steps),
			       GFP_KERNEL_ACCOUNT);
	plan->scratch = kvmalloc(ddom_notes_scratch(&tx->store.snap, &req->opts),
				 GFP_KERNEL);
	if (!plan->steps || !plan->scratch)
		err = ddom_list_set_reason(tx, -ENOMEM, "%s",
					   "no memory for the plan");
	else if (req->op == DDOM_BRIDGE_OP_ATTACH)
		err = ddom_build_attach(plan, &tx->store.snap, &req->opts);
	else
		err = ddom_build_detach(plan, &tx->store.snap, &req->opts);
	kvfree(plan->scratch);
	plan->scratch = NULL;
	if (!err)
		err = check_families(tx);
	if (!err)
		trim(plan);
	else if (plan->reason[0])
		ddom_list_set_reason(tx, err, "%s", plan->reason);
	return err;
}

/* A transaction has reached its final state: what it held goes. */
static void end(struct ddom_tx *tx, u32 state)
{
	struct net *net = tx->net;

	ddom_rtnl_close(&tx->nl);
	ddom_snapshot_forget(&tx->store);
	pr_info("%s %s %s: %s%s, receive side held for %llu us at most\n",
		tx->plan.port.name, tx->plan.attach ? "to" : "from",
		tx->plan.bridge.name,
		state == DDOM_BRIDGE_STATE_COMMITTED ? "done" :
		state == DDOM_BRIDGE_STATE_UNDONE ? "undone: " :
						    "undo incomplete: ",
		tx->reason, div_u64(tx->frozen_ns, NSEC_PER_USEC));
	if (state == DDOM_BRIDGE_STATE_COMMITTED)
		ddom_list_drop_before(tx);
	ddom_list_end(tx, state);
	wake_up_all(&tx->wait);
	ddom_report_event(tx);
	put_net(net);
}

static void undo(struct ddom_tx *tx)
{
	int err;

	/* Nobody's computing prolongs the time without a root. */
	set_user_nice(current, MIN_NICE);
	set_state(tx, DDOM_BRIDGE_STATE_UNDOING);
	err = ddom_run_undo(&tx->plan, &ddom_execute_ops, tx);
	if (err == -ENODEV && tx->plan.reason[0])
		ddom_list_set_reason(tx, err, "%s", tx->plan.reason);
	/* Nothing is as before without the port. */
	if (ddom_backend_is_live(tx->net, tx->plan.port.ifindex) < 0)
		err = ddom_list_set_reason(tx, -ENODEV, "%s", "the port is gone");
	end(tx, err ? DDOM_BRIDGE_STATE_UNDO_FAILED : DDOM_BRIDGE_STATE_UNDONE);
}

/* What is left cannot be undone; a failure is reported and the change stays. */
static void commit(struct ddom_tx *tx)
{
	int err;

	err = ddom_run_plan(&tx->plan, DDOM_PHASE_COMMIT, &ddom_execute_ops, tx);
	if (err)
		ddom_list_set_reason(tx, err, "%s", tx->plan.reason);
	end(tx, DDOM_BRIDGE_STATE_COMMITTED);
}

/* All phases up to the confirmation. */
static int run_steps(struct ddom_tx *tx)
{
	int err;

	set_state(tx, DDOM_BRIDGE_STATE_SWITCHING);
	err = ddom_run_plan(&tx->plan, DDOM_PHASE_MOVE, &ddom_execute_ops, tx);
	if (!err) {
		set_state(tx, DDOM_BRIDGE_STATE_VERIFYING);
		tx->deadline = jiffies + msecs_to_jiffies(tx->req.verify_ms);
		err = ddom_run_plan(&tx->plan, DDOM_PHASE_RELEASE,
				    &ddom_execute_ops, tx);
	}
	return err ? ddom_list_set_reason(tx, err, "%s", tx->plan.reason) : 0;
}

/* Is there to be no more waiting. */
static bool is_decided(const struct ddom_tx *tx)
{
	return READ_ONCE(tx->confirmed) || READ_ONCE(tx->lost);
}

/* Wait for the confirmation; from its return on nobody can change its result. */
static int await_confirmation(struct ddom_tx *tx)
{
	unsigned long wait = msecs_to_jiffies(tx->req.confirm_ms);
	unsigned long until = jiffies + wait;
	bool confirmed, lost;
	long left;

	if (wait) {
		set_state(tx, DDOM_BRIDGE_STATE_WAIT_CONFIRM);
		/* Many listeners make the time shorter, never longer. */
		left = until - jiffies;
		if (left > 0)
			wait_event_idle_timeout(tx->wait, is_decided(tx), left);
	}
	spin_lock(&tx->lock);
	tx->decided = true;
	lost = tx->lost;
	confirmed = tx->confirmed || !wait;
	spin_unlock(&tx->lock);
	if (lost)
		return ddom_list_set_reason(tx, -ENODEV, "%s",
					    "port or bridge changed before the confirmation");
	return confirmed ? 0 : ddom_list_set_reason(tx, -ETIMEDOUT, "%s",
						    "not confirmed in time");
}

/*
 * The thread of a transaction, from its plan to its end. It owns a reference to
 * the transaction, the module and the network namespace. Its allocations must
 * not wait for NFS.
 */
static int run_thread(void *arg)
{
	struct ddom_tx *tx = arg;

	memalloc_noio_save();
	current->flags |= PF_NOFREEZE;
	ddom_report_event(tx);
	if (run_steps(tx) || await_confirmation(tx))
		undo(tx);
	else
		commit(tx);
	ddom_list_release(tx);
	module_put_and_kthread_exit(0);
}

/* On success the thread owns a reference to the transaction. */
static int make_thread(struct ddom_tx *tx)
{
	struct task_struct *thread;

	thread = kthread_create(run_thread, tx, "ddom_bridge");
	if (IS_ERR(thread))
		return ddom_list_set_reason(tx, PTR_ERR(thread), "%s",
					    "no thread for the transaction");
	kref_get(&tx->ref);
	tx->thread = thread;
	return 0;
}

static struct ddom_tx *tx_alloc(struct net *net, const struct ddom_request *req)
{
	struct ddom_tx *tx = kzalloc(sizeof(*tx), GFP_KERNEL);

	if (!tx)
		return NULL;
	kref_init(&tx->ref);
	INIT_LIST_HEAD(&tx->node);
	spin_lock_init(&tx->lock);
	init_waitqueue_head(&tx->wait);
	tx->net = net;
	tx->req = *req;
	tx->req.opts.probes = tx->req.probes;
	return tx;
}

/* One that will not begin gives back what it held; its reason is set. */
static void refuse(struct ddom_tx *tx)
{
	ddom_rtnl_close(&tx->nl);
	ddom_list_drop_before(tx);
	ddom_list_remove(tx);
	put_net(tx->net);
	module_put(THIS_MODULE);
	tx->id = 0;
	tx->state = DDOM_BRIDGE_STATE_REFUSED;
}

/**
 * ddom_transaction_plan() - get a transaction ready, or refuse it
 * @net: network namespace, to which the caller has a reference
 * @req: what is asked for
 *
 * Context: process, may sleep, takes RTNL. Nothing is changed.
 * Return: the transaction with a reference for the caller: in state PLANNED, to
 * be begun or cancelled; or in state REFUSED, with error and reason, and the
 * caller's is the only reference. NULL without memory.
 */
struct ddom_tx *ddom_transaction_plan(struct net *net,
				      const struct ddom_request *req)
{
	struct ddom_tx *tx = tx_alloc(net, req);
	int err;

	if (!tx)
		return NULL;
	if (!try_module_get(THIS_MODULE)) {
		ddom_list_set_reason(tx, -ENOENT, "%s", "the module is going");
		tx->state = DDOM_BRIDGE_STATE_REFUSED;
		return tx;
	}
	get_net(net);
	err = ddom_list_add(tx) ?: make_plan(tx) ?: make_thread(tx);
	if (err)
		refuse(tx);
	else
		tx->state = DDOM_BRIDGE_STATE_PLANNED;
	return tx;
}

/**
 * ddom_transaction_begin() - let a planned transaction run
 * @tx: the transaction
 *
 * Context: process, may sleep.
 */
void ddom_transaction_begin(struct ddom_tx *tx)
{
	ddom_list_show(tx);
	wake_up_process(tx->thread);
}

/**
 * ddom_transaction_cancel() - a planned transaction will not run
 * @tx: the transaction
 *
 * Context: process, sleeps until its thread, which never ran, is gone.
 */
void ddom_transaction_cancel(struct ddom_tx *tx)
{
	kthread_stop(tx->thread);
	ddom_list_release(tx);	/* the thread's */
	refuse(tx);
}

/**
 * ddom_transaction_wait() - wait for the end of a transaction
 * @tx: the transaction
 *
 * Context: process, sleeps; the steps' own time limits bound it.
 * Return: 0; or -ERESTARTSYS when the caller was killed: it goes on.
 */
int ddom_transaction_wait(struct ddom_tx *tx)
{
	return wait_event_killable(tx->wait,
				   ddom_list_state_is_final(READ_ONCE(tx->state)));
}

/**
 * ddom_transaction_confirm() - the root is alive
 * @tx: the transaction
 * @id: the one that was verified
 *
 * Context: process.
 * Return: 0, it will be committed; -ESTALE another id; -ETIMEDOUT it is or will
 * be undone; -EALREADY it was confirmed before; -EBUSY it does not wait.
 */
int ddom_transaction_confirm(struct ddom_tx *tx, u64 id)
{
	int err = 0;

	if (tx->id != id)
		return -ESTALE;
	spin_lock(&tx->lock);
	if (tx->confirmed || tx->state == DDOM_BRIDGE_STATE_COMMITTED)
		err = -EALREADY;
	else if (tx->lost || tx->state >= DDOM_BRIDGE_STATE_UNDOING ||
		 (tx->decided && tx->req.confirm_ms))
		err = -ETIMEDOUT;
	else if (tx->state != DDOM_BRIDGE_STATE_WAIT_CONFIRM)
		err = -EBUSY;
	else
		tx->confirmed = true;
	spin_unlock(&tx->lock);
	if (!err)
		wake_up_all(&tx->wait);
	return err;
}

/**
 * ddom_transaction_device_event() - a device goes, or its master changes
 * @dev: the device
 * @gone: it is being unregistered
 * @linking: it gets a master; else it has lost it
 *
 * What a transaction does itself to its devices before it is decided is to give
 * the port a master (an attach) or to take it away (a detach).
 *
 * Context: RTNL held.
 */
void ddom_transaction_device_event(struct net_device *dev, bool gone,
				   bool linking)
{
	struct ddom_tx *tx, *next;
	LIST_HEAD(forgotten);

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry_safe(tx, next, &ddom_txs, node) {
		bool port = tx->plan.port.ifindex == dev->ifindex;
		bool bridge = tx->plan.bridge.ifindex == dev->ifindex;
		u32 state = READ_ONCE(tx->state);

		if (!net_eq(tx->net, dev_net(dev)) || (!port && !bridge))
			continue;
		if (ddom_list_state_is_final(state)) {
			bool attached = tx->plan.attach &&
					state == DDOM_BRIDGE_STATE_COMMITTED;

			if (gone && (port || attached))
				list_move(&tx->node, &forgotten);
			continue;
		}
		if (gone && port)
			tx->gone = true;
		if (!gone && (!port || linking == tx->plan.attach))
			continue;
		spin_lock(&tx->lock);
		if (!tx->decided && !tx->confirmed)
			WRITE_ONCE(tx->lost, true);
		spin_unlock(&tx->lock);
		wake_up_all(&tx->wait);
	}
	mutex_unlock(&ddom_txs_lock);
	ddom_list_put(&forgotten);
}
