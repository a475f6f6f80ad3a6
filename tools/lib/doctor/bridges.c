// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bridges and their ports, and the addresses and routes that were left on those:
 * what loses a root that comes through them, now or later.
 */
#include <string.h>
#include <sys/socket.h>

#include "doctor/doctor_internal.h"

/* does an interface have an address */
static bool has_addr(const struct ddt_health *h, const char *dev,
		     const char *text)
{
	unsigned int i;

	for (i = 0; i < h->naddrs; i++)
		if (!strcmp(h->addrs[i].dev, dev) &&
		    (text ? !strcmp(h->addrs[i].text, text) :
		     !h->addrs[i].local))
			return true;
	return false;
}

/*
 * The port leaves the bridge, and is attached as it should be. Nothing is lost
 * by taking it out first: what it carries is still on it.
 */
static void mend_again(struct ddt_finding *finding, const char *port,
		       const char *bridge)
{
	ddt_finding_mend(finding,
			 "ip link set %s nomaster && ddtool bridge-attach %s %s",
			 port, port, bridge);
}

/* addresses left on a port */
static void port_addresses(const struct ddt_health *h,
			   const struct ddt_hlink *port,
			   const struct ddt_hlink *bridge,
			   struct ddt_findings *f)
{
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->naddrs; i++) {
		const struct ddt_haddr *a = &h->addrs[i];

		if (a->local || strcmp(a->dev, port->name))
			continue;
		finding = ddt_finding_add(f, DDT_PROBLEM, "port-address",
			port->name,
			"answers come in by the bridge and are not taken for the port's: it works until the neighbour entry is gone, and then nothing does",
			"%s is on the port, not on its bridge %s", a->text,
			bridge->name);
		if (has_addr(h, bridge->name, a->text))
			ddt_finding_mend(finding, "ip addr del %s dev %s",
					 a->text, port->name);
		else
			mend_again(finding, port->name, bridge->name);
	}
}

/* routes through a port */
static void port_routes(const struct ddt_health *h,
			const struct ddt_hlink *port,
			const struct ddt_hlink *bridge, struct ddt_findings *f)
{
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->nroutes; i++) {
		const struct ddt_hroute *r = &h->routes[i];

		if (strcmp(r->dev, port->name))
			continue;
		finding = ddt_finding_add(f, DDT_PROBLEM, "port-route",
			port->name,
			"what is sent by it goes out with the port's neighbour entries, which no answer renews any more",
			"the route \"%s\" leads through the port, not through its bridge %s",
			r->text, bridge->name);
		if (has_addr(h, port->name, NULL))
			mend_again(finding, port->name, bridge->name);
		else
			ddt_finding_mend(finding, "ip %sroute replace %s dev %s",
					 r->family == AF_INET6 ? "-6 " : "",
					 r->text, bridge->name);
	}
}

/* spanning tree and forward delay */
static void bridge_delay(const struct ddt_hlink *bridge, struct ddt_findings *f)
{
	struct ddt_finding *finding;

	if (bridge->stp) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "bridge-stp",
			bridge->name,
			"a port that joins or comes back listens and learns first: twice the forward delay without a packet, and the root hangs so long",
			"spanning tree is on, forward delay %u.%02u s",
			bridge->delay / 100, bridge->delay % 100);
		/* in this order: with it on, the delay is two seconds or more */
		ddt_finding_mend(finding,
				 "ip link set %s type bridge stp_state 0 && ip link set %s type bridge forward_delay 0",
				 bridge->name, bridge->name);
	} else if (bridge->delay) {
		finding = ddt_finding_add(f, DDT_RISK, "bridge-forward-delay",
			bridge->name,
			"older kernels let a port learn for so long also without spanning tree, and newer ones once that is switched on",
			"forward delay %u.%02u s", bridge->delay / 100,
			bridge->delay % 100);
		ddt_finding_mend(finding,
				 "ip link set %s type bridge forward_delay 0",
				 bridge->name);
	}
}

/* the bridge's address */
static void bridge_mac(const struct ddt_hlink *bridge,
		       const struct ddt_hlink *port, struct ddt_findings *f)
{
	struct ddt_finding *finding;

	if (strcmp(bridge->mac, port->mac)) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "bridge-mac",
			bridge->name,
			"the DHCP server knows this machine by its NIC's address, and so do the neighbours; systemd gives bridges another one",
			"its MAC address is %s, that of its port %s is %s",
			bridge->mac, port->name, port->mac);
		/* arp_notify: neighbours hear of it at once */
		ddt_finding_mend(finding,
				 "sysctl -qw net.ipv4.conf.%s.arp_notify=1 && ip link set %s address %s",
				 bridge->name, bridge->name, port->mac);
		ddt_finding_advice(finding,
				   "ddom-dropins %s %s keeps systemd from changing it again",
				   port->name, bridge->name);
	} else if (!bridge->mac_set) {
		finding = ddt_finding_add(f, DDT_RISK, "bridge-mac-follows",
			bridge->name,
			"a bridge whose MAC address nobody set takes the lowest of its ports: it changes when a domU's interface has a lower one",
			"its MAC address follows its ports");
		ddt_finding_mend(finding, "ip link set %s address %s",
				 bridge->name, bridge->mac);
	}
}

/* are bridged packets filtered */
static void netfilter(const struct ddt_health *h,
		      const struct ddt_hlink *bridge, struct ddt_findings *f)
{
	static const char *const names[] = { "iptables", "ip6tables",
					     "arptables" };
	struct ddt_finding *finding;
	char settings[160] = "", seen[64] = "";
	unsigned int i;

	for (i = 0; i < 3; i++) {
		if (!h->nf_call[i])
			continue;
		snprintf(settings + strlen(settings),
			 sizeof(settings) - strlen(settings),
			 " net.bridge.bridge-nf-call-%s=0", names[i]);
		snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen),
			 "%s%s", seen[0] ? ", " : "", names[i]);
	}
	if (!seen[0])
		return;
	if (h->containers) {
		/* without it containers are out of reach */
		finding = ddt_finding_add(f, DDT_NOTE, "br-netfilter",
			bridge->name,
			"Docker and Kubernetes need it, and Docker has dropped what is forwarded unless a rule allows it: the domUs' packets too",
			"br_netfilter hands its packets to %s", seen);
		ddt_finding_mend(finding,
				 "iptables -C FORWARD -i %s -o %s -j ACCEPT || iptables -I FORWARD -i %s -o %s -j ACCEPT",
				 bridge->name, bridge->name, bridge->name,
				 bridge->name);
		return;
	}
	finding = ddt_finding_add(f, DDT_RISK, "br-netfilter", bridge->name,
		"a rule of the firewall that was made for routed packets can drop the domUs' and the root's",
		"br_netfilter hands its packets to %s", seen);
	ddt_finding_mend(finding, "sysctl -qw%s", settings);
}

/**
 * ddt_doctor_bridges() - judge bridges and their ports
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_bridges(const struct ddt_health *h, struct ddt_findings *f)
{
	bool any = false;
	unsigned int i;

	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];
		const struct ddt_hlink *bridge = ddt_hlink_bridge_of(h, l);
		const struct ddt_hlink *port = l->bridge ?
			ddt_hlink_port_of(h, l) : NULL;

		if (bridge) {
			port_addresses(h, l, bridge, f);
			port_routes(h, l, bridge, f);
		}
		if (!port || ddt_health_local(h))
			continue;
		bridge_delay(l, f);
		bridge_mac(l, port, f);
		if (!any)
			netfilter(h, l, f);
		any = true;
	}
}
