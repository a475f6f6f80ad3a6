// SPDX-License-Identifier: GPL-2.0-only
/*
 * Carrying a plan out, and back. What a step does is the executor's business;
 * the order, the records and the errors are kept here.
 */
#include "plan_internal.h"

/*
 * A step failed: keep why. A reason that the executor left is kept behind the
 * step's text.
 */
static void step_fail(struct ddom_plan *plan, const struct ddom_step *step,
		      int err)
{
	char text[DDOM_REASON_MAX - 20];
	size_t used;

	ddom_text_step(step, text, sizeof(text));
	used = strlen(text);
	if (plan->reason[0] && used + 3 < sizeof(text)) {
		memcpy(text + used, ": ", 2);
		used += 2;
		plan->reason[sizeof(text) - 1 - used] = '\0';
		memcpy(text + used, plan->reason, strlen(plan->reason) + 1);
	}
	snprintf(plan->reason, sizeof(plan->reason), "%s: error %d", text, err);
	plan->err = err;
}

/* one step, recorded */
static int step_run(struct ddom_plan *plan, __u32 index,
		    const struct ddom_ops *ops, void *ctx)
{
	struct ddom_step *step = &plan->steps[index];
	struct ddom_record *run = &step->run;

	run->start_ns = ops->now_ns(ctx);
	run->err = ops->inject ? ops->inject(ctx, index, false) : 0;
	if (!run->err)
		run->err = ops->apply(ctx, plan, step, false);
	run->time_ns = ops->now_ns(ctx) - run->start_ns;
	run->done = !run->err;
	return run->err;
}

/**
 * ddom_run_plan() - carry out what has not run yet
 * @plan: the plan
 * @last: the last phase to carry out
 * @ops: what executes steps
 * @ctx: theirs
 *
 * Stops at the first step that fails and undoes nothing by itself.
 *
 * Return: 0 or a negative errno, with @plan->reason.
 */
int ddom_run_plan(struct ddom_plan *plan, enum ddom_phase last,
		  const struct ddom_ops *ops, void *ctx)
{
	int err;

	if (plan->err)
		return plan->err;
	while (plan->next < plan->n && plan->steps[plan->next].phase <= last) {
		err = step_run(plan, plan->next, ops, ctx);
		if (err) {
			step_fail(plan, &plan->steps[plan->next], err);
			return err;
		}
		plan->next++;
	}
	return 0;
}

/**
 * enum ddom_undo - how the undo treats a step
 * @DDOM_UNDO_NOTHING: there is nothing to take back
 * @DDOM_UNDO_INVERSE: by its inverse
 * @DDOM_UNDO_AGAIN: by carrying it out again
 * @DDOM_UNDO_WAIT: the same, and it does not matter if it fails
 */
enum ddom_undo {
	DDOM_UNDO_NOTHING,
	DDOM_UNDO_INVERSE,
	DDOM_UNDO_AGAIN,
	DDOM_UNDO_WAIT,
};

/*
 * How the undo treats a step. What took effect may be answered by ENOBUFS, as
 * there was no room for the answer. A neighbour that was put where it already
 * was is put there again, for it went with the last address. A detach's undo
 * sets the bridge up, should somebody have set it down, and waits for it as an
 * attach does.
 *
 * Return: enum ddom_undo.
 */
static enum ddom_undo undo_kind(const struct ddom_plan *plan,
				const struct ddom_step *step)
{
	if ((!step->run.done && step->run.err != -ENOBUFS) || step->undo.done)
		return DDOM_UNDO_NOTHING;
	switch (step->type) {
	case DDOM_STEP_BRIDGE_DELETE:
	case DDOM_STEP_LINK_DOWN:
	case DDOM_STEP_VERIFY_NEXTHOP:
	case DDOM_STEP_VERIFY_TCP:
	case DDOM_STEP_VERIFY_ROUTE:
		return DDOM_UNDO_NOTHING;
	case DDOM_STEP_WAIT_LIVE:
		return !plan->attach && step->phase == DDOM_PHASE_SWITCH ?
		       DDOM_UNDO_WAIT : DDOM_UNDO_NOTHING;
	case DDOM_STEP_LINK_UP:
		return plan->attach ? DDOM_UNDO_INVERSE : DDOM_UNDO_AGAIN;
	case DDOM_STEP_NEIGH_ADD:
		return step->neigh->ifindex == step->dev.ifindex ?
		       DDOM_UNDO_AGAIN : DDOM_UNDO_INVERSE;
	default:
		return DDOM_UNDO_INVERSE;
	}
}

/**
 * struct ddom_undoer - an undo under way
 * @plan: the plan
 * @ops: what executes steps
 * @ctx: theirs
 * @bridge_gone: of a detach, somebody has deleted the bridge
 * @err: the first error
 */
struct ddom_undoer {
	struct ddom_plan *plan;
	const struct ddom_ops *ops;
	void *ctx;
	bool bridge_gone;
	int err;
};

/* take one step back, recorded */
static void undo_step(struct ddom_undoer *u, __u32 index)
{
	struct ddom_step *step = &u->plan->steps[index];
	enum ddom_undo kind = undo_kind(u->plan, step);
	struct ddom_record *undo = &step->undo;

	if (kind == DDOM_UNDO_NOTHING)
		return;
	undo->start_ns = u->ops->now_ns(u->ctx);
	undo->err = u->ops->inject ? u->ops->inject(u->ctx, index, true) : 0;
	if (!undo->err)
		undo->err = u->ops->apply(u->ctx, u->plan, step,
					  kind == DDOM_UNDO_INVERSE);
	undo->time_ns = u->ops->now_ns(u->ctx) - undo->start_ns;
	undo->done = !undo->err;
	if (!u->err && kind != DDOM_UNDO_WAIT)
		u->err = undo->err;
}

static bool step_routes(const struct ddom_step *step)
{
	return step->type >= DDOM_STEP_NEXTHOP_MOVE &&
	       step->type <= DDOM_STEP_ROUTE_DEL;
}

/* where steps of a type end that begin at @i */
static __u32 steps_end(const struct ddom_plan *plan, __u32 i,
		       enum ddom_step_type type)
{
	while (i < plan->n && plan->steps[i].type == type)
		i++;
	return i;
}

/*
 * Take a run of route moves back, first one first. In either direction a route
 * with a gateway needs the route to the gateway. Equals that were added and
 * then deleted are added again first.
 *
 * Return: index of the first of them.
 */
static __u32 undo_routes(struct ddom_undoer *u, __u32 last)
{
	__u32 i, k, end, first = last;

	while (first && step_routes(&u->plan->steps[first - 1]))
		first--;
	for (i = first; i <= last; i = end) {
		end = steps_end(u->plan, i, DDOM_STEP_ROUTE_ADD);
		end = steps_end(u->plan, end, DDOM_STEP_ROUTE_DEL);
		if (end == i)
			end++;
		for (k = end; k-- > i;)
			undo_step(u, k);
	}
	return first;
}

/* take all additions of addresses back, and what was there already behind them */
static void undo_addrs(struct ddom_undoer *u)
{
	const struct ddom_step *steps = u->plan->steps;
	__u32 i;

	for (i = u->plan->n; i-- > 0;)
		if (steps[i].type == DDOM_STEP_ADDR_ADD ||
		    steps[i].type == DDOM_STEP_ROUTE_BACK)
			undo_step(u, i);
}

/* were addresses deleted already */
static bool undo_late(const struct ddom_plan *plan)
{
	__u32 i;

	for (i = 0; i < plan->n; i++)
		if (plan->steps[i].type == DDOM_STEP_ADDR_DEL &&
		    plan->steps[i].phase != DDOM_PHASE_PREPARE &&
		    plan->steps[i].run.done)
			return true;
	return false;
}

/*
 * Must added addresses be gone before a step's undo? An address that was
 * deleted and added again has the younger prefix route. Until the other
 * device's address goes, on-link packets leave there: it must go before that
 * device loses its neighbours or its port.
 */
static bool undo_needs_addrs(const struct ddom_step *step)
{
	return step->type == DDOM_STEP_PORT_ENSLAVE ||
	       (step->type == DDOM_STEP_NEIGH_ADD &&
		step->neigh->ifindex != step->dev.ifindex);
}

/*
 * Is there nothing to go back to? Without the bridge the port keeps all that a
 * detach gave it, but no setting stays off.
 */
static bool undo_keeps(struct ddom_undoer *u, const struct ddom_step *step)
{
	struct ddom_plan *plan = u->plan;

	if (!plan->attach && !u->bridge_gone && u->ops->gone &&
	    u->ops->gone(u->ctx, &plan->bridge)) {
		u->bridge_gone = true;
		u->err = -ENODEV;
		snprintf(plan->reason, sizeof(plan->reason),
			 "%s is gone; %s keeps what it has got",
			 plan->bridge.name, plan->port.name);
	}
	if (step->type == DDOM_STEP_SYSCTL_SET &&
	    step->dev.ifindex != plan->bridge.ifindex)
		return u->bridge_gone && !ddom_sysctls_lowered(&step->sysctl);
	return u->bridge_gone && step->type != DDOM_STEP_PORT_SETTLE &&
	       step->type != DDOM_STEP_PORT_UNSETTLE;
}

/**
 * ddom_run_undo() - take back what was done
 * @plan: the plan
 * @ops: what executes steps
 * @ctx: theirs
 *
 * In reverse order but for routes, see undo_routes(), and addresses, see
 * undo_needs_addrs(). One that fails keeps none from being tried.
 *
 * Return: 0 or the first error; -ENODEV, with @plan->reason, for a detach whose
 * bridge is gone.
 */
int ddom_run_undo(struct ddom_plan *plan, const struct ddom_ops *ops,
		  void *ctx)
{
	struct ddom_undoer u;
	struct ddom_step *step;
	bool late = undo_late(plan), addrs = false;
	__u32 i;

	u.plan = plan;
	u.ops = ops;
	u.ctx = ctx;
	u.err = 0;
	u.bridge_gone = false;
	for (i = plan->n; i-- > 0;) {
		step = &plan->steps[i];
		if (undo_keeps(&u, step))
			continue;
		if (late && !addrs && undo_needs_addrs(step)) {
			undo_addrs(&u);
			addrs = true;
		}
		if (step_routes(step))
			i = undo_routes(&u, i);
		else if ((step->type != DDOM_STEP_ADDR_ADD &&
			  step->type != DDOM_STEP_ROUTE_BACK) || !addrs)
			undo_step(&u, i);
	}
	return u.err;
}
