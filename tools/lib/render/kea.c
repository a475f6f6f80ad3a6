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
 * struct ddt_kea_firmware - firmware
 * @firmware: which
 * @name: what is added to the class's name
 * @test: how it is known
 */
static const struct ddt_kea_firmware {
	enum ddt_firmware firmware;
	const char *name;
	const char *test;
} ddt_kea_firmwares[DDT_FIRMWARES] = {
	{ DDT_EFI64, "efi64",
	  "(option[93].hex == 0x0007 or option[93].hex == 0x0009)" },
	{ DDT_EFI32, "efi32", "option[93].hex == 0x0006" },
	{ DDT_BIOS, "bios",
	  "(not option[93].exists or option[93].hex == 0x0000)" },
};

#define IPXE	"option[77].hex == 'iPXE'"

static json_t *kea_ip(uint32_t addr)
{
	char text[INET_ADDRSTRLEN];

	return json_string(ddt_text_ip(addr, text));
}

/* a DHCP option */
static json_t *kea_option(const char *name, json_t *data, bool always)
{
	json_t *o = json_pack("{s:s, s:o}", "name", name, "data", data);

	if (always)
		json_object_set_new(o, "always-send", json_true());
	return o;
}

static json_t *kea_bytes(const char *name, const char *hex)
{
	return json_pack("{s:s, s:s, s:b}", "name", name, "data", hex,
			 "csv-format", 0);
}

/* options that Kea does not know */
static json_t *kea_definitions(void)
{
	return json_pack("[{s:s,s:i,s:s},{s:s,s:i,s:s},{s:s,s:i,s:s}]",
			 "name", "option-150", "code", 150, "type", "string",
			 "name", "option-128", "code", 128, "type", "binary",
			 "name", "option-129", "code", 129, "type", "string");
}

/* a file that is loaded by hosts of a loader's class */
static void kea_class(json_t *list, const struct ddt_loader *l,
		      const char *name, const char *not, const char *test,
		      const char *file)
{
	char class[64], all[512];

	snprintf(class, sizeof(class), "%s-%s", l->name, name);
	snprintf(all, sizeof(all), "member('KNOWN') and member('%s') and %s%s",
		 l->name, not, test);
	json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "name", class,
					      "test", all, "boot-file-name",
					      file));
}

/* which file is loaded */
static json_t *kea_classes(const struct ddt_pool_kinds *kinds)
{
	const struct ddt_loader *const *l;
	char path[DDT_LOADER_PATH];
	json_t *list = json_array();
	size_t i;

	for (l = kinds->loader; *l; l++)
		json_array_append_new(list, json_pack("{s:s}", "name",
						      (*l)->name));
	for (l = kinds->loader; *l; l++) {
		if ((*l)->script)
			kea_class(list, *l, "script", "", IPXE,
				  (*l)->script);
		for (i = 0; i < DDT_FIRMWARES; i++) {
			const struct ddt_kea_firmware *fw =
				&ddt_kea_firmwares[i];

			if (ddt_loader_file(*l, fw->firmware, NULL, path))
				kea_class(list, *l, fw->name, (*l)->script ?
					  "not (" IPXE ") and " : "",
					  fw->test, path);
		}
	}
	return list;
}

/* a network's options */
static json_t *kea_options(const struct ddt_pool_network *net)
{
	char dns[DDT_POOL_ADDRS_MAX * (INET_ADDRSTRLEN + 2)] = "";
	json_t *list = json_array();
	char ip[INET_ADDRSTRLEN], hex[DDT_POOL_HEX], *to = hex;
	const char *from;
	unsigned int i;

	if (net->router)
		json_array_append_new(list, kea_option("routers",
						       kea_ip(net->router), false));
	for (i = 0; i < net->dns.n; i++) {
		strcat(dns, i ? ", " : "");
		strcat(dns, ddt_text_ip(net->dns.addr[i], ip));
	}
	if (net->dns.n)
		json_array_append_new(list, kea_option("domain-name-servers",
						       json_string(dns), false));
	if (net->domain)
		json_array_append_new(list, kea_option("domain-name",
						       json_string(net->domain), false));
	if (net->option_128) {
		for (from = net->option_128; *from; from++)
			if (*from != ':')
				*to++ = *from;
		*to = '\0';
		json_array_append_new(list, kea_bytes("option-128", hex));
	}
	/* as text it would end at a comma */
	if (ddt_text_hex(net->option_129, '\0', hex))
		json_array_append_new(list, kea_bytes("option-129", hex));
	return list;
}

static json_t *kea_host(const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;
	char mac[DDT_MAC_TEXT], menu[DDT_LOADER_PATH];

	return json_pack("{s:s, s:o, s:s, s:o, s:[s], s:[o]}",
			 "hw-address", ddt_text_mac(host->mac, ':', mac),
			 "ip-address", kea_ip(host->addr),
			 "hostname", host->id.name,
			 "next-server",
			 kea_ip(ddt_net_server_addr(net->boot_server, net)),
			 "client-classes", host->loader->name,
			 "option-data",
			 kea_option("option-150", json_string(ddt_loader_menu(host, menu)),
				    true));
}

/* the domUs of a kind */
static void kea_domus(json_t *to, const struct ddt_domu_kind *kind)
{
	char mac[DDT_MAC_TEXT];
	struct ddt_domu domu;
	unsigned int n;

	for (n = 1; n <= kind->count; n++) {
		ddt_domu_get(kind, n, &domu);
		json_array_append_new(to, json_pack("{s:s, s:o, s:s}",
			"hw-address", ddt_text_mac(domu.mac, ':', mac),
			"ip-address", kea_ip(domu.addr),
			"hostname", domu.name));
	}
}

/* A network. Return: its subnet, without hosts. */
static json_t *kea_subnet(const struct ddt_pool_network *net,
			  unsigned int id)
{
	char subnet[INET_ADDRSTRLEN + 4], range[2 * INET_ADDRSTRLEN + 4];
	char ip[INET_ADDRSTRLEN], end[INET_ADDRSTRLEN];
	json_t *pools = json_array();

	snprintf(subnet, sizeof(subnet), "%s/%u", ddt_text_ip(net->subnet, ip),
		 net->prefix);
	if (net->first) {
		snprintf(range, sizeof(range), "%s - %s",
			 ddt_text_ip(net->first, ip),
			 ddt_text_ip(net->last, end));
		json_array_append_new(pools, json_pack("{s:s}", "pool", range));
	}
	return json_pack("{s:i, s:s, s:i, s:o, s:o, s:[]}", "id", id, "subnet",
			 subnet, "valid-lifetime", net->lease, "pools", pools,
			 "option-data", kea_options(net), "reservations");
}

/*
 * A server's networks with their hosts.
 *
 * Return: the list; NULL when there was no memory.
 */
static json_t *kea_subnets(const struct ddt_pool *pool,
			   const struct ddt_pool_server *server)
{
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
		subnet = kea_subnet(net, i + 1);
		hosts[i] = json_object_get(subnet, "reservations");
		json_array_append_new(list, subnet);
	}
	for (i = 0; i < pool->nhosts; i++) {
		const struct ddt_pool_host *host = &pool->hosts[i];
		json_t *to = hosts[host->network - pool->networks];

		if (to)
			json_array_append_new(to, kea_host(host));
	}
	for (i = 0; i < pool->ndomu_kinds; i++) {
		const struct ddt_domu_kind *kind = &pool->domu_kinds[i];

		if (hosts[kind->network - pool->networks])
			kea_domus(hosts[kind->network - pool->networks],
				  kind);
	}
	free(hosts);
	return list;
}

static int kea_write(FILE *f, const struct ddt_pool *pool,
		     const struct ddt_pool_server *server)
{
	json_t *doc;
	int err;

	doc = json_pack("{s:{s:{s:[s]}, s:{s:s}, s:[s], s:b, s:o, s:o, s:o}}",
			"Dhcp4", "interfaces-config", "interfaces", "*",
			"lease-database", "type", "memfile",
			"host-reservation-identifiers", "hw-address",
			"match-client-id", 0,
			"option-def", kea_definitions(),
			"client-classes", kea_classes(pool->kinds),
			"subnet4", kea_subnets(pool, server));
	fputs("// " DDT_RENDER_NOTE "\n", f);
	err = !doc || json_dumpf(doc, f, JSON_INDENT(2)) ? -ENOMEM : 0;
	putc('\n', f);
	json_decref(doc);
	return err;
}

const struct ddt_dhcp ddt_kea_dhcp = {
	.name = "kea",
	.path = "etc/kea/kea-dhcp4.conf",
	.write = kea_write,
};
