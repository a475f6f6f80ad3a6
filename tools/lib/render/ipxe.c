// SPDX-License-Identifier: GPL-2.0-only
/*
 * iPXE: a script that it begins with, and a script a host.
 *
 * Labels are profiles' names, which have no capital letters, and Failed and
 * Broken. It can check no password: what needs one is not offered. It boots Xen on
 * BIOS only, and the hypervisor must not be compressed; on UEFI it hands over
 * to GRUB 2.
 */
#include <string.h>

#include "render/render_internal.h"

#define DDT_IPXE_SCRIPT	"ipxe/boot.ipxe"

/*
 * Write a word so that iPXE's shell takes it as it is. The shell looks for what
 * ends a command before it expands settings, and one that is not there expands
 * to nothing.
 */
static void ipxe_word(FILE *f, const char *word, size_t len)
{
	bool ends = (len == 1 && *word == ';') ||
		    (len == 2 && (!strncmp(word, "||", 2) ||
				  !strncmp(word, "&&", 2))) ||
		    (len && *word == '#');

	fprintf(f, " %s%.*s", ends ? "${_}" : "", (int)len, word);
}

/* load a hypervisor and its dom0 */
static void ipxe_xen(FILE *f, const struct ddt_pool_profile *p,
		     const struct ddt_pool_network *net, const char *ip)
{
	size_t len = ddt_images_unpacked(p);
	char first[INET_ADDRSTRLEN], image[DDT_LOADER_PATH];

	fprintf(f, "iseq ${platform} efi && chain tftp://%s/%s ||\n",
		ddt_text_ip(ddt_net_server_addr(net->boot_server, net), first),
		ddt_loader_file(&ddt_grub2_loader, DDT_EFI64, net, image));
	fprintf(f, "kernel tftp://%s%.*s", ip, (int)len, p->hypervisor);
	ddt_menu_words(f, p->hypervisor_options, ipxe_word);
	fprintf(f, " || goto Failed\nmodule tftp://%s%s", ip, p->kernel);
	ddt_menu_kernel_options(f, p, net, ipxe_word);
	fputs(" || goto Failed\n", f);
	if (p->initrd)
		fprintf(f, "module tftp://%s%s || goto Failed\n", ip, p->initrd);
	fputs("boot || goto Failed\n", f);
}

/* load a kernel */
static void ipxe_linux(FILE *f, const struct ddt_pool_profile *p,
		       const struct ddt_pool_network *net, const char *ip)
{
	const char *name = p->initrd ? strrchr(p->initrd, '/') + 1 : NULL;

	fprintf(f, "kernel tftp://%s%s", ip, p->kernel);
	/* UEFI kernels find it by name only */
	if (name)
		fprintf(f, " initrd=%s", name);
	ddt_menu_kernel_options(f, p, net, ipxe_word);
	fputs(" || goto Failed\n", f);
	if (name)
		fprintf(f, "initrd tftp://%s%s || goto Failed\n", ip, p->initrd);
	fputs("boot || goto Failed\n", f);
}

/* write what an entry does */
static void ipxe_entry(FILE *f, const struct ddt_menu *menu, unsigned int i)
{
	const struct ddt_pool_profile *p = menu->entry[i];
	char ip[INET_ADDRSTRLEN];

	fprintf(f, "\n:%s\n", p->id.name);
	if (p->local) {
		fputs("iseq ${platform} efi && exit ||\n"
		      "sanboot --no-describe --drive 0x80 || goto Failed\n", f);
		return;
	}
	ddt_text_ip(ddt_net_server_addr(p->server, menu->net), ip);
	if (p->hypervisor)
		ipxe_xen(f, p, menu->net, ip);
	else
		ipxe_linux(f, p, menu->net, ip);
}

static void ipxe_item(FILE *f, const struct ddt_pool_profile *p)
{
	fprintf(f, "item %s", p->id.name);
	ddt_menu_words(f, p->menu_title, ipxe_word);
	putc('\n', f);
}

/*
 * What iPXE reads first on a server. The path is relative to this file:
 * ${next-server} may be another DHCP server's word.
 */
static void ipxe_first(struct ddt_render *r,
		       const struct ddt_pool_server *server)
{
	FILE *f = ddt_output_begin(r);

	if (!f)
		return;
	fputs("#!ipxe\n# " DDT_RENDER_NOTE "\n"
	      "chain by-mac/${netX/mac:hexhyp}.ipxe\n",
	      f);
	ddt_output_tftp(r, server, DDT_IPXE_SCRIPT);
}

/*
 * A host's script. A timeout of 0 would wait for ever in "choose", so then there
 * is no menu.
 */
static void ipxe_menu(struct ddt_render *r, const struct ddt_menu *menu)
{
	const struct ddt_pool_host *host = menu->host;
	const char *chosen = menu->entry[menu->chosen]->id.name;
	FILE *f = ddt_output_begin(r);
	char ip[INET_ADDRSTRLEN];
	unsigned int i;

	if (!f)
		return;
	fprintf(f, "#!ipxe\n# %s, %s\n# " DDT_RENDER_NOTE "\n", host->id.name,
		ddt_text_ip(host->addr, ip));
	if (menu->n > 1 && menu->net->timeout) {
		fprintf(f, "menu %s\n", host->id.name);
		for (i = 0; i < menu->n; i++)
			if (!ddt_menu_guarded(menu, i))
				ipxe_item(f, menu->entry[i]);
		fprintf(f, "choose --default %s --timeout %u selected || set selected %s\n",
			chosen, menu->net->timeout * 1000, chosen);
		fputs("goto ${selected}\n", f);
	} else {
		fprintf(f, "goto %s\n", chosen);
	}
	for (i = 0; i < menu->n; i++)
		if (!ddt_menu_guarded(menu, i) || (int)i == menu->fallback)
			ipxe_entry(f, menu, i);
	fputs("\n:Failed\n", f);
	if (menu->fallback >= 0)
		fprintf(f, "isset ${fell} && goto Broken ||\nset fell yes\ngoto %s\n",
			menu->entry[menu->fallback]->id.name);
	fputs("\n:Broken\necho Nothing could be booted; again in 30 seconds\n"
	      "sleep 30\nreboot\n", f);
	ddt_output_tftp(r, menu->first, "ipxe/%s.ipxe", host->id.name);
}

const struct ddt_loader ddt_ipxe_loader = {
	.name = "ipxe",
	.title = "iPXE",
	.file = {
		[DDT_BIOS] = "ipxe/undionly.kpxe",
		[DDT_EFI64] = "ipxe/ipxe.efi",
		[DDT_EFI32] = "ipxe/ipxe-ia32.efi",
	},
	.script = DDT_IPXE_SCRIPT,
	.remedy = "copy it there, with ipxe.efi for UEFI",
	.plain = true,
	.dir = "ipxe",
	.suffix = "ipxe",
	.mac = '-',
	.helper = &ddt_grub2_loader,
	.menu = ipxe_menu,
	.first = ipxe_first,
};
