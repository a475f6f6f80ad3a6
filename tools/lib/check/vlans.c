// SPDX-License-Identifier: GPL-2.0-only
/*
 * Networks that come to dom0s as a VLAN: do they?
 */
#include "check/check_internal.h"
#include "render/render.h"

/* Another network than this whose hosts boot dom0s from a root. */
static const struct ddt_pool_network *
elsewhere(const struct ddt_pool *pool, const uint8_t *used,
	  const struct ddt_pool_network *net, const struct ddt_pool_profile *p)
{
	unsigned int i;

	for (i = 0; i < pool->nnetworks; i++)
		if (&pool->networks[i] != net &&
		    ddt_vlans_boots(pool, used, &pool->networks[i], p))
			return &pool->networks[i];
	return NULL;
}

static void check_network(struct ddt_lint *lint, const uint8_t *used,
			  const struct ddt_pool_network *net)
{
	const struct ddt_pool *pool = lint->pool;
	const struct ddt_pool_network *other;
	const struct ddt_pool_profile *p;
	bool any = false;
	unsigned int i;

	for (i = 0; i < pool->nprofiles; i++) {
		p = &pool->profiles[i];
		if (!ddt_vlans_root(pool, p))
			continue;
		any = true;
		other = elsewhere(pool, used, net, p);
		if (other && ddt_vlans_boots(pool, used, net, p))
			ddt_lint_add(lint, DDT_RISK, "vlan-shared-root",
				net->id.place,
				"there it is the network of their port itself, so that no dom0 of this root gets a bridge for it",
				"give them a root of their own",
				"network %s: VLAN %u, and its hosts boot the root of profile %s as those of network %s do",
				net->id.name, net->vlan, p->id.name,
				other->id.name);
	}
	if (!any)
		ddt_lint_add(lint, DDT_RISK, "vlan-no-dom0", net->id.place,
			"no dom0 gets a bridge for it",
			"add \"nfsroot:\" to a profile with \"hypervisor:\", or remove \"vlan:\"",
			"network %s: VLAN %u, and no profile is a dom0 with its root on NFS",
			net->id.name, net->vlan);
}

/**
 * ddt_check_vlans() - look at networks that come as a VLAN
 * @lint: where to
 * @used: per network and profile, not 0: a host of it may boot that
 */
void ddt_check_vlans(struct ddt_lint *lint, const uint8_t *used)
{
	unsigned int i;

	for (i = 0; i < lint->pool->nnetworks; i++)
		if (lint->pool->networks[i].vlan)
			check_network(lint, used, &lint->pool->networks[i]);
}
