// SPDX-License-Identifier: GPL-2.0-only
/*
 * Neighbours are known wherever packets are sent, before they are, and whom one
 * device answers for the other one does.
 */
#include "plan_internal.h"

/**
 * ddom_neighs_kept() - neighbours of a bridge that stay
 * @plan: takes the steps
 * @scope: what the transaction is about
 * @phase: when
 * @dev: the bridge
 */
void ddom_neighs_kept(struct ddom_plan *plan, const struct ddom_scope *scope,
		      enum ddom_phase phase, const struct ddom_dev *dev)
{
	const struct ddom_neigh *neigh;
	__u32 i;

	for (i = 0; i < scope->snap->nneighs; i++) {
		neigh = &scope->snap->neighs[i];
		if (ddom_snapshot_neigh_usable(neigh, dev->ifindex) &&
		    (!ddom_scope_neigh_goes(scope, neigh) ||
		     ddom_scope_neigh_present(scope, DDOM_KEY_NEIGH_BEFORE,
					      dev->ifindex, neigh)))
			ddom_step_add(plan, DDOM_STEP_NEIGH_ADD, phase,
				      dev)->neigh = neigh;
	}
}

/**
 * ddom_neighs_proxies() - addresses of others that the device answers for
 * @plan: takes the steps
 * @scope: what the transaction is about
 * @type: DDOM_STEP_NEIGH_ADD where they go, or DDOM_STEP_NEIGH_DEL where they
 *	are
 * @phase: when
 */
void ddom_neighs_proxies(struct ddom_plan *plan, const struct ddom_scope *scope,
			 enum ddom_step_type type, enum ddom_phase phase)
{
	bool add = type == DDOM_STEP_NEIGH_ADD;
	const struct ddom_dev *dev =
		add == plan->attach ? &plan->bridge : &plan->port;
	const struct ddom_neigh *neigh;
	__u32 i;

	for (i = 0; i < scope->snap->nneighs; i++) {
		neigh = &scope->snap->neighs[i];
		if (!ddom_scope_proxy_goes(scope, neigh))
			continue;
		if (add ? ddom_scope_proxy_present(scope, DDOM_KEY_PROXY,
						   scope->to, neigh) :
			  ddom_scope_proxy_present(scope, DDOM_KEY_PROXY_BEFORE,
						   scope->from, neigh))
			continue;
		ddom_step_add(plan, type, phase, dev)->neigh = neigh;
	}
}

/**
 * ddom_neighs_build() - neighbours are known where sending goes
 * @plan: takes the steps
 * @scope: what the transaction is about
 * @phase: when
 * @dev: the device that they go to, or, for it keeps them so, that they are on
 */
void ddom_neighs_build(struct ddom_plan *plan, const struct ddom_scope *scope,
		       enum ddom_phase phase, const struct ddom_dev *dev)
{
	bool copy = dev->ifindex == scope->to;
	const struct ddom_neigh *neigh;
	__u32 i;

	for (i = 0; i < scope->snap->nneighs; i++) {
		neigh = &scope->snap->neighs[i];
		if (!(copy ? ddom_scope_neigh_goes(scope, neigh) :
			     ddom_snapshot_neigh_usable(neigh, scope->from)))
			continue;
		if (copy && ddom_scope_neigh_present(scope, DDOM_KEY_NEIGH,
						     dev->ifindex, neigh))
			continue;
		ddom_step_add(plan, DDOM_STEP_NEIGH_ADD, phase, dev)->neigh =
			neigh;
	}
}

/**
 * ddom_neighs_back() - the bridge forgets what the attach copied to it
 * @plan: takes the steps of a detach
 * @scope: what it is about
 */
void ddom_neighs_back(struct ddom_plan *plan, const struct ddom_scope *scope)
{
	const struct ddom_neigh *neigh;
	__u32 i;

	for (i = 0; scope->before && i < scope->snap->nneighs; i++) {
		neigh = &scope->snap->neighs[i];
		if (ddom_scope_neigh_goes(scope, neigh) &&
		    !ddom_scope_neigh_present(scope, DDOM_KEY_NEIGH_BEFORE,
					      scope->from, neigh))
			ddom_step_add(plan, DDOM_STEP_NEIGH_DEL,
				      DDOM_PHASE_RELEASE, &plan->bridge)->neigh =
				neigh;
	}
}
