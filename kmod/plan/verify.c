// SPDX-License-Identifier: GPL-2.0-only
/*
 * What must answer through the new path before the old one goes.
 */
#include "plan_internal.h"

/**
 * struct ddom_verifier - targets being collected
 * @plan: takes the steps
 * @snap: the tables
 * @scope: what of them moves
 * @from: the device that carries the routes before the transaction
 * @to: the device that is to carry them
 */
struct ddom_verifier {
	struct ddom_plan *plan;
	const struct ddom_snapshot *snap;
	struct ddom_scope *scope;
	struct ddom_dev from;
	struct ddom_dev to;
};

static void verifier_init(struct ddom_verifier *v, struct ddom_plan *plan,
			  struct ddom_scope *scope)
{
	v->plan = plan;
	v->snap = scope->snap;
	v->scope = scope;
	v->from = plan->attach ? plan->port : plan->bridge;
	v->to = plan->attach ? plan->bridge : plan->port;
}

/* a neighbour must answer; each is asked once */
static void verify_nexthop(struct ddom_verifier *v, __u8 family,
			   const __u8 *addr)
{
	struct ddom_key key = ddom_set_key_host(DDOM_KEY_ASKED, family, addr);
	struct ddom_step *step;

	if (!ddom_set_add(&v->scope->set, &key))
		return;
	step = ddom_step_add(v->plan, DDOM_STEP_VERIFY_NEXTHOP,
			     DDOM_PHASE_VERIFY, &v->to);
	step->probe.family = family;
	memcpy(step->probe.addr, addr, ddom_snapshot_family_bytes(family));
}

/* Would a route lead to a probe? */
static bool is_way(const struct ddom_route *route, const struct ddom_probe *probe)
{
	return route->family == probe->family && route->type == DDOM_RTN_UNICAST &&
	       ddom_snapshot_prefix_match(route->dst, probe->addr, route->dst_len);
}

/* Does the kernel prefer it: by a longer match, a lesser metric, its place? */
static bool is_better(const struct ddom_route *route, const struct ddom_route *best)
{
	return !best || route->dst_len > best->dst_len ||
	       (route->dst_len == best->dst_len && route->metric < best->metric);
}

/*
 * The route to a probe.
 *
 * Return: the best one, NULL for none through the device.
 */
static const struct ddom_route *verify_route(struct ddom_verifier *v,
					     const struct ddom_probe *probe,
					     bool main_only)
{
	const struct ddom_route *route, *best = NULL;
	__u32 i;

	for (i = 0; i < v->snap->nroutes; i++) {
		route = &v->snap->routes[i];
		if ((main_only && route->table != DDOM_RT_TABLE_MAIN) ||
		    !is_way(route, probe) || !is_better(route, best) ||
		    !ddom_scope_route_leads(v->scope, route, probe->addr))
			continue;
		best = route;
	}
	return best;
}

/*
 * One target given by the caller.
 *
 * Return: 0, or -EDESTADDRREQ when the device does not lead there.
 */
static int verify_probe(struct ddom_verifier *v, const struct ddom_probe *probe)
{
	const struct ddom_route *route = verify_route(v, probe, true);
	char text[48];

	if (!route)
		route = verify_route(v, probe, false);
	if (!route) {
		ddom_text_addr(probe->family, probe->addr, text, sizeof(text));
		return ddom_step_refuse(v->plan, -EDESTADDRREQ,
					"%s: no route to probe %s; give one that it leads to",
					v->from.name, text);
	}
	if (route->gw_family)
		verify_nexthop(v, route->gw_family, route->gateway);
	else
		verify_nexthop(v, probe->family, probe->addr);
	return 0;
}

/* Has the gateway of a route been heard of? */
static bool gateway_in_use(struct ddom_verifier *v,
			   const struct ddom_route *route)
{
	struct ddom_key key = ddom_set_key_host(DDOM_KEY_HEARD, route->gw_family,
						route->gateway);

	return ddom_set_has(&v->scope->set, &key);
}

/* without probes: next hops of what moves */
static bool verify_gateways(struct ddom_verifier *v, bool in_use)
{
	const struct ddom_route *route;
	bool found = false;
	__u32 i;

	for (i = 0; i < v->snap->nroutes; i++) {
		route = &v->snap->routes[i];
		if (!route->gw_family || !ddom_scope_route_follows(v->scope, route) ||
		    (in_use && !gateway_in_use(v, route)))
			continue;
		verify_nexthop(v, route->gw_family, route->gateway);
		found = true;
	}
	return found;
}

/* without gateways: neighbours */
static bool verify_neighs(struct ddom_verifier *v, __u16 states)
{
	const struct ddom_neigh *neigh;
	bool found = false;
	__u32 i;

	for (i = 0; i < v->snap->nneighs; i++) {
		neigh = &v->snap->neighs[i];
		/* The kernel never asks a permanent one. */
		if (!ddom_scope_neigh_goes(v->scope, neigh) ||
		    neigh->state & DDOM_NUD_PERMANENT ||
		    !(neigh->state & states))
			continue;
		verify_nexthop(v, neigh->family, neigh->dst);
		found = true;
	}
	return found;
}

/*
 * Targets when the caller gave none.
 *
 * Return: 0, or -EDESTADDRREQ when there is none.
 */
static int verify_defaults(struct ddom_verifier *v, bool no_address)
{
	if (verify_gateways(v, true) || verify_gateways(v, false) ||
	    verify_neighs(v, DDOM_NUD_REACHABLE) ||
	    verify_neighs(v, DDOM_NUD_USABLE))
		return 0;
	if (no_address ||
	    (v->scope->before && !ddom_scope_anything_goes(v->scope)))
		return 0;
	return ddom_step_refuse(v->plan, -EDESTADDRREQ,
				"%s: no gateway or neighbour to verify with; give --probe",
				v->from.name);
}

/**
 * ddom_verify_route() - the last step of all that can be undone
 * @plan: takes the step
 * @scope: what the transaction is about
 * @opts: what was asked for
 *
 * Whoever answers on a device need not be whom the kernel sends to by it: a
 * route that stays may be the better one. Of next hops of several devices each
 * may be chosen, before as afterwards.
 */
void ddom_verify_route(struct ddom_plan *plan, struct ddom_scope *scope,
		       const struct ddom_opts *opts)
{
	const struct ddom_snapshot *snap = scope->snap;
	const struct ddom_probe *probe = opts->probes;
	const struct ddom_route *route, *best = NULL;
	struct ddom_verifier v;
	__u32 i;

	if (!opts->nprobes || snap->probe_oif != scope->from ||
	    ddom_snapshot_is_fe80(probe->family, probe->addr))
		return;
	for (i = 0; i < snap->nroutes; i++) {
		route = &snap->routes[i];
		if (route->table == snap->probe_table && !route->tos &&
		    is_way(route, probe) && is_better(route, best))
			best = route;
	}
	if (best && best->mixed)
		return;
	verifier_init(&v, plan, scope);
	ddom_step_add(plan, DDOM_STEP_VERIFY_ROUTE, DDOM_PHASE_RELEASE,
		      &v.to)->probe = *probe;
}

/**
 * ddom_verify_plan() - the steps of the verify phase
 * @plan: takes the steps
 * @scope: what the transaction is about
 * @opts: what was asked for
 *
 * Return: 0 or a negative errno.
 */
int ddom_verify_plan(struct ddom_plan *plan, struct ddom_scope *scope,
		     const struct ddom_opts *opts)
{
	struct ddom_verifier v;
	__u32 i;

	verifier_init(&v, plan, scope);
	if (!opts->nprobes)
		return verify_defaults(&v, opts->no_address);
	for (i = 0; i < opts->nprobes; i++)
		if (verify_probe(&v, &opts->probes[i]))
			return plan->err;
	for (i = 0; i < opts->nprobes; i++)
		if (opts->probes[i].tcp_port)
			ddom_step_add(plan, DDOM_STEP_VERIFY_TCP,
				      DDOM_PHASE_VERIFY, &v.to)->probe =
				opts->probes[i];
	return plan->err;
}
