// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a host can choose from, and where its second stage is.
 */
#include <string.h>

#include "render/render_internal.h"

/* Add a profile to a menu, once. Return: its number, -1 for nothing. */
static int menu_add(struct ddt_menu *menu,
		    const struct ddt_pool_profile *profile)
{
	unsigned int i;

	if (!profile)
		return -1;
	for (i = 0; i < menu->n; i++)
		if (menu->entry[i] == profile)
			return (int)i;
	menu->entry[menu->n] = profile;
	return (int)menu->n++;
}

/**
 * ddt_menu_make() - what a host can choose from
 * @menu: filled: the network's menu, then what only this host has
 * @r: files being made
 * @host: host
 */
void ddt_menu_make(struct ddt_menu *menu, const struct ddt_render *r,
		   const struct ddt_pool_host *host)
{
	const struct ddt_pool_profile *chosen =
		r->chosen[host - r->pool->hosts];
	unsigned int i;

	menu->host = host;
	menu->net = host->network;
	menu->first = host->network->boot_server;
	menu->n = 0;
	for (i = 0; i < host->network->menu.n; i++)
		menu_add(menu, ddt_net_menu(r->pool, host->network, i));
	menu_add(menu, host->profile);
	menu->chosen = (unsigned int)menu_add(menu, chosen);
	menu->fallback = menu_add(menu, host->fallback);
	if (menu->fallback == (int)menu->chosen)
		menu->fallback = -1;
}

/**
 * ddt_menu_has() - can a host boot a profile?
 * @r: files being made
 * @host: host
 * @profile: profile
 *
 * One that no host of the network could choose so far has not been written,
 * and its export and passwords not been checked, for that network.
 *
 * Return: true when it can.
 */
bool ddt_menu_has(const struct ddt_render *r, const struct ddt_pool_host *host,
		  const struct ddt_pool_profile *profile)
{
	struct ddt_menu menu;
	unsigned int i;

	ddt_menu_make(&menu, r, host);
	for (i = 0; i < menu.n; i++)
		if (menu.entry[i] == profile)
			return true;
	return false;
}

/**
 * ddt_menu_second() - what a host boots when it asks another server by name
 * @menu: its menu
 * @server: server
 *
 * Return: what is chosen if that is there, else what the fallback or the first
 * entry of that server is; NULL: it has nothing for this host.
 */
const struct ddt_pool_profile *
ddt_menu_second(const struct ddt_menu *menu,
		const struct ddt_pool_server *server)
{
	unsigned int i;

	if (menu->entry[menu->chosen]->server == server)
		return menu->entry[menu->chosen];
	if (menu->fallback >= 0 && menu->entry[menu->fallback]->server == server)
		return menu->entry[menu->fallback];
	for (i = 0; i < menu->n; i++)
		if (menu->entry[i]->server == server)
			return menu->entry[i];
	return NULL;
}

/**
 * ddt_menu_guarded() - does an entry need its password?
 * @menu: menu
 * @i: entry
 *
 * What is booted by itself does not: nobody is there to type it.
 *
 * Return: true when it does.
 */
bool ddt_menu_guarded(const struct ddt_menu *menu, unsigned int i)
{
	return menu->entry[i]->password && i != menu->chosen;
}

/**
 * ddt_menu_path() - where the second stage of an entry is
 * @menu: menu
 * @i: entry, of another server than the menu's
 * @suffix: of files of this syntax
 * @path: filled: below that server's TFTP root
 * @size: bytes at @path
 *
 * The host's own name is a link to one profile there; others go by their own.
 */
void ddt_menu_path(const struct ddt_menu *menu, unsigned int i,
		   const char *suffix, char *path, size_t size)
{
	const struct ddt_pool_profile *p = menu->entry[i];

	if (ddt_menu_second(menu, p->server) == p)
		snprintf(path, size, "/grub/%s.%s", menu->host->id.name, suffix);
	else
		snprintf(path, size, "/grub/profiles/%s/%s.%s",
			 menu->net->id.name, p->id.name, suffix);
}

/**
 * ddt_menu_words() - write words
 * @f: where to; each begins with a blank
 * @text: words, NULL: none
 * @word: writes a word as the boot loader wants it
 */
void ddt_menu_words(FILE *f, const char *text,
		    void (*word)(FILE *f, const char *word, size_t len))
{
	size_t len;

	for (; text && *text; text += len) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		word(f, text, len);
	}
}

/*
 * How much of an image is read at a time: as much as is read ahead, where the
 * kernel's default for a root is 4096 bytes.
 */
#define DDT_IMAGE_RSIZE	",rsize=131072"

/* is there an init= on a command line? */
static bool menu_init(const char *options)
{
	return options && (!strncmp(options, "init=", 5) ||
			   strstr(options, " init="));
}

/* what ddinit is to know of the root's form */
static void menu_form(FILE *f, const struct ddt_pool_profile *p,
		      void (*word)(FILE *f, const char *word, size_t len))
{
	char words[384];

	if (p->form == DDT_FORM_LINKS)
		return;
	snprintf(words, sizeof(words), "%sddinit.form=%s%s%s%s%s%s",
		 menu_init(p->options) ? "" : "init=/sbin/ddinit ",
		 ddt_text_form(p->form), p->image ? " ddinit.image=" : "",
		 p->image ? p->image : "", p->ram ? " ddinit.ram" : "",
		 p->tmpfs ? " ddinit.tmpfs=" : "", p->tmpfs ? p->tmpfs : "");
	ddt_menu_words(f, words, word);
}

/**
 * ddt_menu_kernel_options() - write a kernel's command line
 * @f: where to; each word begins with a blank
 * @p: profile
 * @net: network of the host
 * @word: writes a word as the boot loader wants it
 */
void ddt_menu_kernel_options(FILE *f, const struct ddt_pool_profile *p,
			     const struct ddt_pool_network *net,
			     void (*word)(FILE *f, const char *word,
					  size_t len))
{
	const char *options = p->nfs_options ? p->nfs_options : "";
	char ip[INET_ADDRSTRLEN], root[640];

	ddt_menu_words(f, p->options, word);
	if (!p->root)
		return;
	word(f, "root=/dev/nfs", strlen("root=/dev/nfs"));
	snprintf(root, sizeof(root), "nfsroot=%s:%s%s%s%s",
		 ddt_text_ip(ddt_net_server_addr(p->root_server, net), ip),
		 p->root, options[0] ? "," : "", options,
		 p->form == DDT_FORM_IMAGE && !strstr(options, "rsize=") ?
		 DDT_IMAGE_RSIZE : "");
	word(f, root, strlen(root));
	menu_form(f, p, word);
}
