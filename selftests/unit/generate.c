// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random tables with a fixed seed: what administrators do to a machine whose
 * root hangs on one NIC.
 */
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "model.h"

static __u32 state;

/**
 * rnd() - a random number
 * @n: how many there are
 *
 * Return: 0 to @n - 1.
 */
static __u32 rnd(__u32 n)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % n;
}

/**
 * ip4() - an IPv4 address
 * @to: takes it
 * @a: first byte
 * @b: second byte
 * @c: third byte
 * @d: fourth byte
 */
static void ip4(__u8 *to, __u8 a, __u8 b, __u8 c, __u8 d)
{
	memset(to, 0, 16);
	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = d;
}

/**
 * ip6() - an IPv6 address of a documentation prefix
 * @to: takes it
 * @net: which subnet
 * @host: which host
 */
static void ip6(__u8 *to, __u8 net, __u8 host)
{
	memset(to, 0, 16);
	to[0] = 0x20;
	to[1] = 0x01;
	to[2] = 0x0d;
	to[3] = 0xb8;
	to[7] = net;
	to[15] = host;
}

/**
 * add_route() - a route that somebody made
 * @m: the model
 * @oif: its device
 * @family: AF_INET or AF_INET6
 * @dst: destination
 * @len: bits
 * @gw: gateway, or NULL
 * @table: table
 * @metric: metric
 *
 * Return: 0 or a negative errno.
 */
static int add_route(struct model *m, __u32 oif, __u8 family, const __u8 *dst,
		     int len, const __u8 *gw, __u32 table, __u32 metric)
{
	struct model_route r;
	const struct ddom_addr *a;
	__u32 i;

	memset(&r, 0, sizeof(r));
	r.r.oif = oif;
	r.r.family = family;
	if (len)
		memcpy(r.r.dst, dst, 16);
	r.r.dst_len = len;
	r.r.table = table;
	r.r.metric = metric;
	r.r.type = RTN_UNICAST;
	r.r.protocol = rnd(2) ? RTPROT_BOOT : RTPROT_STATIC;
	if (gw && gw[0] == 0xfe && rnd(2))
		r.r.protocol = RTPROT_RA;
	r.r.scope = gw || family == AF_INET6 ? 0 : RT_SCOPE_LINK;
	if (gw) {
		r.r.gw_family = family;
		memcpy(r.r.gateway, gw, 16);
	}
	for (i = 0; !rnd(3) && i < m->naddrs; i++) {
		a = &m->addrs[i];
		if (a->ifindex == oif && a->family == family &&
		    a->scope != RT_SCOPE_LINK) {
			r.has_src = true;
			memcpy(r.src, a->local, 16);
		}
	}
	for (i = 0; i < m->nroutes; i++)
		if (m->routes[i].r.family == family &&
		    m->routes[i].r.table == table &&
		    m->routes[i].r.metric == metric &&
		    m->routes[i].r.dst_len == len &&
		    !memcmp(m->routes[i].r.dst, r.r.dst, 16))
			return -EEXIST;
	return model_route_set(m, &r);
}

/**
 * add_neigh() - a neighbour
 * @m: the model
 * @oif: its device
 * @family: AF_INET or AF_INET6
 * @dst: its address
 * @state_: NUD_*
 */
static void add_neigh(struct model *m, __u32 oif, __u8 family, const __u8 *dst,
		      __u16 state_)
{
	struct ddom_neigh n;

	memset(&n, 0, sizeof(n));
	n.ifindex = oif;
	n.family = family;
	n.state = state_;
	memcpy(n.dst, dst, 16);
	if (!(state_ & (NUD_FAILED | NUD_INCOMPLETE))) {
		n.mac_len = 6;
		n.mac[0] = 2;
		n.mac[1] = oif;
		n.mac[4] = dst[1] + dst[7];
		n.mac[5] = dst[3] + dst[15];
	}
	model_neigh_set(m, &n);
}

/**
 * usable_state() - a state in which packets can be sent
 * @asked: the kernel may be told to ask whether they are there
 *
 * Return: NUD_*.
 */
static __u16 usable_state(bool asked)
{
	static const __u16 states[] = {
		NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PROBE, NUD_PERMANENT,
	};

	return states[rnd(asked ? 4 : 5)];
}

/**
 * add_server() - somebody who must be reachable
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @addr: their address
 * @hop: next hop to them, known as a neighbour
 * @local: our address
 */
static void add_server(struct model *m, __u8 family, const __u8 *addr,
		       const __u8 *hop, const __u8 *local)
{
	struct model_server *s;

	if (m->nservers == MODEL_SERVERS)
		return;
	s = &m->servers[m->nservers++];
	s->family = family;
	memcpy(s->addr, addr, 16);
	memcpy(s->local, local, 16);
	add_neigh(m, MODEL_PORT, family, hop, usable_state(true));
}

/**
 * prefix_by_hand() - as NetworkManager does: an address without its route
 * @m: the model
 * @a: the address
 * @metric: the route's metric
 */
static void prefix_by_hand(struct model *m, const struct ddom_addr *a,
			   __u32 metric)
{
	struct model_route r;

	memset(&r, 0, sizeof(r));
	r.r.oif = a->ifindex;
	r.r.family = a->family;
	r.r.protocol = RTPROT_KERNEL;
	r.r.type = RTN_UNICAST;
	r.r.table = RT_TABLE_MAIN;
	r.r.metric = metric;
	r.r.dst_len = a->prefixlen;
	r.r.scope = a->family == AF_INET ? RT_SCOPE_LINK : 0;
	memcpy(r.r.dst, a->prefix, a->prefixlen / 8);
	model_route_set(m, &r);
}

/**
 * subnet() - addresses of one subnet
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @net: which subnet
 * @local: takes the first address
 */
static void subnet(struct model *m, __u8 family, __u8 net, __u8 *local)
{
	struct ddom_addr a;
	__u32 i, n = 1 + rnd(3);
	__u32 metric, one = rnd(4) ? 0 : 50u + net;
	bool by_hand = !rnd(5);

	for (i = 0; i < n; i++) {
		memset(&a, 0, sizeof(a));
		a.ifindex = MODEL_PORT;
		a.family = family;
		a.prefixlen = family == AF_INET ? 24 : 64;
		/* IPv6 with two for one prefix is refused. */
		a.metric = family == AF_INET6 ? one : rnd(4) ? 0 : 50u + net;
		if (family == AF_INET)
			ip4(a.local, net == 3 ? 169 : 10, net == 3 ? 254 : net,
			    0, 2 + i);
		else
			ip6(a.local, net, 2 + i);
		memcpy(a.prefix, a.local, 16);
		if (family == AF_INET && i && rnd(2))
			snprintf(a.label, sizeof(a.label), "eth0:%u", i);
		a.flags = (rnd(2) ? IFA_F_PERMANENT : 0) |
			  (by_hand ? IFA_F_NOPREFIXROUTE : 0);
		if (!i)
			memcpy(local, a.local, 16);
		metric = a.metric;
		if (!metric && family == AF_INET6)
			metric = 256;
		if (model_addr_add(m, &a))
			return;
		if (by_hand && !i)
			prefix_by_hand(m, &a, rnd(2) ? 100u + net : metric);
	}
}

/**
 * point_to_point() - an address with a peer, or a lone host address
 * @m: the model
 * @family: AF_INET or AF_INET6
 */
static void point_to_point(struct model *m, __u8 family)
{
	struct ddom_addr a;

	memset(&a, 0, sizeof(a));
	a.ifindex = MODEL_PORT;
	a.family = family;
	a.prefixlen = family == AF_INET ? 32 : 128;
	if (family == AF_INET)
		ip4(a.local, 172, 16, 0, 1);
	else
		ip6(a.local, 77, 1);
	memcpy(a.prefix, a.local, 16);
	if (rnd(2))
		a.prefix[family == AF_INET ? 3 : 15] = 9;
	model_addr_add(m, &a);
}

/**
 * gateways() - routes through somebody else
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @local: one of our addresses
 */
static void gateways(struct model *m, __u8 family, const __u8 *local)
{
	int byte = family == AF_INET ? 3 : 15;
	__u32 i, n = 1 + rnd(3);
	__u8 gw[16], dst[16], far[16];
	int bits = family == AF_INET ? 32 : 128;

	for (i = 0; i < n; i++) {
		memcpy(gw, local, 16);
		gw[byte] = 200 + i;
		if (!rnd(3)) {		/* a gateway that no subnet covers */
			if (family == AF_INET)
				ip4(gw, 100, 64, 0, 1 + i);
			else
				ip6(gw, 200, 1 + i);
			if (add_route(m, MODEL_PORT, family, gw, bits, NULL,
				      RT_TABLE_MAIN, rnd(2) ? 0 : 7))
				continue;
		} else if (family == AF_INET6 && !rnd(3)) {
			memset(gw, 0, 16);
			gw[0] = 0xfe;
			gw[1] = 0x80;
			gw[15] = 99 + i;
		}
		if (family == AF_INET)
			ip4(dst, 0, 0, 0, 0);
		else
			memset(dst, 0, 16);
		add_route(m, MODEL_PORT, family, dst, 0, gw,
			  i && rnd(2) ? 100 : RT_TABLE_MAIN,
			  i ? 100 * i : rnd(2) * 5);
		if (family == AF_INET)
			ip4(dst, 192, 168, i, 0);
		else
			ip6(dst, 240 + i, 0);
		if (rnd(2))
			add_route(m, MODEL_PORT, family, dst,
				  family == AF_INET ? 24 : 64, gw,
				  rnd(3) ? RT_TABLE_MAIN : 100, rnd(3));
		add_neigh(m, MODEL_PORT, family, gw, usable_state(false));
	}
	if (family == AF_INET)
		ip4(far, 192, 0, 2, 1);
	else
		ip6(far, 250, 1);
	if (model_lookup(m, family, far, 0) &&
	    model_lookup(m, family, far, 0)->oif == MODEL_PORT)
		add_server(m, family, far,
			   model_lookup(m, family, far, 0)->gateway, local);
}

/**
 * family_tables() - addresses, routes, neighbours and servers of one family
 * @m: the model
 * @family: AF_INET or AF_INET6
 */
static void family_tables(struct model *m, __u8 family)
{
	int byte = family == AF_INET ? 3 : 15, nets = 1 + rnd(3), i;
	__u8 local[16], other[16];

	for (i = 0; i < nets; i++) {
		if (!rnd(4))
			point_to_point(m, family);
		subnet(m, family, 1 + i, local);
		memcpy(other, local, 16);
		other[byte] = 100;
		if (rnd(2))
			add_server(m, family, other, other, local);
		other[byte] = 101;
		if (rnd(2))
			add_neigh(m, MODEL_PORT, family, other,
				  rnd(3) ? usable_state(false) : NUD_FAILED);
	}
	if (rnd(4))
		gateways(m, family, local);
	if (!rnd(3)) {
		if (family == AF_INET)
			ip4(other, 198, 51, 100, 0);
		else
			ip6(other, 222, 0);
		add_route(m, MODEL_PORT, family, other,
			  family == AF_INET ? 24 : 64, NULL, RT_TABLE_MAIN, 3);
	}
}

/**
 * other_nic() - another NIC in one of the port's subnets and one of its own
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @gw: takes a gateway in its own
 */
static void other_nic(struct model *m, __u8 family, __u8 *gw)
{
	bool v6 = family == AF_INET6;
	struct ddom_addr a;
	int net;

	for (net = rnd(2) ? 1 : 99; net <= 99; net += 98) {
		memset(&a, 0, sizeof(a));
		a.ifindex = 3;
		a.family = family;
		a.prefixlen = v6 ? 64 : 24;
		if (v6)
			ip6(a.local, net, 50);
		else
			ip4(a.local, 10, net, 0, 50);
		memcpy(a.prefix, a.local, 16);
		model_addr_add(m, &a);
	}
	memcpy(gw, a.local, 16);
	gw[v6 ? 15 : 3] = 1;
}

/**
 * equals() - routes with the same key as the port's
 * @m: the model
 *
 * Of another NIC, before or behind them, or more of the port's.
 */
static void equals(struct model *m)
{
	__u8 gw[2][16];
	struct model_route r;
	__u32 i, kinds;

	other_nic(m, AF_INET, gw[0]);
	other_nic(m, AF_INET6, gw[1]);
	for (i = m->nroutes; i-- > 0;) {
		r = m->routes[i];
		kinds = rnd(8);
		if (r.r.oif != MODEL_PORT || kinds > 3 ||
		    (r.r.protocol == RTPROT_KERNEL && !r.r.gw_family))
			continue;
		if (kinds & 1) {
			r.r.gateway[r.r.gw_family == AF_INET6 ? 15 : 3] += 10;
			if (!model_route_add(m, &r, false) && r.r.gw_family)
				add_neigh(m, MODEL_PORT, r.r.gw_family,
					  r.r.gateway, usable_state(false));
		}
		/* Of routers on several wires the kernel takes one or another. */
		if (!(kinds & 2) || ddom_snapshot_route_is_ra(&r.r))
			continue;
		r.r.oif = 3;
		r.has_src = false;
		if (r.r.gw_family)
			memcpy(r.r.gateway, gw[r.r.family == AF_INET6], 16);
		model_route_add(m, &r, !rnd(4));
	}
}

/**
 * settings() - what decides about receiving
 * @m: the model
 */
static void settings(struct model *m)
{
	static const __u16 ids[3] = { 8, 27, 1 };
	__u32 i, j;

	m->nsysctls = 3;
	for (i = 0; i < 3; i++) {
		m->sysctls[i].family = i == 1 ? AF_INET6 : AF_INET;
		m->sysctls[i].id = ids[i];
		m->sysctls[i].all = rnd(3);
		m->sysctls[i].def = rnd(3);
		for (j = 0; j < MODEL_LINKS; j++)
			if (m->links[j].l.ifindex)
				m->sysctls[i].dev[j] = rnd(3);
	}
}

/**
 * bridge_tables() - what a bridge has of its own
 * @m: the model
 * @family: AF_INET or AF_INET6
 */
static void bridge_tables(struct model *m, __u8 family)
{
	bool up = model_by_index(m, 50)->l.flags & IFF_UP;
	int byte = family == AF_INET ? 3 : 15;
	struct ddom_addr a;
	__u8 gw[16], dst[16];
	__u32 i;

	memset(&a, 0, sizeof(a));
	a.ifindex = 50;
	a.family = family;
	a.prefixlen = family == AF_INET ? 24 : 64;
	if (family == AF_INET)
		ip4(a.local, 172, 31, 0, 1);
	else
		ip6(a.local, 131, 1);
	memcpy(a.prefix, a.local, 16);
	model_addr_add(m, &a);
	/* Detection of duplicates is long over. */
	for (i = 0; i < m->naddrs; i++)
		m->addrs[i].flags &= ~(__u32)IFA_F_TENTATIVE;
	memcpy(gw, a.local, 16);
	gw[byte] = 7;
	if (family == AF_INET)
		ip4(dst, 172, 30, 0, 0);
	else
		ip6(dst, 130, 0);
	if (up && rnd(2))
		add_route(m, 50, family, dst, a.prefixlen, gw,
			  rnd(3) ? RT_TABLE_MAIN : 100, rnd(3));
	if (up && rnd(2))
		add_neigh(m, 50, family, gw, usable_state(false));
}

/**
 * existing_bridge() - a bridge is there already
 * @m: the model
 */
static void existing_bridge(struct model *m)
{
	struct model_link *br = model_link_add(m, 50, "br0", "bridge");
	__u32 i;

	if (rnd(2))
		br->l.mtu = 9000;
	if (rnd(4))
		model_link_up(m, 50);
	if (rnd(2))
		bridge_tables(m, AF_INET);
	if ((br->l.flags & IFF_UP) && !rnd(3))
		bridge_tables(m, AF_INET6);
	for (i = 0; i < 3; i++)
		m->sysctls[i].dev[br - m->links] = rnd(3);
	if (!rnd(4)) {
		memset(&m->rules[m->nrules], 0, sizeof(m->rules[0]));
		m->rules[m->nrules].family = AF_INET;
		m->rules[m->nrules].priority = 90;
		strcpy(m->rules[m->nrules++].iif, "br0");
	}
	if (rnd(2)) {
		model_link(m, "eth1")->l.master = 50;
		br->live = !!(br->l.flags & IFF_UP);
	}
}

/**
 * others() - devices and rules that have little to do with it
 * @m: the model
 */
static void others(struct model *m)
{
	struct ddom_addr a;
	__u8 dst[16];
	__u32 i, n = rnd(3);

	for (i = 0; i < n; i++) {
		struct ddom_rule *rule = &m->rules[m->nrules++];

		memset(rule, 0, sizeof(*rule));
		rule->family = rnd(2) ? AF_INET : AF_INET6;
		rule->priority = 100 + i;
		if (rnd(4))
			strcpy(rnd(2) ? rule->iif : rule->oif, "eth0");
		else
			strcpy(rule->iif, "eth1");
	}
	if (rnd(2))
		return;
	model_link_add(m, 5, "eth0.5", "vlan")->l.lower = MODEL_PORT;
	model_link_up(m, 5);
	memset(&a, 0, sizeof(a));
	a.ifindex = 5;
	a.family = AF_INET;
	a.prefixlen = 24;
	ip4(a.local, 10, 55, 0, 1);
	memcpy(a.prefix, a.local, 16);
	model_addr_add(m, &a);
	ip4(dst, 10, 56, 0, 0);
	ip4(a.local, 10, 55, 0, 9);
	add_route(m, 5, AF_INET, dst, 24, a.local, RT_TABLE_MAIN, 0);
}

/**
 * model_generate() - random tables
 * @m: takes them
 * @seed: the same seed makes the same tables
 *
 * Return: false if no server is reachable in them to begin with.
 */
bool model_generate(struct model *m, unsigned int seed)
{
	memset(m, 0, sizeof(*m));
	state = seed * 2654435761u + 12345;
	rnd(2);
	model_link_add(m, 1, "lo", "");
	model_link_add(m, MODEL_PORT, "eth0", "");
	model_link_add(m, 3, "eth1", "");
	model_link_up(m, MODEL_PORT);
	model_link_up(m, 3);
	if (rnd(5))
		family_tables(m, AF_INET);
	if (rnd(2) || !m->nservers)
		family_tables(m, AF_INET6);
	if (!rnd(3))
		equals(m);
	settings(m);
	if (!rnd(3))
		existing_bridge(m);
	others(m);
	return m->nservers && !model_unreachable(m);
}
