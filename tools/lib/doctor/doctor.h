/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a machine, collected first, and judged afterwards by functions
 * that look at nothing else; or of one by what it wrote to its console.
 */
#ifndef _DDT_DOCTOR_H
#define _DDT_DOCTOR_H

#include <linux/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/findings.h"
#include "netdev/deaf.h"
#include "netdev/nics.h"
#include "netdev/probe.h"
#include "root/root.h"

#define DDT_HEALTH_LINKS	256
#define DDT_HEALTH_ADDRS	256
#define DDT_HEALTH_ROUTES	256
#define DDT_HEALTH_CLIENTS	16
#define DDT_HEALTH_CLAIMS	64
#define DDT_HEALTH_NM		16
#define DDT_HEALTH_PATHS	12
#define DDT_HEALTH_DEAF		DDT_DEAF_MAX
#define DDT_FOREVER		UINT32_MAX

/**
 * struct ddt_hlink - a network interface
 * @name: its name
 * @index: its index
 * @master: what it is a port or a member of, "" for nothing
 * @bridge: it is a bridge
 * @up: it is up
 * @inner: it leads to a domain or a program of this machine
 * @mac: link layer address in words
 * @mac_set: the address was set, and does not follow the bridge's ports
 * @stp: bridge: spanning tree is on
 * @delay: bridge: forward delay in 1/100 s
 * @rx_packets: packets received
 * @rp_filter: its own setting, -1: not known
 * @accept_ra: IPv6: takes router advertisements
 * @networkd: systemd-networkd manages it
 * @networkd_says: networkd itself says so, or not
 * @networkd_file: a .network file is for it
 * @networkd_off: and tells networkd to leave it alone
 * @nm_off: udev tells NetworkManager not to manage it
 * @ifupdown: /etc/network/interfaces knows it
 * @type: as NetworkManager calls it
 * @driver: driver, ""
 */
struct ddt_hlink {
	char name[IFNAMSIZ];
	unsigned int index;
	char master[IFNAMSIZ];
	bool bridge;
	bool up;
	bool inner;
	char mac[24];
	bool mac_set;
	bool stp;
	unsigned int delay;
	uint64_t rx_packets;
	int rp_filter;
	bool accept_ra;
	bool networkd;
	bool networkd_says;
	bool networkd_file;
	bool networkd_off;
	bool nm_off;
	bool ifupdown;
	const char *type;
	char driver[32];
};

/**
 * struct ddt_haddr - an address
 * @dev: interface
 * @family: AF_INET or AF_INET6
 * @text: address/length
 * @local: link-local
 * @valid: seconds it is valid for, DDT_FOREVER
 */
struct ddt_haddr {
	char dev[IFNAMSIZ];
	int family;
	char text[56];
	bool local;
	uint32_t valid;
};

/**
 * struct ddt_hroute - a route through one interface; those which the kernel
 *	makes of an address are left out
 * @dev: interface
 * @family: AF_INET or AF_INET6
 * @text: as ip-route(8) takes it, without the interface
 */
struct ddt_hroute {
	char dev[IFNAMSIZ];
	int family;
	char text[192];
};

/**
 * struct ddt_hnic - a NIC on PCI, and its interrupt line
 * @nic: NIC
 * @ioapic: its line is the I/O APIC's
 * @interrupts: that it has raised
 */
struct ddt_hnic {
	struct ddt_nic nic;
	bool ioapic;
	uint64_t interrupts;
};

/**
 * struct ddt_hclient - a DHCP client that runs
 * @name: its program
 * @args: its command line, words divided by blanks
 */
struct ddt_hclient {
	char name[16];
	char args[256];
};

/**
 * struct ddt_hclaim - that a program's configuration names an interface
 * @by: the program
 * @dev: interface
 * @master: bridge or bond that it is made a member of, "": none
 * @how: otherwise: dhcp, static, ...
 * @file: where it is
 * @asked: only when somebody calls the program for it
 * @odd: written so that no simple command can mend it
 */
struct ddt_hclaim {
	const char *by;
	char dev[IFNAMSIZ];
	char master[IFNAMSIZ];
	char how[32];
	char file[192];
	bool asked;
	bool odd;
};

/**
 * struct ddt_hnm - a section [device] of NetworkManager
 * @name: of the section
 * @match: devices that it is for
 * @managed: whether they are managed, -1: it does not say
 */
struct ddt_hnm {
	char name[64];
	char match[256];
	int managed;
};

/**
 * struct ddt_hpath - a directory that programs write into, and cannot
 * @path: it
 * @nowhere: it is a link that leads nowhere; otherwise it is read-only
 */
struct ddt_hpath {
	const char *path;
	bool nowhere;
};

/**
 * struct ddt_hcut - that the root dies with a move, or has died with it
 * @dev: the device that it insists on
 * @port: which is a port of a bridge already
 * @back: it is the way back that it dies with
 * @cut: the reason
 */
struct ddt_hcut {
	char dev[IFNAMSIZ];
	bool port;
	bool back;
	struct ddt_path_cut cut;
};

/**
 * struct ddt_hdeaf - who hears nothing from a port
 * @dev: the device, a port or what will be one
 * @bridge: its bridge, "": it is no port yet
 * @deaf: who
 */
struct ddt_hdeaf {
	char dev[IFNAMSIZ];
	char bridge[IFNAMSIZ];
	struct ddt_deaf deaf;
};

/**
 * struct ddt_health - all of it
 * @dir: prefix of every file, "" for this machine
 * @nfs: the root is on NFS
 * @network: it is on the network, by NFS or otherwise
 * @root_dev: interface through which the root's server is routed, or ""
 * @root_kind: its kind, as rtnetlink calls it, ""
 * @root_server: its address
 * @root_why: how that was found; "" for a copy
 * @form: its form, if it is one that many share
 * @newer: image that the next boot uses, "": the same
 * @root_unknown: the root may be on a server that cannot be told
 * @root_local: the server's address is a link-local one
 * @cmdline: of the kernel
 * @links: interfaces
 * @nlinks: how many
 * @addrs: addresses
 * @naddrs: how many
 * @routes: routes
 * @nroutes: how many
 * @nics: NICs on PCI
 * @nnics: how many
 * @clients: DHCP clients
 * @nclients: how many
 * @claims: interfaces in configurations
 * @nclaims: how many
 * @paths: that cannot be written
 * @npaths: how many
 * @cuts: what the root is bound to
 * @ncuts: how many
 * @deaf: who hears nothing
 * @ndeaf: how many
 * @rp_filter_all: conf/all/rp_filter, -1: not known
 * @nf_call: br_netfilter hands bridged packets to iptables, ip6tables,
 *	arptables
 * @nm: NetworkManager runs
 * @nm_unmanaged: its list of devices to leave alone
 * @nm_devices: its sections [device]
 * @nnm: how many
 * @nm_ifupdown: it leaves alone what /etc/network/interfaces knows
 * @connman: ConnMan's command line; "": it does not run
 * @wicked: wickedd runs
 * @containers: Docker or Kubernetes run, and need br_netfilter
 * @d3: the module ddom_d3 is loaded
 * @avoid_d3: via-rhine was told so
 * @dom0: runs as the privileged domain of Xen
 * @rules_needed: its toolstack has udev start the hotplug scripts
 * @rules: udev has rules for that
 * @vif_script: the script that puts vifs into a bridge is there
 * @xl_script: the script is another one than vif-bridge
 * @xl_bridge: where xl puts vifs whose configuration names no bridge, "":
 *	there is no xl
 */
struct ddt_health {
	const char *dir;
	bool nfs;
	bool network;
	char root_dev[IFNAMSIZ];
	char root_kind[IFNAMSIZ];
	char root_server[DDT_PROBE_TEXT];
	char root_why[DDT_ROOT_TEXT];
	struct ddt_root_form form;
	char newer[256];
	bool root_unknown;
	bool root_local;
	char cmdline[2048];
	struct ddt_hlink links[DDT_HEALTH_LINKS];
	unsigned int nlinks;
	struct ddt_haddr addrs[DDT_HEALTH_ADDRS];
	unsigned int naddrs;
	struct ddt_hroute routes[DDT_HEALTH_ROUTES];
	unsigned int nroutes;
	struct ddt_hnic nics[DDT_NICS_MAX];
	unsigned int nnics;
	struct ddt_hclient clients[DDT_HEALTH_CLIENTS];
	unsigned int nclients;
	struct ddt_hclaim claims[DDT_HEALTH_CLAIMS];
	unsigned int nclaims;
	struct ddt_hpath paths[DDT_HEALTH_PATHS];
	unsigned int npaths;
	struct ddt_hcut cuts[DDT_ROOT_PATHS];
	unsigned int ncuts;
	struct ddt_hdeaf deaf[DDT_HEALTH_DEAF];
	unsigned int ndeaf;
	int rp_filter_all;
	bool nf_call[3];
	bool nm;
	char nm_unmanaged[1024];
	struct ddt_hnm nm_devices[DDT_HEALTH_NM];
	unsigned int nnm;
	bool nm_ifupdown;
	char connman[256];
	bool wicked;
	bool containers;
	bool d3;
	bool avoid_d3;
	bool dom0;
	bool rules_needed;
	bool rules;
	bool vif_script;
	bool xl_script;
	char xl_bridge[IFNAMSIZ];
};

void ddt_doctor_read_links(struct ddt_health *h);
void ddt_health_files(struct ddt_health *h);
int ddt_doctor_read_net(struct ddt_health *h);
void ddt_doctor_read_nics(struct ddt_health *h);
void ddt_health_copy(struct ddt_health *h);

bool ddt_health_local(const struct ddt_health *h);

void ddt_doctor_judge(const struct ddt_health *h, struct ddt_findings *f);
int ddt_doctor_log(FILE *file, struct ddt_health *h, struct ddt_findings *f);

#endif /* _DDT_DOCTOR_H */
