// SPDX-License-Identifier: GPL-2.0-only
/*
 * GRUB legacy's menu.lst, for pxegrub: one file a host, one a profile.
 *
 * It has no quoting: words are separated by blanks, and that is all.
 */
#include <string.h>

#include "render/render_internal.h"

static void legacy_word(FILE *f, const char *word, size_t len)
{
	fprintf(f, " %.*s", (int)len, word);
}

/* load a profile from the TFTP server in use */
static void legacy_boot(FILE *f, const struct ddt_pool_profile *p,
			const struct ddt_pool_network *net)
{
	fputs("root (nd)\n", f);
	if (p->hypervisor)
		fprintf(f, "kernel %s%s%s\nmodule %s", p->hypervisor,
			p->hypervisor_options ? " " : "",
			p->hypervisor_options ? p->hypervisor_options : "",
			p->kernel);
	else
		fprintf(f, "kernel %s", p->kernel);
	ddt_menu_kernel_options(f, p, net, legacy_word);
	putc('\n', f);
	if (p->initrd)
		fprintf(f, "%s %s\n", p->hypervisor ? "module" : "initrd",
			p->initrd);
}

/* write an entry of the first stage */
static void legacy_entry(FILE *f, const struct ddt_menu *menu,
			 unsigned int i)
{
	const struct ddt_pool_profile *p = menu->entry[i];
	char path[256], ip[INET_ADDRSTRLEN];

	fprintf(f, "\ntitle %s\n", p->menu_title);
	if (ddt_menu_guarded(menu, i))
		fprintf(f, "password --md5 %s\n", p->password->md5);
	if (p->local) {
		fputs("rootnoverify (hd0)\nchainloader +1\n", f);
	} else if (p->server == menu->first) {
		legacy_boot(f, p, menu->net);
	} else {
		ddt_menu_path(menu, i, "conf", path, sizeof(path));
		fprintf(f, "dhcp\ntftpserver %s\nroot (nd)\nconfigfile %s\n",
			ddt_text_ip(ddt_net_server_addr(p->server, menu->net),
				    ip), path);
	}
}

/* a host's first stage */
static void legacy_menu(struct ddt_render *r, const struct ddt_menu *menu)
{
	const struct ddt_pool_host *host = menu->host;
	FILE *f = ddt_output_begin(r);
	char ip[INET_ADDRSTRLEN];
	unsigned int i;

	if (!f)
		return;
	fprintf(f, "# %s, %s\n# " DDT_RENDER_NOTE "\n", host->id.name,
		ddt_text_ip(host->addr, ip));
	fprintf(f, "default %u\n", menu->chosen);
	if (menu->fallback >= 0)
		fprintf(f, "fallback %d\n", menu->fallback);
	fprintf(f, "timeout %u\n", menu->net->timeout);
	if (menu->net->menu_password)
		fprintf(f, "password --md5 %s\n", menu->net->menu_password->md5);
	for (i = 0; i < menu->n; i++)
		legacy_entry(f, menu, i);
	ddt_output_tftp(r, menu->first, "grub/%s.conf", host->id.name);
}

/* a profile's file, the second stage */
static void legacy_profile(struct ddt_render *r,
			   const struct ddt_pool_network *net,
			   const struct ddt_pool_profile *p)
{
	FILE *f = ddt_output_begin(r);

	if (!f)
		return;
	fprintf(f, "# %s\n# " DDT_RENDER_NOTE "\n", p->id.name);
	fprintf(f, "default 0\ntimeout %u\n", net->timeout);
	fprintf(f, "\ntitle %s\n", p->title);
	legacy_boot(f, p, net);
	ddt_output_tftp(r, p->server, "grub/profiles/%s/%s.conf", net->id.name,
			p->id.name);
}

const struct ddt_loader ddt_grub_legacy_loader = {
	.name = "grub-legacy",
	.title = "GRUB legacy",
	.file[DDT_BIOS] = "pxegrub",
	.remedy = "copy it there, from a GRUB legacy built for network booting",
	.dir = "grub",
	.suffix = "conf",
	.hash = "md5",
	.hash_at = offsetof(struct ddt_pool_password, md5),
	.menu = legacy_menu,
	.profile = legacy_profile,
};
