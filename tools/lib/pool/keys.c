// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sections of a pool.conf, key by key.
 *
 * A section may refer to those that are read before it: passwords, servers,
 * profiles, networks, exports, hosts, disks. What domUs need is in
 * keys_disks.c and keys_domus.c.
 */
#include <stddef.h>
#include <string.h>

#include "pool/field_internal.h"
#include "pool/keys_internal.h"
#include "pool/value_internal.h"

#define DDT_OPTIONS_WANT "one line of printable ASCII without \"${\""

#define OFFSET(type, member)	offsetof(struct ddt_pool_##type, member)
#define TEXT(key, type, member, check, expected) \
	{ key, ddt_field_text, OFFSET(type, member), false, check, expected, 0, 0 }

static const struct ddt_field password_fields[] = {
	TEXT("pbkdf2", password, pbkdf2, ddt_value_is_pbkdf2,
	     "what grub-mkpasswd-pbkdf2 prints, grub.pbkdf2.sha512..."),
	TEXT("md5", password, md5, ddt_value_is_md5,
	     "what grub-md5-crypt or \"openssl passwd -1\" prints, $1$..."),
	{ 0 }
};

static int password_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_pool_password *password = entry;

	if (password->pbkdf2 || password->md5)
		return 0;
	return ddt_reader_wrong(r, password->id.place,
				"password %s: neither pbkdf2 nor md5; add one",
				password->id.name);
}

const struct ddt_section ddt_keys_passwords = {
	"password", password_fields, sizeof(struct ddt_pool_password),
	password_finish
};

static const struct ddt_field server_fields[] = {
	{ .key = "address", .set = ddt_field_addrs, .required = true,
	  .offset = OFFSET(server, addrs) },
	TEXT("tftp-root", server, tftp_root, ddt_value_is_path, DDT_PATH_WANT),
	{ .key = "dhcp", .set = ddt_field_dhcp, .offset = OFFSET(server, dhcp) },
	{ .key = "manager", .set = ddt_keys_domus_manager },
	{ 0 }
};

static int server_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_pool_server *server = entry;

	(void)r;
	if (!server->tftp_root)
		server->tftp_root = "/srv/tftp";
	if (!server->dhcp)
		server->dhcp = ~0U;
	return 0;
}

const struct ddt_section ddt_keys_servers = {
	"server", server_fields, sizeof(struct ddt_pool_server),
	server_finish
};

static const struct ddt_field profile_fields[] = {
	TEXT("title", profile, title, ddt_value_is_options, DDT_OPTIONS_WANT),
	TEXT("menu-title", profile, menu_title, ddt_value_is_options,
	     DDT_OPTIONS_WANT),
	{ .key = "server", .set = ddt_reference_server,
	  .offset = OFFSET(profile, server) },
	TEXT("hypervisor", profile, hypervisor, ddt_value_is_path,
	     DDT_PATH_WANT),
	TEXT("hypervisor-source", profile, hypervisor_source,
	     ddt_value_is_path, DDT_PATH_WANT),
	TEXT("hypervisor-options", profile, hypervisor_options,
	     ddt_value_is_options, DDT_OPTIONS_WANT),
	TEXT("kernel", profile, kernel, ddt_value_is_path, DDT_PATH_WANT),
	TEXT("kernel-source", profile, kernel_source, ddt_value_is_path,
	     DDT_PATH_WANT),
	TEXT("options", profile, options, ddt_value_is_options,
	     DDT_OPTIONS_WANT),
	TEXT("initrd", profile, initrd, ddt_value_is_path, DDT_PATH_WANT),
	TEXT("initrd-source", profile, initrd_source, ddt_value_is_path,
	     DDT_PATH_WANT),
	{ .key = "nfsroot", .set = ddt_reference_nfsroot },
	TEXT("nfs-options", profile, nfs_options, ddt_value_is_options,
	     DDT_OPTIONS_WANT),
	{ .key = "form", .set = ddt_field_form, .offset = OFFSET(profile, form) },
	TEXT("image", profile, image, ddt_value_is_path, DDT_PATH_WANT),
	{ .key = "ram", .set = ddt_field_bool, .offset = OFFSET(profile, ram) },
	TEXT("tmpfs", profile, tmpfs, ddt_value_is_size,
	     "a size like 256m, 1g or 50%"),
	{ .key = "local", .set = ddt_field_bool,
	  .offset = OFFSET(profile, local) },
	{ .key = "password", .set = ddt_reference_password,
	  .offset = OFFSET(profile, password) },
	{ 0 }
};

/* what is wrong with the form of a root; NULL: nothing */
static const char *profile_form(const struct ddt_pool_profile *p)
{
	if (p->form && !p->root)
		return "\"form:\" without \"nfsroot:\"";
	if (p->form == DDT_FORM_IMAGE && !p->image)
		return "\"form: image\" without \"image:\"; name the file";
	if (p->form != DDT_FORM_IMAGE && (p->image || p->ram))
		return "\"image:\" and \"ram:\" are for \"form: image\"";
	if (!p->form && p->tmpfs)
		return "\"tmpfs:\" is for \"form: overlay\" and \"form: image\"";
	return NULL;
}

/* check a profile as a whole */
static int profile_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_pool_profile *p = entry;
	const char *why = NULL;

	if (p->local && (p->server || p->hypervisor || p->kernel ||
			 p->kernel_source || p->options || p->initrd ||
			 p->root || p->form))
		why = "\"local: yes\" boots from the disk; title, menu-title and password only";
	else if (!p->local && !p->kernel)
		why = "no \"kernel:\"; add it, or \"local: yes\"";
	else if (!p->local && !p->server)
		why = "no \"server:\"; add it, or \"local: yes\"";
	else if (p->hypervisor_options && !p->hypervisor)
		why = "\"hypervisor-options:\" without \"hypervisor:\"";
	else if (p->hypervisor_source && !p->hypervisor)
		why = "\"hypervisor-source:\" without \"hypervisor:\"";
	else if (p->initrd_source && !p->initrd)
		why = "\"initrd-source:\" without \"initrd:\"";
	else if (p->nfs_options && !p->root)
		why = "\"nfs-options:\" without \"nfsroot:\"";
	else if (p->nfs_options && strchr(p->nfs_options, ' '))
		why = "a blank in \"nfs-options:\"; separate them by commas";
	else
		why = profile_form(p);
	if (why)
		return ddt_reader_wrong(r, p->id.place, "profile %s: %s",
					p->id.name, why);
	if (!p->title)
		p->title = p->id.name;
	if (!p->menu_title)
		p->menu_title = p->title;
	if (p->root && !p->root_server)
		p->root_server = p->server;
	return 0;
}

const struct ddt_section ddt_keys_profiles = {
	"profile", profile_fields, sizeof(struct ddt_pool_profile),
	profile_finish
};

static const struct ddt_field network_fields[] = {
	{ .key = "subnet", .set = ddt_field_subnet, .required = true },
	{ .key = "vlan", .set = ddt_field_vlan, .offset = OFFSET(network, vlan),
	  .place = OFFSET(network, vlan_place) },
	{ .key = "router", .set = ddt_field_addr,
	  .offset = OFFSET(network, router) },
	{ .key = "range", .set = ddt_field_range },
	{ .key = "dns", .set = ddt_field_addrs, .offset = OFFSET(network, dns) },
	TEXT("domain", network, domain, ddt_value_is_domain,
	     "a domain's name"),
	{ .key = "lease", .set = ddt_field_number,
	  .offset = OFFSET(network, lease) },
	{ .key = "dhcp-server", .set = ddt_reference_server,
	  .offset = OFFSET(network, dhcp_server) },
	{ .key = "proxy", .set = ddt_field_bool,
	  .offset = OFFSET(network, proxy) },
	{ .key = "boot-server", .set = ddt_reference_server, .required = true,
	  .offset = OFFSET(network, boot_server) },
	{ .key = "loader", .set = ddt_field_loader,
	  .offset = OFFSET(network, loader) },
	{ .key = "menu", .set = ddt_reference_profiles,
	  .offset = OFFSET(network, menu) },
	{ .key = "menu-password", .set = ddt_reference_password,
	  .offset = OFFSET(network, menu_password) },
	{ .key = "timeout", .set = ddt_field_number,
	  .offset = OFFSET(network, timeout), .place = OFFSET(network, timed) },
	TEXT("option-128", network, option_128, ddt_value_is_hex,
	     "bytes like e4:45:74:68:00:00"),
	TEXT("option-129", network, option_129, ddt_value_is_option,
	     "up to 255 bytes of printable ASCII without \"${\""),
	{ .key = "pool", .set = ddt_keys_domus_take,
	  .offset = OFFSET(network, take) },
	{ .key = "windows", .set = ddt_field_domus_windows,
	  .offset = OFFSET(network, windows) },
	{ 0 }
};

/* is a server written for a DHCP server that can be a proxy? */
static bool dhcp_proxy(const struct ddt_pool *pool,
		       const struct ddt_pool_server *server)
{
	const struct ddt_dhcp *const *d = pool->kinds->dhcp;
	unsigned int i;

	for (i = 0; d[i]; i++)
		if (d[i]->proxy && server->dhcp & 1U << i)
			return true;
	return false;
}

/* a VLAN is one network, and there are not more than a machine makes */
static int network_vlan(struct ddt_reader *r,
			const struct ddt_pool_network *net)
{
	const struct ddt_pool_network *other = r->pool->networks;
	unsigned int n = 0;

	for (; net->vlan && other < net; other++) {
		n += other->vlan != 0;
		if (other->vlan == net->vlan)
			return ddt_reader_wrong(r, net->vlan_place,
						"network %s: VLAN %u is network %s already",
						net->id.name, net->vlan,
						other->id.name);
	}
	if (n < DDT_POOL_VLANS_MAX)
		return 0;
	return ddt_reader_wrong(r, net->vlan_place,
				"network %s: more than %d networks with \"vlan:\"",
				net->id.name, DDT_POOL_VLANS_MAX);
}

/* check a network as a whole */
static int network_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_pool_network *net = entry;
	const char *why = NULL;

	if (net->router && !ddt_net_inside(net, net->router))
		why = "\"router:\" is outside of \"subnet:\"";
	else if (net->first && (!ddt_net_inside(net, net->first) ||
				!ddt_net_inside(net, net->last)))
		why = "\"range:\" is outside of \"subnet:\"";
	else if (net->proxy && !net->dhcp_server)
		why = "\"proxy: yes\" without \"dhcp-server:\"";
	else if (net->proxy && !dhcp_proxy(r->pool, net->dhcp_server))
		why = "\"proxy: yes\", but its dhcp-server is written for none that can";
	else if (net->proxy && net->first)
		why = "\"proxy: yes\" gives no addresses; remove \"range:\"";
	else if (net->menu.n > DDT_POOL_MENU_MAX)
		why = "more than 32 profiles in \"menu:\"";
	if (why)
		return ddt_reader_wrong(r, net->id.place, "network %s: %s",
					net->id.name, why);
	if (!net->lease)
		net->lease = 3600;
	if (!net->timed.line)
		net->timeout = 2;
	if (!net->loader)
		net->loader = r->pool->kinds->loader[0];
	return network_vlan(r, net);
}

const struct ddt_section ddt_keys_networks = {
	"network", network_fields, sizeof(struct ddt_pool_network),
	network_finish
};

static const struct ddt_field export_fields[] = {
	{ .key = "server", .set = ddt_reference_server, .required = true,
	  .offset = OFFSET(export, server) },
	{ .key = "path", .set = ddt_field_text, .required = true,
	  .offset = OFFSET(export, path), .valid = ddt_value_is_path,
	  .want = DDT_PATH_WANT },
	{ .key = "access", .set = ddt_field_access, .required = true,
	  .offset = OFFSET(export, writable) },
	TEXT("options", export, options, ddt_value_is_exportopts,
	     "options of exports(5) with commas, without ro and rw,"),
	{ .key = "networks", .set = ddt_reference_networks,
	  .offset = OFFSET(export, networks) },
	{ 0 }
};

static int export_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_pool_export *export = entry;

	(void)r;
	/* a root tree is no root if root is squashed */
	if (!export->options)
		export->options = "no_root_squash,no_subtree_check";
	return 0;
}

const struct ddt_section ddt_keys_exports = {
	"export", export_fields, sizeof(struct ddt_pool_export),
	export_finish
};

static const struct ddt_field host_fields[] = {
	{ .key = "mac", .set = ddt_field_mac, .required = true,
	  .place = OFFSET(host, mac_place) },
	{ .key = "address", .set = ddt_field_addr, .required = true,
	  .offset = OFFSET(host, addr), .place = OFFSET(host, addr_place) },
	{ .key = "profile", .set = ddt_reference_profile, .required = true,
	  .offset = OFFSET(host, profile) },
	{ .key = "fallback", .set = ddt_reference_profile,
	  .offset = OFFSET(host, fallback) },
	{ .key = "loader", .set = ddt_field_loader,
	  .offset = OFFSET(host, loader) },
	TEXT("nic", host, nic, ddt_value_is_nic,
	     "a PCI id like 10ec:8139 or a driver's name"),
	{ .key = "pool", .set = ddt_keys_domus_take,
	  .offset = OFFSET(host, take) },
	{ .key = "windows", .set = ddt_field_domus_windows,
	  .offset = OFFSET(host, windows) },
	{ 0 }
};

/* check a host as a whole */
static int host_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_pool_host *host = entry;
	unsigned int i;

	for (i = 0; i < r->pool->nnetworks && !host->network; i++)
		if (ddt_net_inside(&r->pool->networks[i], host->addr))
			host->network = &r->pool->networks[i];
	if (!host->network)
		return ddt_reader_wrong(r, host->addr_place,
					"host %s: the address is in no network; add one to the section \"networks:\"",
					host->id.name);
	if (!host->loader)
		host->loader = host->network->loader;
	if (host->fallback == host->profile)
		return ddt_reader_wrong(r, host->id.place,
					"host %s: profile and fallback are the same; remove \"fallback:\"",
					host->id.name);
	return ddt_keys_domus_host(r, host);
}

const struct ddt_section ddt_keys_hosts = {
	"host", host_fields, sizeof(struct ddt_pool_host), host_finish
};
