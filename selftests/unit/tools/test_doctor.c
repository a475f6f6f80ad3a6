// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool doctor's judgements: on a machine that is well, and on it with one
 * thing changed at a time, some of which are no fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "doctor/doctor.h"

static struct ddt_health h;
static struct ddt_findings found;

/* What the healthy machine has, by name. */
static struct ddt_hlink *eth0, *xenbr0, *vif, *eth1, *inner0;
static struct ddt_hnic *nic;

/**
 * add_link() - an interface
 * @name: its name
 * @master: its master
 * @mac: its address
 *
 * Return: it, up, nothing else.
 */
static struct ddt_hlink *add_link(const char *name, const char *master,
				  const char *mac)
{
	struct ddt_hlink *l = &h.links[h.nlinks++];

	strcpy(l->name, name);
	strcpy(l->master, master);
	strcpy(l->mac, mac);
	l->index = h.nlinks + 1;
	l->up = true;
	l->rx_packets = 1000;
	return l;
}

/* An address. */
static void add_addr(const char *dev, const char *text, bool local,
		     uint32_t valid)
{
	struct ddt_haddr *a = &h.addrs[h.naddrs++];

	strcpy(a->dev, dev);
	strcpy(a->text, text);
	a->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	a->local = local;
	a->valid = valid;
}

/* A route. */
static void add_route(const char *dev, const char *text)
{
	struct ddt_hroute *r = &h.routes[h.nroutes++];

	strcpy(r->dev, dev);
	strcpy(r->text, text);
	r->family = strchr(text, ':') ? AF_INET6 : AF_INET;
}

/* What ifupdown would configure. */
static void add_stanza(const char *dev, const char *method)
{
	struct ddt_hclaim *c = &h.claims[h.nclaims++];

	c->by = "ifupdown";
	strcpy(c->dev, dev);
	strcpy(c->how, method);
	strcpy(c->file, "/etc/network/interfaces");
}

/* A DHCP client. */
static void add_client(const char *args)
{
	struct ddt_hclient *c = &h.clients[h.nclients++];

	strcpy(c->name, "dhclient");
	strcpy(c->args, args);
}

/**
 * healthy() - a dom0 whose root comes through a bridge made by ddtool
 */
static void healthy(void)
{
	memset(&h, 0, sizeof(h));
	ddt_findings_free(&found);
	h.dir = "";
	h.nfs = true;
	h.network = true;
	strcpy(h.root_dev, "xenbr0");
	strcpy(h.cmdline, "root=/dev/nfs ip=dhcp");
	eth0 = add_link("eth0", "xenbr0", "52:54:00:00:00:02");
	xenbr0 = add_link("xenbr0", "", "52:54:00:00:00:02");
	xenbr0->bridge = xenbr0->mac_set = true;
	vif = add_link("vif1.0", "xenbr0", "fe:ff:ff:ff:ff:ff");
	vif->inner = true;
	eth1 = add_link("eth1", "", "52:54:00:00:00:03");
	/* a bridge that leads nowhere, as virtualisation makes them */
	inner0 = add_link("inner0", "", "52:54:00:00:00:09");
	inner0->bridge = inner0->stp = true;
	inner0->delay = 1500;
	add_link("tap0", "inner0", "52:54:00:00:00:0a")->inner = true;
	add_addr("xenbr0", "10.0.0.2/24", false, DDT_FOREVER);
	add_addr("eth0", "fe80::2/64", true, DDT_FOREVER);
	add_addr("eth1", "10.1.0.2/24", false, DDT_FOREVER);
	add_route("xenbr0", "default via 10.0.0.1");
	add_route("eth1", "10.2.0.0/16 via 10.1.0.1");
	nic = &h.nics[h.nnics++];
	strcpy(nic->nic.address, "0000:00:03.0");
	strcpy(nic->nic.netdev, "eth0");
	nic->nic.vendor = 0x8086;
	nic->nic.device = 0x10d3;
	nic->interrupts = 1000;
	nic->ioapic = true;
	h.dom0 = h.rules = h.vif_script = true;
	strcpy(h.xl_bridge, "xenbr0");
}

/* The NIC is a VIA Rhine that ddom_d3 wakes. */
static void rhine(void)
{
	nic->nic.vendor = 0x1106;
	nic->nic.device = 0x3065;
	strcpy(nic->nic.policy, "auto");
	strcpy(nic->nic.match, "wake: table");
}

/* One change each. */
static void c_none(void) { }
static void c_addr_port(void)
{
	add_addr("eth0", "10.0.0.3/24", false, DDT_FOREVER);
}
static void c_addr_both(void)
{
	add_addr("eth0", "10.0.0.2/24", false, DDT_FOREVER);
}
static void c_addr_local(void)
{
	add_addr("eth0", "fe80::3/64", true, DDT_FOREVER);
}
static void c_addr_vif(void)
{
	add_addr("vif1.0", "10.0.0.3/24", false, DDT_FOREVER);
}
static void c_addr_tap(void)
{
	add_addr("tap0", "10.0.0.3/24", false, DDT_FOREVER);
}
static void c_addr_bond(void)
{
	add_link("bond0", "", "52:54:00:00:00:03");
	strcpy(eth1->master, "bond0");
}
static void c_route_port(void)
{
	add_route("eth0", "default via 10.0.0.1 metric 5");
}
static void c_route_port6(void) { add_route("eth0", "fd00::/64 via fd00::1"); }
static void c_route_other(void)
{
	add_route("eth1", "default via 10.1.0.1 metric 5");
}
static void c_route_and_addr(void) { c_addr_port(); c_route_port(); }
static void c_stp(void) { xenbr0->stp = true; xenbr0->delay = 1500; }
static void c_delay(void) { xenbr0->delay = 200; }
static void c_mac(void) { strcpy(xenbr0->mac, "9a:00:00:00:00:01"); }
static void c_mac_follows(void) { xenbr0->mac_set = false; }
static void c_netfilter(void) { h.nf_call[0] = h.nf_call[2] = true; }
static void c_netfilter_alone(void)
{
	c_netfilter();
	eth0->master[0] = '\0';
	strcpy(h.root_dev, "eth0");
}
static void c_rp(void) { xenbr0->rp_filter = 1; }
static void c_rp_all(void) { h.rp_filter_all = 1; }
static void c_rp_loose(void) { h.rp_filter_all = 1; xenbr0->rp_filter = 2; }
static void c_rp_other(void) { eth1->rp_filter = 1; eth0->rp_filter = 1; }
static void c_rp_nic(void)
{
	strcpy(h.root_dev, "eth1");
	eth1->rp_filter = 1;
}
static void c_life(void) { h.addrs[0].valid = 3541; }
static void c_life_client(void) { c_life(); add_client("dhclient -4 xenbr0"); }
static void c_life_client_all(void) { c_life(); add_client("dhclient"); }
static void c_life_elsewhere(void) { c_life(); add_client("dhclient -v eth0"); }
static void c_life_prefix(void)
{
	c_life();
	add_client("dhclient xenbr01");
	add_link("xenbr01", "", "52:54:00:00:00:0b");
}
static void c_life_suffix(void)
{
	c_life();
	add_client("dhclient -lf /run/dhclient.xenbr0.leases myxenbr0 eth1");
}
static void c_life_bridge_not_root(void)
{
	c_life();
	strcpy(h.root_dev, "eth1");
}
static void c_life_ra(void)
{
	add_addr("xenbr0", "fd00::2/64", false, 3000);
	xenbr0->accept_ra = true;
}
static void c_life_dhcp6(void)
{
	add_addr("xenbr0", "fd00::2/128", false, 3000);
}
static void c_life_other(void) { h.addrs[2].valid = 100; }
static void c_networkd(void) { eth0->networkd = true; }
static void c_networkd_other(void) { eth1->networkd = true; }
static void c_networkd_root(void)
{
	eth1->networkd = true;
	strcpy(h.root_dev, "eth1");
}
static void c_nm(void)
{
	h.nm = true;
	strcpy(h.nm_unmanaged, "interface-name:eth0");
}
static void c_nm_told(void)
{
	h.nm = true;
	strcpy(h.nm_unmanaged, "interface-name:eth0;interface-name:xenbr0");
}
static void c_nm_wild(void)
{
	h.nm = true;
	strcpy(h.nm_unmanaged, "interface-name:eth*, interface-name:xenbr0");
}
static void c_nm_all(void)
{
	h.nm = true;
	strcpy(h.nm_unmanaged, "*");
}
static void c_nm_prefix(void)
{
	h.nm = true;
	strcpy(h.nm_unmanaged, "interface-name:eth01;interface-name:xenbr0");
}
static void c_ifupdown(void) { add_stanza("eth0", "dhcp"); }
static void c_ifupdown_asked(void)
{
	c_ifupdown();
	h.claims[0].asked = true;
}
static void c_takes(void)
{
	c_ifupdown();
	strcpy(h.claims[0].master, "br0");
}
static void c_takes_odd(void) { c_takes(); h.claims[0].odd = true; }
static void c_netplan(void) { c_ifupdown(); h.claims[0].by = "netplan"; }
static void c_wicked(void) { c_ifupdown(); h.claims[0].by = "wicked"; }
static void c_ifcfg(void) { c_ifupdown(); h.claims[0].by = "ifcfg"; }
static void c_dhcpcd(void) { c_ifupdown(); h.claims[0].by = "dhcpcd"; }
static void c_connman(void) { c_ifupdown(); h.claims[0].by = "connman"; }
static void c_ifupdown_other(void) { add_stanza("eth1", "dhcp"); }
static void c_asleep(void) { nic->nic.state = 3; }
static void c_asleep_d3(void) { c_asleep(); h.d3 = true; }
static void c_asleep_woken(void)
{
	c_asleep();
	strcpy(nic->nic.policy, "wake");
}
static void c_rhine(void) { rhine(); }
static void c_rhine_left(void) { rhine(); nic->nic.policy[0] = '\0'; }
static void c_rhine_avoid(void) { c_rhine_left(); h.avoid_d3 = true; }
static void c_rhine_deaf(void) { rhine(); eth0->rx_packets = 0; }
static void c_rhine_no_irq(void) { rhine(); nic->interrupts = 0; }
static void c_rhine_down(void) { c_rhine_deaf(); eth0->up = false; }
static void c_rhine_pic(void) { c_rhine_deaf(); nic->ioapic = false; }
static void c_deaf_other(void) { eth0->rx_packets = 0; }
static void c_3com(void) { nic->nic.vendor = 0x10b7; nic->nic.device = 0x9055; }
static void c_3com_new(void)
{
	nic->nic.vendor = 0x10b7;
	nic->nic.device = 0x9200;
}
static void c_rules(void) { h.rules = false; h.rules_needed = true; }
static void c_rules_unneeded(void) { h.rules = false; }
static void c_rules_there(void) { h.rules_needed = true; }
static void c_rules_domu(void) { c_rules(); h.dom0 = h.vif_script = false; }
static void c_vif(void) { h.vif_script = false; }
static void c_xl(void) { strcpy(h.xl_bridge, "br0"); }
static void c_xl_domu(void) { c_xl(); h.dom0 = false; }
static void c_xl_none(void) { h.xl_bridge[0] = '\0'; }
static void c_xl_no_bridge(void) { strcpy(h.xl_bridge, "eth1"); }
static void c_xl_other(void) { strcpy(h.xl_bridge, "inner0"); }
static void c_root_unknown(void)
{
	h.nfs = false;
	h.network = false;
	h.root_dev[0] = '\0';
	h.root_unknown = true;
	strcpy(h.root_why, "/ is 9p; name the port");
}
static void c_root_local(void)
{
	h.root_local = true;
	strcpy(h.root_server, "[fe80::1%xenbr0]:2049");
}
static void has_form(uint64_t used, uint64_t bound)
{
	h.form.kind = "overlay";
	strcpy(h.form.memory, "/run/ddom/tmpfs");
	h.form.used = used << 20;
	h.form.bound = bound << 20;
}

static void c_memory(void)
{
	has_form(79, 100);
}

static void c_memory_near(void)
{
	has_form(81, 100);
}

static void c_memory_full(void)
{
	has_form(100, 100);
	h.form.full = true;
}

static void c_memory_files(void)
{
	has_form(1, 100);
	h.form.files_full = true;
}

static void c_image(void)
{
	has_form(1, 100);
	strcpy(h.form.image, "/dom0.img-1");
	strcpy(h.newer, "dom0.img-2");
}

static void c_ovs_port(void)
{
	strcpy(h.root_dev, "eth1");
	strcpy(eth1->master, "ovs-system");
}
static void c_ovs_root(void)
{
	strcpy(h.root_dev, "eth1");
	strcpy(h.root_kind, "openvswitch");
}
static struct ddt_hcut *cut(const char *dev)
{
	struct ddt_hcut *c = &h.cuts[h.ncuts++];

	strcpy(c->dev, dev);
	c->cut.id = "root-bound";
	strcpy(c->cut.what, "iSCSI session1 of the root is bound to it");
	strcpy(c->cut.advice, "log in without");
	return c;
}
static void c_cut(void) { cut("eth0"); }
static void c_cut_port(void) { cut("eth0")->port = true; }
static void c_cut_back(void) { cut("xenbr0")->back = true; }
static void c_cut_command(void)
{
	struct ddt_hcut *c = cut("eth0");

	c->cut.id = "aoe-iflist";
	strcpy(c->cut.command, "printf 'eth0 xenbr0' >x");
}
static struct ddt_hdeaf *deaf(const char *bridge)
{
	struct ddt_hdeaf *d = &h.deaf[h.ndeaf++];

	strcpy(d->dev, "eth0");
	strcpy(d->bridge, bridge);
	strcpy(d->deaf.owner, "udhcpc");
	d->deaf.pid = 7;
	strcpy(d->deaf.what, "protocol 0800");
	return d;
}
static void c_deaf(void) { deaf("xenbr0"); }
static void c_deaf_later(void) { deaf(""); }
static void c_deaf_group(void)
{
	struct ddt_deaf *d = &deaf("xenbr0")->deaf;

	memset(d, 0, sizeof(*d));
	d->group = true;
	strcpy(d->what, "multicast group 224.0.0.251");
}
static void c_xl_script(void) { c_xl(); h.xl_script = true; }
static void c_xl_disk(void) { c_xl(); h.nfs = h.network = false; h.root_dev[0] = '\0'; }
static void c_disk(void)
{
	/* nothing of this loses a root that is not on the network */
	c_stp();
	c_mac();
	c_netfilter();
	c_nm();
	c_ifupdown();
	c_life();
	c_rp_all();
	h.nfs = false;
	h.network = false;
	h.root_dev[0] = '\0';
}
static void c_disk_port(void) { c_disk(); c_addr_port(); }
static void c_docker(void) { c_netfilter(); h.containers = true; }
static void c_ro(void) { h.paths[h.npaths++].path = "/var/log"; }
static void c_nowhere(void) { c_ro(); h.paths[0].nowhere = true; }

/**
 * struct change - a change and what is to be found
 * @name: for messages
 * @fn: makes it
 * @ids: findings in their order, one blank between them
 * @what: is in the first's text, NULL: whatever
 * @mend: is the last one's command, NULL: whatever
 */
struct change {
	const char *name;
	void (*fn)(void);
	const char *ids;
	const char *what;
	const char *mend;
};

#define C(name) #name, name

static const struct change changes[] = {
	{ C(c_none), "", NULL, NULL },
	{ C(c_addr_port), "port-address", "eth0: 10.0.0.3/24",
	  "ip link set eth0 nomaster && ddtool bridge-attach eth0 xenbr0" },
	{ C(c_addr_both), "port-address", "eth0: 10.0.0.2/24",
	  "ip addr del 10.0.0.2/24 dev eth0" },
	{ C(c_addr_local), "", NULL, NULL },
	{ C(c_addr_vif), "", NULL, NULL },
	{ C(c_addr_tap), "", NULL, NULL },
	{ C(c_addr_bond), "", NULL, NULL },
	{ C(c_route_port), "port-route", "\"default via 10.0.0.1 metric 5\"",
	  "ip route replace default via 10.0.0.1 metric 5 dev xenbr0" },
	{ C(c_route_port6), "port-route", NULL,
	  "ip -6 route replace fd00::/64 via fd00::1 dev xenbr0" },
	{ C(c_route_other), "", NULL, NULL },
	{ C(c_route_and_addr), "port-address port-route", NULL,
	  "ip link set eth0 nomaster && ddtool bridge-attach eth0 xenbr0" },
	{ C(c_stp), "bridge-stp", "xenbr0: spanning tree is on, forward delay 15.00 s",
	  "ip link set xenbr0 type bridge stp_state 0 && ip link set xenbr0 type bridge forward_delay 0" },
	{ C(c_delay), "bridge-forward-delay", "2.00 s",
	  "ip link set xenbr0 type bridge forward_delay 0" },
	{ C(c_mac), "bridge-mac", "is 9a:00:00:00:00:01, that of its port eth0 is 52:54:00:00:00:02",
	  "sysctl -qw net.ipv4.conf.xenbr0.arp_notify=1 && ip link set xenbr0 address 52:54:00:00:00:02" },
	{ C(c_mac_follows), "bridge-mac-follows", NULL,
	  "ip link set xenbr0 address 52:54:00:00:00:02" },
	{ C(c_netfilter), "br-netfilter", "iptables, arptables",
	  "sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-arptables=0" },
	{ C(c_netfilter_alone), "", NULL, NULL },
	{ C(c_rp), "rp-filter", "xenbr0:", "sysctl -qw net.ipv4.conf.xenbr0.rp_filter=2" },
	{ C(c_rp_all), "rp-filter", "xenbr0:", NULL },
	{ C(c_rp_loose), "", NULL, NULL },
	{ C(c_rp_other), "", NULL, NULL },
	{ C(c_rp_nic), "rp-filter", "eth1:", NULL },
	{ C(c_life), "address-lifetime", "10.0.0.2/24 runs out in 3541 s",
	  "ip addr change 10.0.0.2/24 dev xenbr0 valid_lft forever preferred_lft forever" },
	{ C(c_life_client), "", NULL, NULL },
	{ C(c_life_client_all), "", NULL, NULL },
	{ C(c_life_elsewhere), "address-lifetime", "one works on eth0", NULL },
	{ C(c_life_prefix), "address-lifetime", "one works on xenbr01", NULL },
	{ C(c_life_suffix), "address-lifetime", "one works on eth1", NULL },
	{ C(c_life_bridge_not_root), "address-lifetime", NULL, NULL },
	{ C(c_life_ra), "", NULL, NULL },
	{ C(c_life_dhcp6), "address-lifetime", "fd00::2/128", NULL },
	{ C(c_life_other), "", NULL, NULL },
	{ C(c_networkd), "networkd", "eth0:",
	  "ddom-dropins eth0 xenbr0 && networkctl reload" },
	{ C(c_networkd_other), "", NULL, NULL },
	{ C(c_networkd_root), "networkd", "eth1:",
	  "ddom-dropins eth1 xenbr0 && networkctl reload" },
	{ C(c_nm), "networkmanager", "xenbr0:",
	  "ddom-dropins eth0 xenbr0 && nmcli general reload conf" },
	{ C(c_nm_told), "", NULL, NULL },
	{ C(c_nm_wild), "", NULL, NULL },
	{ C(c_nm_all), "", NULL, NULL },
	{ C(c_nm_prefix), "networkmanager", "eth0:", NULL },
	{ C(c_ifupdown), "ifupdown", "eth0: ifupdown configures it (dhcp)",
	  "sed -i -E 's/^([ \\t]*iface[ \\t]+eth0[ \\t]+inet6?[ \\t]+).*/\\1manual/' /etc/network/interfaces" },
	{ C(c_ifupdown_asked), "ifupdown", NULL, NULL },
	{ C(c_takes), "ifupdown", "eth0: ifupdown makes it a member of br0",
	  "sed -i -E 's/^([ \\t]*(bridge[_-]ports|bond[_-]slaves|slaves)[ \\t]+).*/\\1none/' /etc/network/interfaces" },
	{ C(c_takes_odd), "ifupdown", NULL, "" },
	{ C(c_netplan), "netplan", NULL, "ddom-dropins eth0 xenbr0" },
	{ C(c_wicked), "wicked", NULL,
	  "sed -i 's/^STARTMODE=.*/STARTMODE=off/' /etc/network/interfaces" },
	{ C(c_ifcfg), "ifcfg", NULL, NULL },
	{ C(c_dhcpcd), "dhcpcd", NULL, NULL },
	{ C(c_connman), "connman", NULL, "" },
	{ C(c_ifupdown_other), "", NULL, NULL },
	{ C(c_asleep), "nic-asleep", "eth0: is in D3", "modprobe ddom_d3 ids=8086:10d3" },
	{ C(c_asleep_d3), "nic-asleep", NULL, "ddtool d3 set 0000:00:03.0 wake" },
	{ C(c_asleep_woken), "", NULL, NULL },
	{ C(c_rhine), "", NULL, NULL },
	{ C(c_rhine_left), "nic-d3", "VIA Rhine", "modprobe ddom_d3 ids=1106:3065" },
	{ C(c_rhine_avoid), "", NULL, NULL },
	{ C(c_rhine_deaf), "apic-rhine", "nothing was received", "" },
	{ C(c_rhine_no_irq), "apic-rhine", "no interrupt came", "" },
	{ C(c_rhine_down), "", NULL, NULL },
	{ C(c_rhine_pic), "", NULL, NULL },
	{ C(c_deaf_other), "", NULL, NULL },
	{ C(c_3com), "pxegrub-3com", NULL, "" },
	{ C(c_3com_new), "", NULL, NULL },
	{ C(c_rules), "xen-backend-rules", NULL,
	  "cp /usr/share/ddom/xen-backend.rules /etc/udev/rules.d/ && udevadm control --reload" },
	{ C(c_rules_unneeded), "", NULL, NULL },
	{ C(c_xl), "xl-bridge", NULL,
	  "touch /etc/xen/xl.conf && sed -i -E --follow-symlinks '/^ *(vif[.]default[.]|default)bridge *=/d' /etc/xen/xl.conf && echo 'vif.default.bridge=\"xenbr0\"' >>/etc/xen/xl.conf" },
	{ C(c_xl_no_bridge), "xl-bridge", NULL, NULL },
	{ C(c_xl_domu), "", NULL, NULL },
	{ C(c_xl_none), "", NULL, NULL },
	{ C(c_xl_other), "", NULL, NULL },
	{ C(c_xl_script), "", NULL, NULL },
	{ C(c_xl_disk), "", NULL, NULL },
	{ C(c_disk), "", NULL, NULL },
	{ C(c_disk_port), "port-address", NULL, NULL },
	{ C(c_docker), "br-netfilter", NULL,
	  "iptables -C FORWARD -i xenbr0 -o xenbr0 -j ACCEPT || iptables -I FORWARD -i xenbr0 -o xenbr0 -j ACCEPT" },
	{ C(c_root_unknown), "root-unknown", "/ is 9p; name the port", "" },
	{ C(c_root_local), "root-link-local", "[fe80::1%xenbr0]:2049", "" },
	{ C(c_memory), "", NULL, NULL },
	{ C(c_memory_near), "memory-full", "82944 of 102400 KiB", "" },
	{ C(c_memory_full), "memory-full", "102400 of 102400 KiB", "" },
	{ C(c_memory_files), "memory-full", "/run/ddom/tmpfs", "" },
	{ C(c_image), "image-newer", "dom0.img-2 has taken its place", "" },
	{ C(c_ovs_port), "ovs-port", "it is a port of Open vSwitch", "" },
	{ C(c_ovs_root), "ovs-root", "through Open vSwitch", "" },
	{ C(c_cut), "root-bound", "eth0: iSCSI session1", "" },
	{ C(c_cut_port), "root-bound", "eth0: iSCSI session1", "" },
	{ C(c_cut_back), "root-bound", "xenbr0: iSCSI session1", "" },
	{ C(c_cut_command), "aoe-iflist", "eth0:", "printf 'eth0 xenbr0' >x" },
	{ C(c_deaf), "deaf", "eth0: udhcpc[7], protocol 0800", "" },
	{ C(c_deaf_later), "deaf", "eth0: udhcpc[7]", "" },
	{ C(c_deaf_group), "deaf", "eth0: who joined, multicast group 224.0.0.251", "" },
	{ C(c_rules_there), "", NULL, NULL },
	{ C(c_rules_domu), "", NULL, NULL },
	{ C(c_vif), "vif-bridge", NULL, "" },
	{ C(c_ro), "path-read-only", "/var/log", "mount -t tmpfs tmpfs /var/log" },
	{ C(c_nowhere), "path-nowhere", "/var/log", "mkdir -p \"$(readlink -m /var/log)\"" },
};

/**
 * judge() - judge the machine
 * @ids: filled with the findings' kinds
 */
static void judge(char ids[256])
{
	unsigned int i;

	ddt_findings_free(&found);
	ddt_doctor_judge(&h, &found);
	ids[0] = '\0';
	for (i = 0; i < found.n; i++)
		sprintf(ids + strlen(ids), "%s%s", i ? " " : "",
			found.list[i].id);
}

/**
 * test_changes() - every change of the table
 * @state: unused
 */
static void test_changes(void **state)
{
	const struct ddt_finding *last, *first;
	char ids[256], said[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const struct change *c = &changes[i];

		healthy();
		c->fn();
		judge(ids);
		if (strcmp(ids, c->ids))
			fail_msg("%s: \"%s\" instead of \"%s\"", c->name, ids,
				 c->ids);
		if (!found.n)
			continue;
		first = found.list;
		last = found.list + found.n - 1;
		if (c->what) {
			snprintf(said, sizeof(said), "%s: %s",
				 first->place ? first->place : "", first->what);
			if (!strstr(said, c->what))
				fail_msg("%s: %s", c->name, said);
		}
		if (c->mend && strcmp(last->command ? last->command : "",
				      c->mend))
			fail_msg("%s: %s", c->name, last->command);
		assert_true(first->why && first->why[0]);
		assert_true(first->command || first->advice);
	}
	ddt_findings_free(&found);
}

/**
 * test_levels() - how bad it is depends on whether it has come to that
 * @state: unused
 */
static void test_levels(void **state)
{
	static const struct {
		void (*fn)(void);
		enum ddt_level level;
	} cases[] = {
		{ c_cut, DDT_RISK },
		{ c_cut_port, DDT_PROBLEM },
		{ c_cut_back, DDT_NOTE },
		{ c_deaf, DDT_PROBLEM },
		{ c_deaf_later, DDT_NOTE },
		{ c_deaf_group, DDT_NOTE },
	};
	char ids[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		healthy();
		cases[i].fn();
		judge(ids);
		assert_int_equal(found.n, 1);
		if (found.list[0].level != cases[i].level)
			fail_msg("%zu, %s: level %d", i, ids,
				 found.list[0].level);
	}
	ddt_findings_free(&found);
}

/**
 * test_many() - many findings, and each keeps its own
 * @state: unused
 */
static void test_many(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 1000; i++)
		ddt_finding_mend(ddt_finding_add(&found, i % DDT_LEVELS, "x",
						 i % 2 ? "here" : NULL, "y",
						 "%u", i), "mend %u", i);
	assert_int_equal(found.n, 1000);
	assert_int_equal(found.count[DDT_PROBLEM], 334);
	assert_int_equal(found.count[DDT_NOTE], 333);
	assert_string_equal(found.list[127].what, "127");
	assert_string_equal(found.list[127].place, "here");
	assert_string_equal(found.list[999].command, "mend 999");
	assert_null(found.list[998].place);
	assert_null(found.list[998].advice);
	ddt_findings_free(&found);
	assert_int_equal(found.count[DDT_PROBLEM] + found.n, 0);
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
