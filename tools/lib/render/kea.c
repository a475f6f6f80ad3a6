// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kea: /etc/kea/kea-dhcp4.conf.
 *
 * A reservation puts its host into the class of its boot loader; which file
 * that is on which firmware is said once, by classes that are evaluated after
 * it: those whose test mentions KNOWN.
 *
 * ROM, loader and operating system of one host may each call themselves another
 * client (option 61). Its address is by its MAC, so these are not looked at:
 * otherwise the first one to come holds the address, and others get none.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "render/render_internal.h"

/**
 * struct ddt_kea_boot - a file that is loaded
 * @loader: for which hosts
 * @name: what is added to the class's name
 * @test: on which firmware
 * @file: the file
 */
static const struct ddt_kea_boot {
	enum ddt_loader loader;
	const char *name;
	const char *test;
	const char *file;
} ddt_kea_boots[] = {
#define EFI64	"(option[93].hex == 0x0007 or option[93].hex == 0x0009)"
#define EFI32	"option[93].hex == 0x0006"
#define BIOS	"(not option[93].exists or option[93].hex == 0x0000)"
#define IPXE	"option[77].hex == 'iPXE'"
	{ DDT_LOADER_GRUB2, "efi64", EFI64, "grub/x86_64-efi/core.efi" },
	{ DDT_LOADER_GRUB2, "efi32", EFI32, "grub/i386-efi/core.efi" },
	{ DDT_LOADER_GRUB2, "bios", BIOS, "grub/i386-pc/core.0" },
	{ DDT_LOADER_LEGACY, "bios", BIOS, "pxegrub" },
	{ DDT_LOADER_IPXE, "script", IPXE, "ipxe/boot.ipxe" },
	{ DDT_LOADER_IPXE, "efi64", "not (" IPXE ") and " EFI64,
	  "ipxe/ipxe.efi" },
	{ DDT_LOADER_IPXE, "efi32", "not (" IPXE ") and " EFI32,
	  "ipxe/ipxe-ia32.efi" },
	{ DDT_LOADER_IPXE, "bios", "not (" IPXE ") and " BIOS,
	  "ipxe/undionly.kpxe" },
};

#define NBOOTS	(sizeof(ddt_kea_boots) / sizeof(ddt_kea_boots[0]))

static json_t *ddt_kea_ip(uint32_t addr)
{
	char text[INET_ADDRSTRLEN];

	return json_string(ddt_pool_ip(addr, text));
}

/* a DHCP option */
static json_t *ddt_kea_option(const char *name, json_t *data, bool always)
{
	json_t *o = json_pack("{s:s, s:o}", "name", name, "data", data);

	if (always)
		json_object_set_new(o, "always-send", json_true());
	return o;
}

static json_t *ddt_kea_bytes(const char *name, const char *hex)
{
	return json_pack("{s:s, s:s, s:b}", "name", name, "data", hex,
			 "csv-format", 0);
}

/* options that Kea does not know */
static json_t *ddt_kea_definitions(void)
{
	return json_pack("[{s:s,s:i,s:s},{s:s,s:i,s:s},{s:s,s:i,s:s}]",
			 "name", "option-150", "code", 150, "type", "string",
			 "name", "option-128", "code", 128, "type", "binary",
			 "name", "option-129", "code", 129, "type", "string");
}

/* which file is loaded */
static json_t *ddt_kea_classes(void)
{
	json_t *list = json_array();
	char name[64], test[512];
	size_t i;

	for (i = 0; i < DDT_LOADERS; i++)
		json_array_append_new(list, json_pack("{s:s}", "name",
						      ddt_loader_name(i)));
	for (i = 0; i < NBOOTS; i++) {
		const struct ddt_kea_boot *b = &ddt_kea_boots[i];
		const char *loader = ddt_loader_name(b->loader);

		snprintf(name, sizeof(name), "%s-%s", loader, b->name);
		snprintf(test, sizeof(test),
			 "member('KNOWN') and member('%s') and %s", loader,
			 b->test);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}",
						      "name", name,
						      "test", test,
						      "boot-file-name",
						      b->file));
	}
	return list;
}

/* a network's options */
static json_t *ddt_kea_options(const struct ddt_pool_network *net)
{
	char dns[DDT_POOL_ADDRS_MAX * (INET_ADDRSTRLEN + 2)] = "";
	json_t *list = json_array();
	char ip[INET_ADDRSTRLEN], hex[DDT_POOL_HEX], *to = hex;
	const char *from;
	unsigned int i;

	if (net->router)
		json_array_append_new(list, ddt_kea_option("routers",
							   ddt_kea_ip(net->router), false));
	for (i = 0; i < net->dns.n; i++) {
		strcat(dns, i ? ", " : "");
		strcat(dns, ddt_pool_ip(net->dns.addr[i], ip));
	}
	if (net->dns.n)
		json_array_append_new(list, ddt_kea_option("domain-name-servers",
							   json_string(dns), false));
	if (net->domain)
		json_array_append_new(list, ddt_kea_option("domain-name",
							   json_string(net->domain), false));
	if (net->option_128) {
		for (from = net->option_128; *from; from++)
			if (*from != ':')
				*to++ = *from;
		*to = '\0';
		json_array_append_new(list, ddt_kea_bytes("option-128", hex));
	}
	/* as text it would end at a comma */
	if (ddt_pool_hex(net->option_129, '\0', hex))
		json_array_append_new(list, ddt_kea_bytes("option-129", hex));
	return list;
}

static json_t *ddt_kea_host(const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;
	enum ddt_loader loader = ddt_pool_loader(host);
	char mac[DDT_MAC_TEXT], file[96];

	snprintf(file, sizeof(file), "/grub/%s.%s", host->id.name,
		 loader == DDT_LOADER_LEGACY ? "conf" : "cfg");
	return json_pack("{s:s, s:o, s:s, s:o, s:[s], s:[o]}",
			 "hw-address", ddt_pool_mac(host->mac, ':', mac),
			 "ip-address", ddt_kea_ip(host->addr),
			 "hostname", host->id.name,
			 "next-server",
			 ddt_kea_ip(ddt_pool_server_addr(net->boot_server, net)),
			 "client-classes", ddt_loader_name(loader),
			 "option-data",
			 ddt_kea_option("option-150", json_string(file), true));
}

/* A network. Return: its subnet, without hosts. */
static json_t *ddt_kea_subnet(const struct ddt_pool_network *net,
			      unsigned int id)
{
	char subnet[INET_ADDRSTRLEN + 4], range[2 * INET_ADDRSTRLEN + 4];
	char ip[INET_ADDRSTRLEN], end[INET_ADDRSTRLEN];
	json_t *pools = json_array();

	snprintf(subnet, sizeof(subnet), "%s/%u", ddt_pool_ip(net->subnet, ip),
		 net->prefix);
	if (net->first) {
		snprintf(range, sizeof(range), "%s - %s",
			 ddt_pool_ip(net->first, ip),
			 ddt_pool_ip(net->last, end));
		json_array_append_new(pools, json_pack("{s:s}", "pool", range));
	}
	return json_pack("{s:i, s:s, s:i, s:o, s:o, s:[]}", "id", id, "subnet",
			 subnet, "valid-lifetime", net->lease, "pools", pools,
			 "option-data", ddt_kea_options(net), "reservations");
}

/*
 * A server's networks with their hosts.
 *
 * Return: the list; NULL when there was no memory.
 */
static json_t *ddt_kea_subnets(const struct ddt_render *r,
			       const struct ddt_pool_server *server)
{
	const struct ddt_pool *pool = r->pool;
	json_t **hosts = calloc(pool->nnetworks + 1, sizeof(json_t *));
	json_t *list = json_array();
	unsigned int i;

	if (!hosts) {
		json_decref(list);
		return NULL;
	}
	for (i = 0; i < pool->nnetworks; i++) {
		const struct ddt_pool_network *net = &pool->networks[i];
		json_t *subnet;

		if (net->dhcp_server != server || net->proxy)
			continue;
		subnet = ddt_kea_subnet(net, i + 1);
		hosts[i] = json_object_get(subnet, "reservations");
		json_array_append_new(list, subnet);
	}
	for (i = 0; i < pool->nhosts; i++) {
		const struct ddt_pool_host *host = &pool->hosts[i];
		json_t *to = hosts[host->network - pool->networks];

		if (to)
			json_array_append_new(to, ddt_kea_host(host));
	}
	free(hosts);
	return list;
}

/**
 * ddt_render_kea() - what a server answers
 * @r: files being made
 * @server: server
 */
void ddt_render_kea(struct ddt_render *r, const struct ddt_pool_server *server)
{
	FILE *f = ddt_render_begin(r);
	json_t *subnets, *doc;

	if (!f)
		return;
	subnets = ddt_kea_subnets(r, server);
	doc = json_pack("{s:{s:{s:[s]}, s:{s:s}, s:[s], s:b, s:o, s:o, s:o}}",
			"Dhcp4", "interfaces-config", "interfaces", "*",
			"lease-database", "type", "memfile",
			"host-reservation-identifiers", "hw-address",
			"match-client-id", 0,
			"option-def", ddt_kea_definitions(),
			"client-classes", ddt_kea_classes(),
			"subnet4", subnets);
	fputs("// " DDT_RENDER_NOTE "\n", f);
	if (!doc || json_dumpf(doc, f, JSON_INDENT(2)))
		r->err = -ENOMEM;
	putc('\n', f);
	json_decref(doc);
	ddt_render_end(r, server, "etc/kea/kea-dhcp4.conf");
}
