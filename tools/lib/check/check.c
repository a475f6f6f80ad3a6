// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a pool would not boot, as far as the pool.conf itself tells.
 */
#include <string.h>

#include "check/check_internal.h"
#include "render/render.h"

/* can a network reach a server? */
static void lint_reach(struct ddt_lint *lint,
		       const struct ddt_pool_network *net,
		       const struct ddt_pool_server *server,
		       const char *what)
{
	char ip[INET_ADDRSTRLEN];
	uint32_t addr = ddt_net_server_addr(server, net);

	if (net->router || ddt_net_inside(net, addr))
		return;
	ddt_finding_advice(ddt_lint_add(lint, DDT_PROBLEM, "unreachable-server",
		net->id.place, "there is no router", NULL,
		"network %s: %s %s (%s) is in another network", net->id.name,
		what, server->id.name, ddt_text_ip(addr, ip)),
		"add \"router:\", or an address of %s in it", server->id.name);
}

/* is a root exported to a network? */
static void lint_root(struct ddt_lint *lint,
		      const struct ddt_pool_network *net,
		      const struct ddt_pool_profile *p)
{
	const struct ddt_pool *pool = lint->pool;
	const struct ddt_pool_export *e = NULL;
	size_t len, longest = 0;
	unsigned int i;

	for (i = 0; i < pool->nexports; i++) {
		const struct ddt_pool_export *one = &pool->exports[i];

		len = strlen(one->path);
		if (one->server != p->root_server || len <= longest ||
		    strncmp(p->root, one->path, len) ||
		    (p->root[len] && p->root[len] != '/') ||
		    !ddt_net_exported(pool, one, net))
			continue;
		longest = len;
		e = one;
	}
	if (!e)
		ddt_lint_add(lint, DDT_PROBLEM, "not-exported", p->id.place,
			NULL, "add it to \"exports:\"",
			"profile %s: %s does not export %s to network %s",
			p->id.name, p->root_server->id.name, p->root,
			net->id.name);
	else if (ddt_value_squashed(e->options))
		ddt_lint_add(lint, DDT_PROBLEM, "root-squashed", e->id.place,
			"root is nobody there",
			"add no_root_squash to its \"options:\", without all_squash",
			"export %s: %s is the root of profile %s", e->id.name,
			e->path, p->id.name);
	else if (e->writable)
		ddt_lint_add(lint, DDT_RISK, "root-writable", e->id.place,
			"every host may write to it", "\"access: ro\"",
			"export %s: %s is the root of profile %s", e->id.name,
			e->path, p->id.name);
}

/* find what is exported twice to the same network */
static void lint_exports(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	unsigned int i, k, n;

	for (i = 1; i < pool->nexports; i++)
		for (k = 0; k < i; k++) {
			const struct ddt_pool_export *a = &pool->exports[k];
			const struct ddt_pool_export *b = &pool->exports[i];

			if (a->server != b->server || strcmp(a->path, b->path))
				continue;
			for (n = 0; n < pool->nnetworks; n++)
				if (ddt_net_exported(pool, a,
						     &pool->networks[n]) &&
				    ddt_net_exported(pool, b,
						     &pool->networks[n]))
					break;
			if (n < pool->nnetworks)
				ddt_lint_add(lint, DDT_PROBLEM,
					"exported-twice", b->id.place, NULL,
					"remove one",
					"export %s: %s is exported to network %s by %s already (line %u)",
					b->id.name, b->path,
					pool->networks[n].id.name, a->id.name,
					a->id.place.line);
		}
}

/* is a password known to boot loaders? */
static void lint_password(struct ddt_lint *lint,
			  const struct ddt_pool_network *net,
			  const struct ddt_pool_password *password,
			  unsigned int loaders)
{
	const struct ddt_loader *const *l = lint->pool->kinds->loader;
	unsigned int i;

	for (i = 0; password && l[i]; i++)
		if (loaders & 1U << i && l[i]->hash &&
		    !*(const char *const *)((const char *)password +
					    l[i]->hash_at))
			ddt_lint_add(lint, DDT_PROBLEM, "no-hash",
				password->id.place, NULL, "add it",
				"password %s: no \"%s:\", which %s needs in network %s",
				password->id.name, l[i]->hash, l[i]->title,
				net->id.name);
}

/* may the hosts of a network boot a profile? */
static void lint_use(struct ddt_lint *lint,
		     const struct ddt_pool_network *net,
		     const struct ddt_pool_profile *p,
		     unsigned int loaders)
{
	lint_password(lint, net, p->password, loaders);
	if (p->server && p->server != net->boot_server)
		lint_reach(lint, net, p->server, "boot server");
	if (!p->root)
		return;
	if (p->root_server != p->server)
		lint_reach(lint, net, p->root_server, "NFS server");
	lint_root(lint, net, p);
}

/* look at every network, and what its hosts may boot */
static void lint_networks(struct ddt_lint *lint, const uint8_t *used)
{
	const struct ddt_pool *pool = lint->pool;
	unsigned int n, p, loaders;

	for (n = 0; n < pool->nnetworks; n++) {
		const struct ddt_pool_network *net = &pool->networks[n];

		loaders = 0;
		for (p = 0; p < pool->nprofiles; p++) {
			uint8_t bits = used[n * pool->nprofiles + p];

			loaders |= bits;
			if (bits)
				lint_use(lint, net, &pool->profiles[p],
					 bits);
		}
		/* a VLAN may be the domUs' only */
		if (loaders || !net->vlan)
			lint_reach(lint, net, net->boot_server,
				   "boot server");
		lint_password(lint, net, net->menu_password, loaders);
	}
	for (p = 0; p < pool->nprofiles; p++) {
		const struct ddt_pool_profile *profile = &pool->profiles[p];
		const char *options = profile->options ? profile->options : "";

		if (profile->root && !profile->initrd &&
		    strncmp(options, "ip=", 3) && !strstr(options, " ip="))
			ddt_lint_add(lint, DDT_PROBLEM, "no-ip",
				profile->id.place,
				"the kernel would have no address",
				"add ip=dhcp",
				"profile %s: nfsroot without ip= in \"options:\"",
				profile->id.name);
	}
}

/**
 * ddt_check_pool() - look at everything
 * @lint: with its pool; filled
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_check_pool(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	struct ddt_menu menu;
	struct ddt_render r;
	unsigned int i, k;
	int err;

	err = ddt_render_init(&r, pool, NULL);
	if (!err)
		err = ddt_check_address_twice(lint);
	if (err)
		goto out;
	ddt_check_address_subnets(lint);
	lint_exports(lint);
	for (i = 0; i < pool->nhosts; i++) {
		const struct ddt_pool_host *host = &pool->hosts[i];
		size_t row = (size_t)(host->network - pool->networks) *
			     pool->nprofiles;

		ddt_check_address_host(lint, host);
		ddt_menu_make(&menu, &r, host);
		for (k = 0; k < menu.n; k++)
			r.used[row + (menu.entry[k] - pool->profiles)] |=
				ddt_loader_bits(pool, host);
	}
	lint_networks(lint, r.used);
	ddt_check_domus(lint);
	ddt_check_disks(lint);
	ddt_check_vlans(lint, r.used);
out:
	ddt_render_free(&r);
	return err;
}
