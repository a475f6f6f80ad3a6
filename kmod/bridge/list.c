// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of transactions: one that is under way, or the last one, of each
 * port. It is bounded: see DDOM_BRIDGE_MAX_KEPT.
 *
 * Its lock is taken under RTNL by the notifier and therefore never held while
 * taking RTNL; nothing is freed under it.
 */
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "bridge.h"

LIST_HEAD(ddom_txs);
/* The list and the ids. Taken under RTNL by the notifier. */
DEFINE_MUTEX(ddom_txs_lock);

static u64 ddom_last_id;

/**
 * ddom_list_state_is_final() - has a transaction ended
 * @state: enum ddom_bridge_state
 *
 * Return: true if nothing more will happen.
 */
bool ddom_list_state_is_final(u32 state)
{
	return state == DDOM_BRIDGE_STATE_COMMITTED ||
	       state == DDOM_BRIDGE_STATE_UNDONE ||
	       state == DDOM_BRIDGE_STATE_UNDO_FAILED;
}

static void tx_free(struct kref *ref)
{
	struct ddom_tx *tx = container_of(ref, struct ddom_tx, ref);

	ddom_list_drop_before(tx);
	ddom_rtnl_close(&tx->nl);
	ddom_snapshot_free(&tx->store);
	kvfree(tx->plan.steps);
	kvfree(tx->plan.scratch);
	kfree(tx);
}

/**
 * ddom_list_release() - drop a reference
 * @tx: the transaction
 *
 * Context: process, may sleep; not under ddom_txs_lock.
 */
void ddom_list_release(struct ddom_tx *tx)
{
	kref_put(&tx->ref, tx_free);
}

/**
 * ddom_list_drop_before() - a transaction needs the one before it no more
 * @tx: the transaction
 *
 * Context: process, may sleep.
 */
void ddom_list_drop_before(struct ddom_tx *tx)
{
	struct ddom_tx *before;

	mutex_lock(&ddom_txs_lock);
	before = tx->before;
	tx->before = NULL;
	tx->req.opts.before = NULL;
	mutex_unlock(&ddom_txs_lock);
	if (before)
		ddom_list_release(before);
}

/**
 * ddom_list_put() - drop the list's references
 * @list: transactions taken off the list
 *
 * Context: process, may sleep.
 */
void ddom_list_put(struct list_head *list)
{
	struct ddom_tx *tx, *next;

	list_for_each_entry_safe(tx, next, list, node) {
		list_del_init(&tx->node);
		ddom_list_release(tx);
	}
}

/**
 * ddom_list_set_reason() - note why a transaction failed or was refused
 * @tx: the transaction
 * @err: negative errno
 * @fmt: for people, with one %s
 * @arg: for it
 *
 * Context: any.
 * Return: @err.
 */
int ddom_list_set_reason(struct ddom_tx *tx, int err, const char *fmt,
			 const char *arg)
{
	spin_lock(&tx->lock);
	snprintf(tx->reason, sizeof(tx->reason), fmt, arg);
	tx->error = err;
	spin_unlock(&tx->lock);
	return err;
}

/* Nothing needs it any more: it is not what a detach would take back. */
static bool is_dispensable(const struct ddom_tx *tx)
{
	u32 state = READ_ONCE(tx->state);

	return ddom_list_state_is_final(state) && !tx->before &&
	       !(tx->plan.attach && state == DDOM_BRIDGE_STATE_COMMITTED);
}

/* The initial network namespace has its room for itself. */
static bool shares_room(const struct net *a, const struct net *b)
{
	return net_eq(a, &init_net) == net_eq(b, &init_net);
}

/*
 * Forget the oldest that nothing needs until there is room for one more, of
 * a network namespace and of all that share it: whoever makes many of them does
 * not take the machine's own. Context: ddom_txs_lock held.
 */
static bool make_room(const struct net *net, struct list_head *forgotten)
{
	u32 most = net_eq(net, &init_net) ? DDOM_BRIDGE_MAX_KEPT :
					    DDOM_BRIDGE_MAX_KEPT_ALL;
	struct ddom_tx *tx, *next;
	u32 here = 0, all = 0;

	list_for_each_entry(tx, &ddom_txs, node) {
		all += shares_room(tx->net, net);
		here += net_eq(tx->net, net);
	}
	list_for_each_entry_safe(tx, next, &ddom_txs, node) {
		bool same = net_eq(tx->net, net);

		if (all < most && here < DDOM_BRIDGE_MAX_KEPT)
			break;
		if (!is_dispensable(tx) || !shares_room(tx->net, net) ||
		    (!same && all < most))
			continue;
		list_move(&tx->node, forgotten);
		all--;
		here -= same;
	}
	return all < most && here < DDOM_BRIDGE_MAX_KEPT;
}

static const struct ddom_tx *under_way(const struct net *net)
{
	const struct ddom_tx *tx;

	list_for_each_entry(tx, &ddom_txs, node)
		if (net_eq(tx->net, net) &&
		    !ddom_list_state_is_final(READ_ONCE(tx->state)))
			return tx;
	return NULL;
}

/**
 * ddom_list_add() - a new transaction gets its number and its place
 * @tx: the transaction; the list takes a reference of its own
 *
 * Context: process, may sleep.
 * Return: 0; or with the reason set: -EBUSY while another one is under way in
 * this network namespace, -ENOSPC for an attach for which there is no room.
 */
int ddom_list_add(struct ddom_tx *tx)
{
	const struct ddom_tx *other;
	LIST_HEAD(forgotten);
	int err = 0;

	mutex_lock(&ddom_txs_lock);
	other = under_way(tx->net);
	if (other)
		err = ddom_list_set_reason(tx, -EBUSY,
					   "%s: a transaction is under way; wait for its end",
					   other->req.opts.port);
	else if (!make_room(tx->net, &forgotten) &&
		 tx->req.op == DDOM_BRIDGE_OP_ATTACH)
		err = ddom_list_set_reason(tx, -ENOSPC,
					   "%s: too many ports are attached; detach one",
					   tx->req.opts.port);
	if (!err) {
		tx->id = ++ddom_last_id;
		kref_get(&tx->ref);
		list_add_tail(&tx->node, &ddom_txs);
	}
	mutex_unlock(&ddom_txs_lock);
	ddom_list_put(&forgotten);
	return err;
}

/**
 * ddom_list_remove() - a transaction that changed nothing leaves no trace
 * @tx: the transaction, perhaps not on the list
 *
 * Context: process, may sleep. Drops the list's reference.
 */
void ddom_list_remove(struct ddom_tx *tx)
{
	LIST_HEAD(forgotten);

	mutex_lock(&ddom_txs_lock);
	if (!list_empty(&tx->node))
		list_move(&tx->node, &forgotten);
	mutex_unlock(&ddom_txs_lock);
	ddom_list_put(&forgotten);
}

/**
 * ddom_list_end() - a transaction ends; without its port it is forgotten
 * @tx: the transaction
 * @state: its final state
 *
 * Context: process, may sleep.
 */
void ddom_list_end(struct ddom_tx *tx, u32 state)
{
	LIST_HEAD(forgotten);

	mutex_lock(&ddom_txs_lock);
	if (tx->gone ||
	    ddom_backend_is_live(tx->net, tx->plan.port.ifindex) < 0)
		list_move(&tx->node, &forgotten);
	spin_lock(&tx->lock);
	WRITE_ONCE(tx->state, state);
	spin_unlock(&tx->lock);
	mutex_unlock(&ddom_txs_lock);
	ddom_list_put(&forgotten);
}

/**
 * ddom_list_attach() - the attach that a detach takes back
 * @tx: the detach, with its snapshot
 *
 * The last transaction of its port, or the one that a detach which was undone
 * had to take back.
 *
 * Context: process, may sleep.
 * Return: the attach with a reference, NULL when it is not known.
 */
struct ddom_tx *ddom_list_attach(struct ddom_tx *tx)
{
	struct ddom_tx *last, *found = NULL;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry(last, &ddom_txs, node) {
		u32 state = READ_ONCE(last->state);

		if (last == tx || !net_eq(last->net, tx->net) ||
		    !ddom_list_state_is_final(state) ||
		    last->plan.port.ifindex != tx->store.port)
			continue;
		/* It may have been put into another bridge since. */
		if (last->plan.bridge.ifindex != tx->store.bridge)
			found = NULL;
		else if (!last->plan.attach)
			found = last->before;
		else
			found = state == DDOM_BRIDGE_STATE_COMMITTED ?
				last : NULL;
	}
	if (found)
		kref_get(&found->ref);
	mutex_unlock(&ddom_txs_lock);
	return found;
}

/**
 * ddom_list_show() - a planned transaction replaces its port's last one
 * @tx: the transaction
 *
 * At once, so that no reader sees two of them or none.
 *
 * Context: process, may sleep.
 */
void ddom_list_show(struct ddom_tx *tx)
{
	struct ddom_tx *old, *next;
	LIST_HEAD(forgotten);

	mutex_lock(&ddom_txs_lock);
	tx->shown = true;
	list_for_each_entry_safe(old, next, &ddom_txs, node)
		if (old != tx && net_eq(old->net, tx->net) &&
		    ddom_list_state_is_final(READ_ONCE(old->state)) &&
		    (old->plan.port.ifindex == tx->plan.port.ifindex ||
		     !strcmp(old->req.opts.port, tx->req.opts.port)))
			list_move(&old->node, &forgotten);
	mutex_unlock(&ddom_txs_lock);
	ddom_list_put(&forgotten);
}

/**
 * ddom_list_find() - the last transaction of a port
 * @net: network namespace
 * @port: the port's name
 *
 * Context: process, may sleep.
 * Return: the transaction with a reference, or NULL.
 */
struct ddom_tx *ddom_list_find(struct net *net, const char *port)
{
	struct ddom_tx *tx, *found = NULL;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry(tx, &ddom_txs, node) {
		if (net_eq(tx->net, net) && tx->shown &&
		    !strcmp(tx->req.opts.port, port)) {
			kref_get(&tx->ref);
			found = tx;
			break;
		}
	}
	mutex_unlock(&ddom_txs_lock);
	return found;
}

/**
 * ddom_list_forget() - forget the transactions of a network namespace that goes
 * @net: network namespace; NULL: all, the module goes
 *
 * All have ended: one under way holds a reference to both.
 *
 * Context: process, may sleep.
 */
void ddom_list_forget(struct net *net)
{
	struct ddom_tx *tx, *next;
	LIST_HEAD(forgotten);

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry_safe(tx, next, &ddom_txs, node)
		if (!net || net_eq(tx->net, net))
			list_move(&tx->node, &forgotten);
	mutex_unlock(&ddom_txs_lock);
	ddom_list_put(&forgotten);
}
