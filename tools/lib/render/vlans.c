// SPDX-License-Identifier: GPL-2.0-only
/*
 * /etc/ddom/bridge.conf of a root that dom0s share: their bridge, and one for
 * each network of the pool that comes to their port as a VLAN.
 */
#include <string.h>

#include "render/render_internal.h"

/* What is in an image does not come by this file. */
static bool is_dom0(const struct ddt_pool_profile *p)
{
	return p->root && p->hypervisor && p->form != DDT_FORM_IMAGE;
}

static bool same_root(const struct ddt_pool_profile *a,
		      const struct ddt_pool_profile *b)
{
	return a->root_server == b->root_server && !strcmp(a->root, b->root);
}

/**
 * ddt_vlans_root() - is a profile's root the one of dom0s, for the first time
 * @pool: pool
 * @p: the profile
 *
 * Return: true if no profile before it has the same.
 */
bool ddt_vlans_root(const struct ddt_pool *pool,
		    const struct ddt_pool_profile *p)
{
	const struct ddt_pool_profile *one;

	if (!is_dom0(p))
		return false;
	for (one = pool->profiles; one < p; one++)
		if (is_dom0(one) && same_root(one, p))
			return false;
	return true;
}

/**
 * ddt_vlans_boots() - do hosts of a network boot dom0s from a root
 * @pool: pool
 * @used: per network and profile, not 0: a host of it may boot that
 * @net: network
 * @p: a profile with that root
 *
 * Return: true if so.
 */
bool ddt_vlans_boots(const struct ddt_pool *pool, const uint8_t *used,
		     const struct ddt_pool_network *net,
		     const struct ddt_pool_profile *p)
{
	const uint8_t *row = used + (size_t)(net - pool->networks) *
			     pool->nprofiles;
	unsigned int i;

	for (i = 0; i < pool->nprofiles; i++)
		if (row[i] && is_dom0(&pool->profiles[i]) &&
		    same_root(&pool->profiles[i], p))
			return true;
	return false;
}

/* A network that a root's hosts are in is the one of their port itself. */
static bool has_bridge(const struct ddt_render *r,
		       const struct ddt_pool_network *net,
		       const struct ddt_pool_profile *p)
{
	return net->vlan && !ddt_vlans_boots(r->pool, r->used, net, p);
}

static void write_root(struct ddt_render *r, const struct ddt_pool_profile *p)
{
	const struct ddt_pool *pool = r->pool;
	FILE *f = ddt_output_begin(r);
	unsigned int i;

	if (!f)
		return;
	fputs("# " DDT_RENDER_NOTE "\nbridge = xenbr0\n", f);
	for (i = 0; i < pool->nnetworks; i++)
		if (has_bridge(r, &pool->networks[i], p))
			fprintf(f, "\n# network %s\n[xenbr%u]\nvlan = %u\n",
				pool->networks[i].id.name,
				pool->networks[i].vlan, pool->networks[i].vlan);
	ddt_output_end(r, p->root_server, "%s/etc/ddom/bridge.conf",
		       p->root + 1);
}

/**
 * ddt_render_vlans() - the bridges of all dom0s
 * @r: files being made, with @r->used
 *
 * Nothing is written for a pool without VLANs: the file is somebody else's.
 */
void ddt_render_vlans(struct ddt_render *r)
{
	const struct ddt_pool *pool = r->pool;
	unsigned int i;

	for (i = 0; i < pool->nnetworks && !pool->networks[i].vlan; i++)
		;
	if (i == pool->nnetworks)
		return;
	for (i = 0; i < pool->nprofiles; i++)
		if (ddt_vlans_root(pool, &pool->profiles[i]))
			write_root(r, &pool->profiles[i]);
}
