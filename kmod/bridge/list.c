// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of transactions: one that is under way, or the last one, of each
 * port.
 *
 * Its lock is taken under RTNL by the notifier and therefore never held while
 * taking RTNL.
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
 * ddom_state_is_final() - has a transaction ended
 * @state: enum ddom_bridge_state
 *
 * Return: true if nothing more will happen.
 */
bool ddom_state_is_final(u32 state)
{
	return state == DDOM_BRIDGE_STATE_COMMITTED ||
	       state == DDOM_BRIDGE_STATE_UNDONE ||
	       state == DDOM_BRIDGE_STATE_UNDO_FAILED;
}

/**
 * tx_free() - the last reference is gone
 * @ref: in the transaction
 */
static void tx_free(struct kref *ref)
{
	struct ddom_tx *tx = container_of(ref, struct ddom_tx, ref);

	if (tx->before)
		ddom_transaction_put(tx->before);
	ddom_nl_close(&tx->nl);
	ddom_snapshot_free(&tx->store);
	kvfree(tx->plan.steps);
	kfree(tx);
}

/**
 * ddom_transaction_put() - drop a reference
 * @tx: the transaction
 */
void ddom_transaction_put(struct ddom_tx *tx)
{
	kref_put(&tx->ref, tx_free);
}

/**
 * unlist() - take a transaction off the list
 * @tx: the transaction
 *
 * Context: ddom_txs_lock held. Drops the list's reference.
 */
static void unlist(struct ddom_tx *tx)
{
	list_del_init(&tx->node);
	ddom_transaction_put(tx);
}

/**
 * is_busy() - is a transaction under way that this one would disturb
 * @net: network namespace
 * @opts: port and bridge asked for
 *
 * Context: ddom_txs_lock held.
 * Return: true if there is.
 */
static bool is_busy(struct net *net, const struct ddom_opts *opts)
{
	struct ddom_tx *tx;

	list_for_each_entry(tx, &ddom_txs, node)
		if (tx->net == net && !ddom_state_is_final(READ_ONCE(tx->state)) &&
		    (!strcmp(tx->req.opts.port, opts->port) ||
		     (opts->bridge[0] &&
		      !strcmp(tx->req.opts.bridge, opts->bridge))))
			return true;
	return false;
}

/**
 * ddom_list_add() - a new transaction gets its number and its place
 * @tx: the transaction; the list takes the caller's reference
 *
 * Context: process, may sleep.
 * Return: 0, or -EBUSY while another one is under way on the port or the
 * bridge.
 */
int ddom_list_add(struct ddom_tx *tx)
{
	int err = -EBUSY;

	mutex_lock(&ddom_txs_lock);
	if (!is_busy(tx->net, &tx->req.opts)) {
		tx->id = ++ddom_last_id;
		list_add_tail(&tx->node, &ddom_txs);
		err = 0;
	}
	mutex_unlock(&ddom_txs_lock);
	return err;
}

/**
 * ddom_list_remove() - a transaction that changed nothing leaves no trace
 * @tx: the transaction, perhaps not on the list any more
 *
 * Context: process, may sleep. Drops the list's reference.
 */
void ddom_list_remove(struct ddom_tx *tx)
{
	mutex_lock(&ddom_txs_lock);
	if (!list_empty(&tx->node))
		unlist(tx);
	mutex_unlock(&ddom_txs_lock);
}

/**
 * ddom_list_attach() - the attach that a detach takes back
 * @tx: the detach
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

		if (last == tx || last->net != tx->net ||
		    !ddom_state_is_final(state) ||
		    strcmp(last->req.opts.port, tx->req.opts.port))
			continue;
		if (!last->plan.attach)
			found = state == DDOM_BRIDGE_STATE_COMMITTED ?
				NULL : last->before;
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
 * ddom_list_plan() - a planned transaction replaces its port's last one
 * @tx: the transaction
 *
 * At once, so that no reader sees two of them or none.
 *
 * Context: process, may sleep, @tx->lock held.
 */
void ddom_list_plan(struct ddom_tx *tx)
{
	struct ddom_tx *old, *next;

	mutex_lock(&ddom_txs_lock);
	WRITE_ONCE(tx->state, DDOM_BRIDGE_STATE_PLANNED);
	list_for_each_entry_safe(old, next, &ddom_txs, node)
		if (old != tx && old->net == tx->net &&
		    !strcmp(old->req.opts.port, tx->req.opts.port) &&
		    ddom_state_is_final(READ_ONCE(old->state)))
			unlist(old);
	mutex_unlock(&ddom_txs_lock);
}

/**
 * ddom_transaction_find() - the last transaction of a port
 * @net: network namespace
 * @port: the port's name
 *
 * Context: process, may sleep.
 * Return: the transaction with a reference, or NULL.
 */
struct ddom_tx *ddom_transaction_find(struct net *net, const char *port)
{
	struct ddom_tx *tx, *found = NULL;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry_reverse(tx, &ddom_txs, node) {
		if (tx->net == net && !strcmp(tx->req.opts.port, port) &&
		    READ_ONCE(tx->state) != DDOM_BRIDGE_STATE_IDLE) {
			kref_get(&tx->ref);
			found = tx;
			break;
		}
	}
	mutex_unlock(&ddom_txs_lock);
	return found;
}

/**
 * ddom_transaction_device_event() - a device went or changed its upper
 * @dev: the device
 * @gone: it is being unregistered
 *
 * A transaction that waits for its confirmation is undone at once; a
 * committed one whose devices go is forgotten.
 *
 * Context: RTNL held.
 */
void ddom_transaction_device_event(struct net_device *dev, bool gone)
{
	struct ddom_tx *tx, *next;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry_safe(tx, next, &ddom_txs, node) {
		bool port = tx->plan.port.ifindex == dev->ifindex;
		bool bridge = tx->plan.bridge.ifindex == dev->ifindex;
		u32 state = READ_ONCE(tx->state);

		if (!net_eq(tx->net, dev_net(dev)) || (!port && !bridge))
			continue;
		if (state == DDOM_BRIDGE_STATE_WAIT_CONFIRM &&
		    !READ_ONCE(tx->confirmed)) {
			WRITE_ONCE(tx->lost, true);
			ddom_transaction_finish(tx, 0);
		} else if (gone && ddom_state_is_final(state) &&
			   (port || tx->plan.attach)) {
			unlist(tx);
		}
	}
	mutex_unlock(&ddom_txs_lock);
}

/**
 * ddom_list_take() - take some transaction off the list
 * @net: of this network namespace, NULL: of any
 *
 * Return: the transaction, with the list's reference, or NULL.
 */
struct ddom_tx *ddom_list_take(struct net *net)
{
	struct ddom_tx *tx, *found = NULL;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry(tx, &ddom_txs, node) {
		if (!net || tx->net == net) {
			list_del_init(&tx->node);
			found = tx;
			break;
		}
	}
	mutex_unlock(&ddom_txs_lock);
	return found;
}
