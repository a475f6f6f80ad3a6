// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a pool's kinds of domUs would not run.
 */
#include <string.h>

#include "check/check_internal.h"

#define DDT_XEN_OUI	0x00163e	/* of MAC addresses */

static uint32_t kind_end(const struct ddt_domu_kind *kind)
{
	return kind->first + kind->count - 1;
}

static bool kind_has(const struct ddt_domu_kind *kind, uint32_t addr)
{
	return addr >= kind->first && addr <= kind_end(kind);
}

/* an address of a kind is somebody's */
static void lint_taken(struct ddt_lint *lint,
		       const struct ddt_domu_kind *kind, uint32_t addr,
		       const char *whose, const char *name)
{
	char ip[INET_ADDRSTRLEN];

	if (kind_has(kind, addr))
		ddt_lint_add(lint, DDT_PROBLEM, "duplicate-address",
			kind->range_place, NULL, "give it others",
			"kind %s: its addresses have %s in them, %s %s",
			kind->id.name, ddt_text_ip(addr, ip), whose, name);
}

/* look for who else has a kind's addresses */
static void lint_owners(struct ddt_lint *lint,
			const struct ddt_domu_kind *kind)
{
	const struct ddt_pool_network *net = kind->network;
	const struct ddt_pool *pool = lint->pool;
	unsigned int i, k;

	lint_taken(lint, kind, net->subnet, "the own address of network",
		   net->id.name);
	lint_taken(lint, kind, net->subnet | ~ddt_net_mask(net->prefix),
		   "the own address of network", net->id.name);
	lint_taken(lint, kind, net->router, "the router's of network",
		   net->id.name);
	if (net->first && net->first <= kind_end(kind) &&
	    net->last >= kind->first)
		lint_taken(lint, kind, net->first > kind->first ?
			   net->first : kind->first,
			   "in \"range:\" of network", net->id.name);
	for (i = 0; i < pool->nservers; i++)
		for (k = 0; k < pool->servers[i].addrs.n; k++)
			lint_taken(lint, kind,
				   pool->servers[i].addrs.addr[k],
				   "the address of server",
				   pool->servers[i].id.name);
}

/* could a host be taken for a domU? */
static void lint_mistaken(struct ddt_lint *lint,
			  const struct ddt_domu_kind *kind,
			  const struct ddt_pool_host *host)
{
	uint32_t low = (uint32_t)host->mac[3] << 16 | host->mac[4] << 8 |
		       host->mac[5];
	uint32_t oui = (uint32_t)host->mac[0] << 16 | host->mac[1] << 8 |
		       host->mac[2];
	char mac[DDT_MAC_TEXT];
	struct ddt_domu domu;

	lint_taken(lint, kind, host->addr, "the address of host",
		   host->id.name);
	if (oui == DDT_XEN_OUI &&
	    kind_has(kind, (kind->first & 0xff000000) | low))
		ddt_lint_add(lint, DDT_PROBLEM, "duplicate-mac",
			host->mac_place, NULL, "give the kind other addresses",
			"host %s: %s is the MAC address of a domU of kind %s",
			host->id.name, ddt_text_mac(host->mac, ':', mac),
			kind->id.name);
	if (!ddt_domu_find(lint->pool, host->id.name, &domu) &&
	    domu.kind == kind)
		ddt_lint_add(lint, DDT_PROBLEM, "duplicate-name",
			host->id.place, NULL, "give it another",
			"host %s: a domU of kind %s has that name",
			host->id.name, kind->id.name);
}

/* the longest stretch in which a host may be taken, seconds; 0: any */
static unsigned int lint_longest(const struct ddt_pool_host *host)
{
	unsigned int at = 0, begin, n, longest = 0;
	bool open[DDT_WEEK];

	if (!host->windows.n)
		return 0;
	ddt_window_week(&host->windows, open);
	while ((n = ddt_window_next(open, at, &begin))) {
		longest = n > longest ? n : longest;
		at = begin + 1;
	}
	return longest == DDT_WEEK ? 0 : longest * 60;
}

/* is there a host that a domU fits on, and for how long? */
static void lint_room(struct ddt_lint *lint,
		      const struct ddt_domu_kind *kind)
{
	const struct ddt_pool_windows *seen = NULL;
	unsigned int i, n, longest = 0;
	bool fits = false;

	for (i = 0; i < lint->pool->nhosts; i++) {
		const struct ddt_pool_host *host = &lint->pool->hosts[i];

		if (!ddt_domu_fits(kind, host))
			continue;
		fits = true;
		/* hosts of a network mostly have the same */
		if (seen && !memcmp(seen, &host->windows, sizeof(*seen)))
			continue;
		seen = &host->windows;
		n = lint_longest(host);
		if (!n || (kind->limit && kind->limit <= n))
			return;
		longest = n > longest ? n : longest;
	}
	if (!fits)
		ddt_lint_add(lint, DDT_PROBLEM, "no-room", kind->id.place,
			"its jobs would wait for ever",
			"add a host to the pool, or ask for less",
			"kind %s: no host that may be taken has %u processor%s and %u MiB beside \"dom0-memory:\"",
			kind->id.name, kind->vcpus, kind->vcpus > 1 ? "s" : "",
			kind->memory);
	else
		ddt_lint_add(lint, DDT_PROBLEM, "no-window", kind->id.place,
			"its jobs would wait for ever",
			"set \"limit:\", or longer \"windows:\"",
			"kind %s: %s, and no host that it fits on may be taken longer than %u s",
			kind->id.name, kind->limit ? "its \"limit:\" is longer" :
			"it has no \"limit:\"", longest);
}

/* do two kinds have the same addresses? */
static void lint_kinds(struct ddt_lint *lint, const struct ddt_domu_kind *a,
		       const struct ddt_domu_kind *b)
{
	uint32_t low = (a->first & 0xff000000) | (b->first & 0xffffff);

	if (low > kind_end(a) || low + b->count - 1 < a->first)
		return;
	ddt_lint_add(lint, DDT_PROBLEM, "overlap", b->range_place, NULL,
		"correct one of them",
		"kind %s: its addresses and those of %s (line %u) overlap, or end alike: MAC addresses are made of that",
		b->id.name, a->id.name, a->range_place.line);
}

/**
 * ddt_check_domus() - look at all kinds of domUs
 * @lint: where to
 */
void ddt_check_domus(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	unsigned int i, k;

	for (i = 0; i < pool->ndomu_kinds; i++) {
		const struct ddt_domu_kind *kind = &pool->domu_kinds[i];

		lint_owners(lint, kind);
		for (k = 0; k < pool->nhosts; k++)
			lint_mistaken(lint, kind, &pool->hosts[k]);
		for (k = 0; k < i; k++)
			lint_kinds(lint, &pool->domu_kinds[k], kind);
		lint_room(lint, kind);
	}
}
