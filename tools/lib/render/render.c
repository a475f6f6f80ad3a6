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
		ddt_msg_error("%s", strerror(ENOMEM));
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

/* a host's links to its second stages */
static void render_second(struct ddt_render *r, const struct ddt_menu *menu,
			  const struct ddt_loader *l)
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
			 ddt_menu_second(menu, server)->id.name, l->suffix);
		ddt_output_link(r, server, target, "%s/%s.%s", l->dir,
				menu->host->id.name, l->suffix);
	}
}

/*
 * A host's first stage for a boot loader. With nothing to choose from it is a
 * link to the only profile.
 */
static void render_first(struct ddt_render *r, const struct ddt_menu *menu,
			 const struct ddt_loader *l)
{
	const char *name = menu->host->id.name;
	char target[256], mac[DDT_MAC_TEXT];

	if (menu->n > 1 || menu->entry[0]->server != menu->first ||
	    !l->profile) {
		l->menu(r, menu);
	} else {
		snprintf(target, sizeof(target), "profiles/%s/%s.%s",
			 menu->net->id.name, menu->entry[0]->id.name,
			 l->suffix);
		ddt_output_link(r, menu->first, target, "%s/%s.%s", l->dir,
				name, l->suffix);
	}
	if (l->profile)
		render_second(r, menu, l);
	if (!l->mac)
		return;
	snprintf(target, sizeof(target), "../%s.%s", name, l->suffix);
	ddt_output_link(r, menu->first, target, "%s/by-mac/%s.%s", l->dir,
			ddt_text_mac(menu->host->mac, l->mac, mac), l->suffix);
}

/**
 * ddt_render_host() - everything that depends on what a host boots
 * @r: files being made
 * @host: host
 */
void ddt_render_host(struct ddt_render *r, const struct ddt_pool_host *host)
{
	const struct ddt_loader *const *l = r->pool->kinds->loader;
	unsigned int bits = ddt_loader_bits(r->pool, host), i;
	struct ddt_menu menu;
	uint8_t *used;

	ddt_menu_make(&menu, r, host);
	used = r->used + (size_t)(menu.net - r->pool->networks) *
			 r->pool->nprofiles;
	for (i = 0; i < menu.n; i++)
		used[menu.entry[i] - r->pool->profiles] |= bits;
	for (i = 0; l[i]; i++)
		if (bits & 1U << i)
			render_first(r, &menu, l[i]);
}

/* the profiles that hosts use */
static void render_profiles(struct ddt_render *r)
{
	const struct ddt_pool *pool = r->pool;
	const struct ddt_loader *const *l = pool->kinds->loader;
	unsigned int n, p, i;

	for (n = 0; n < pool->nnetworks; n++)
		for (p = 0; p < pool->nprofiles; p++) {
			const struct ddt_pool_profile *profile =
				&pool->profiles[p];
			uint8_t used = r->used[n * pool->nprofiles + p];

			for (i = 0; l[i] && !profile->local; i++)
				if (used & 1U << i && l[i]->profile)
					l[i]->profile(r, &pool->networks[n],
						      profile);
		}
}

/* the configuration of a DHCP server */
static void render_dhcp(struct ddt_render *r,
			const struct ddt_pool_server *server,
			const struct ddt_dhcp *dhcp)
{
	FILE *f = ddt_output_begin(r);

	if (!f)
		return;
	r->err = dhcp->write(f, r->pool, server);
	ddt_output_end(r, server, "%s", dhcp->path);
}

/* what a server has once */
static void render_server(struct ddt_render *r,
			  const struct ddt_pool_server *server)
{
	const struct ddt_pool *pool = r->pool;
	const struct ddt_loader *const *l = pool->kinds->loader;
	const struct ddt_dhcp *const *d = pool->kinds->dhcp;
	unsigned int bits = 0, i;
	bool dhcp = false, tftp = false;

	for (i = 0; i < pool->nhosts; i++)
		if (pool->hosts[i].network->boot_server == server)
			bits |= ddt_loader_bits(pool, &pool->hosts[i]);
	for (i = 0; i < pool->nnetworks; i++) {
		dhcp |= pool->networks[i].dhcp_server == server;
		tftp |= pool->networks[i].boot_server == server;
	}
	for (i = 0; i < pool->nprofiles; i++)
		tftp |= pool->profiles[i].server == server;
	for (i = 0; l[i]; i++)
		if (bits & 1U << i && l[i]->first)
			l[i]->first(r, server);
	if (tftp)
		ddt_serve_tftpd(r, server);
	for (i = 0; dhcp && d[i]; i++)
		if (server->dhcp & 1U << i)
			render_dhcp(r, server, d[i]);
	ddt_serve_exports(r, server);
	ddt_render_disks(r, server);
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
	render_profiles(r);
	ddt_render_images(r);
	ddt_render_vlans(r);
	for (i = 0; i < r->pool->nservers; i++)
		render_server(r, &r->pool->servers[i]);
	if (r->err)
		ddt_msg_error("%s", strerror(-r->err));
	return r->err ? r->err : ddt_images_clash(r);
}
