/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pool.conf: what the boot servers, networks, profiles and hosts of a pool
 * are. Read strictly; see ddom-pool.conf(5).
 */
#ifndef _DDT_POOL_H
#define _DDT_POOL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <yaml.h>

#define DDT_POOL_PATH		"/etc/ddom/pool.conf"
#define DDT_POOL_SIZE_MAX	(64 << 20)	/* bytes of a pool.conf */
#define DDT_POOL_ADDRS_MAX	16
#define DDT_POOL_MENU_MAX	32
#define DDT_MAC_TEXT		18		/* with the final NUL */
#define DDT_POOL_OPTION	255		/* bytes of a DHCP option, RFC 2132 */
#define DDT_POOL_HEX	(3 * DDT_POOL_OPTION + 1)

struct ddt_menu;
struct ddt_pool;
struct ddt_pool_network;
struct ddt_pool_profile;
struct ddt_pool_server;
struct ddt_render;

/**
 * enum ddt_firmware - what a host's firmware can load
 * @DDT_BIOS: and firmware that does not say what it is
 * @DDT_EFI64: UEFI of 64 bits on x86
 * @DDT_EFI32: UEFI of 32 bits on x86
 */
enum ddt_firmware {
	DDT_BIOS,
	DDT_EFI64,
	DDT_EFI32,
	DDT_FIRMWARES
};

/**
 * struct ddt_dhcp - a DHCP server that is written for
 * @name: in a pool.conf
 * @path: its configuration, below /
 * @proxy: can add to what another DHCP server says
 * @write: writes what a server answers; returns 0 or -ENOMEM
 */
struct ddt_dhcp {
	const char *name;
	const char *path;
	bool proxy;
	int (*write)(FILE *f, const struct ddt_pool *pool,
		     const struct ddt_pool_server *server);
};

/**
 * struct ddt_loader - a network boot loader
 * @name: in a pool.conf
 * @title: in messages
 * @file: what the firmware loads, below the TFTP root; NULL: none for it
 * @script: what it loads when it runs, if DHCP is to say so; NULL: no
 * @remedy: how @file comes to be there
 * @networks: a network with another DHCP server has files of its own
 * @plain: takes no compressed hypervisor
 * @dir: directory of menus
 * @suffix: of menus
 * @mac: between a MAC address's bytes in the names of menus, '\0': none are
 * @hash: key of the hash of passwords that it takes, NULL: it takes none
 * @hash_at: where that is in struct ddt_pool_password
 * @helper: to whom it hands over what it cannot boot, and whose menus DHCP
 *	names; NULL: nobody
 * @menu: writes a host's menu
 * @profile: writes a profile's, the second stage; NULL: there is none
 * @first: writes what it reads first on a server; NULL: nothing
 */
struct ddt_loader {
	const char *name;
	const char *title;
	const char *file[DDT_FIRMWARES];
	const char *script;
	const char *remedy;
	bool networks;
	bool plain;
	const char *dir;
	const char *suffix;
	char mac;
	const char *hash;
	size_t hash_at;
	const struct ddt_loader *helper;
	void (*menu)(struct ddt_render *r, const struct ddt_menu *menu);
	void (*profile)(struct ddt_render *r,
			const struct ddt_pool_network *net,
			const struct ddt_pool_profile *p);
	void (*first)(struct ddt_render *r,
		      const struct ddt_pool_server *server);
};

/**
 * struct ddt_pool_kinds - what a pool.conf can name
 * @dhcp: DHCP servers, at most 32; NULL ends them
 * @loader: boot loaders, at most 8, the default first; NULL ends them
 */
struct ddt_pool_kinds {
	const struct ddt_dhcp *const *dhcp;
	const struct ddt_loader *const *loader;
};

/**
 * struct ddt_place - where something stands in the file
 * @line: counted from 1
 * @column: counted from 1
 */
struct ddt_place {
	unsigned int line;
	unsigned int column;
};

/**
 * struct ddt_named - what every entry begins with
 * @name: its name
 * @place: where it stands
 */
struct ddt_named {
	const char *name;
	struct ddt_place place;
};

/**
 * struct ddt_pool_password - a password, as hashes
 * @id: its name; GRUB 2 asks for it as the user's
 * @pbkdf2: as grub-mkpasswd-pbkdf2 writes it, NULL: none
 * @md5: as grub-md5-crypt writes it, NULL: none
 */
struct ddt_pool_password {
	struct ddt_named id;
	const char *pbkdf2;
	const char *md5;
};

/**
 * struct ddt_pool_addrs - addresses
 * @n: how many
 * @addr: in host byte order
 */
struct ddt_pool_addrs {
	unsigned int n;
	uint32_t addr[DDT_POOL_ADDRS_MAX];
};

/**
 * struct ddt_pool_refs - references to entries of one section
 * @n: how many
 * @index: their numbers
 */
struct ddt_pool_refs {
	unsigned int n;
	unsigned int *index;
};

/**
 * struct ddt_pool_export - a directory exported over NFS
 * @id: its name
 * @server: who exports it
 * @path: the directory
 * @writable: read-write, else read-only
 * @options: more options
 * @networks: to whom; none: to every network in which the server has an address
 */
struct ddt_pool_export {
	struct ddt_named id;
	const struct ddt_pool_server *server;
	const char *path;
	bool writable;
	const char *options;
	struct ddt_pool_refs networks;
};

/**
 * struct ddt_pool_server - a boot server
 * @id: its name
 * @addrs: its addresses, one a network
 * @tftp_root: directory that its TFTP server serves
 * @dhcp: bits: DHCP servers that are written for, as the pool's kinds count
 */
struct ddt_pool_server {
	struct ddt_named id;
	struct ddt_pool_addrs addrs;
	const char *tftp_root;
	unsigned int dhcp;
};

/**
 * enum ddt_form - how a root that many share is made writable, see ddinit(8)
 * @DDT_FORM_LINKS: by links into /flash
 * @DDT_FORM_OVERLAY: by a tmpfs over the tree
 * @DDT_FORM_IMAGE: by a tmpfs over what is in an image
 */
enum ddt_form {
	DDT_FORM_LINKS,
	DDT_FORM_OVERLAY,
	DDT_FORM_IMAGE,
	DDT_FORMS
};

/**
 * struct ddt_pool_profile - what a host can be booted as
 * @id: its name
 * @title: for its menu
 * @menu_title: for the menu of the first stage
 * @server: its boot server, NULL: none, boots from the local disk
 * @hypervisor: below the server's TFTP root, NULL: none
 * @hypervisor_source: file that render copies there, NULL: none
 * @hypervisor_options: for it
 * @kernel: below the server's TFTP root
 * @kernel_source: file that render copies there, NULL: none
 * @options: kernel command line
 * @initrd: below the server's TFTP root, NULL: none
 * @initrd_source: file that render copies there, NULL: none
 * @root_server: who exports the root
 * @root: directory, NULL: the root is not on NFS
 * @nfs_options: for nfsroot=
 * @form: form of the root
 * @image: file below @root, NULL: none
 * @ram: it is copied into the host's memory
 * @tmpfs: size of what is written to, NULL: ddinit's default
 * @local: boots from the local disk
 * @password: to choose it by hand
 */
struct ddt_pool_profile {
	struct ddt_named id;
	const char *title;
	const char *menu_title;
	const struct ddt_pool_server *server;
	const char *hypervisor;
	const char *hypervisor_source;
	const char *hypervisor_options;
	const char *kernel;
	const char *kernel_source;
	const char *options;
	const char *initrd;
	const char *initrd_source;
	const struct ddt_pool_server *root_server;
	const char *root;
	const char *nfs_options;
	enum ddt_form form;
	const char *image;
	bool ram;
	const char *tmpfs;
	bool local;
	const struct ddt_pool_password *password;
};

/**
 * struct ddt_pool_network - a LAN
 * @id: its name
 * @subnet: its address
 * @prefix: length of its prefix, bits
 * @router: 0: none
 * @first: of the range for unknown machines, 0: none
 * @last: of that range
 * @dns: name servers
 * @domain: NULL: none
 * @lease: seconds
 * @dhcp_server: who answers, NULL: nobody here
 * @proxy: another DHCP server has the addresses
 * @boot_server: who has the first stage
 * @loader: for its hosts
 * @menu: what its hosts can choose from
 * @menu_password: to change entries
 * @timeout: of menus, seconds
 * @timed: where that stands
 * @option_128: hexadecimal, NULL: none
 * @option_129: text, NULL: none
 */
struct ddt_pool_network {
	struct ddt_named id;
	uint32_t subnet;
	unsigned int prefix;
	uint32_t router;
	uint32_t first;
	uint32_t last;
	struct ddt_pool_addrs dns;
	const char *domain;
	unsigned int lease;
	const struct ddt_pool_server *dhcp_server;
	bool proxy;
	const struct ddt_pool_server *boot_server;
	const struct ddt_loader *loader;
	struct ddt_pool_refs menu;
	const struct ddt_pool_password *menu_password;
	unsigned int timeout;
	struct ddt_place timed;
	const char *option_128;
	const char *option_129;
};

/**
 * struct ddt_pool_host - a machine
 * @id: its name
 * @mac: of the NIC it boots from
 * @mac_place: where that stands
 * @addr: its address
 * @addr_place: where that stands
 * @network: to which the address belongs
 * @profile: what it boots
 * @fallback: what it boots when that cannot be loaded, NULL: nothing
 * @loader: its boot loader
 * @nic: PCI id or driver of the NIC, NULL: not known
 */
struct ddt_pool_host {
	struct ddt_named id;
	uint8_t mac[6];
	struct ddt_place mac_place;
	uint32_t addr;
	struct ddt_place addr_place;
	const struct ddt_pool_network *network;
	const struct ddt_pool_profile *profile;
	const struct ddt_pool_profile *fallback;
	const struct ddt_loader *loader;
	const char *nic;
};

/**
 * struct ddt_pool - a pool.conf
 * @path: its name, for messages
 * @kinds: what it can name
 * @hash: of its text; tells whether it changed, nothing more
 * @doc: the text, parsed; names and values point into it
 * @loaded: @doc is there
 * @passwords: passwords
 * @npasswords: how many
 * @servers: boot servers
 * @nservers: how many
 * @profiles: profiles
 * @nprofiles: how many
 * @networks: networks
 * @nnetworks: how many
 * @exports: directories exported over NFS
 * @nexports: how many
 * @hosts: hosts, in the order of the file
 * @nhosts: how many
 * @by_name: the hosts, sorted
 */
struct ddt_pool {
	const char *path;
	const struct ddt_pool_kinds *kinds;
	uint64_t hash;
	yaml_document_t doc;
	bool loaded;
	struct ddt_pool_password *passwords;
	unsigned int npasswords;
	struct ddt_pool_server *servers;
	unsigned int nservers;
	struct ddt_pool_profile *profiles;
	unsigned int nprofiles;
	struct ddt_pool_network *networks;
	unsigned int nnetworks;
	struct ddt_pool_export *exports;
	unsigned int nexports;
	struct ddt_pool_host *hosts;
	unsigned int nhosts;
	struct ddt_pool_host **by_name;
};

int ddt_pool_read(struct ddt_pool *pool, const char *path,
		  const struct ddt_pool_kinds *kinds);
int ddt_pool_parse(struct ddt_pool *pool, const char *path,
		   const struct ddt_pool_kinds *kinds, const char *text,
		   size_t len);
void ddt_pool_free(struct ddt_pool *pool);

/* find.c */
const struct ddt_pool_host *ddt_find_host(const struct ddt_pool *pool,
					  const char *name);
const struct ddt_pool_profile *ddt_find_profile(const struct ddt_pool *pool,
						const char *name);
const struct ddt_pool_server *ddt_find_server(const struct ddt_pool *pool,
					      const char *name);

/* net.c */
uint32_t ddt_net_mask(unsigned int prefix);
bool ddt_net_inside(const struct ddt_pool_network *net, uint32_t addr);
uint32_t ddt_net_server_addr(const struct ddt_pool_server *server,
			     const struct ddt_pool_network *net);
bool ddt_net_exported(const struct ddt_pool *pool,
		      const struct ddt_pool_export *export,
		      const struct ddt_pool_network *net);
const struct ddt_pool_profile *ddt_net_menu(const struct ddt_pool *pool,
					    const struct ddt_pool_network *net,
					    unsigned int i);

/* text.c, value.c */
const char *ddt_text_form(enum ddt_form form);
const char *ddt_text_ip(uint32_t addr, char text[INET_ADDRSTRLEN]);
const char *ddt_text_mac(const uint8_t mac[6], char separator,
			 char text[DDT_MAC_TEXT]);
const char *ddt_text_hex(const char *text, char separator,
			 char hex[DDT_POOL_HEX]);
bool ddt_value_squashed(const char *text);

#endif /* _DDT_POOL_H */
