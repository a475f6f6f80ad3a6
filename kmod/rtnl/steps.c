// SPDX-License-Identifier: GPL-2.0-only
/* Steps of a plan, and their inverses, that are requests to rtnetlink. */
#include "attr.h"
#include "rtnl.h"

#include <linux/if.h>

/**
 * ddom_steps_gone() - an inverse whose object is not there has nothing to do
 * @err: 0 or negative errno
 *
 * Return: 0 for the errors that mean "no such object", else @err.
 */
int ddom_steps_gone(int err)
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
 * ddom_steps_request() - carry out the request under construction
 * @r: the conversation
 *
 * Context: in the kernel process, may sleep, RTNL not held.
 * Return: 0 or a negative errno as the kernel answered.
 */
int ddom_steps_request(struct ddom_rtnl *r)
{
	return r->m->err ? r->m->err :
			   r->ops->request(r->ctx, r->m, NULL, NULL);
}

static int take_link(const struct nlmsghdr *nlh, void *arg)
{
	ddom_link_parse(nlh, arg);
	return 0;
}

/**
 * ddom_steps_dev() - a step's device with its index
 * @r: the conversation
 * @dev: the device as planned; without index: a bridge that a step creates
 *
 * The plan keeps the bridge's index once it is known. Until then the name is
 * looked up: whoever created the bridge may have died before it was noted.
 *
 * Context: as ddom_steps_request().
 * Return: the device; index 0 while it does not exist.
 */
struct ddom_dev ddom_steps_dev(struct ddom_rtnl *r, const struct ddom_dev *dev)
{
	struct ddom_plan *plan = r->plan;
	struct ddom_dev found = *dev;
	struct ddom_link link;

	if (found.ifindex || !found.name[0] ||
	    strcmp(found.name, plan->bridge.name))
		return found;
	memset(&link, 0, sizeof(link));
	if (!plan->bridge.ifindex) {
		ddom_link_get(r->m, dev);
		if (!r->ops->request(r->ctx, r->m, take_link, &link) &&
		    !strcmp(link.kind, "bridge"))
			plan->bridge.ifindex = link.ifindex;
	}
	found.ifindex = plan->bridge.ifindex;
	return found;
}

/* BRIDGE_CREATE, BRIDGE_DELETE; on error no new bridge is left. */
static int step_bridge(struct ddom_rtnl *r, const struct ddom_step *step,
		       const struct ddom_dev *dev, bool undo)
{
	struct ddom_dev bridge;
	int err;

	if (step->type == DDOM_STEP_BRIDGE_DELETE || undo) {
		if (step->type == DDOM_STEP_BRIDGE_DELETE && undo)
			return -EINVAL;
		ddom_link_del(r->m, dev);
		return ddom_steps_gone(ddom_steps_request(r));
	}
	ddom_link_create_bridge(r->m, step);
	err = ddom_steps_request(r);
	if (err)
		return err;
	bridge = ddom_steps_dev(r, dev);
	ddom_link_mark_bridge(r->m, &bridge);
	err = ddom_steps_request(r);
	if (err) {
		ddom_link_del(r->m, &bridge);
		ddom_steps_request(r);
		r->plan->bridge.ifindex = 0;
	}
	return err;
}

/* LINK_SET_MAC, LINK_SET_MTU, LINK_UP, LINK_DOWN; undo sets the old value. */
static int step_link(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	bool up = (step->type == DDOM_STEP_LINK_UP) != undo;
	int err;

	if (step->type == DDOM_STEP_LINK_SET_MAC)
		ddom_link_mac(r->m, dev, undo ? step->old_mac : step->mac,
			      step->mac_len);
	else if (step->type == DDOM_STEP_LINK_SET_MTU)
		ddom_link_mtu(r->m, dev,
			      undo ? step->old_value : step->value);
	else
		ddom_link_flags(r->m, dev, up ? IFF_UP : 0, IFF_UP);
	err = ddom_steps_request(r);
	return undo ? ddom_steps_gone(err) : err;
}

/* Deletes an address; one that runs out may be gone. */
static int addr_del(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	const struct ddom_addr *addr = step->addr;
	bool stays = addr->flags & IFA_F_PERMANENT;
	int err;

	ddom_addr_request(r->m, addr, dev, true);
	err = ddom_steps_request(r);
	if (undo || !stays)
		err = ddom_steps_gone(err);
	if (err || !step->alone)
		return err;
	ddom_addr_prefix_del(r->m, addr, dev);
	return ddom_steps_gone(ddom_steps_request(r));
}

/**
 * ddom_steps_addr() - ADDR_ADD, ADDR_DEL
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: the other of the two
 *
 * Context: as ddom_steps_request().
 * Return: 0 or a negative errno; then an address is not left half added.
 */
int ddom_steps_addr(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	bool del = (step->type == DDOM_STEP_ADDR_DEL) != undo;
	struct ddom_addr addr = *step->addr;
	int err;

	if (del)
		return addr_del(r, step, dev, undo);
	if (step->bare)
		addr.flags |= IFA_F_NOPREFIXROUTE;
	ddom_addr_request(r->m, &addr, dev, false);
	err = ddom_steps_request(r);
	if (undo && err == -EEXIST)
		err = 0;
	if (err)
		return err;
	if (addr.family == AF_INET6) {
		ddom_addr_flags(r->m, &addr, dev);
		err = ddom_steps_request(r);
	}
	if (!err && step->prefix) {
		ddom_route_request(r->m, step->prefix, step->prefix->oif,
				   dev->ifindex, DDOM_ROUTE_DELETE);
		err = ddom_steps_gone(ddom_steps_request(r));
	}
	if (err && !undo) {
		ddom_addr_request(r->m, &addr, dev, true);
		ddom_steps_request(r);
	}
	return err;
}

/* RULE_ADD, RULE_DEL; a rule that goes, goes as it was. */
static int step_rule(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	bool del = (step->type == DDOM_STEP_RULE_DEL) != undo;
	const char *from = step->from.name;
	int err;

	ddom_rule_request(r->m, step->rule, from,
			  step->type == DDOM_STEP_RULE_DEL ? from : dev->name,
			  del);
	err = ddom_steps_request(r);
	if (undo && err == -EEXIST)
		return 0;
	return undo && del ? ddom_steps_gone(err) : err;
}

/**
 * ddom_steps_neigh() - NEIGH_ADD, NEIGH_DEL
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: the other of the two
 *
 * Context: as ddom_steps_request().
 * Return: 0, also when one to be deleted is gone, or a negative errno.
 */
int ddom_steps_neigh(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	bool del = (step->type == DDOM_STEP_NEIGH_DEL) != undo;
	int err;

	ddom_neigh_request(r->m, step->neigh, dev, del);
	err = ddom_steps_request(r);
	if (del)
		return ddom_steps_gone(err);
	/* The kernel's table is full: whoever is needed is asked again. */
	return err == -ENOBUFS && !(step->neigh->state & NUD_PERMANENT) ? 0 : err;
}

/* NEXTHOP_MOVE; undo puts it back as it was. */
static int step_nexthop(struct ddom_rtnl *r, const struct ddom_step *step,
			const struct ddom_dev *dev, bool undo)
{
	ddom_nexthop_request(r->m, step->nexthop,
			     undo ? step->nexthop->oif : dev->ifindex);
	return ddom_steps_request(r);
}

/* ROUTE_ADD, ROUTE_DEL */
static int step_route_at(struct ddom_rtnl *r, const struct ddom_step *step,
			 const struct ddom_dev *dev, bool undo)
{
	bool del = (step->type == DDOM_STEP_ROUTE_DEL) != undo;
	int err;

	ddom_route_request(r->m, step->route, step->route->oif, dev->ifindex,
			   del ? DDOM_ROUTE_DELETE :
			   step->prepend ? DDOM_ROUTE_PREPEND :
					   DDOM_ROUTE_APPEND);
	err = ddom_steps_request(r);
	if (undo && err == -EEXIST)
		return 0;
	return undo && del ? ddom_steps_gone(err) : err;
}

/* ROUTE_MOVE; undo puts it back as it was. */
static int step_route(struct ddom_rtnl *r, const struct ddom_step *step,
		      const struct ddom_dev *dev, bool undo)
{
	__u32 to = undo ? step->route->oif : dev->ifindex;
	int err;

	ddom_route_request(r->m, step->route, step->route->oif, to,
			   DDOM_ROUTE_REPLACE);
	err = ddom_steps_request(r);
	if (!err || !undo || !step->route->mixed)
		return err;
	/* The other device may be down by now: rather some of it than nothing. */
	ddom_route_request(r->m, step->route, step->route->oif, to,
			   DDOM_ROUTE_REPLACE_OURS);
	return ddom_steps_request(r);
}

/**
 * ddom_steps_ra() - ROUTE_RA: there first, then no longer here
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: back
 * @add: adds it as the kernel does
 *
 * Context: as ddom_steps_request().
 * Return: 0 or a negative errno.
 */
int ddom_steps_ra(struct ddom_rtnl *r, const struct ddom_step *step,
		  const struct ddom_dev *dev, bool undo, ddom_add_ra_fn add)
{
	struct ddom_dev from = ddom_steps_dev(r, &step->from);
	const struct ddom_dev *old = undo ? dev : &from;
	const struct ddom_dev *new = undo ? &from : dev;
	int err;

	err = add(r, step, old, new);
	if (err == -EOPNOTSUPP) {
		ddom_route_ra_request(r->m, step->route, from.ifindex,
				      new->ifindex, false);
		err = ddom_steps_request(r);
	}
	if (err && err != -EEXIST)
		return err;
	ddom_route_ra_request(r->m, step->route, from.ifindex, old->ifindex, true);
	return ddom_steps_gone(ddom_steps_request(r));
}

/* ROUTE_BACK */
static int step_route_back(struct ddom_rtnl *r, const struct ddom_step *step,
			   const struct ddom_dev *dev, bool undo)
{
	int err;

	if (!undo)
		return 0;
	if (!step->route->nhid) {
		ddom_route_request(r->m, step->route, dev->ifindex, dev->ifindex,
				   DDOM_ROUTE_DELETE);
		err = ddom_steps_request(r);
		if (err)
			return ddom_steps_gone(err);
	}
	ddom_route_request(r->m, step->route, dev->ifindex, dev->ifindex,
			   DDOM_ROUTE_APPEND);
	err = ddom_steps_request(r);
	return err == -EEXIST ? 0 : err;
}

static int take_oif(const struct nlmsghdr *nlh, void *arg)
{
	if (nlh->nlmsg_type == RTM_NEWROUTE)
		*(__u32 *)arg = ddom_route_oif(nlh);
	return 0;
}

/* VERIFY_ROUTE: there is nothing to take back. */
static int step_verify_route(struct ddom_rtnl *r, const struct ddom_step *step,
			     const struct ddom_dev *dev, bool undo)
{
	__u32 oif = 0;
	int err;

	if (undo)
		return 0;
	ddom_route_get(r->m, &step->probe, 0);
	err = r->ops->request(r->ctx, r->m, take_oif, &oif);
	if (err)
		return err;
	if (oif == dev->ifindex)
		return 0;
	snprintf(r->plan->reason, sizeof(r->plan->reason),
		 "another device leads there; see 'ip route get'");
	return -EHOSTUNREACH;
}

static const ddom_step_fn step_fns[DDOM_STEP_MAX] = {
	[DDOM_STEP_BRIDGE_CREATE] = step_bridge,
	[DDOM_STEP_BRIDGE_DELETE] = step_bridge,
	[DDOM_STEP_LINK_SET_MAC] = step_link,
	[DDOM_STEP_LINK_SET_MTU] = step_link,
	[DDOM_STEP_LINK_UP] = step_link,
	[DDOM_STEP_LINK_DOWN] = step_link,
	[DDOM_STEP_ADDR_ADD] = ddom_steps_addr,
	[DDOM_STEP_ADDR_DEL] = ddom_steps_addr,
	[DDOM_STEP_RULE_ADD] = step_rule,
	[DDOM_STEP_RULE_DEL] = step_rule,
	[DDOM_STEP_NEIGH_ADD] = ddom_steps_neigh,
	[DDOM_STEP_NEIGH_DEL] = ddom_steps_neigh,
	[DDOM_STEP_NEXTHOP_MOVE] = step_nexthop,
	[DDOM_STEP_ROUTE_MOVE] = step_route,
	[DDOM_STEP_ROUTE_ADD] = step_route_at,
	[DDOM_STEP_ROUTE_DEL] = step_route_at,
	[DDOM_STEP_ROUTE_BACK] = step_route_back,
	[DDOM_STEP_VERIFY_ROUTE] = step_verify_route,
};

/**
 * ddom_steps_send() - a step that is a request to rtnetlink
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: its inverse
 *
 * Context: as ddom_steps_request().
 * Return: 0 or a negative errno, -EOPNOTSUPP for one that is no request.
 */
int ddom_steps_send(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	ddom_step_fn fn = step_fns[step->type];

	return fn ? fn(r, step, dev, undo) : -EOPNOTSUPP;
}

/* Is there a connection to come that will tell whether a next hop answers? */
static bool tcp_follows(const struct ddom_plan *plan,
			const struct ddom_step *step)
{
	while (step < plan->steps + plan->n &&
	       step->type == DDOM_STEP_VERIFY_NEXTHOP)
		step++;
	return step < plan->steps + plan->n &&
	       step->type == DDOM_STEP_VERIFY_TCP;
}

/**
 * ddom_steps_apply() - carry out a step or its inverse
 * @r: the conversation
 * @step: the step
 * @undo: its inverse
 *
 * Context: as ddom_steps_request().
 * Return: 0 or a negative errno.
 */
int ddom_steps_apply(struct ddom_rtnl *r, const struct ddom_step *step,
		     bool undo)
{
	struct ddom_dev dev = step->dev;
	int err;

	/* Only a bridge that is about to be created may have no index. */
	if (step->type != DDOM_STEP_BRIDGE_CREATE || undo) {
		dev = ddom_steps_dev(r, &step->dev);
		if (dev.name[0] && !dev.ifindex)
			return undo ? 0 : -ENODEV;
	}
	err = r->ops->step(r, step, &dev, undo);
	/* A permanent neighbour is never asked. */
	if (err == -EOPNOTSUPP && step->type == DDOM_STEP_VERIFY_NEXTHOP &&
	    tcp_follows(r->plan, step))
		return 0;
	return err;
}
