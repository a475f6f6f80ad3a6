// SPDX-License-Identifier: GPL-2.0-only
/*
 * ISC dhcpd: /etc/dhcp/dhcpd.conf.
 */
#include <string.h>

#include "render/render_internal.h"

/*
 * Client architectures: RFC 4578, section 2.1, and IANA's registry after it.
 * The others, ARM, RISC-V and those that load by HTTP, are told of no file.
 */
#define DDT_ISC_BIOS	"not exists architecture or option architecture = 00:00"

static const char isc_head[] =
	"# " DDT_RENDER_NOTE "\n"
	"ddns-update-style none;\n"
	"\n"
	"option space PXE;\n"
	"option PXE.mtftp-ip code 1 = ip-address;\n"
	"option PXE.mtftp-cport code 2 = unsigned integer 16;\n"
	"option PXE.mtftp-sport code 3 = unsigned integer 16;\n"
	"option PXE.mtftp-tmout code 4 = unsigned integer 8;\n"
	"option PXE.mtftp-delay code 5 = unsigned integer 8;\n"
	"option PXE.discovery-control code 6 = unsigned integer 8;\n"
	"option PXE.discovery-mcast-addr code 7 = ip-address;\n"
	"option architecture code 93 = unsigned integer 16;\n"
	"option option-150 code 150 = text;\n"
	"option option-128 code 128 = string;\n"
	"option option-129 code 129 = text;\n"
	"\n"
	"class \"pxeclients\" {\n"
	"\tmatch if substring (option vendor-class-identifier, 0, 9) = \"PXEClient\";\n"
	"\t# for BIOS: UEFI firmware would look for a server at port 4011\n"
	"\tif " DDT_ISC_BIOS " {\n"
	"\t\toption vendor-class-identifier \"PXEClient\";\n"
	"\t\tvendor-option-space PXE;\n"
	"\t\toption PXE.mtftp-ip 0.0.0.0;\n"
	"\t}\n"
	"\t# 150: many PXE ROMs do not ask for it, and GRUB needs it\n"
	"\toption dhcp-parameter-request-list =\n"
	"\t\tconcat (option dhcp-parameter-request-list, 96);\n"
	"}\n";

/* write a text in quotes */
static void isc_text(FILE *f, const char *text)
{
	putc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', f);
		putc(*text, f);
	}
	putc('"', f);
}

/* write a network */
static void isc_subnet(FILE *f, const struct ddt_pool_network *net)
{
	char a[INET_ADDRSTRLEN], b[INET_ADDRSTRLEN];
	unsigned int i;

	fprintf(f, "\n# %s\nsubnet %s netmask %s {\n", net->id.name,
		ddt_text_ip(net->subnet, a),
		ddt_text_ip(ddt_net_mask(net->prefix), b));
	if (net->first)
		fprintf(f, "\trange %s %s;\n", ddt_text_ip(net->first, a),
			ddt_text_ip(net->last, b));
	fprintf(f, "\tdefault-lease-time %u;\n\tmax-lease-time %u;\n",
		net->lease, net->lease);
	if (net->router)
		fprintf(f, "\toption routers %s;\n",
			ddt_text_ip(net->router, a));
	for (i = 0; i < net->dns.n; i++)
		fprintf(f, "%s%s%s",
			i ? ", " : "\toption domain-name-servers ",
			ddt_text_ip(net->dns.addr[i], a),
			i + 1 == net->dns.n ? ";\n" : "");
	if (net->domain)
		fprintf(f, "\toption domain-name \"%s\";\n", net->domain);
	if (net->option_128)
		fprintf(f, "\toption option-128 %s;\n", net->option_128);
	if (net->option_129) {
		fputs("\toption option-129 ", f);
		isc_text(f, net->option_129);
		fputs(";\n", f);
	}
	fputs("}\n", f);
}

static const char *const isc_firmware[DDT_FIRMWARES] = {
	[DDT_BIOS] = DDT_ISC_BIOS,
	[DDT_EFI64] = "option architecture = 00:07 or option architecture = 00:09",
	[DDT_EFI32] = "option architecture = 00:06",
};

/* go on with a file and its condition */
static const char *isc_case(FILE *f, const char *word, const char *test,
			    const char *file)
{
	fprintf(f, "\t%s %s {\n\t\tfilename \"%s\";\n", word, test, file);
	return "} elsif";
}

/* write which boot loader hosts get */
static void isc_filename(FILE *f, const struct ddt_loader *l)
{
	static const enum ddt_firmware order[] = { DDT_EFI64, DDT_EFI32,
						   DDT_BIOS };
	const char *word = "if", *file;
	char path[DDT_LOADER_PATH];
	unsigned int i;

	if (l->script)
		word = isc_case(f, word,
			"exists user-class and option user-class = \"iPXE\"",
			l->script);
	for (i = 0; i < DDT_FIRMWARES; i++) {
		file = ddt_loader_file(l, order[i], NULL, path);
		if (file)
			word = isc_case(f, word, isc_firmware[order[i]],
					file);
	}
	fputs("\t}\n", f);
}

/* write a host */
static void isc_host(FILE *f, const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;
	char text[INET_ADDRSTRLEN], mac[DDT_MAC_TEXT], menu[DDT_LOADER_PATH];

	fprintf(f, "\thost %s {\n", host->id.name);
	fprintf(f, "\t\tnext-server %s;\n",
		ddt_text_ip(ddt_net_server_addr(net->boot_server, net), text));
	fprintf(f, "\t\thardware ethernet %s;\n",
		ddt_text_mac(host->mac, ':', mac));
	fprintf(f, "\t\tfixed-address %s;\n", ddt_text_ip(host->addr, text));
	fprintf(f, "\t\toption host-name \"%s\";\n", host->id.name);
	fprintf(f, "\t\toption option-150 \"%s\";\n\t}\n",
		ddt_loader_menu(host, menu));
}

/* write the domUs of a server's networks */
static void isc_domus(FILE *f, const struct ddt_pool *pool,
		      const struct ddt_pool_server *server)
{
	char ip[INET_ADDRSTRLEN], mac[DDT_MAC_TEXT];
	struct ddt_domu domu;
	unsigned int i, n;

	for (i = 0; i < pool->ndomu_kinds; i++) {
		const struct ddt_domu_kind *kind = &pool->domu_kinds[i];

		if (kind->network->dhcp_server != server || kind->network->proxy)
			continue;
		fprintf(f, "\n# domUs: %s\n", kind->id.name);
		for (n = 1; n <= kind->count; n++) {
			ddt_domu_get(kind, n, &domu);
			fprintf(f, "host %s { hardware ethernet %s; fixed-address %s; option host-name \"%s\"; }\n",
				domu.name, ddt_text_mac(domu.mac, ':', mac),
				ddt_text_ip(domu.addr, ip), domu.name);
		}
	}
}

static int isc_write(FILE *f, const struct ddt_pool *pool,
		     const struct ddt_pool_server *server)
{
	const struct ddt_loader *const *l;
	unsigned int i;
	bool any;

	fputs(isc_head, f);
	for (i = 0; i < pool->nnetworks; i++)
		if (pool->networks[i].dhcp_server == server &&
		    !pool->networks[i].proxy)
			isc_subnet(f, &pool->networks[i]);
	for (l = pool->kinds->loader; *l; l++) {
		any = false;
		for (i = 0; i < pool->nhosts; i++) {
			const struct ddt_pool_host *host = &pool->hosts[i];

			if (host->network->dhcp_server != server ||
			    host->network->proxy || host->loader != *l)
				continue;
			if (!any) {
				fprintf(f, "\n# %s\ngroup {\n", (*l)->name);
				isc_filename(f, *l);
			}
			any = true;
			isc_host(f, host);
		}
		if (any)
			fputs("}\n", f);
	}
	isc_domus(f, pool, server);
	return 0;
}

const struct ddt_dhcp ddt_isc_dhcp = {
	.name = "isc",
	.path = "etc/dhcp/dhcpd.conf",
	.write = isc_write,
};
