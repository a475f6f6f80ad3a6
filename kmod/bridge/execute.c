// SPDX-License-Identifier: GPL-2.0-only
/* Each type of step, and its inverse, carried out by the running kernel. */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "bridge.h"

typedef int (*ddom_step_fn)(struct ddom_tx *tx, struct ddom_rtmsg *m,
			    const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo);

/**
 * ddom_index_of() - look a device up by its name
 * @net: network namespace
 * @name: the name
 *
 * Context: process.
 * Return: its index, 0 for none.
 */
u32 ddom_index_of(struct net *net, const char *name)
{
	struct net_device *dev = dev_get_by_name(net, name);
	u32 ifindex = dev ? dev->ifindex : 0;

	if (dev)
		dev_put(dev);
	return ifindex;
}

/**
 * resolve() - a step's device with its index
 * @tx: the transaction
 * @dev: the device as planned
 *
 * Return: the device; a bridge created by this plan has its index now.
 */
static struct ddom_dev resolve(const struct ddom_tx *tx,
			       const struct ddom_dev *dev)
{
	struct ddom_dev found = *dev;

	if (!found.ifindex && !strcmp(dev->name, tx->plan.bridge.name))
		found.ifindex = tx->plan.bridge.ifindex;
	return found;
}

/**
 * gone_is_fine() - an inverse whose object is not there has nothing to do
 * @err: 0 or negative errno
 *
 * Return: 0 for the errors that mean "no such object", else @err.
 */
static int gone_is_fine(int err)
{
	switch (err) {
	case -ENODEV:
	case -ENOENT:
	case -ESRCH:
	case -EADDRNOTAVAIL:
		return 0;
	}
	return err;
}

/**
 * do_bridge_create() - BRIDGE_CREATE
 * @tx: the transaction; its plan learns the bridge's index
 * @m: memory for the request
 * @step: the step
 * @dev: the bridge
 * @undo: delete it
 *
 * Return: 0 or negative errno; on error no bridge is left.
 */
static int do_bridge_create(struct ddom_tx *tx, struct ddom_rtmsg *m,
			    const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo)
{
	if (undo)
		return gone_is_fine(ddom_bridge_delete(tx, m, dev));
	return ddom_bridge_create(tx, m, step);
}

/**
 * do_bridge_delete() - BRIDGE_DELETE
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the bridge
 * @undo: never
 *
 * Return: 0 or negative errno.
 */
static int do_bridge_delete(struct ddom_tx *tx, struct ddom_rtmsg *m,
			    const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo)
{
	if (undo)
		return -EINVAL;
	return gone_is_fine(ddom_bridge_delete(tx, m, dev));
}

/**
 * do_link() - LINK_SET_MAC, LINK_SET_MTU, LINK_UP, LINK_DOWN
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the device
 * @undo: set the old value
 *
 * Return: 0 or negative errno.
 */
static int do_link(struct ddom_tx *tx, struct ddom_rtmsg *m,
		   const struct ddom_step *step, const struct ddom_dev *dev,
		   bool undo)
{
	int err = ddom_link_set(tx, m, step, dev, undo);

	return undo ? gone_is_fine(err) : err;
}

/**
 * do_sysctl_set() - SYSCTL_SET
 * @tx: the transaction
 * @m: unused
 * @step: the step
 * @dev: the device, without a name for "all"
 * @undo: set the old value
 *
 * Return: 0 or negative errno.
 */
static int do_sysctl_set(struct ddom_tx *tx, struct ddom_rtmsg *m,
			 const struct ddom_step *step,
			 const struct ddom_dev *dev, bool undo)
{
	int err;

	if (dev->name[0] && !dev->ifindex)
		return undo ? 0 : -ENODEV;
	err = ddom_sysctl_write(tx->net, dev->ifindex, &step->sysctl,
				undo ? step->old_value : step->value);
	return undo ? gone_is_fine(err) : err;
}

/**
 * lro_of() - whose large receive offload a step has to do with
 * @tx: the transaction
 * @step: PORT_SETTLE or PORT_UNSETTLE
 * @undo: its inverse
 *
 * Return: where an attach notes what it turns off, to turn it on in its undo;
 * what a detach turns on, as it was before the attach; else NULL.
 */
static struct ddom_lro *lro_of(struct ddom_tx *tx,
			       const struct ddom_step *step, bool undo)
{
	if (tx->plan.attach)
		return step->type == DDOM_STEP_PORT_SETTLE ? &tx->lro : NULL;
	return tx->before && step->type == DDOM_STEP_PORT_UNSETTLE && !undo ?
	       &tx->before->lro : NULL;
}

/**
 * do_settle() - PORT_SETTLE, PORT_UNSETTLE
 * @tx: the transaction; notes that it holds the port's receive modes
 * @m: unused
 * @step: the step
 * @dev: the port
 * @undo: the other of the two
 *
 * Return: 0 or negative errno.
 */
static int do_settle(struct ddom_tx *tx, struct ddom_rtmsg *m,
		     const struct ddom_step *step, const struct ddom_dev *dev,
		     bool undo)
{
	bool hold = (step->type == DDOM_STEP_PORT_SETTLE) != undo;
	int err;

	if (hold == tx->holds_rx)
		return 0;
	err = ddom_port_settle(tx->net, dev->ifindex, hold,
			       lro_of(tx, step, undo));
	if (!err)
		tx->holds_rx = hold;
	return undo ? gone_is_fine(err) : err;
}

/**
 * do_addr() - ADDR_ADD, ADDR_DEL
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the device
 * @undo: the other of the two
 *
 * Return: 0 or negative errno; on error an address is not left half added.
 */
static int do_addr(struct ddom_tx *tx, struct ddom_rtmsg *m,
		   const struct ddom_step *step, const struct ddom_dev *dev,
		   bool undo)
{
	bool del = (step->type == DDOM_STEP_ADDR_DEL) != undo;
	int err;

	ddom_rtmsg_addr(m, step->addr, dev, del);
	err = ddom_nl_request(&tx->nl, m);
	if (undo && del)
		return gone_is_fine(err);
	if (undo && err == -EEXIST)
		return 0;
	if (err || del || step->addr->family != AF_INET6)
		return err;
	ddom_rtmsg_addr_flags(m, step->addr, dev);
	err = ddom_nl_request(&tx->nl, m);
	if (err && !undo) {
		ddom_rtmsg_addr(m, step->addr, dev, true);
		ddom_nl_request(&tx->nl, m);
	}
	return err;
}

/**
 * do_rule() - RULE_ADD, RULE_DEL
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the device that the rule is to name
 * @undo: the other of the two
 *
 * Return: 0 or negative errno.
 */
static int do_rule(struct ddom_tx *tx, struct ddom_rtmsg *m,
		   const struct ddom_step *step, const struct ddom_dev *dev,
		   bool undo)
{
	bool del = (step->type == DDOM_STEP_RULE_DEL) != undo;
	const char *from = step->from.name;
	int err;

	/* A rule that goes, goes as it was. */
	ddom_rtmsg_rule(m, step->rule, from,
			step->type == DDOM_STEP_RULE_DEL ? from : dev->name,
			del);
	err = ddom_nl_request(&tx->nl, m);
	if (undo && err == -EEXIST)
		return 0;
	return undo && del ? gone_is_fine(err) : err;
}

/**
 * do_port() - PORT_ENSLAVE, PORT_RELEASE
 * @tx: the transaction
 * @m: unused
 * @step: the step
 * @dev: the port
 * @undo: the other of the two
 *
 * Return: 0 or negative errno.
 */
static int do_port(struct ddom_tx *tx, struct ddom_rtmsg *m,
		   const struct ddom_step *step, const struct ddom_dev *dev,
		   bool undo)
{
	struct ddom_dev bridge = resolve(tx, &step->from);
	bool enslave = (step->type == DDOM_STEP_PORT_ENSLAVE) != undo;

	if (enslave)
		return ddom_port_enslave(tx->net, dev->ifindex, bridge.ifindex,
					 &tx->frozen_ns);
	return ddom_port_release(tx->net, dev->ifindex, bridge.ifindex,
				 &tx->frozen_ns);
}

/**
 * do_wait_live() - WAIT_LIVE
 * @tx: the transaction
 * @m: unused
 * @step: the step
 * @dev: the device
 * @undo: nothing to do
 *
 * Return: 0 or negative errno.
 */
static int do_wait_live(struct ddom_tx *tx, struct ddom_rtmsg *m,
			const struct ddom_step *step,
			const struct ddom_dev *dev, bool undo)
{
	return undo ? 0 : ddom_wait_live(tx->net, dev->ifindex);
}

/**
 * do_neigh() - NEIGH_ADD, NEIGH_DEL
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the device
 * @undo: the other of the two
 *
 * Return: 0 or negative errno.
 */
static int do_neigh(struct ddom_tx *tx, struct ddom_rtmsg *m,
		    const struct ddom_step *step, const struct ddom_dev *dev,
		    bool undo)
{
	bool del = step->type == DDOM_STEP_NEIGH_DEL;

	if (undo != del)
		return gone_is_fine(ddom_neigh_delete(tx, m, step->neigh, dev));
	ddom_rtmsg_neigh(m, step->neigh, dev, false);
	return ddom_nl_request(&tx->nl, m);
}

/**
 * do_route() - ROUTE_MOVE
 * @tx: the transaction
 * @m: memory for the request
 * @step: the step
 * @dev: the device it moves to
 * @undo: put it back as it was
 *
 * Return: 0 or negative errno.
 */
static int do_route(struct ddom_tx *tx, struct ddom_rtmsg *m,
		    const struct ddom_step *step, const struct ddom_dev *dev,
		    bool undo)
{
	struct ddom_dev from = resolve(tx, &step->from);

	ddom_rtmsg_route(m, step->route, from.ifindex,
			 undo ? from.ifindex : dev->ifindex);
	return ddom_nl_request(&tx->nl, m);
}

/**
 * plan_has() - is there a step of a type
 * @plan: the plan
 * @type: the type
 *
 * Return: true if there is.
 */
static bool plan_has(const struct ddom_plan *plan, enum ddom_step_type type)
{
	u32 i;

	for (i = 0; i < plan->n; i++)
		if (plan->steps[i].type == type)
			return true;
	return false;
}

/**
 * do_verify() - VERIFY_NEXTHOP, VERIFY_TCP
 * @tx: the transaction
 * @m: unused
 * @step: the step
 * @dev: the device
 * @undo: nothing to do
 *
 * Return: 0 or negative errno.
 */
static int do_verify(struct ddom_tx *tx, struct ddom_rtmsg *m,
		     const struct ddom_step *step, const struct ddom_dev *dev,
		     bool undo)
{
	int err;

	if (undo)
		return 0;
	if (step->type == DDOM_STEP_VERIFY_TCP)
		return ddom_verify_tcp(tx, &step->probe, dev);
	err = ddom_verify_nexthop(tx, &step->probe, dev);
	/* A permanent neighbour is never asked; the connection will tell. */
	if (err == -EOPNOTSUPP && plan_has(&tx->plan, DDOM_STEP_VERIFY_TCP))
		return 0;
	return err;
}

static const ddom_step_fn step_fns[DDOM_STEP_MAX] = {
	[DDOM_STEP_BRIDGE_CREATE] = do_bridge_create,
	[DDOM_STEP_BRIDGE_DELETE] = do_bridge_delete,
	[DDOM_STEP_LINK_SET_MAC] = do_link,
	[DDOM_STEP_LINK_SET_MTU] = do_link,
	[DDOM_STEP_LINK_UP] = do_link,
	[DDOM_STEP_LINK_DOWN] = do_link,
	[DDOM_STEP_SYSCTL_SET] = do_sysctl_set,
	[DDOM_STEP_PORT_SETTLE] = do_settle,
	[DDOM_STEP_PORT_UNSETTLE] = do_settle,
	[DDOM_STEP_ADDR_ADD] = do_addr,
	[DDOM_STEP_ADDR_DEL] = do_addr,
	[DDOM_STEP_RULE_ADD] = do_rule,
	[DDOM_STEP_RULE_DEL] = do_rule,
	[DDOM_STEP_PORT_ENSLAVE] = do_port,
	[DDOM_STEP_PORT_RELEASE] = do_port,
	[DDOM_STEP_WAIT_LIVE] = do_wait_live,
	[DDOM_STEP_NEIGH_ADD] = do_neigh,
	[DDOM_STEP_NEIGH_DEL] = do_neigh,
	[DDOM_STEP_ROUTE_MOVE] = do_route,
	[DDOM_STEP_VERIFY_NEXTHOP] = do_verify,
	[DDOM_STEP_VERIFY_TCP] = do_verify,
};

/**
 * apply() - carry out a step or its inverse
 * @ctx: the transaction
 * @plan: unused, it is the transaction's
 * @step: the step
 * @undo: its inverse
 *
 * Context: process, transaction's lock held, RTNL not held, memory
 * allocations without I/O.
 * Return: 0 or negative errno.
 */
static int apply(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		 bool undo)
{
	struct ddom_tx *tx = ctx;
	struct ddom_dev dev = resolve(tx, &step->dev);
	struct ddom_rtmsg *m;
	int err;

	if (ddom_step_delay_ms)
		msleep(ddom_step_delay_ms);
	m = kmalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	err = step_fns[step->type](tx, m, step, &dev, undo);
	kfree(m);
	return err;
}

/**
 * now_ns() - CLOCK_MONOTONIC
 * @ctx: unused
 *
 * Return: ns.
 */
static u64 now_ns(void *ctx)
{
	return ktime_get_ns();
}

/**
 * inject() - the failure that a test asked for
 * @ctx: unused
 * @index: of the step
 * @undo: of its inverse
 *
 * Return: -EIO if it is this one, else 0.
 */
static int inject(void *ctx, u32 index, bool undo)
{
	int wanted = READ_ONCE(*(undo ? &ddom_fail_undo_step : &ddom_fail_step));

	return wanted >= 0 && index == wanted ? -EIO : 0;
}

const struct ddom_ops ddom_kernel_ops = {
	.apply = apply,
	.now_ns = now_ns,
	.inject = inject,
};
