// SPDX-License-Identifier: GPL-2.0-only
/*
 * dnsmasq, as DHCP server and as proxy beside one: /etc/dnsmasq.d/ddom.conf.
 */
#include <stdlib.h>
#include <string.h>

#include "render/render_internal.h"

static const char dnsmasq_head[] =
	"# " DDT_RENDER_NOTE "\n"
	"# no DNS\n"
	"port=0\n"
	"dhcp-vendorclass=set:pxe,PXEClient\n"
	"dhcp-userclass=set:in-ipxe,iPXE\n"
	"dhcp-match=set:efi64,option:client-arch,7\n"
	"dhcp-match=set:efi64,option:client-arch,9\n"
	"dhcp-match=set:efi32,option:client-arch,6\n"
	"dhcp-match=set:bios,option:client-arch,0\n"
	"dhcp-match=set:arch,option:client-arch\n"
	"tag-if=set:bios,tag:!arch\n";

/**
 * struct ddt_dnsmasq_firmware - firmware
 * @firmware: which
 * @tag: how it is tagged; NULL: as the one before
 * @csa: client system type for proxies
 */
static const struct ddt_dnsmasq_firmware {
	enum ddt_firmware firmware;
	const char *tag;
	const char *csa;
} ddt_dnsmasq_firmwares[] = {
	{ DDT_BIOS, "tag:bios", "x86PC" },
	{ DDT_EFI64, "tag:efi64", "BC_EFI" },
	{ DDT_EFI64, NULL, "x86-64_EFI" },
	{ DDT_EFI32, "tag:efi32", "IA32_EFI" },
};

#define NFIRMWARES \
	(sizeof(ddt_dnsmasq_firmwares) / sizeof(ddt_dnsmasq_firmwares[0]))

/* write what hosts of a loader load by DHCP */
static void dnsmasq_boot(FILE *f, const struct ddt_pool_network *net,
			 const struct ddt_loader *l, const char *not,
			 const char *tag, const char *file)
{
	char ip[INET_ADDRSTRLEN];

	fprintf(f, "dhcp-boot=tag:net-%s,tag:%s,%s%s,%s,%s,%s\n", net->id.name,
		l->name, not, tag, file, net->boot_server->id.name,
		ddt_text_ip(ddt_net_server_addr(net->boot_server, net), ip));
}

/* write what the hosts of a network load that have a loader */
static void dnsmasq_loader(FILE *f, const struct ddt_pool_network *net,
			   const struct ddt_loader *l)
{
	/* iPXE, once loaded, would load itself again */
	const char *not = l->script ? "tag:!in-ipxe," : "";
	char path[DDT_LOADER_PATH], ip[INET_ADDRSTRLEN];
	size_t i;

	ddt_text_ip(ddt_net_server_addr(net->boot_server, net), ip);
	if (l->script)
		dnsmasq_boot(f, net, l, "", "tag:in-ipxe", l->script);
	for (i = 0; i < NFIRMWARES; i++) {
		const struct ddt_dnsmasq_firmware *fw =
			&ddt_dnsmasq_firmwares[i];

		if (!ddt_loader_file(l, fw->firmware, net, path))
			continue;
		if (net->proxy)
			fprintf(f, "pxe-service=tag:net-%s,tag:%s,%s%s,ddom,%s,%s\n",
				net->id.name, l->name, not, fw->csa, path, ip);
		else if (fw->tag)
			dnsmasq_boot(f, net, l, not, fw->tag, path);
	}
}

/*
 * Write an option that is bytes. A text would be taken for a number or an
 * address where it looks like one, and so is a single byte: as a decimal
 * number.
 */
static void dnsmasq_bytes(FILE *f, const char *net, int code,
			  const char *hex)
{
	if (!hex)
		return;
	fprintf(f, "dhcp-option=tag:net-%s,%d,", net, code);
	if (strchr(hex, ':'))
		fprintf(f, "%s\n", hex);
	else
		fprintf(f, "%lu\n", strtoul(hex, NULL, 16));
}

/* write a network */
static void dnsmasq_network(FILE *f, const struct ddt_pool_network *net)
{
	char a[INET_ADDRSTRLEN], b[INET_ADDRSTRLEN], mask[INET_ADDRSTRLEN];
	char hex[DDT_POOL_HEX];
	const char *name = net->id.name;
	unsigned int i;

	ddt_text_ip(ddt_net_mask(net->prefix), mask);
	ddt_text_ip(net->subnet, a);
	fprintf(f, "\n# %s\n", name);
	if (net->proxy) {
		fprintf(f, "dhcp-range=set:net-%s,%s,proxy,%s\n", name, a, mask);
		return;
	}
	if (net->first)
		fprintf(f, "dhcp-range=set:net-%s,%s,%s,%s,%u\n", name,
			ddt_text_ip(net->first, a), ddt_text_ip(net->last, b),
			mask, net->lease);
	else
		fprintf(f, "dhcp-range=set:net-%s,%s,static,%s,%u\n", name, a, mask,
			net->lease);
	/* without a router: none, not dnsmasq's own address */
	fprintf(f, "dhcp-option=tag:net-%s,option:router%s%s\n", name,
		net->router ? "," : "",
		net->router ? ddt_text_ip(net->router, a) : "");
	for (i = 0; i < net->dns.n; i++)
		fprintf(f, "%s%s%s%s",
			i ? "," : "dhcp-option=tag:net-", i ? "" : name,
			i ? "" : ",option:dns-server,",
			ddt_text_ip(net->dns.addr[i], a));
	if (net->dns.n)
		putc('\n', f);
	if (net->domain)
		fprintf(f, "dhcp-option=tag:net-%s,option:domain-name,%s\n", name,
			net->domain);
	dnsmasq_bytes(f, name, 128, net->option_128);
	dnsmasq_bytes(f, name, 129,
		      ddt_text_hex(net->option_129, ':', hex));
}

/*
 * Write where a host's menu is, option 150. dnsmasq holds that option to be a
 * list of IPv4 addresses and takes nothing else, so that is what the path is
 * written as; slashes in front of it fill up the first.
 */
static void dnsmasq_menu(FILE *f, const struct ddt_pool_host *host)
{
	char menu[DDT_LOADER_PATH], path[DDT_LOADER_PATH + 3];
	int len = (int)strlen(ddt_loader_menu(host, menu)), i;

	len = snprintf(path, sizeof(path), "%.*s%s", (4 - len % 4) % 4, "///",
		       menu);
	fprintf(f, "# %s\ndhcp-option-force=tag:host-%s,150", path,
		host->id.name);
	for (i = 0; i < len; i++)
		fprintf(f, "%c%d", i % 4 ? '.' : ',', path[i]);
	putc('\n', f);
}

/*
 * End a host's line with its name. As an option it is told to every client. In
 * dhcp-host 101 and 5m would be times and "ignore" a word, and who has a name
 * already is not told another; but as an option 30s would be a short integer:
 * it goes there, with a dot.
 */
static void dnsmasq_name(FILE *f, const char *name)
{
	size_t digits = strspn(name, "0123456789");

	if (digits && name[digits] && strchr("bsi", name[digits]) &&
	    !name[digits + 1])
		fprintf(f, ",%s.\n", name);
	else
		fprintf(f, "\ndhcp-option=tag:host-%s,12,%s\n", name, name);
}

/* write a host */
static void dnsmasq_host(FILE *f, const struct ddt_pool_host *host)
{
	const char *name = host->id.name;
	char mac[DDT_MAC_TEXT], ip[INET_ADDRSTRLEN];

	ddt_text_mac(host->mac, ':', mac);
	if (host->network->proxy) {
		fprintf(f, "dhcp-host=%s,set:%s\n", mac,
			host->loader->name);
		return;
	}
	fprintf(f, "dhcp-host=%s,set:%s,set:host-%s,%s", mac,
		host->loader->name, name, ddt_text_ip(host->addr, ip));
	dnsmasq_name(f, name);
	dnsmasq_menu(f, host);
}

/* write the domUs of a kind; with the dash in it a name is nothing else */
static void dnsmasq_domus(FILE *f, const struct ddt_domu_kind *kind)
{
	char mac[DDT_MAC_TEXT], ip[INET_ADDRSTRLEN];
	struct ddt_domu domu;
	unsigned int n;

	for (n = 1; n <= kind->count; n++) {
		ddt_domu_get(kind, n, &domu);
		fprintf(f, "dhcp-host=%s,%s,%s\n",
			ddt_text_mac(domu.mac, ':', mac),
			ddt_text_ip(domu.addr, ip), domu.name);
	}
}

static int dnsmasq_write(FILE *f, const struct ddt_pool *pool,
			 const struct ddt_pool_server *server)
{
	const struct ddt_loader *const *l;
	unsigned int i;

	fputs(dnsmasq_head, f);
	for (i = 0; i < pool->nnetworks; i++) {
		if (pool->networks[i].dhcp_server != server)
			continue;
		dnsmasq_network(f, &pool->networks[i]);
		for (l = pool->kinds->loader; *l; l++)
			dnsmasq_loader(f, &pool->networks[i], *l);
	}
	putc('\n', f);
	for (i = 0; i < pool->nhosts; i++)
		if (pool->hosts[i].network->dhcp_server == server)
			dnsmasq_host(f, &pool->hosts[i]);
	for (i = 0; i < pool->ndomu_kinds; i++)
		if (pool->domu_kinds[i].network->dhcp_server == server &&
		    !pool->domu_kinds[i].network->proxy)
			dnsmasq_domus(f, &pool->domu_kinds[i]);
	return 0;
}

const struct ddt_dhcp ddt_dnsmasq_dhcp = {
	.name = "dnsmasq",
	.path = "etc/dnsmasq.d/ddom.conf",
	.proxy = true,
	.write = dnsmasq_write,
};
