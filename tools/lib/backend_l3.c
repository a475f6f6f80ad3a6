// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps that concern addresses, routes, rules and neighbours, from user space.
 */
#include <errno.h>
#include <sys/socket.h>

#include "backend.h"

/**
 * ddt_do_addr() - ADDR_ADD, ADDR_DEL
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device
 * @undo: the other of the two
 *
 * Return: 0 or a negative errno.
 */
int ddt_do_addr(struct ddt_backend *b, struct ddom_plan *plan,
		const struct ddom_step *step, const struct ddom_dev *dev,
		bool undo)
{
	bool del = (step->type == DDOM_STEP_ADDR_DEL) != undo;
	int err;

	(void)plan;
	ddom_rtmsg_addr(&b->m, step->addr, dev, del);
	err = ddt_backend_request(b, NULL, NULL);
	if (undo && del)
		return ddt_gone(err);
	if (undo && err == -EEXIST)
		return 0;
	if (err || del || step->addr->family != AF_INET6)
		return err;
	ddom_rtmsg_addr_flags(&b->m, step->addr, dev);
	return ddt_backend_request(b, NULL, NULL);
}

/**
 * ddt_do_rule() - RULE_ADD, RULE_DEL
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device that the rule is to name
 * @undo: the other of the two
 *
 * A rule that goes, goes as it was.
 *
 * Return: 0 or a negative errno.
 */
int ddt_do_rule(struct ddt_backend *b, struct ddom_plan *plan,
		const struct ddom_step *step, const struct ddom_dev *dev,
		bool undo)
{
	bool del = (step->type == DDOM_STEP_RULE_DEL) != undo;
	const char *from = step->from.name;
	int err;

	(void)plan;
	ddom_rtmsg_rule(&b->m, step->rule, from,
			step->type == DDOM_STEP_RULE_DEL ? from : dev->name,
			del);
	err = ddt_backend_request(b, NULL, NULL);
	if (undo && err == -EEXIST)
		return 0;
	return undo && del ? ddt_gone(err) : err;
}

/**
 * ddt_do_neigh() - NEIGH_ADD, NEIGH_DEL
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device
 * @undo: the other of the two
 *
 * Return: 0 or a negative errno.
 */
int ddt_do_neigh(struct ddt_backend *b, struct ddom_plan *plan,
		 const struct ddom_step *step, const struct ddom_dev *dev,
		 bool undo)
{
	bool del = (step->type == DDOM_STEP_NEIGH_DEL) != undo;
	int err;

	(void)plan;
	ddom_rtmsg_neigh(&b->m, step->neigh, dev, del);
	err = ddt_backend_request(b, NULL, NULL);
	return del ? ddt_gone(err) : err;
}

/**
 * ddt_do_route() - ROUTE_MOVE
 * @b: backend
 * @plan: plan
 * @step: step
 * @dev: device that it moves to
 * @undo: put it back as it was
 *
 * Return: 0 or a negative errno.
 */
int ddt_do_route(struct ddt_backend *b, struct ddom_plan *plan,
		 const struct ddom_step *step, const struct ddom_dev *dev,
		 bool undo)
{
	struct ddom_dev from = ddt_resolve(b, plan, &step->from);

	ddom_rtmsg_route(&b->m, step->route, from.ifindex,
			 undo ? from.ifindex : dev->ifindex);
	return ddt_backend_request(b, NULL, NULL);
}
