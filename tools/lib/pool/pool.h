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
#define DDT_POOL_DISKS_MAX	8
#define DDT_POOL_WINDOWS_MAX	14
#define DDT_POOL_VLANS_MAX	64		/* sections of a bridge.conf */
#define DDT_MAC_TEXT		18		/* with the final NUL */
#define DDT_POOL_OPTION	255		/* bytes of a DHCP option, RFC 2132 */
#define DDT_POOL_HEX	(3 * DDT_POOL_OPTION + 1)

#define DDT_DOMU_NAME		64		/* a label of RFC 1035 */
#define DDT_WEEK		(7 * 24 * 60)	/* minutes */

/* of targets; boot/block-ddom has dom0s' */
#define DDT_IQN_DISK		"iqn.2026-12.invalid.ddom.disk:"

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
 * struct ddt_pool_manager - how domUs are managed
 * @here: by this server
 * @idle: of a domU, until it is removed, seconds
 * @dom0_idle: of a dom0, until it is given back, seconds
 * @boot_timeout: of a host that becomes a dom0, seconds
 */
struct ddt_pool_manager {
	bool here;
	unsigned int idle;
	unsigned int dom0_idle;
	unsigned int boot_timeout;
};

/**
 * struct ddt_pool_server - a boot server
 * @id: its name
 * @addrs: its addresses, one a network
 * @tftp_root: directory that its TFTP server serves
 * @dhcp: bits: DHCP servers that are written for, as the pool's kinds count
 * @manager: what it manages
 */
struct ddt_pool_server {
	struct ddt_named id;
	struct ddt_pool_addrs addrs;
	const char *tftp_root;
	unsigned int dhcp;
	struct ddt_pool_manager manager;
};

/**
 * struct ddt_pool_window - hours of some days
 * @days: bits, Monday is bit 0
 * @from: minute of the day
 * @to: minute of the day up to which it lasts; of the next one if not later
 */
struct ddt_pool_window {
	uint8_t days;
	uint16_t from;
	uint16_t to;
};

/**
 * struct ddt_pool_windows - when a host may be taken
 * @n: how many windows, 0: at any time
 * @window: they
 */
struct ddt_pool_windows {
	unsigned int n;
	struct ddt_pool_window window[DDT_POOL_WINDOWS_MAX];
};

/**
 * struct ddt_pool_take - how hosts are taken as dom0s
 * @take: they may be
 * @said: where that stands, line 0: nowhere
 * @profile: what they boot then, NULL: they are not taken
 * @cpus: of the machine
 * @memory: of the machine, MiB
 * @dom0_memory: of it kept for dom0, MiB
 * @weight: who has less is taken first
 */
struct ddt_pool_take {
	bool take;
	struct ddt_place said;
	const struct ddt_pool_profile *profile;
	unsigned int cpus;
	unsigned int memory;
	unsigned int dom0_memory;
	unsigned int weight;
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
 * @vlan: its number at the ports of other networks' dom0s, 0: none
 * @vlan_place: where that stands
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
 * @take: how its hosts are taken as dom0s
 * @windows: and when
 */
struct ddt_pool_network {
	struct ddt_named id;
	uint32_t subnet;
	unsigned int prefix;
	unsigned int vlan;
	struct ddt_place vlan_place;
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
	struct ddt_pool_take take;
	struct ddt_pool_windows windows;
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
 * @take: how it is taken as a dom0, with what its network says
 * @windows: and when
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
	struct ddt_pool_take take;
	struct ddt_pool_windows windows;
};

/**
 * enum ddt_protocol - how a disk is served; in the order of the words
 * @DDT_ISCSI: as LUN 1 of a target of its own, by tgt
 * @DDT_AOE: as a shelf and slot, by vblade
 * @DDT_NBD: as an export, by nbd-server
 * @DDT_PROTOCOLS: how many there are
 */
enum ddt_protocol {
	DDT_ISCSI,
	DDT_AOE,
	DDT_NBD,
	DDT_PROTOCOLS
};

/**
 * struct ddt_pool_disk - a disk of domUs that a server serves to dom0s
 * @id: its name
 * @server: who serves it
 * @protocol: enum ddt_protocol
 * @path: file or device there
 * @writable: a domU writes to it
 * @shelf: SHELF.SLOT of AoE
 * @nic: of the server, for AoE
 * @secret: file there, and on dom0s, with what CHAP wants; NULL: none
 */
struct ddt_pool_disk {
	struct ddt_named id;
	const struct ddt_pool_server *server;
	unsigned int protocol;
	const char *path;
	bool writable;
	const char *shelf;
	const char *nic;
	const char *secret;
};

/**
 * enum ddt_writable - what a domU may do to its disks; in the order of the words
 * @DDT_WRITABLE_NO: read them
 * @DDT_WRITABLE_COPY: it has copies, which go with it
 * @DDT_WRITABLE_KEPT: it has copies, which stay
 * @DDT_WRITABLE_OVERLAY: it has what it wrote, which goes with it
 */
enum ddt_writable {
	DDT_WRITABLE_NO,
	DDT_WRITABLE_COPY,
	DDT_WRITABLE_KEPT,
	DDT_WRITABLE_OVERLAY,
};

/**
 * enum ddt_evict - what becomes of a domU whose host is wanted back; in the
 *	order of the words
 * @DDT_EVICT_REQUEUE: after its grace it goes, its jobs are requeued
 * @DDT_EVICT_MIGRATE: it moves to another host
 * @DDT_EVICT_WAIT: it stays until its jobs end
 */
enum ddt_evict {
	DDT_EVICT_REQUEUE,
	DDT_EVICT_MIGRATE,
	DDT_EVICT_WAIT,
};

/**
 * struct ddt_pool_disks - disks of a domU
 * @n: how many
 * @path: files of images, devices, or names of what is served
 * @served: what is served, else NULL
 */
struct ddt_pool_disks {
	unsigned int n;
	const char *path[DDT_POOL_DISKS_MAX];
	const struct ddt_pool_disk *served[DDT_POOL_DISKS_MAX];
};

/**
 * struct ddt_domu_kind - domUs of one kind: NAME-1 to NAME-COUNT
 * @id: its name
 * @count: how many there are at most
 * @vcpus: of each
 * @memory: of each, MiB
 * @type: index into pv, pvh
 * @kernel: file, NULL: @bootloader finds it
 * @initrd: file, NULL: none
 * @options: kernel command line, NULL: none
 * @bootloader: program of dom0, NULL: none
 * @disks: its disks
 * @writable: enum ddt_writable
 * @copies: where copies of the disks are made, NULL: beside them
 * @bridge: of dom0, to which they are connected
 * @first: address of the first
 * @last: up to which there are
 * @range_place: where that stands
 * @network: to which the addresses belong
 * @evict: enum ddt_evict
 * @grace: until the owner of the host has it, seconds
 * @boot_timeout: until slurmd answers, seconds
 * @limit: life of a domU, seconds, 0: none
 */
struct ddt_domu_kind {
	struct ddt_named id;
	unsigned int count;
	unsigned int vcpus;
	unsigned int memory;
	unsigned int type;
	const char *kernel;
	const char *initrd;
	const char *options;
	const char *bootloader;
	struct ddt_pool_disks disks;
	unsigned int writable;
	const char *copies;
	const char *bridge;
	uint32_t first;
	uint32_t last;
	struct ddt_place range_place;
	const struct ddt_pool_network *network;
	unsigned int evict;
	unsigned int grace;
	unsigned int boot_timeout;
	unsigned int limit;
};

/**
 * struct ddt_domu - one domU
 * @kind: what it is
 * @number: counted from 1
 * @name: its name
 * @addr: its address
 * @mac: of its NIC, made of the address
 */
struct ddt_domu {
	const struct ddt_domu_kind *kind;
	unsigned int number;
	char name[DDT_DOMU_NAME];
	uint32_t addr;
	uint8_t mac[6];
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
 * @disks: disks that are served
 * @ndisks: how many
 * @domu_kinds: kinds of domUs
 * @ndomu_kinds: how many
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
	struct ddt_pool_disk *disks;
	unsigned int ndisks;
	struct ddt_domu_kind *domu_kinds;
	unsigned int ndomu_kinds;
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
const struct ddt_domu_kind *ddt_find_kind(const struct ddt_pool *pool,
					  const char *name);
const struct ddt_pool_server *ddt_find_manager(const struct ddt_pool *pool);

/* domu.c */
void ddt_domu_get(const struct ddt_domu_kind *kind, unsigned int number,
		  struct ddt_domu *domu);
int ddt_domu_find(const struct ddt_pool *pool, const char *name,
		  struct ddt_domu *domu);
bool ddt_domu_file(const struct ddt_domu_kind *kind, unsigned int i);
bool ddt_domu_serves(const struct ddt_pool *pool,
		     const struct ddt_pool_disk *disk,
		     const struct ddt_pool_host *host);
bool ddt_domu_fits(const struct ddt_domu_kind *kind,
		   const struct ddt_pool_host *host);

/* window.c */
void ddt_window_week(const struct ddt_pool_windows *w, bool open[DDT_WEEK]);
unsigned int ddt_window_next(const bool open[DDT_WEEK], unsigned int from,
			     unsigned int *begin);

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
