// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order of a transaction: make before break, in both directions.
 *
 * Attach: the bridge gets everything first. When the port changes hands only
 * receiving moves; sending still leaves by the port's routes, with the port's
 * neighbours, until the bridge is live. The port's addresses go last.
 *
 * Detach: a bridge without port cannot send, a port in a bridge can. So
 * sending moves to the port before it leaves, and the bridge's addresses go
 * before that, for their prefix routes are older and would win. What stays on
 * the bridge is said in scope.c.
 */
#include "plan_internal.h"

/**
 * struct ddom_builder - a plan in the making
 * @plan: the plan
 * @snap: what it is made from
 * @scope: what of it moves
 * @from: where things are
 * @to: where they go
 * @from_link: @from in the snapshot
 * @to_link: @to in the snapshot, NULL for a bridge to be created
 */
struct ddom_builder {
	struct ddom_plan *plan;
	const struct ddom_snapshot *snap;
	struct ddom_scope scope;
	struct ddom_dev from;
	struct ddom_dev to;
	const struct ddom_link *from_link;
	const struct ddom_link *to_link;
};

/**
 * ddom_build_max_steps() - how many steps a plan can have
 * @snap: what it will be made from
 * @opts: what will be asked for
 *
 * Return: entries that ddom_plan.steps needs.
 */
__u32 ddom_build_max_steps(const struct ddom_snapshot *snap,
			   const struct ddom_opts *opts)
{
	return 22 + 3 * snap->naddrs + 3 * snap->nroutes +
	       snap->nnexthops + 7 * snap->nneighs +
	       2 * snap->nrules + 6 * snap->nsysctls + 2 * opts->nprobes;
}

/*
 * Give a bridge a MAC address. The kernel then forgets its neighbours,
 * permanent ones too. They are there again afterwards, and, for the sake of the
 * undo, before.
 */
static void build_mac(struct ddom_builder *b, enum ddom_phase phase,
		      const struct ddom_link *bridge,
		      const struct ddom_link *mac)
{
	struct ddom_dev dev = ddom_snapshot_dev(bridge);
	struct ddom_step *step;

	if (!memcmp(bridge->mac, mac->mac, mac->mac_len))
		return;
	ddom_neighs_kept(b->plan, &b->scope, phase, &dev);
	step = ddom_step_add(b->plan, DDOM_STEP_LINK_SET_MAC, phase, &dev);
	step->mac_len = mac->mac_len;
	memcpy(step->mac, mac->mac, sizeof(step->mac));
	memcpy(step->old_mac, bridge->mac, sizeof(step->old_mac));
	ddom_neighs_kept(b->plan, &b->scope, phase, &dev);
}

/* the bridge is there and looks like the port */
static void build_bridge(struct ddom_builder *b)
{
	const struct ddom_link *port = b->from_link, *bridge = b->to_link;
	struct ddom_step *step;

	if (!bridge) {
		step = ddom_step_add(b->plan, DDOM_STEP_BRIDGE_CREATE,
				     DDOM_PHASE_PREPARE, &b->to);
		step->value = port->mtu;
		step->mac_len = port->mac_len;
		memcpy(step->mac, port->mac, sizeof(step->mac));
		return;
	}
	build_mac(b, DDOM_PHASE_PREPARE, bridge, port);
	if (bridge->mtu != port->mtu) {
		step = ddom_step_add(b->plan, DDOM_STEP_LINK_SET_MTU,
				     DDOM_PHASE_PREPARE, &b->to);
		step->value = port->mtu;
		step->old_value = bridge->mtu;
	}
}

/*
 * A bridge that was there looks as it did before. What was changed since the
 * attach is left as it is.
 */
static void build_bridge_back(struct ddom_builder *b)
{
	const struct ddom_snapshot *before = b->scope.before;
	const struct ddom_link *bridge = b->from_link, *old, *port;
	struct ddom_step *step;

	if (!before)
		return;
	old = ddom_snapshot_link_by_index(before, b->from.ifindex);
	port = ddom_snapshot_link_by_index(before, b->to.ifindex);
	if (!memcmp(bridge->mac, port->mac, port->mac_len))
		build_mac(b, DDOM_PHASE_RELEASE, bridge, old);
	if (bridge->mtu == port->mtu && bridge->mtu != old->mtu) {
		step = ddom_step_add(b->plan, DDOM_STEP_LINK_SET_MTU,
				     DDOM_PHASE_RELEASE, &b->from);
		step->value = old->mtu;
		step->old_value = bridge->mtu;
	}
}

/*
 * Which addresses are added first.
 *
 * Return: 0 for IPv4 primaries, 1 for IPv4 secondaries, 2 for IPv6.
 */
static int addr_rank(const struct ddom_addr *addr)
{
	if (addr->family != DDOM_AF_INET)
		return 2;
	return addr->flags & DDOM_IFA_F_SECONDARY ? 1 : 0;
}

/* add or delete one address, if it is to move */
static void build_addr(struct ddom_builder *b, enum ddom_step_type type,
		       enum ddom_phase phase, const struct ddom_addr *addr)
{
	bool del = type == DDOM_STEP_ADDR_DEL;
	struct ddom_step *step;

	if (!ddom_scope_addr_goes(&b->scope, addr) ||
	    (!del && addr->family == DDOM_AF_INET &&
	     ddom_scope_addr_present(&b->scope, b->to.ifindex, addr)))
		return;
	step = ddom_step_add(b->plan, type, phase, del ? &b->from : &b->to);
	step->addr = addr;
	step->prefix = ddom_routes_of_addr(&b->scope, addr);
	step->bare = ddom_scope_addr_bare(&b->scope, addr);
	/* of those of a prefix the one whose undo is the last */
	if (!del)
		step->alone = ddom_scope_addr_alone(&b->scope, b->to.ifindex, addr);
}

/* does an equal of the device where things are stand before a route */
static bool is_behind(const struct ddom_builder *b, __u32 i)
{
	const struct ddom_route *routes = b->snap->routes;
	__u32 k;

	for (k = i; k-- > 0 && ddom_routes_equal(&routes[k], &routes[i]);)
		if (routes[k].oif == b->from.ifindex)
			return true;
	return false;
}

/*
 * Addresses that are there already: after an undo their prefix routes are to be
 * behind those of the other device again. IPv6 ones are added anew, and put back
 * as the last; with an IPv4 one the kernel would delete all routes.
 */
static void build_twins(struct ddom_builder *b)
{
	const struct ddom_route *route;
	const struct ddom_addr *addr;
	struct ddom_step *step;
	__u32 i;

	for (i = 0; i < b->snap->nroutes; i++) {
		route = &b->snap->routes[i];
		if (route->family == DDOM_AF_INET && route->oif == b->to.ifindex &&
		    ddom_snapshot_route_is_prefix(route) &&
		    ddom_scope_route_of_twin(&b->scope, route) &&
		    is_behind(b, i))
			ddom_step_add(b->plan, DDOM_STEP_ROUTE_BACK,
				      DDOM_PHASE_PREPARE, &b->to)->route = route;
	}
	for (i = 0; i < b->snap->naddrs; i++) {
		addr = &b->snap->addrs[i];
		if (addr->family == DDOM_AF_INET ||
		    !ddom_scope_addr_is_twin(&b->scope, addr))
			continue;
		step = ddom_step_add(b->plan, DDOM_STEP_ADDR_DEL,
				     DDOM_PHASE_PREPARE, &b->to);
		step->addr = addr;
		step->bare = ddom_scope_addr_bare(&b->scope, addr);
		step->alone = !(addr->flags & DDOM_IFA_F_NOPREFIXROUTE);
	}
}

/*
 * The kernel deletes a nexthop object with its device, or when that is down or
 * without a carrier, and the routes that use it: its move back makes it anew.
 */
static void build_object_routes(struct ddom_builder *b)
{
	const struct ddom_route *route;
	__u32 i;

	for (i = 0; i < b->snap->nroutes; i++) {
		route = &b->snap->routes[i];
		if (route->nhid && ddom_scope_route_follows(&b->scope, route))
			ddom_step_add(b->plan, DDOM_STEP_ROUTE_BACK,
				      DDOM_PHASE_PREPARE, &b->from)->route = route;
	}
}

/*
 * Addresses, in an order that keeps their order. IPv4 appends, primaries before
 * secondaries; IPv6 puts the newest first.
 */
static void build_addrs_add(struct ddom_builder *b)
{
	const struct ddom_addr *a;
	__u32 i, n = b->snap->naddrs;
	int rank;

	for (rank = 0; rank < 3; rank++)
		for (i = 0; i < n; i++) {
			a = &b->snap->addrs[rank == 2 ? n - 1 - i : i];
			if (addr_rank(a) == rank)
				build_addr(b, DDOM_STEP_ADDR_ADD,
					   DDOM_PHASE_PREPARE, a);
		}
}

/* addresses, in the reverse of that order */
static void build_addrs_del(struct ddom_builder *b, enum ddom_phase phase)
{
	__u32 i, n = b->snap->naddrs, first = b->plan->n;
	const struct ddom_addr *a;
	struct ddom_step *step;
	int rank;

	for (rank = 2; rank >= 0; rank--)
		for (i = 0; i < n; i++) {
			a = &b->snap->addrs[rank == 2 ? i : n - 1 - i];
			if (addr_rank(a) == rank)
				build_addr(b, DDOM_STEP_ADDR_DEL, phase, a);
		}
	/* With the last of a prefix: the others need its route until then. */
	for (i = b->plan->n; i-- > first;) {
		step = &b->plan->steps[i];
		step->alone = ddom_scope_addr_alone(&b->scope, step->dev.ifindex,
						    step->addr);
	}
}

/* addresses that both devices had */
static void build_addrs_back(struct ddom_builder *b)
{
	const struct ddom_addr *a;
	__u32 i;

	for (i = 0; i < b->snap->naddrs; i++) {
		a = &b->snap->addrs[i];
		if (ddom_scope_addr_stays_too(&b->scope, a))
			ddom_step_add(b->plan, DDOM_STEP_ADDR_ADD,
				      DDOM_PHASE_RELEASE, &b->from)->addr = a;
	}
}

/* The kernel adds a rule behind all of its priority: must it stand before one? */
static bool rule_outrun(const struct ddom_builder *b, __u32 i)
{
	const struct ddom_rule *rules = b->snap->rules;
	__u32 k;

	for (k = i; k < b->snap->nrules && rules[k].family == rules[i].family &&
	     rules[k].priority == rules[i].priority; k++) {
		if (k != i && !ddom_scope_rule_goes(&b->scope, b->from.name, &rules[k]))
			return true;
		if (rules[k].ahead)
			return true;
	}
	return false;
}

/*
 * Policy rules that name the device. Deleted in the reverse of their order: the
 * undo adds them in theirs.
 */
static void build_rules(struct ddom_builder *b, enum ddom_step_type type,
			enum ddom_phase phase)
{
	bool add = type == DDOM_STEP_RULE_ADD;
	const struct ddom_rule *rule;
	struct ddom_step *step;
	__u32 i, k;

	for (k = 0; k < b->snap->nrules; k++) {
		i = add ? k : b->snap->nrules - 1 - k;
		rule = &b->snap->rules[i];
		if (!(add ? ddom_scope_rule_comes(&b->scope, b->from.name, b->to.name,
						  rule) :
			    ddom_scope_rule_goes(&b->scope, b->from.name, rule)))
			continue;
		if (add && rule->takes) {
			ddom_step_refuse(b->plan, -ENOTUNIQ,
					 "a rule of %s with preference %u cannot be told from another with that; give one of them another",
					 b->from.name, rule->priority);
			return;
		}
		if (add && rule_outrun(b, i)) {
			ddom_step_refuse(b->plan, -ENOTUNIQ,
					 "a rule of %s with preference %u stands before another with that; give one of them another",
					 b->from.name, rule->priority);
			return;
		}
		step = ddom_step_add(b->plan, type, phase,
				     add ? &b->to : &b->from);
		step->from = b->from;
		step->rule = rule;
	}
}

/* Proxies first: the kernel forgets them with the last address. */
static void build_left(struct ddom_builder *b, enum ddom_phase phase)
{
	ddom_neighs_proxies(b->plan, &b->scope, DDOM_STEP_NEIGH_DEL, phase);
	if (b->plan->attach)
		ddom_neighs_build(b->plan, &b->scope, phase, &b->from);
	build_addrs_del(b, phase);
}

/* the port changes hands and sending moves */
static void build_switch(struct ddom_builder *b)
{
	struct ddom_plan *plan = b->plan;
	struct ddom_step *step;

	if (plan->attach) {
		ddom_step_add(plan, DDOM_STEP_PORT_ENSLAVE, DDOM_PHASE_SWITCH,
			      &plan->port)->from = plan->bridge;
		ddom_step_add(plan, DDOM_STEP_PORT_UNSETTLE, DDOM_PHASE_MOVE,
			      &plan->port);
		ddom_step_add(plan, DDOM_STEP_WAIT_LIVE, DDOM_PHASE_MOVE, &b->to);
		ddom_neighs_build(plan, &b->scope, DDOM_PHASE_MOVE, &b->to);
		ddom_routes_build(plan, &b->scope, DDOM_PHASE_MOVE);
		return;
	}
	ddom_neighs_build(plan, &b->scope, DDOM_PHASE_SWITCH, &b->to);
	ddom_routes_build(plan, &b->scope, DDOM_PHASE_SWITCH);
	ddom_neighs_build(plan, &b->scope, DDOM_PHASE_SWITCH, &b->from);
	build_left(b, DDOM_PHASE_SWITCH);
	/* For the undo, which enslaves the port again and then must wait. */
	ddom_step_add(plan, DDOM_STEP_WAIT_LIVE, DDOM_PHASE_SWITCH, &b->from);
	if (b->from_link->flags & DDOM_IFF_UP)
		ddom_step_add(plan, DDOM_STEP_LINK_UP, DDOM_PHASE_SWITCH, &b->from);
	step = ddom_step_add(plan, DDOM_STEP_PORT_RELEASE, DDOM_PHASE_SWITCH,
			     &plan->port);
	step->from = plan->bridge;
	step->brport = &b->snap->brport;
	/* At once: some devices are deaf for a while after each change. */
	ddom_step_add(plan, DDOM_STEP_PORT_UNSETTLE, DDOM_PHASE_MOVE,
		      &plan->port);
	ddom_step_add(plan, DDOM_STEP_WAIT_LIVE, DDOM_PHASE_MOVE, &b->to);
}

/* is a device a port of a bridge, or on it */
static bool needs(const struct ddom_link *link, __u32 bridge)
{
	return link && (link->master == bridge || link->lower == bridge);
}

/* has the bridge got a device since the attach, or what stays on it */
static bool in_use(const struct ddom_builder *b)
{
	const struct ddom_snapshot *snap = b->snap;
	__u32 i, bridge = b->from.ifindex;

	for (i = 0; i < snap->nlinks; i++) {
		if (!needs(&snap->links[i], bridge) ||
		    snap->links[i].ifindex == b->to.ifindex)
			continue;
		ddom_breathe();
		if (!needs(ddom_snapshot_link_by_index(b->scope.before,
						       snap->links[i].ifindex), bridge))
			return true;
	}
	for (i = 0; i < snap->naddrs; i++)
		if (ddom_snapshot_addr_moves(&snap->addrs[i], bridge) &&
		    !ddom_scope_addr_goes(&b->scope, &snap->addrs[i]) &&
		    !ddom_scope_addr_known(&b->scope, bridge, &snap->addrs[i]))
			return true;
	/* While it was down it had none but next hops among others'. */
	for (i = 0; i < snap->nroutes; i++)
		if (snap->routes[i].oif == bridge &&
		    !ddom_scope_route_is_automatic(&b->scope, &snap->routes[i]) &&
		    !ddom_scope_route_follows(&b->scope, &snap->routes[i]) &&
		    !(snap->routes[i].mixed &&
		      ddom_scope_route_known(&b->scope, bridge, &snap->routes[i])))
			return true;
	for (i = 0; i < snap->nneighs; i++)
		if (ddom_snapshot_neigh_given(&snap->neighs[i], bridge) &&
		    !ddom_scope_proxy_goes(&b->scope, &snap->neighs[i]) &&
		    !ddom_scope_neigh_goes(&b->scope, &snap->neighs[i]))
			return true;
	return false;
}

/* what becomes of a bridge after a detach */
static void build_end(struct ddom_builder *b)
{
	const struct ddom_snapshot *before = b->scope.before;
	const struct ddom_link *old;

	old = before ? ddom_snapshot_link_by_index(before, b->from.ifindex) : NULL;
	if (!old && b->from_link->ours)
		ddom_step_add(b->plan, DDOM_STEP_BRIDGE_DELETE,
			      DDOM_PHASE_COMMIT, &b->from);
	else if (old && !(old->flags & DDOM_IFF_UP) && !in_use(b))
		ddom_step_add(b->plan, DDOM_STEP_LINK_DOWN, DDOM_PHASE_COMMIT,
			      &b->from);
}

/* all steps, in order */
static int build_steps(struct ddom_builder *b, const struct ddom_opts *opts)
{
	struct ddom_plan *plan = b->plan;

	if (plan->attach)
		build_bridge(b);
	ddom_sysctls_build(plan, &b->scope, DDOM_PHASE_PREPARE);
	if (plan->attach &&
	    !(b->to_link && (b->to_link->flags & DDOM_IFF_UP)))
		ddom_step_add(plan, DDOM_STEP_LINK_UP, DDOM_PHASE_PREPARE,
			      &b->to);
	build_twins(b);
	build_object_routes(b);
	build_addrs_add(b);
	build_rules(b, DDOM_STEP_RULE_ADD, DDOM_PHASE_PREPARE);
	ddom_neighs_proxies(plan, &b->scope, DDOM_STEP_NEIGH_ADD,
			    DDOM_PHASE_PREPARE);
	ddom_step_add(plan, DDOM_STEP_PORT_SETTLE, DDOM_PHASE_PREPARE,
		      &plan->port);
	build_switch(b);
	if (ddom_verify_plan(plan, &b->scope, opts))
		return plan->err;
	if (plan->attach)
		build_left(b, DDOM_PHASE_RELEASE);
	build_rules(b, DDOM_STEP_RULE_DEL, DDOM_PHASE_RELEASE);
	ddom_sysctls_build(plan, &b->scope, DDOM_PHASE_RELEASE);
	if (!plan->attach) {
		build_bridge_back(b);
		build_addrs_back(b);
		ddom_neighs_back(plan, &b->scope);
	}
	ddom_verify_route(plan, &b->scope, opts);
	if (!plan->attach)
		build_end(b);
	return plan->err;
}

/* an empty plan */
static void plan_reset(struct ddom_plan *plan, bool attach)
{
	struct ddom_step *steps = plan->steps;
	__u32 max = plan->max;
	void *scratch = plan->scratch;

	memset(plan, 0, sizeof(*plan));
	plan->steps = steps;
	plan->max = max;
	plan->scratch = scratch;
	plan->attach = attach;
}

/*
 * A plan, or none.
 *
 * Return: 0 or a negative errno; then there are no steps.
 */
static int plan_finish(struct ddom_builder *b, const struct ddom_opts *opts)
{
	struct ddom_plan *plan = b->plan;

	if (!plan->max)
		return ddom_step_refuse(plan, -E2BIG, "%s: no room for any step",
					plan->port.name);
	if (build_steps(b, opts))
		plan->n = 0;
	return plan->err;
}

/**
 * ddom_build_attach() - how a port gets into a bridge
 * @plan: takes the steps; @plan->steps and @plan->max are set
 * @snap: the tables; must outlive the plan
 * @opts: what is asked for
 *
 * Return: 0, or a negative errno when it is refused, with @plan->reason.
 */
int ddom_build_attach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts)
{
	struct ddom_builder b;

	plan_reset(plan, true);
	if (ddom_check_attach(plan, snap, opts))
		return plan->err;
	memset(&b, 0, sizeof(b));
	b.plan = plan;
	b.snap = snap;
	b.from_link = ddom_snapshot_link_by_name(snap, opts->port);
	b.to_link = ddom_snapshot_link_by_name(snap, opts->bridge);
	plan->port = ddom_snapshot_dev(b.from_link);
	if (b.to_link)
		plan->bridge = ddom_snapshot_dev(b.to_link);
	else
		memcpy(plan->bridge.name, opts->bridge,
		       sizeof(plan->bridge.name));
	b.from = plan->port;
	b.to = plan->bridge;
	ddom_notes_take(&b.scope, plan, snap, opts, b.from_link, b.to_link);
	return plan_finish(&b, opts);
}

/**
 * ddom_build_detach() - how a port gets out of its bridge
 * @plan: takes the steps; @plan->steps and @plan->max are set
 * @snap: the tables; must outlive the plan
 * @opts: what is asked for
 *
 * Return: 0, or a negative errno when it is refused, with @plan->reason.
 */
int ddom_build_detach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts)
{
	struct ddom_builder b;

	plan_reset(plan, false);
	if (ddom_check_detach(plan, snap, opts))
		return plan->err;
	memset(&b, 0, sizeof(b));
	b.plan = plan;
	b.snap = snap;
	b.to_link = ddom_snapshot_link_by_name(snap, opts->port);
	b.from_link = ddom_snapshot_link_by_index(snap, b.to_link->master);
	plan->port = ddom_snapshot_dev(b.to_link);
	plan->bridge = ddom_snapshot_dev(b.from_link);
	b.from = plan->bridge;
	b.to = plan->port;
	ddom_notes_take(&b.scope, plan, snap, opts, b.from_link, b.to_link);
	return plan_finish(&b, opts);
}
