// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a pool would not boot: addresses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_internal.h"

static int lint_mac_order(const void *a, const void *b)
{
	const struct ddt_pool_host *const *x = a, *const *y = b;
	int order = memcmp((*x)->mac, (*y)->mac, 6);

	return order ? order : *x < *y ? -1 : *x > *y;
}

static int lint_addr_order(const void *a, const void *b)
{
	const struct ddt_pool_host *const *x = a, *const *y = b;

	if ((*x)->addr != (*y)->addr)
		return (*x)->addr < (*y)->addr ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/**
 * ddt_check_address_twice() - find MAC and IPv4 addresses that two hosts have
 * @lint: where to
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_check_address_twice(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	const struct ddt_pool_host **by = calloc(pool->nhosts + 1, sizeof(*by));
	char mac[DDT_MAC_TEXT], ip[INET_ADDRSTRLEN];
	unsigned int i;

	if (!by)
		return -ENOMEM;
	for (i = 0; i < pool->nhosts; i++)
		by[i] = &pool->hosts[i];
	qsort(by, pool->nhosts, sizeof(*by), lint_mac_order);
	for (i = 1; i < pool->nhosts; i++)
		if (!memcmp(by[i - 1]->mac, by[i]->mac, 6))
			ddt_lint_add(lint, DDT_PROBLEM, "duplicate-mac",
				by[i]->mac_place, NULL, "correct one of them",
				"host %s: %s is the MAC address of %s already (line %u)",
				by[i]->id.name,
				ddt_text_mac(by[i]->mac, ':', mac),
				by[i - 1]->id.name, by[i - 1]->mac_place.line);
	qsort(by, pool->nhosts, sizeof(*by), lint_addr_order);
	for (i = 1; i < pool->nhosts; i++)
		if (by[i - 1]->addr == by[i]->addr)
			ddt_lint_add(lint, DDT_PROBLEM, "duplicate-address",
				by[i]->addr_place, NULL, "give it another",
				"host %s: %s is the address of %s already (line %u)",
				by[i]->id.name, ddt_text_ip(by[i]->addr, ip),
				by[i - 1]->id.name, by[i - 1]->addr_place.line);
	free(by);
	return 0;
}

/*
 * Who has an address of a network?
 *
 * Return: whose it is; NULL: nobody's.
 */
static const char *lint_owner(const struct ddt_pool *pool,
			      const struct ddt_pool_network *net,
			      uint32_t addr)
{
	unsigned int i, k;

	if (addr == net->subnet ||
	    addr == (net->subnet | ~ddt_net_mask(net->prefix)))
		return "the network's own";
	for (i = 0; i < pool->nservers; i++)
		for (k = 0; k < pool->servers[i].addrs.n; k++)
			if (pool->servers[i].addrs.addr[k] == addr)
				return "a boot server's";
	return addr == net->router ? "the router's" : NULL;
}

/**
 * ddt_check_address_host() - can a host have its address?
 * @lint: where to
 * @host: host
 */
void ddt_check_address_host(struct ddt_lint *lint,
			    const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;
	const char *whose = lint_owner(lint->pool, net, host->addr);

	if (!whose && net->first && host->addr >= net->first &&
	    host->addr <= net->last)
		whose = "in the network's \"range:\"";
	if (whose)
		ddt_lint_add(lint, DDT_PROBLEM, "duplicate-address",
			host->addr_place, NULL, "give it another",
			"host %s: its address is %s", host->id.name, whose);
}

/* does a network give away an address that somebody has? */
static void lint_range(struct ddt_lint *lint,
		       const struct ddt_pool_network *net, uint32_t addr)
{
	char ip[INET_ADDRSTRLEN];

	if (net->first && addr >= net->first && addr <= net->last)
		ddt_lint_add(lint, DDT_PROBLEM, "range", net->id.place, NULL,
			"begin behind it, or end before",
			"network %s: \"range:\" has %s in it, %s", net->id.name,
			ddt_text_ip(addr, ip),
			lint_owner(lint->pool, net, addr));
}

/* look at the addresses of a network */
static void lint_subnet(struct ddt_lint *lint,
			const struct ddt_pool_network *net)
{
	uint32_t last = net->subnet | ~ddt_net_mask(net->prefix);
	const struct ddt_pool *pool = lint->pool;
	char ip[INET_ADDRSTRLEN];
	unsigned int i, k;

	lint_range(lint, net, net->subnet);
	lint_range(lint, net, last);
	if (net->router == net->subnet || net->router == last)
		ddt_lint_add(lint, DDT_PROBLEM, "duplicate-address",
			net->id.place, NULL, "correct it",
			"network %s: the router's address is the network's own",
			net->id.name);
	else if (net->router)
		lint_range(lint, net, net->router);
	for (i = 0; i < pool->nservers; i++)
		for (k = 0; k < pool->servers[i].addrs.n; k++) {
			uint32_t addr = pool->servers[i].addrs.addr[k];

			if (addr == net->subnet || addr == last)
				ddt_lint_add(lint, DDT_PROBLEM,
					"duplicate-address",
					pool->servers[i].id.place, NULL,
					"correct it",
					"server %s: %s is the own address of network %s",
					pool->servers[i].id.name,
					ddt_text_ip(addr, ip), net->id.name);
			else if (addr != net->router)
				lint_range(lint, net, addr);
		}
}

/**
 * ddt_check_address_subnets() - look at the addresses of all networks
 * @lint: where to
 */
void ddt_check_address_subnets(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	unsigned int i, k;

	for (i = 0; i < pool->nnetworks; i++) {
		const struct ddt_pool_network *b = &pool->networks[i];

		lint_subnet(lint, b);
		for (k = 0; k < i; k++) {
			const struct ddt_pool_network *a = &pool->networks[k];

			if (!ddt_net_inside(a, b->subnet) &&
			    !ddt_net_inside(b, a->subnet))
				continue;
			ddt_lint_add(lint, DDT_PROBLEM, "overlap", b->id.place,
				"the first one would get all hosts",
				"correct one of them",
				"network %s: its subnet and that of %s (line %u) overlap",
				b->id.name, a->id.name, a->id.place.line);
		}
	}
}
