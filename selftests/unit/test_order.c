// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which steps, in which order, on hand-made tables.
 */
#include "tables.h"
#include "plan_internal.h"

/**
 * test_attach_order() - the whole of a small attach
 * @state: the tables
 */
static void test_attach_order(void **state)
{
	static const char * const want[] = {
		"bridge-create br0 mac 52:54:00:12:34:56 mtu 1500",
		"sysctl-set net.ipv4.conf.all.rp_filter 1 -> 0",
		"sysctl-set net.ipv4.conf.eth0.rp_filter 2 -> 0",
		"link-up br0",
		"addr-add 10.0.0.2/24 dev br0",
		"rule-add priority 7 iif eth0 -> br0",
		"port-settle eth0",
		"port-enslave eth0 master br0",
		"port-unsettle eth0",
		"wait-live br0",
		"neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev br0",
		"route-move default via 10.0.0.1 dev eth0 -> br0 table 100 metric 5",
		"verify-nexthop 10.0.0.1 dev br0",
		"neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev eth0",
		"addr-del 10.0.0.2/24 dev eth0",
		"rule-del priority 7 iif eth0",
		"sysctl-set net.ipv4.conf.eth0.rp_filter 0 -> 2",
		"sysctl-set net.ipv4.conf.br0.rp_filter 0 -> 2",
		"sysctl-set net.ipv4.conf.all.rp_filter 0 -> 1",
	};
	struct tables *t = *state;
	unsigned int i;

	t->snap.nrules = 1;
	t->rules[0].family = 2;
	t->rules[0].priority = 7;
	strcpy(t->rules[0].iif, "eth0");
	t->snap.nsysctls = 1;
	t->sysctls[0] = (struct ddom_sysctl){ 2, 8, 2, 0, 1 };
	t->routes[1].table = 100;
	t->routes[1].metric = 5;
	assert_int_equal(attach(t), 0);
	assert_int_equal(t->plan.n, ARRAY_SIZE(want));
	for (i = 0; i < t->plan.n; i++)
		says(t, i, want[i]);
}

/* the addresses of a router's prefix, of which @id is the last byte */
static struct ddom_addr *slaac(struct tables *t, __u8 net, __u8 id)
{
	struct ddom_addr *a = addr_new(t, net);

	a->family = 10;
	a->prefixlen = 64;
	a->local[15] = id;
	memcpy(a->prefix, a->local, 16);
	return a;
}

/**
 * test_attach_ra() - what a router advertised goes on being advertised
 * @state: the tables
 */
static void test_attach_ra(void **state)
{
	static const __u8 far[16], gw[16] = { 0xfe, 0x80, [15] = 1 };
	struct tables *t = *state;
	struct ddom_route *r;
	int gen;

	r = route_new(t, 9, far, 0, gw);
	r->family = 10;
	r->gw_family = 10;
	r->metric = 1024;
	r = route_new(t, 2, gw, 64, NULL);
	r->family = 10;
	r->dst[0] = 0x20;
	r->dst[15] = 0;
	r->expires = 20;
	slaac(t, 3, 5);
	slaac(t, 4, 5);
	t->snap.nsysctls = 2;
	t->sysctls[0] = (struct ddom_sysctl){ 10, 47, 2, 0, 0 };
	t->sysctls[1] = (struct ddom_sysctl){ 10, 10, 2, 0, 0 };
	assert_int_equal(attach(t), 0);
	gen = find(t, DDOM_STEP_ADDR_GEN, 0);
	says(t, gen, "addr-gen br0 as eth0 mode 2");
	assert_int_equal(t->steps[gen].mac_len, 8);
	assert_int_equal(t->steps[gen].mac[7], 5);
	assert_true(gen < find(t, DDOM_STEP_LINK_UP, 0));
	/* no temporary address is made for one that moves */
	says(t, find(t, DDOM_STEP_SYSCTL_SET, 0),
	     "sysctl-set net.ipv6.conf.eth0.10 2 -> 0");
	assert_true(find(t, DDOM_STEP_SYSCTL_SET, 2) >
		    find(t, DDOM_STEP_ADDR_DEL, 2));
	says(t, find(t, DDOM_STEP_ROUTE_RA, 0),
	     "route-ra 2080::/64 dev eth0 -> br0");
	says(t, find(t, DDOM_STEP_ROUTE_RA, 1),
	     "route-ra default via fe80::1 dev eth0 -> br0 metric 1024");
	assert_int_equal(find(t, DDOM_STEP_ROUTE_RA, 2), -1);

	/* identifiers that differ */
	t->addrs[2].local[15] = 6;
	t->addrs[2].prefix[15] = 6;
	assert_int_equal(attach(t), 0);
	assert_int_equal(t->steps[gen].mac_len, 8);
	assert_int_equal(t->steps[gen].mac[7], 0);
	/* "none" is for those who set link-local addresses themselves */
	t->sysctls[0].port = 1;
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_ADDR_GEN, 0), -1);
}

/**
 * test_bridge_ipv6() - a bridge keeps the IPv6 that it has
 * @state: the tables
 */
static void test_bridge_ipv6(void **state)
{
	struct tables *t = *state;

	t->snap.nsysctls = 1;
	t->sysctls[0] = (struct ddom_sysctl){ 10, 26, 1, 0, 0 };
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_SYSCTL_SET, 0),
	     "sysctl-set net.ipv6.conf.br0.26 0 -> 1");
	link_new(t, 9, "br0", "bridge");
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_SYSCTL_SET, 0), -1);
}

/**
 * test_detach_order() - sending moves before the port leaves
 * @state: the tables
 */
static void test_detach_order(void **state)
{
	static const char * const want[] = {
		"addr-add 10.0.0.2/24 dev eth0",
		"port-settle eth0",
		"neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev eth0",
		"route-move default via 10.0.0.1 dev br0 -> eth0",
		"neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev br0",
		"addr-del 10.0.0.2/24 dev br0",
		"wait-live br0",
		"link-up br0",
		"port-release eth0 from br0",
		"port-unsettle eth0",
		"wait-live eth0",
		"verify-nexthop 10.0.0.1 dev eth0",
		"bridge-delete br0",
	};
	struct tables *t = *state;
	unsigned int i;

	enslaved(t)->mtu = 1400;
	assert_int_equal(detach(t), 0);
	assert_int_equal(t->plan.n, ARRAY_SIZE(want));
	for (i = 0; i < t->plan.n; i++)
		says(t, i, want[i]);
	t->links[2].ours = false;
	link_new(t, 3, "eth1", "")->master = 9;
	assert_int_equal(detach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_BRIDGE_DELETE, 0), -1);
}

/**
 * before() - tables before an attach to a bridge that was there
 * @t: takes the tables after it
 *
 * The bridge was down, had another MAC and MTU, 10.0.0.9 of its own, and
 * 10.0.0.8, as eth0 had.
 *
 * Return: the tables before, to be torn down.
 */
static struct tables *before(struct tables *t)
{
	struct ddom_link *br;
	struct tables *old;
	void *made;

	tables_setup(&made);
	old = made;
	br = link_new(old, 9, "br0", "bridge");
	br->flags = 0;
	br->mac[5] = 1;
	br->mtu = 9000;
	addr_new(old, 8);
	addr_new(old, 9)->ifindex = 9;
	addr_new(old, 8)->ifindex = 9;
	old->snap.nsysctls = 2;
	old->sysctls[0] = (struct ddom_sysctl){ 2, 8, 2, 1, 0 };
	old->sysctls[1] = (struct ddom_sysctl){ 2, 1, 5, 6, 0 };

	addr_new(t, 8);
	addr_new(t, 9);
	t->snap.nsysctls = 2;
	t->sysctls[0] = (struct ddom_sysctl){ 2, 8, 2, 2, 0 };
	t->sysctls[1] = (struct ddom_sysctl){ 2, 1, 5, 5, 0 };
	enslaved(t)->ours = false;
	t->opts.before = &old->snap;
	return old;
}

/**
 * test_detach_known() - what the bridge had of its own stays
 * @state: the tables
 */
static void test_detach_known(void **state)
{
	static const char * const want[] = {
		"sysctl-set net.ipv4.conf.eth0.rp_filter 2 -> 0",
		"sysctl-set net.ipv4.conf.br0.rp_filter 2 -> 0",
		"addr-add 10.0.0.2/24 dev eth0",
		"addr-add 10.0.0.8/24 dev eth0",
		"port-settle eth0",
		"neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev eth0",
		"route-move default via 10.0.0.1 dev br0 -> eth0",
		"neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev br0",
		"addr-del 10.0.0.8/24 dev br0",
		"addr-del 10.0.0.2/24 dev br0",
		"wait-live br0",
		"link-up br0",
		"port-release eth0 from br0",
		"port-unsettle eth0",
		"wait-live eth0",
		"verify-nexthop 10.0.0.1 dev eth0",
		"sysctl-set net.ipv4.conf.br0.rp_filter 0 -> 1",
		"sysctl-set net.ipv4.conf.eth0.rp_filter 0 -> 2",
		"sysctl-set net.ipv4.conf.br0.1 5 -> 6",
		"link-set-mac br0 mac 52:54:00:12:34:01",
		"link-set-mtu br0 mtu 9000",
		"addr-add 10.0.0.8/24 dev br0",
		"neigh-del 10.0.0.1 lladdr 52:54:00:12:34:56 dev br0",
		"link-down br0",
	};
	struct tables *t = *state;
	void *old = before(t);
	unsigned int i;

	assert_int_equal(detach(t), 0);
	for (i = 0; i < t->plan.n && i < ARRAY_SIZE(want); i++)
		says(t, i, want[i]);
	assert_int_equal(t->plan.n, ARRAY_SIZE(want));
	tables_teardown(&old);
}

/**
 * test_detach_later() - what came after the attach
 * @state: the tables
 */
static void test_detach_later(void **state)
{
	static const __u8 far[16] = { 192, 168 }, spare[16] = { 10, 0, 0, 3 };
	static const __u8 other[16] = { 172, 31, 0, 7 };
	struct tables *t = *state;
	void *old = before(t);
	struct ddom_addr *a;

	a = addr_new(t, 4);
	a->ifindex = 9;
	memcpy(a->local, other, 4);
	memcpy(a->prefix, other, 4);
	route_new(t, 3, far, 24, spare)->oif = 9;
	route_new(t, 3, far, 25, other)->oif = 9;
	t->links[2].mtu = 1400;
	t->sysctls[1].bridge = 7;
	assert_int_equal(detach(t), 0);
	/* an address stays, and so does what is behind it */
	assert_int_equal(find(t, DDOM_STEP_ADDR_DEL, 2), -1);
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 0),
	     "route-move 192.168.0.0/24 via 10.0.0.3 dev br0 -> eth0");
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 1),
	     "route-move default via 10.0.0.1 dev br0 -> eth0");
	assert_int_equal(find(t, DDOM_STEP_ROUTE_MOVE, 2), -1);
	/* what somebody set stays set */
	assert_int_equal(find(t, DDOM_STEP_LINK_SET_MTU, 0), -1);
	assert_int_equal(find(t, DDOM_STEP_SYSCTL_SET, 4), -1);

	/* another lease in the same subnet: what else is there stays */
	t->addrs[0].local[3] = 77;
	t->addrs[0].prefix[3] = 77;
	t->addrs[1].ifindex = 0;
	assert_int_equal(detach(t), 0);
	says(t, find(t, DDOM_STEP_ADDR_DEL, 0), "addr-del 10.0.0.77/24 dev br0");
	assert_int_equal(find(t, DDOM_STEP_ADDR_DEL, 1), -1);
	/* in another: nothing is left of what the attach moved */
	t->addrs[0].local[1] = 7;
	t->addrs[0].prefix[1] = 7;
	assert_int_equal(detach(t), 0);
	says(t, find(t, DDOM_STEP_ADDR_DEL, 1), "addr-del 10.7.0.77/24 dev br0");
	tables_teardown(&old);
}

/**
 * test_detach_bare() - a bridge that got no address has none to give
 * @state: the tables
 */
static void test_detach_bare(void **state)
{
	struct tables *t = *state, *old = before(t);
	void *made = old;

	old->snap.naddrs = 0;
	addr_new(old, 9)->ifindex = 9;
	old->snap.nroutes = 0;
	t->snap.naddrs = 0;
	addr_new(t, 9)->ifindex = 9;
	t->snap.nroutes = 0;
	t->snap.nneighs = 0;
	assert_int_equal(detach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_ADDR_DEL, 0), -1);
	/* tables of other devices say nothing */
	old->links[1].ifindex = 77;
	assert_int_equal(detach(t), -EDESTADDRREQ);
	old->links[1].ifindex = 2;
	old->links[2].ifindex = 77;
	assert_int_equal(detach(t), -EDESTADDRREQ);
	tables_teardown(&made);
}

/**
 * test_existing_bridge() - it is made to look like the port
 * @state: the tables
 */
static void test_existing_bridge(void **state)
{
	struct tables *t = *state;
	struct ddom_link *br = link_new(t, 9, "br0", "bridge");

	br->mac[5] = 1;
	br->mtu = 9000;
	assert_int_equal(attach(t), 0);
	says(t, 0, "link-set-mac br0 mac 52:54:00:12:34:56");
	assert_int_equal(t->steps[0].old_mac[5], 1);
	says(t, 1, "link-set-mtu br0 mtu 1500");
	assert_int_equal(t->steps[1].old_value, 9000);
	assert_int_equal(find(t, DDOM_STEP_LINK_UP, 0), -1);
	br->flags = 0;
	assert_int_equal(attach(t), 0);
	assert_true(find(t, DDOM_STEP_LINK_UP, 0) > 0);
}

/**
 * test_addr_order() - secondaries are added last and deleted first
 * @state: the tables
 */
static void test_addr_order(void **state)
{
	struct tables *t = *state;
	struct ddom_addr *a;

	addr_new(t, 3)->flags = 1;
	a = addr_new(t, 4);
	a->local[1] = 9;
	a->prefix[1] = 8;
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_ADDR_ADD, 0), "addr-add 10.0.0.2/24 dev br0");
	says(t, find(t, DDOM_STEP_ADDR_ADD, 1),
	     "addr-add 10.9.0.4 peer 10.8.0.4/24 dev br0");
	says(t, find(t, DDOM_STEP_ADDR_ADD, 2), "addr-add 10.0.0.3/24 dev br0");
	says(t, find(t, DDOM_STEP_ADDR_DEL, 0), "addr-del 10.0.0.3/24 dev eth0");
	says(t, find(t, DDOM_STEP_ADDR_DEL, 2), "addr-del 10.0.0.2/24 dev eth0");
}

/**
 * test_route_order() - the way to a gateway before the gateway
 * @state: the tables
 */
static void test_route_order(void **state)
{
	static const __u8 far[16] = { 100, 64, 0, 1 }, net[16] = { 100, 64 };
	struct tables *t = *state;

	route_new(t, 3, net, 16, far);
	route_new(t, 3, net, 24, NULL)->scope = 0;
	route_new(t, 3, net, 10, NULL);
	route_new(t, 3, far, 32, NULL);
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 0),
	     "route-move 100.64.0.1/32 dev eth0 -> br0");
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 1),
	     "route-move 100.64.0.0/10 dev eth0 -> br0");
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 2),
	     "route-move 100.64.0.0/24 dev eth0 -> br0");
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 3),
	     "route-move 100.64.0.0/16 via 100.64.0.1 dev eth0 -> br0");
	says(t, find(t, DDOM_STEP_ROUTE_MOVE, 4),
	     "route-move default via 10.0.0.1 dev eth0 -> br0");
	assert_int_equal(find(t, DDOM_STEP_ROUTE_MOVE, 5), -1);
}

static bool automatic(struct tables *t, const struct ddom_route *route)
{
	struct ddom_scope scope;

	ddom_notes_take(&scope, &t->plan, &t->snap, &t->opts, &t->links[1],
			NULL);
	return ddom_scope_route_is_automatic(&scope, route);
}

/**
 * test_automatic() - which routes the kernel makes by itself
 * @state: the tables
 */
static void test_automatic(void **state)
{
	struct tables *t = *state;
	struct ddom_route *r = &t->routes[0];
	struct ddom_addr *a = &t->addrs[0];

	assert_true(automatic(t, r));
	assert_false(automatic(t, &t->routes[1]));
	a->flags = 0x200;
	assert_false(automatic(t, r));
	a->flags = 0;
	a->metric = 5;
	assert_false(automatic(t, r));
	r->metric = 5;
	assert_true(automatic(t, r));
	r->dst_len = 25;
	assert_false(automatic(t, r));
	r->dst_len = 24;
	r->table = 100;
	assert_false(automatic(t, r));
	r->table = 255;
	r->type = 2;
	assert_true(automatic(t, r));
	r->protocol = 3;
	assert_false(automatic(t, r));

	r->protocol = 2;
	r->family = 10;
	r->type = 1;
	r->table = 254;
	a->family = 10;
	a->prefixlen = 24;
	a->metric = 0;
	r->metric = 0;
	assert_false(automatic(t, r));
	r->metric = 256;
	assert_true(automatic(t, r));
	a->flags = 0x200;
	assert_false(automatic(t, r));
	r->dst[0] = 0xfe;
	r->dst[1] = 0x80;
	r->dst_len = 64;
	assert_true(automatic(t, r));
	/* as Linux 2.6 dumps its own, and as `ip` makes one */
	r->protocol = 3;
	assert_true(automatic(t, r));
	r->metric = 1024;
	assert_false(automatic(t, r));
	r->metric = 256;
	r->dst[3] = 1;
	assert_false(automatic(t, r));
	r->dst[3] = 0;
	r->table = 100;
	assert_false(automatic(t, r));
	r->table = 254;
	r->dst[0] = 0xff;
	assert_false(automatic(t, r));
	r->dst_len = 8;
	assert_true(automatic(t, r));
	r->table = 255;
	assert_true(automatic(t, r));
	r->protocol = 2;
	assert_true(automatic(t, r));
}

/**
 * test_neighs() - which neighbours are copied
 * @state: the tables
 */
static void test_neighs(void **state)
{
	static const __u16 states[] = { 0x20, 0x01, 0x40, 0x04, 0x80, 0x40 };
	struct tables *t = *state;
	int i;

	for (i = 0; i < 6; i++)
		neigh_new(t, 10 + i, states[i]);
	t->neighs[5].dst[0] = 224;
	t->neighs[6].mac[0] = 0xff;
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_NEIGH_ADD, 1),
	     "neigh-add 10.0.0.12 lladdr 52:54:00:12:34:56 dev br0");
	says(t, find(t, DDOM_STEP_NEIGH_ADD, 2),
	     "neigh-add 10.0.0.13 lladdr 52:54:00:12:34:56 dev br0");
	says(t, find(t, DDOM_STEP_NEIGH_ADD, 3),
	     "neigh-add 10.0.0.1 lladdr 52:54:00:12:34:56 dev eth0");
}

/**
 * test_verify() - next hops and connections of probes
 * @state: the tables
 */
static void test_verify(void **state)
{
	static const struct ddom_probe probes[] = {
		{ 2, { 192, 0, 2, 1 }, 2049 },
		{ 2, { 198, 51, 100, 1 }, 0 },
		{ 2, { 10, 0, 0, 77 }, 111 },
	};
	struct tables *t = *state;

	t->opts.probes = probes;
	t->opts.nprobes = 3;
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_VERIFY_NEXTHOP, 0),
	     "verify-nexthop 10.0.0.1 dev br0");
	says(t, find(t, DDOM_STEP_VERIFY_NEXTHOP, 1),
	     "verify-nexthop 10.0.0.77 dev br0");
	assert_int_equal(find(t, DDOM_STEP_VERIFY_NEXTHOP, 2), -1);
	says(t, find(t, DDOM_STEP_VERIFY_TCP, 0),
	     "verify-tcp 192.0.2.1 port 2049 dev br0");
	says(t, find(t, DDOM_STEP_VERIFY_TCP, 1),
	     "verify-tcp 10.0.0.77 port 111 dev br0");
}

/**
 * test_verify_route() - whom the kernel sends by, unless it may choose
 * @state: the tables
 */
static void test_verify_route(void **state)
{
	static const struct ddom_probe probe = { 2, { 10, 0, 0, 77 }, 0 };
	struct tables *t = *state;

	t->opts.probes = &probe;
	t->opts.nprobes = 1;
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_ROUTE, 0), -1);
	t->snap.probe_oif = 2;
	t->snap.probe_table = 254;
	/* does not decide */
	t->routes[1].mixed = true;
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_VERIFY_ROUTE, 0), "verify-route 10.0.0.77 dev br0");
	t->snap.probe_table = 100;
	t->routes[1].table = 100;
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_ROUTE, 0), -1);
	t->routes[1].mixed = false;
	t->routes[1].multipath = true;
	assert_int_equal(attach(t), 0);
	assert_true(find(t, DDOM_STEP_VERIFY_ROUTE, 0) > 0);
}

/**
 * test_verify_defaults() - a spare gateway may be off; then neighbours
 * @state: the tables
 */
static void test_verify_defaults(void **state)
{
	static const __u8 spare[16] = { 10, 0, 0, 254 }, zero[16];
	struct tables *t = *state;

	route_new(t, 3, zero, 0, spare)->metric = 9;
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_NEXTHOP, 1), -1);
	t->snap.nneighs = 0;
	assert_int_equal(attach(t), 0);
	assert_true(find(t, DDOM_STEP_VERIFY_NEXTHOP, 1) > 0);
	t->snap.nroutes = 1;
	t->snap.nneighs = 1;
	neigh_new(t, 5, 4);
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_NEXTHOP, 1), -1);
	t->neighs[0].state = 0x10;
	assert_int_equal(attach(t), 0);
	assert_true(find(t, DDOM_STEP_VERIFY_NEXTHOP, 1) > 0);
}

/**
 * main() - run the tests
 *
 * Return: how many failed.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_attach_order),
		TEST(test_attach_ra),
		TEST(test_bridge_ipv6),
		TEST(test_detach_order),
		TEST(test_detach_known),
		TEST(test_detach_later),
		TEST(test_detach_bare),
		TEST(test_existing_bridge),
		TEST(test_addr_order),
		TEST(test_route_order),
		TEST(test_automatic),
		TEST(test_neighs),
		TEST(test_verify),
		TEST(test_verify_route),
		TEST(test_verify_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
