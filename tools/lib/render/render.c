// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a pool to files: what is written, and where it goes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "render/render_internal.h"

/**
 * ddt_render_init() - begin
 * @r: to initialise
 * @pool: from what
 * @dir: to where
 *
 * Every host boots what the pool says, until ddt_choices_read().
 *
 * Return: 0 or -ENOMEM with a message.
 */
int ddt_render_init(struct ddt_render *r, const struct ddt_pool *pool,
		    struct ddt_outdir *dir)
{
	unsigned int i;

	memset(r, 0, sizeof(*r));
	r->pool = pool;
	r->dir = dir;
	r->chosen = calloc(pool->nhosts + 1, sizeof(*r->chosen));
	r->used = calloc((size_t)pool->nnetworks * pool->nprofiles + 1, 1);
	if (!r->chosen || !r->used) {
		ddt_error("%s", strerror(ENOMEM));
		return -ENOMEM;
	}
	for (i = 0; i < pool->nhosts; i++)
		r->chosen[i] = pool->hosts[i].profile;
	return 0;
}

/**
 * ddt_render_free() - end
 * @r: files being made
 */
void ddt_render_free(struct ddt_render *r)
{
	free(r->chosen);
	free(r->used);
	memset(r, 0, sizeof(*r));
}

/**
 * ddt_render_syntaxes() - in which syntaxes a host needs its menu
 * @host: host
 *
 * iPXE hands over to GRUB 2 where it cannot do it itself.
 *
 * Return: DDT_SYNTAX_ bits.
 */
unsigned int ddt_render_syntaxes(const struct ddt_pool_host *host)
{
	switch (ddt_pool_loader(host)) {
	case DDT_LOADER_LEGACY:
		return DDT_SYNTAX_LEGACY;
	case DDT_LOADER_IPXE:
		return DDT_SYNTAX_IPXE | DDT_SYNTAX_GRUB2;
	default:
		return DDT_SYNTAX_GRUB2;
	}
}

/* a host's links to its second stages */
static void ddt_render_second(struct ddt_render *r, const struct ddt_menu *menu,
			      const char *suffix)
{
	char target[256];
	unsigned int i, k;

	for (i = 0; i < menu->n; i++) {
		const struct ddt_pool_server *server = menu->entry[i]->server;

		for (k = 0; k < i && menu->entry[k]->server != server; k++)
			;
		if (!server || server == menu->first || k < i)
			continue;
		snprintf(target, sizeof(target), "profiles/%s/%s.%s",
			 menu->net->id.name,
			 ddt_menu_second(menu, server)->id.name, suffix);
		ddt_render_link(r, server, target, "grub/%s.%s",
				menu->host->id.name, suffix);
	}
}

/*
 * A host's first stage, in one of GRUB's syntaxes. With nothing to choose from
 * it is a link to the only profile.
 */
static void ddt_render_first(struct ddt_render *r, const struct ddt_menu *menu,
			     const char *suffix,
			     void (*write)(struct ddt_render *r,
					   const struct ddt_menu *menu))
{
	char target[256];

	if (menu->n > 1 || menu->entry[0]->server != menu->first) {
		write(r, menu);
	} else {
		snprintf(target, sizeof(target), "profiles/%s/%s.%s",
			 menu->net->id.name, menu->entry[0]->id.name, suffix);
		ddt_render_link(r, menu->first, target, "grub/%s.%s",
				menu->host->id.name, suffix);
	}
	ddt_render_second(r, menu, suffix);
}

/**
 * ddt_render_host() - everything that depends on what a host boots
 * @r: files being made
 * @host: host
 */
void ddt_render_host(struct ddt_render *r, const struct ddt_pool_host *host)
{
	unsigned int syntaxes = ddt_render_syntaxes(host), i;
	char mac[DDT_MAC_TEXT], target[96];
	struct ddt_menu menu;
	uint8_t *used;

	ddt_menu_make(&menu, r, host);
	used = r->used + (size_t)(menu.net - r->pool->networks) *
			 r->pool->nprofiles;
	for (i = 0; i < menu.n; i++)
		used[menu.entry[i] - r->pool->profiles] |= syntaxes;
	if (syntaxes & DDT_SYNTAX_LEGACY)
		ddt_render_first(r, &menu, "conf", ddt_render_legacy);
	if (syntaxes & DDT_SYNTAX_GRUB2) {
		ddt_render_first(r, &menu, "cfg", ddt_render_grub2);
		snprintf(target, sizeof(target), "../%s.cfg", host->id.name);
		ddt_render_link(r, menu.first, target, "grub/by-mac/%s.cfg",
				ddt_pool_mac(host->mac, ':', mac));
	}
	if (syntaxes & DDT_SYNTAX_IPXE) {
		ddt_render_ipxe(r, &menu);
		snprintf(target, sizeof(target), "../%s.ipxe", host->id.name);
		ddt_render_link(r, menu.first, target, "ipxe/by-mac/%s.ipxe",
				ddt_pool_mac(host->mac, '-', mac));
	}
}

/* the profiles that hosts use */
static void ddt_render_profiles(struct ddt_render *r)
{
	const struct ddt_pool *pool = r->pool;
	unsigned int n, p;

	for (n = 0; n < pool->nnetworks; n++)
		for (p = 0; p < pool->nprofiles; p++) {
			const struct ddt_pool_profile *profile =
				&pool->profiles[p];
			uint8_t used = r->used[n * pool->nprofiles + p];

			if (profile->local)
				continue;
			if (used & DDT_SYNTAX_GRUB2)
				ddt_render_grub2_profile(r, &pool->networks[n],
							 profile);
			if (used & DDT_SYNTAX_LEGACY)
				ddt_render_legacy_profile(r, &pool->networks[n],
							  profile);
		}
}

/* what a server has once */
static void ddt_render_server(struct ddt_render *r,
			      const struct ddt_pool_server *server)
{
	const struct ddt_pool *pool = r->pool;
	unsigned int syntaxes = 0, i;
	bool dhcp = false, tftp = false;

	for (i = 0; i < pool->nhosts; i++)
		if (pool->hosts[i].network->boot_server == server)
			syntaxes |= ddt_render_syntaxes(&pool->hosts[i]);
	for (i = 0; i < pool->nnetworks; i++) {
		dhcp |= pool->networks[i].dhcp_server == server;
		tftp |= pool->networks[i].boot_server == server;
	}
	for (i = 0; i < pool->nprofiles; i++)
		tftp |= pool->profiles[i].server == server;
	if (syntaxes & DDT_SYNTAX_GRUB2) {
		ddt_render_grub2_first(r, server);
		if (!r->err)
			r->err = ddt_render_grub2_images(r, server);
	}
	if (syntaxes & DDT_SYNTAX_IPXE)
		ddt_render_ipxe_first(r, server);
	if (tftp)
		ddt_render_tftpd(r, server);
	if (dhcp && (server->dhcp & DDT_DHCP_ISC))
		ddt_render_isc(r, server);
	if (dhcp && (server->dhcp & DDT_DHCP_KEA))
		ddt_render_kea(r, server);
	if (dhcp && (server->dhcp & DDT_DHCP_DNSMASQ))
		ddt_render_dnsmasq(r, server);
	ddt_render_exports(r, server);
}

/**
 * ddt_render_all() - everything
 * @r: files being made
 *
 * Return: 0; negative errno with a message.
 */
int ddt_render_all(struct ddt_render *r)
{
	unsigned int i;

	for (i = 0; i < r->pool->nhosts; i++)
		ddt_render_host(r, &r->pool->hosts[i]);
	ddt_render_profiles(r);
	ddt_render_images(r);
	for (i = 0; i < r->pool->nservers; i++)
		ddt_render_server(r, &r->pool->servers[i]);
	if (r->err)
		ddt_error("%s", strerror(-r->err));
	return r->err ? r->err : ddt_render_clashes(r);
}
