// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps of a plan, carried out with libnl: the same requests as the module
 * sends, without its freeze.
 */
#include <errno.h>
#include <string.h>

#include <linux/if.h>

#include "backend.h"

/**
 * ddt_do_bridge() - BRIDGE_CREATE, BRIDGE_DELETE
 * @b: backend
 * @plan: plan; learns the bridge's index
 * @step: step
 * @dev: the bridge
 * @undo: delete what was created; a deleted bridge is not created again
 *
 * Return: 0 or a negative errno.
 */
static int ddt_do_bridge(struct ddt_backend *b, struct ddom_plan *plan,
			 const struct ddom_step *step,
			 const struct ddom_dev *dev, bool undo)
{
	struct ddom_dev bridge;
	int err;

	if (undo && step->type == DDOM_STEP_BRIDGE_DELETE)
		return -EINVAL;
	if (undo || step->type == DDOM_STEP_BRIDGE_DELETE) {
		if (!dev->ifindex)
			return 0;
		ddom_rtmsg_link_del(&b->m, dev);
		return ddt_gone(ddt_backend_request(b, NULL, NULL));
	}
	ddom_rtmsg_bridge_create(&b->m, step);
	err = ddt_backend_request(b, NULL, NULL);
	if (err)
		return err;
	bridge = ddt_resolve(b, plan, dev);
	ddom_rtmsg_bridge_alias(&b->m, &bridge);
	err = ddt_backend_request(b, NULL, NULL);
	if (err) {
		ddom_rtmsg_link_del(&b->m, &bridge);
		ddt_backend_request(b, NULL, NULL);
		plan->bridge.ifindex = 0;
	}
	return err;
}

/**
 * ddt_do_link() - LINK_SET_MAC, LINK_SET_MTU, LINK_UP, LINK_DOWN
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device
 * @undo: set the old value
 *
 * Return: 0 or a negative errno.
 */
static int ddt_do_link(struct ddt_backend *b, struct ddom_plan *plan,
		       const struct ddom_step *step,
		       const struct ddom_dev *dev, bool undo)
{
	int err;

	(void)plan;
	if (step->type == DDOM_STEP_LINK_SET_MAC)
		ddom_rtmsg_link_mac(&b->m, dev, undo ? step->old_mac : step->mac,
				    step->mac_len);
	else if (step->type == DDOM_STEP_LINK_SET_MTU)
		ddom_rtmsg_link_mtu(&b->m, dev,
				    (__u32)(undo ? step->old_value :
						   step->value));
	else
		ddom_rtmsg_link_flags(&b->m, dev,
				      undo == (step->type == DDOM_STEP_LINK_UP) ?
				      0 : IFF_UP, IFF_UP);
	err = ddt_backend_request(b, NULL, NULL);
	return undo ? ddt_gone(err) : err;
}

/**
 * ddt_do_sysctl() - SYSCTL_SET
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device, without a name for "all"
 * @undo: set the old value
 *
 * Return: 0 or a negative errno.
 */
static int ddt_do_sysctl(struct ddt_backend *b, struct ddom_plan *plan,
			 const struct ddom_step *step,
			 const struct ddom_dev *dev, bool undo)
{
	int err;

	(void)plan;
	err = ddt_sysctls_write(&b->sysctls, &step->sysctl, dev->name,
				undo ? step->old_value : step->value);
	return undo ? ddt_gone(err) : err;
}

/**
 * ddt_do_settle() - PORT_SETTLE, PORT_UNSETTLE
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: port
 * @undo: the other of the two
 *
 * Return: 0 or a negative errno.
 */
static int ddt_do_settle(struct ddt_backend *b, struct ddom_plan *plan,
			 const struct ddom_step *step,
			 const struct ddom_dev *dev, bool undo)
{
	bool hold = (step->type == DDOM_STEP_PORT_SETTLE) != undo;
	int err;

	/* what a port must not have is turned on again once it is none */
	err = hold ? ddt_backend_hold(b, dev) :
		     ddt_backend_let_go(b, dev, plan->attach == undo);
	return undo ? ddt_gone(err) : err;
}

/**
 * ddt_do_port() - PORT_ENSLAVE, PORT_RELEASE
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: port
 * @undo: the other of the two
 *
 * Return: 0 or a negative errno.
 */
static int ddt_do_port(struct ddt_backend *b, struct ddom_plan *plan,
		       const struct ddom_step *step,
		       const struct ddom_dev *dev, bool undo)
{
	struct ddom_dev bridge = ddt_resolve(b, plan, &step->from);
	bool enslave = (step->type == DDOM_STEP_PORT_ENSLAVE) != undo;

	if (enslave && !bridge.ifindex)
		return -ENODEV;
	ddom_rtmsg_link_master(&b->m, dev, enslave ? bridge.ifindex : 0);
	return ddt_backend_request(b, NULL, NULL);
}

/**
 * ddt_do_check() - WAIT_LIVE, VERIFY_NEXTHOP, VERIFY_TCP
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device
 * @undo: nothing to do
 *
 * Return: 0 or a negative errno.
 */
static int ddt_do_check(struct ddt_backend *b, struct ddom_plan *plan,
			const struct ddom_step *step,
			const struct ddom_dev *dev, bool undo)
{
	(void)plan;
	if (undo)
		return 0;
	if (step->type == DDOM_STEP_WAIT_LIVE)
		return ddt_backend_wait_live(b, dev);
	if (!b->deadline_ns)
		b->deadline_ns = ddt_now_ns() + b->verify_ms * 1000000ULL;
	if (step->type == DDOM_STEP_VERIFY_TCP)
		return ddt_backend_tcp(b, &step->probe, dev);
	return ddt_backend_nexthop(b, &step->probe, dev);
}

static const ddt_backend_fn ddt_step_fns[DDOM_STEP_MAX] = {
	[DDOM_STEP_BRIDGE_CREATE] = ddt_do_bridge,
	[DDOM_STEP_BRIDGE_DELETE] = ddt_do_bridge,
	[DDOM_STEP_LINK_SET_MAC] = ddt_do_link,
	[DDOM_STEP_LINK_SET_MTU] = ddt_do_link,
	[DDOM_STEP_LINK_UP] = ddt_do_link,
	[DDOM_STEP_LINK_DOWN] = ddt_do_link,
	[DDOM_STEP_SYSCTL_SET] = ddt_do_sysctl,
	[DDOM_STEP_PORT_SETTLE] = ddt_do_settle,
	[DDOM_STEP_PORT_UNSETTLE] = ddt_do_settle,
	[DDOM_STEP_ADDR_ADD] = ddt_do_addr,
	[DDOM_STEP_ADDR_DEL] = ddt_do_addr,
	[DDOM_STEP_RULE_ADD] = ddt_do_rule,
	[DDOM_STEP_RULE_DEL] = ddt_do_rule,
	[DDOM_STEP_PORT_ENSLAVE] = ddt_do_port,
	[DDOM_STEP_PORT_RELEASE] = ddt_do_port,
	[DDOM_STEP_WAIT_LIVE] = ddt_do_check,
	[DDOM_STEP_NEIGH_ADD] = ddt_do_neigh,
	[DDOM_STEP_NEIGH_DEL] = ddt_do_neigh,
	[DDOM_STEP_ROUTE_MOVE] = ddt_do_route,
	[DDOM_STEP_VERIFY_NEXTHOP] = ddt_do_check,
	[DDOM_STEP_VERIFY_TCP] = ddt_do_check,
};

/**
 * ddt_backend_apply() - carry out a step or its inverse
 * @ctx: backend
 * @plan: plan
 * @step: step
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
static int ddt_backend_apply(void *ctx, struct ddom_plan *plan,
			     struct ddom_step *step, bool undo)
{
	struct ddt_backend *b = ctx;
	bool creates = step->type == DDOM_STEP_BRIDGE_CREATE && !undo;
	struct ddom_dev dev = step->dev;
	int err;

	if (!creates)
		dev = ddt_resolve(b, plan, &step->dev);
	/* an inverse on a bridge that is not there has nothing to do */
	if (undo && dev.name[0] && !dev.ifindex)
		return 0;
	if (!creates && dev.name[0] && !dev.ifindex)
		return -ENODEV;
	b->nl.extack[0] = '\0';
	err = ddt_step_fns[step->type](b, plan, step, &dev, undo);
	if (err && !undo)
		snprintf(plan->reason, sizeof(plan->reason), "%.160s",
			 b->nl.extack[0] ? b->nl.extack : strerror(-err));
	return err;
}

/**
 * ddt_backend_now() - time for the records
 * @ctx: backend
 *
 * Return: CLOCK_MONOTONIC in nanoseconds.
 */
static __u64 ddt_backend_now(void *ctx)
{
	(void)ctx;
	return ddt_now_ns();
}

/**
 * ddt_backend_inject() - have a fault, in tests
 * @ctx: backend
 * @index: the step about to be carried out
 * @undo: its inverse is
 *
 * Return: 0, or the error that the step is to fail with.
 */
static int ddt_backend_inject(void *ctx, __u32 index, bool undo)
{
	const struct ddt_backend *b = ctx;

	return ddt_inject_step(&b->inject, index, undo);
}

const struct ddom_ops ddt_backend_ops = {
	.apply = ddt_backend_apply,
	.now_ns = ddt_backend_now,
	.inject = ddt_backend_inject,
};
