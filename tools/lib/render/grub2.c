// SPDX-License-Identifier: GPL-2.0-only
/*
 * GRUB 2: /grub/grub.cfg, one file a host, one a profile.
 *
 * Device names are written out, (tftp,ADDRESS): which server $root is depends
 * on firmware and stage.
 */
#include <ctype.h>
#include <string.h>

#include "render/render_internal.h"

/* write a word so that GRUB's shell takes it as it is */
static void grub2_word(FILE *f, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)word[i]) &&
		    !strchr("/.,:=_+-@%", word[i]))
			break;
	putc(' ', f);
	if (i == len) {
		fwrite(word, 1, len, f);
		return;
	}
	putc('\'', f);
	for (i = 0; i < len; i++) {
		if (word[i] == '\'')
			fputs("'\\'", f);
		putc(word[i], f);
	}
	putc('\'', f);
}

/* write what every menu begins with */
static void grub2_head(FILE *f, const char *what,
		       const struct ddt_pool_network *net)
{
	fprintf(f, "# %s\n# " DDT_RENDER_NOTE "\n", what);
	fprintf(f, "set timeout=%u\n", net->timeout);
}

/*
 * Write passwords, and who may change entries. With a superuser every entry is
 * locked that is not said to be unrestricted.
 */
static void grub2_passwords(FILE *f, const struct ddt_menu *menu)
{
	const struct ddt_pool_password *super = menu->net->menu_password;
	bool guarded = super;
	unsigned int i, k;

	for (i = 0; i < menu->n; i++)
		guarded |= !!menu->entry[i]->password;
	if (!guarded)
		return;
	/*
	 * Without a superuser GRUB asks nobody; one without password is none.
	 * No password's name has a capital letter.
	 */
	fprintf(f, "set superusers=\"%s\"\nexport superusers\n",
		super ? super->id.name : "Nobody");
	if (super)
		fprintf(f, "password_pbkdf2 %s %s\n", super->id.name,
			super->pbkdf2);
	for (i = 0; i < menu->n; i++) {
		const struct ddt_pool_password *p = menu->entry[i]->password;

		for (k = 0; k < i && menu->entry[k]->password != p; k++)
			;
		if (p && p != super && k == i)
			fprintf(f, "password_pbkdf2 %s %s\n", p->id.name,
				p->pbkdf2);
	}
}

/* begin an entry */
static void grub2_title(FILE *f, const char *title, const char *id,
			const struct ddt_pool_password *password)
{
	fputs("\nmenuentry", f);
	grub2_word(f, title, strlen(title));
	fprintf(f, " --id %s ", id);
	if (password)
		fprintf(f, "--users %s {\n", password->id.name);
	else
		fputs("--unrestricted {\n", f);
}

/*
 * Boot from the local disk. UEFI firmware goes on with its next boot option by
 * itself.
 */
static void grub2_local(FILE *f)
{
	fputs("\tif [ \"$grub_platform\" = efi ]; then\n"
	      "\t\texit\n"
	      "\tfi\n"
	      "\tinsmod biosdisk\n"
	      "\tset root=(hd0)\n"
	      "\tchainloader +1\n", f);
}

/* load a profile */
static void grub2_boot(FILE *f, const struct ddt_pool_profile *p,
		       const struct ddt_pool_network *net)
{
	char ip[INET_ADDRSTRLEN];

	ddt_text_ip(ddt_net_server_addr(p->server, net), ip);
	if (p->hypervisor) {
		fprintf(f, "\tmultiboot2 (tftp,%s)%s", ip, p->hypervisor);
		ddt_menu_words(f, p->hypervisor_options, grub2_word);
		fprintf(f, "\n\tmodule2 (tftp,%s)%s", ip, p->kernel);
	} else {
		fprintf(f, "\tlinux (tftp,%s)%s", ip, p->kernel);
	}
	ddt_menu_kernel_options(f, p, net, grub2_word);
	putc('\n', f);
	if (p->initrd)
		fprintf(f, "\t%s (tftp,%s)%s\n",
			p->hypervisor ? "module2 --nounzip" : "initrd", ip,
			p->initrd);
}

/* write an entry of the first stage */
static void grub2_entry(FILE *f, const struct ddt_menu *menu,
			unsigned int i)
{
	const struct ddt_pool_profile *p = menu->entry[i];
	char path[256], ip[INET_ADDRSTRLEN];

	grub2_title(f, p->menu_title, p->id.name,
		    ddt_menu_guarded(menu, i) ? p->password : NULL);
	if (p->local) {
		grub2_local(f);
	} else if (p->server == menu->first) {
		grub2_boot(f, p, menu->net);
	} else {
		ddt_menu_path(menu, i, "cfg", path, sizeof(path));
		fprintf(f, "\tconfigfile (tftp,%s)%s\n",
			ddt_text_ip(ddt_net_server_addr(p->server, menu->net),
				    ip), path);
	}
	fputs("}\n", f);
}

/*
 * What GRUB 2 reads first on a server. DHCP option 150 names the host's file;
 * behind another DHCP server, where there is none, or it is something else, its
 * MAC address does: configfile comes back if there is no such file. $root is
 * where this was read from, and $net_default_server may be another DHCP
 * server's word.
 */
static void grub2_first(struct ddt_render *r,
			const struct ddt_pool_server *server)
{
	FILE *f = ddt_output_begin(r);

	if (!f)
		return;
	fputs("# " DDT_RENDER_NOTE "\n"
	      "net_get_dhcp_option ddom_menu \"$net_default_interface\" 150 string\n"
	      "if [ -n \"$ddom_menu\" ]; then\n"
	      "\tconfigfile \"$ddom_menu\"\n"
	      "fi\n"
	      "configfile \"/grub/by-mac/$net_default_mac.cfg\"\n",
	      f);
	ddt_output_tftp(r, server, "grub/grub.cfg");
	if (!r->err)
		r->err = ddt_render_grub2_images(r, server, &ddt_grub2_loader);
}

/* a host's first stage */
static void grub2_menu(struct ddt_render *r, const struct ddt_menu *menu)
{
	const struct ddt_pool_host *host = menu->host;
	char what[128], ip[INET_ADDRSTRLEN];
	FILE *f = ddt_output_begin(r);
	unsigned int i;

	if (!f)
		return;
	snprintf(what, sizeof(what), "%s, %s", host->id.name,
		 ddt_text_ip(host->addr, ip));
	grub2_head(f, what, menu->net);
	/* by number: "fallback" takes nothing else, and 1-rescue is 1 to GRUB */
	fprintf(f, "set default=%u\n", menu->chosen);
	if (menu->fallback >= 0)
		fprintf(f, "set fallback=%d\n", menu->fallback);
	grub2_passwords(f, menu);
	for (i = 0; i < menu->n; i++)
		grub2_entry(f, menu, i);
	ddt_output_tftp(r, menu->first, "grub/%s.cfg", host->id.name);
}

/* a profile's file, the second stage */
static void grub2_profile(struct ddt_render *r,
			  const struct ddt_pool_network *net,
			  const struct ddt_pool_profile *p)
{
	const struct ddt_menu menu = { .net = net };
	FILE *f = ddt_output_begin(r);

	if (!f)
		return;
	grub2_head(f, p->id.name, net);
	grub2_passwords(f, &menu);
	grub2_title(f, p->title, p->id.name, NULL);
	grub2_boot(f, p, net);
	fputs("}\n", f);
	ddt_output_tftp(r, p->server, "grub/profiles/%s/%s.cfg", net->id.name,
			p->id.name);
}

const struct ddt_loader ddt_grub2_loader = {
	.name = "grub2",
	.title = "GRUB 2",
	.file = {
		[DDT_BIOS] = "grub/i386-pc/core.0",
		[DDT_EFI64] = "grub/x86_64-efi/core.efi",
		[DDT_EFI32] = "grub/i386-efi/core.efi",
	},
	.remedy = "ddtool server render makes it, with grub-common and grub-pc-bin installed",
	.networks = true,
	.dir = "grub",
	.suffix = "cfg",
	.mac = ':',
	.hash = "pbkdf2",
	.hash_at = offsetof(struct ddt_pool_password, pbkdf2),
	.menu = grub2_menu,
	.profile = grub2_profile,
	.first = grub2_first,
};
