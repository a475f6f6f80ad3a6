// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a pool would not boot, as far as the pool.conf itself tells.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "pool_lint.h"
#include "render.h"

/**
 * ddt_lint_add() - something was found
 * @lint: where to
 * @level: how bad it is
 * @id: its kind
 * @place: where in the file
 * @fmt: what it is, and the remedy
 */
void ddt_lint_add(struct ddt_lint *lint, enum ddt_lint_level level,
		  const char *id, struct ddt_place place, const char *fmt, ...)
{
	struct ddt_lint_item *more;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	lint->errors += level == DDT_LINT_ERROR;
	more = realloc(lint->item, (lint->n + 1) * sizeof(*more));
	if (!more)
		return;
	lint->item = more;
	more[lint->n++] = (struct ddt_lint_item){
		.level = level, .id = id, .place = place, .text = strdup(text),
	};
}

/**
 * ddt_lint_free() - forget what was found
 * @lint: it
 */
void ddt_lint_free(struct ddt_lint *lint)
{
	size_t i;

	for (i = 0; i < lint->n; i++)
		free(lint->item[i].text);
	free(lint->item);
	memset(lint, 0, sizeof(*lint));
}

static int ddt_lint_mac_order(const void *a, const void *b)
{
	const struct ddt_pool_host *const *x = a, *const *y = b;
	int order = memcmp((*x)->mac, (*y)->mac, 6);

	return order ? order : *x < *y ? -1 : *x > *y;
}

static int ddt_lint_addr_order(const void *a, const void *b)
{
	const struct ddt_pool_host *const *x = a, *const *y = b;

	if ((*x)->addr != (*y)->addr)
		return (*x)->addr < (*y)->addr ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/**
 * ddt_lint_twice() - find MAC and IPv4 addresses that two hosts have
 * @lint: where to
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_lint_twice(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	const struct ddt_pool_host **by = calloc(pool->nhosts + 1, sizeof(*by));
	char mac[DDT_MAC_TEXT], ip[INET_ADDRSTRLEN];
	unsigned int i;

	if (!by)
		return -ENOMEM;
	for (i = 0; i < pool->nhosts; i++)
		by[i] = &pool->hosts[i];
	qsort(by, pool->nhosts, sizeof(*by), ddt_lint_mac_order);
	for (i = 1; i < pool->nhosts; i++)
		if (!memcmp(by[i - 1]->mac, by[i]->mac, 6))
			ddt_lint_add(lint, DDT_LINT_ERROR, "duplicate-mac",
				     by[i]->mac_place,
				     "host %s: %s is the MAC address of %s already (line %u); correct one of them",
				     by[i]->id.name,
				     ddt_pool_mac(by[i]->mac, ':', mac),
				     by[i - 1]->id.name,
				     by[i - 1]->mac_place.line);
	qsort(by, pool->nhosts, sizeof(*by), ddt_lint_addr_order);
	for (i = 1; i < pool->nhosts; i++)
		if (by[i - 1]->addr == by[i]->addr)
			ddt_lint_add(lint, DDT_LINT_ERROR, "duplicate-address",
				     by[i]->addr_place,
				     "host %s: %s is the address of %s already (line %u); give it another",
				     by[i]->id.name,
				     ddt_pool_ip(by[i]->addr, ip),
				     by[i - 1]->id.name,
				     by[i - 1]->addr_place.line);
	free(by);
	return 0;
}

/**
 * ddt_lint_address() - can a host have its address?
 * @lint: where to
 * @host: host
 */
static void ddt_lint_address(struct ddt_lint *lint,
			     const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;
	const struct ddt_pool *pool = lint->pool;
	uint32_t last = net->subnet | ~ddt_pool_mask(net->prefix);
	const char *whose = NULL;
	unsigned int i, k;

	if (host->addr == net->subnet || host->addr == last)
		whose = "the network's own";
	else if (host->addr == net->router)
		whose = "the router's";
	else if (net->first && host->addr >= net->first &&
		 host->addr <= net->last)
		whose = "in the network's \"range:\"";
	for (i = 0; i < pool->nservers; i++)
		for (k = 0; k < pool->servers[i].addrs.n; k++)
			if (pool->servers[i].addrs.addr[k] == host->addr)
				whose = "a boot server's";
	if (whose)
		ddt_lint_add(lint, DDT_LINT_ERROR, "duplicate-address",
			     host->addr_place,
			     "host %s: its address is %s; give it another",
			     host->id.name, whose);
}

/**
 * ddt_lint_reach() - can a network reach a server?
 * @lint: where to
 * @net: network
 * @server: server
 * @what: as what
 */
static void ddt_lint_reach(struct ddt_lint *lint,
			   const struct ddt_pool_network *net,
			   const struct ddt_pool_server *server,
			   const char *what)
{
	char ip[INET_ADDRSTRLEN];
	uint32_t addr = ddt_pool_server_addr(server, net);

	if (net->router || ddt_pool_inside(net, addr))
		return;
	ddt_lint_add(lint, DDT_LINT_ERROR, "unreachable-server", net->id.place,
		     "network %s: %s %s (%s) is in another network, and there is no router; add \"router:\", or an address of %s in it",
		     net->id.name, what, server->id.name,
		     ddt_pool_ip(addr, ip), server->id.name);
}

/**
 * ddt_lint_root() - is a root exported to a network?
 * @lint: where to
 * @net: network
 * @p: profile
 */
static void ddt_lint_root(struct ddt_lint *lint,
			  const struct ddt_pool_network *net,
			  const struct ddt_pool_profile *p)
{
	const struct ddt_pool *pool = lint->pool;
	unsigned int i;

	for (i = 0; i < pool->nexports; i++) {
		const struct ddt_pool_export *e = &pool->exports[i];
		size_t len = strlen(e->path);

		if (e->server != p->root_server ||
		    strncmp(p->root, e->path, len) ||
		    (p->root[len] && p->root[len] != '/') ||
		    !ddt_pool_exported(pool, e, net))
			continue;
		if (e->writable)
			ddt_lint_add(lint, DDT_LINT_WARNING, "root-writable",
				     e->id.place,
				     "export %s: %s is the root of profile %s, and every host may write to it; \"access: ro\"",
				     e->id.name, e->path, p->id.name);
		return;
	}
	ddt_lint_add(lint, DDT_LINT_ERROR, "not-exported", p->id.place,
		     "profile %s: %s does not export %s to network %s; add it to \"exports:\"",
		     p->id.name, p->root_server->id.name, p->root, net->id.name);
}

/**
 * ddt_lint_password() - is a password known to a boot loader?
 * @lint: where to
 * @net: network
 * @password: password, NULL: none is asked for
 * @syntaxes: DDT_SYNTAX_ bits of the boot loaders
 */
static void ddt_lint_password(struct ddt_lint *lint,
			      const struct ddt_pool_network *net,
			      const struct ddt_pool_password *password,
			      unsigned int syntaxes)
{
	const char *hash = NULL, *loader = NULL;

	if (!password)
		return;
	if ((syntaxes & DDT_SYNTAX_GRUB2) && !password->pbkdf2) {
		hash = "pbkdf2";
		loader = "GRUB 2";
	}
	if ((syntaxes & DDT_SYNTAX_LEGACY) && !password->md5) {
		hash = "md5";
		loader = "GRUB legacy";
	}
	if (hash)
		ddt_lint_add(lint, DDT_LINT_ERROR, "no-hash",
			     password->id.place,
			     "password %s: no \"%s:\", which %s needs in network %s; add it",
			     password->id.name, hash, loader, net->id.name);
}

/**
 * ddt_lint_use() - may the hosts of a network boot a profile?
 * @lint: where to
 * @net: network
 * @p: profile
 * @syntaxes: DDT_SYNTAX_ bits of the boot loaders
 */
static void ddt_lint_use(struct ddt_lint *lint,
			 const struct ddt_pool_network *net,
			 const struct ddt_pool_profile *p,
			 unsigned int syntaxes)
{
	ddt_lint_password(lint, net, p->password, syntaxes);
	if (p->server && p->server != net->boot_server)
		ddt_lint_reach(lint, net, p->server, "boot server");
	if (!p->root)
		return;
	if (p->root_server != p->server)
		ddt_lint_reach(lint, net, p->root_server, "NFS server");
	ddt_lint_root(lint, net, p);
}

/**
 * ddt_lint_networks() - look at every network, and what its hosts may boot
 * @lint: where to
 * @used: DDT_SYNTAX_ bits, a row of profiles a network
 */
static void ddt_lint_networks(struct ddt_lint *lint, const uint8_t *used)
{
	const struct ddt_pool *pool = lint->pool;
	unsigned int n, p, syntaxes;

	for (n = 0; n < pool->nnetworks; n++) {
		const struct ddt_pool_network *net = &pool->networks[n];

		syntaxes = 0;
		ddt_lint_reach(lint, net, net->boot_server, "boot server");
		for (p = 0; p < pool->nprofiles; p++) {
			uint8_t bits = used[n * pool->nprofiles + p];

			syntaxes |= bits;
			if (bits)
				ddt_lint_use(lint, net, &pool->profiles[p],
					     bits);
		}
		ddt_lint_password(lint, net, net->menu_password, syntaxes);
	}
	for (p = 0; p < pool->nprofiles; p++) {
		const struct ddt_pool_profile *profile = &pool->profiles[p];
		const char *options = profile->options ? profile->options : "";

		if (profile->root && !profile->initrd &&
		    strncmp(options, "ip=", 3) && !strstr(options, " ip="))
			ddt_lint_add(lint, DDT_LINT_ERROR, "no-ip",
				     profile->id.place,
				     "profile %s: nfsroot without ip= in \"options:\": the kernel would have no address; add ip=dhcp",
				     profile->id.name);
	}
}

/**
 * ddt_lint_pool() - look at everything
 * @lint: with its pool; filled
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_lint_pool(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	struct ddt_menu menu;
	struct ddt_render r;
	unsigned int i, k;
	int err;

	err = ddt_render_init(&r, pool, NULL);
	if (!err)
		err = ddt_lint_twice(lint);
	if (err)
		goto out;
	for (i = 0; i < pool->nhosts; i++) {
		const struct ddt_pool_host *host = &pool->hosts[i];
		size_t row = (size_t)(host->network - pool->networks) *
			     pool->nprofiles;

		ddt_lint_address(lint, host);
		ddt_menu_make(&menu, &r, host);
		for (k = 0; k < menu.n; k++)
			r.used[row + (menu.entry[k] - pool->profiles)] |=
				ddt_render_syntaxes(host);
	}
	ddt_lint_networks(lint, r.used);
out:
	ddt_render_free(&r);
	return err;
}
