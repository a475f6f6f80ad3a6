// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plans of hand-made tables: refusals, order, texts, errors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "plan.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define STEPS	256

/**
 * struct tables - a NIC with an address, a neighbour and a default route
 * @snap: the snapshot
 * @links: lo, eth0, and up to four more
 * @addrs: one of eth0, and more
 * @routes: prefix route, default, and more
 * @neighs: the gateway, and more
 * @rules: none yet
 * @sysctls: none yet
 * @opts: attach eth0 to br0
 * @plan: the plan
 * @steps: its steps
 */
struct tables {
	struct ddom_snapshot snap;
	struct ddom_link links[6];
	struct ddom_addr addrs[6];
	struct ddom_route routes[8];
	struct ddom_neigh neighs[6];
	struct ddom_rule rules[2];
	struct ddom_sysctl sysctls[3];
	struct ddom_opts opts;
	struct ddom_plan plan;
	struct ddom_step steps[STEPS];
};

static const __u8 host[16] = { 10, 0, 0, 2 };
static const __u8 gateway[16] = { 10, 0, 0, 1 };
static const __u8 network[16] = { 10, 0, 0, 0 };
static const __u8 mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

/**
 * link_new() - one more device
 * @t: the tables
 * @ifindex: its index
 * @name: its name
 * @kind: its kind
 *
 * Return: the device.
 */
static struct ddom_link *link_new(struct tables *t, __u32 ifindex,
				  const char *name, const char *kind)
{
	struct ddom_link *l = &t->links[t->snap.nlinks++];

	l->ifindex = ifindex;
	l->flags = 1;
	l->mtu = 1500;
	l->type = 1;
	l->mac_len = 6;
	memcpy(l->mac, mac, 6);
	strcpy(l->name, name);
	strcpy(l->kind, kind);
	return l;
}

/**
 * route_new() - one more route
 * @t: the tables
 * @protocol: RTPROT_*
 * @dst: destination
 * @len: bits
 * @gw: gateway, or NULL
 *
 * Return: the route.
 */
static struct ddom_route *route_new(struct tables *t, __u8 protocol,
				    const __u8 *dst, __u8 len, const __u8 *gw)
{
	struct ddom_route *r = &t->routes[t->snap.nroutes++];

	r->oif = 2;
	r->family = 2;
	r->table = 254;
	r->type = 1;
	r->protocol = protocol;
	r->scope = gw ? 0 : 253;
	r->dst_len = len;
	memcpy(r->dst, dst, 16);
	if (gw) {
		r->gw_family = 2;
		memcpy(r->gateway, gw, 16);
	}
	return r;
}

/**
 * addr_new() - one more address
 * @t: the tables
 * @last: its last byte
 *
 * Return: the address.
 */
static struct ddom_addr *addr_new(struct tables *t, __u8 last)
{
	struct ddom_addr *a = &t->addrs[t->snap.naddrs++];

	a->ifindex = 2;
	a->family = 2;
	a->prefixlen = 24;
	memcpy(a->local, host, 16);
	a->local[3] = last;
	memcpy(a->prefix, a->local, 16);
	return a;
}

/**
 * neigh_new() - one more neighbour
 * @t: the tables
 * @last: its last byte
 * @state: NUD_*
 *
 * Return: the neighbour.
 */
static struct ddom_neigh *neigh_new(struct tables *t, __u8 last, __u16 state)
{
	struct ddom_neigh *n = &t->neighs[t->snap.nneighs++];

	n->ifindex = 2;
	n->family = 2;
	n->state = state;
	n->mac_len = 6;
	memcpy(n->mac, mac, 6);
	memcpy(n->dst, gateway, 16);
	n->dst[3] = last;
	return n;
}

/**
 * setup() - the tables that each test begins with
 * @state: takes them
 *
 * Return: 0.
 */
static int setup(void **state)
{
	static const __u8 zero[16];
	struct tables *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	t->snap.links = t->links;
	t->snap.addrs = t->addrs;
	t->snap.routes = t->routes;
	t->snap.neighs = t->neighs;
	t->snap.rules = t->rules;
	t->snap.sysctls = t->sysctls;
	link_new(t, 1, "lo", "")->type = 772;
	link_new(t, 2, "eth0", "");
	addr_new(t, 2);
	route_new(t, 2, network, 24, NULL);
	route_new(t, 3, zero, 0, gateway);
	neigh_new(t, 1, 2);
	strcpy(t->opts.port, "eth0");
	strcpy(t->opts.bridge, "br0");
	t->plan.steps = t->steps;
	t->plan.max = STEPS;
	return 0;
}

/**
 * teardown() - free the tables
 * @state: the tables
 *
 * Return: 0.
 */
static int teardown(void **state)
{
	free(*state);
	return 0;
}

/**
 * enslaved() - the tables as after an attach
 * @t: the tables
 *
 * Return: the bridge.
 */
static struct ddom_link *enslaved(struct tables *t)
{
	struct ddom_link *br = link_new(t, 9, "br0", "bridge");
	__u32 i;

	t->links[1].master = 9;
	br->ours = true;
	for (i = 0; i < t->snap.naddrs; i++)
		t->addrs[i].ifindex = 9;
	for (i = 0; i < t->snap.nroutes; i++)
		t->routes[i].oif = 9;
	for (i = 0; i < t->snap.nneighs; i++)
		t->neighs[i].ifindex = 9;
	return br;
}

/**
 * attach() - plan an attach
 * @t: the tables
 *
 * Return: 0 or a negative errno.
 */
static int attach(struct tables *t)
{
	int err = ddom_plan_attach(&t->plan, &t->snap, &t->opts);
	__u32 i;

	assert_int_equal(err, t->plan.err);
	assert_true(!!err == !!t->plan.reason[0]);
	assert_true(!err == !!t->plan.n);
	assert_null(strchr(t->plan.reason, '\n'));
	assert_true(t->plan.n <= ddom_plan_max_steps(&t->snap, &t->opts));
	for (i = 1; i < t->plan.n; i++)
		assert_true(t->steps[i - 1].phase <= t->steps[i].phase);
	return err;
}

/**
 * detach() - plan a detach
 * @t: the tables
 *
 * Return: 0 or a negative errno.
 */
static int detach(struct tables *t)
{
	int err = ddom_plan_detach(&t->plan, &t->snap, &t->opts);
	__u32 i;

	assert_int_equal(err, t->plan.err);
	assert_true(!!err == !!t->plan.reason[0]);
	assert_true(t->plan.n <= ddom_plan_max_steps(&t->snap, &t->opts));
	for (i = 1; i < t->plan.n; i++)
		assert_true(t->steps[i - 1].phase <= t->steps[i].phase);
	return err;
}

/**
 * find() - find a step
 * @t: the tables
 * @type: its type
 * @nth: which one of those, from 0
 *
 * Return: its number, or -1.
 */
static int find(const struct tables *t, enum ddom_step_type type, int nth)
{
	__u32 i;

	for (i = 0; i < t->plan.n; i++)
		if (t->steps[i].type == type && !nth--)
			return i;
	return -1;
}

/**
 * says() - is a text as expected
 * @t: the tables
 * @index: number of a step
 * @want: its text
 */
static void says(const struct tables *t, int index, const char *want)
{
	char text[DDOM_TEXT_MAX];

	assert_true(index >= 0);
	assert_int_equal(ddom_step_text(&t->steps[index], text, sizeof(text)),
			 strlen(want));
	assert_string_equal(text, want);
}

/* Attaches that are refused: what to break, the error, a word of the reason */

static void no_port(struct tables *t)
{
	strcpy(t->opts.port, "eth7");
}

static void empty_port(struct tables *t)
{
	t->opts.port[0] = '\0';
}

static void long_port(struct tables *t)
{
	memset(t->opts.port, 'a', 16);
}

static void bad_bridge(struct tables *t)
{
	strcpy(t->opts.bridge, "a/b");
}

static void dot_bridge(struct tables *t)
{
	strcpy(t->opts.bridge, "..");
}

static void empty_bridge(struct tables *t)
{
	t->opts.bridge[0] = '\0';
}

static void long_bridge(struct tables *t)
{
	memset(t->opts.bridge, 'b', 16);
}

static void same_name(struct tables *t)
{
	strcpy(t->opts.bridge, "eth0");
}

static void port_down(struct tables *t)
{
	t->links[1].flags = 0;
}

static void wireless(struct tables *t)
{
	t->links[1].wireless = true;
}

static void loopback(struct tables *t)
{
	strcpy(t->opts.port, "lo");
}

static void port_bridge(struct tables *t)
{
	strcpy(t->links[1].kind, "bridge");
}

static void not_ether(struct tables *t)
{
	t->links[1].type = 512;
}

static void no_address(struct tables *t)
{
	t->snap.naddrs = 0;
}

static void no_steps(struct tables *t)
{
	t->plan.max = 3;
}

static void zero_steps(struct tables *t)
{
	t->plan.max = 0;
}

static void has_master(struct tables *t)
{
	link_new(t, 9, "bond0", "bond");
	t->links[1].master = 9;
}

static void only_link_local(struct tables *t)
{
	t->addrs[0].family = 10;
	t->addrs[0].local[0] = 0xfe;
	t->addrs[0].local[1] = 0x80;
}

static void vlan_root(struct tables *t)
{
	link_new(t, 5, "eth0.5", "vlan")->lower = 2;
	t->snap.probe_oif = 5;
}

static void vlan_bridge_root(struct tables *t)
{
	struct ddom_link *vlan = link_new(t, 5, "eth0.5", "vlan");

	vlan->lower = 2;
	vlan->master = 6;
	link_new(t, 6, "br5", "bridge");
	t->snap.probe_oif = 6;
}

static void name_taken(struct tables *t)
{
	link_new(t, 9, "br0", "dummy");
}

static void bridge_stp(struct tables *t)
{
	link_new(t, 9, "br0", "bridge")->stp = true;
}

static void bridge_delay(struct tables *t)
{
	link_new(t, 9, "br0", "bridge")->forward_delay = 1500;
}

static void bridge_enslaved(struct tables *t)
{
	link_new(t, 9, "br0", "bridge")->master = 8;
	link_new(t, 8, "vrf0", "vrf");
}

static void on_bridge(struct tables *t)
{
	link_new(t, 9, "br0", "bridge");
	strcpy(t->links[1].kind, "vlan");
	t->links[1].lower = 9;
}

static void nobody(struct tables *t)
{
	t->snap.nneighs = 0;
	t->snap.nroutes = 1;
}

static void failed_neigh(struct tables *t)
{
	t->snap.nroutes = 1;
	t->neighs[0].state = 0x20;
}

static void probe_elsewhere(struct tables *t)
{
	static const struct ddom_probe probe = { .family = 10 };

	t->opts.probes = &probe;
	t->opts.nprobes = 1;
}

/**
 * struct refusal - an attach or detach that is refused
 * @breaks: what is done to the tables
 * @err: the error
 * @word: in the reason
 */
struct refusal {
	void (*breaks)(struct tables *t);
	int err;
	const char *word;
};

static const struct refusal attaches[] = {
	{ no_port, -ENODEV, "eth7" },
	{ empty_port, -EINVAL, "empty" },
	{ long_port, -EINVAL, "15" },
	{ bad_bridge, -EINVAL, "invalid" },
	{ dot_bridge, -EINVAL, "invalid" },
	{ empty_bridge, -EINVAL, "empty" },
	{ long_bridge, -EINVAL, "15" },
	{ same_name, -EINVAL, "another" },
	{ port_down, -ENETDOWN, "ip link set eth0 up" },
	{ wireless, -EOPNOTSUPP, "wireless" },
	{ loopback, -EOPNOTSUPP, "loopback" },
	{ port_bridge, -EOPNOTSUPP, "bridge" },
	{ not_ether, -EOPNOTSUPP, "Ethernet" },
	{ has_master, -EBUSY, "bond0" },
	{ no_address, -EADDRNOTAVAIL, "--no-address" },
	{ only_link_local, -EADDRNOTAVAIL, "--no-address" },
	{ vlan_root, -ELOOP,
	  "eth0.5 on eth0 carries the route to the server; attach eth0.5 instead" },
	{ vlan_bridge_root, -ELOOP, "br5" },
	{ name_taken, -EEXIST, "br0" },
	{ bridge_stp, -EINVAL, "stp_state 0" },
	{ bridge_delay, -EINVAL, "forward_delay 0" },
	{ bridge_enslaved, -EBUSY, "vrf0" },
	{ on_bridge, -ELOOP, "stacked" },
	{ nobody, -EDESTADDRREQ, "--probe" },
	{ failed_neigh, -EDESTADDRREQ, "--probe" },
	{ probe_elsewhere, -EDESTADDRREQ, "::" },
	{ no_steps, -E2BIG, "3 steps" },
	{ zero_steps, -E2BIG, "eth0" },
};

static void other_port(struct tables *t)
{
	enslaved(t);
	link_new(t, 3, "eth1", "")->master = 9;
}

static void not_a_bridge(struct tables *t)
{
	strcpy(enslaved(t)->kind, "bond");
}

static void on_top(struct tables *t)
{
	enslaved(t);
	link_new(t, 5, "br0.5", "vlan")->lower = 9;
	t->snap.probe_oif = 5;
}

static void bare_bridge(struct tables *t)
{
	enslaved(t);
	t->snap.naddrs = 0;
}

static void not_enslaved(struct tables *t)
{
	(void)t;
}

static const struct refusal detaches[] = {
	{ no_port, -ENODEV, "eth7" },
	{ empty_port, -EINVAL, "empty" },
	{ port_down, -ENETDOWN, "up" },
	{ not_enslaved, -ENOTCONN, "eth0" },
	{ not_a_bridge, -ENOTCONN, "eth0" },
	{ other_port, -EBUSY, "eth1" },
	{ on_top, -ELOOP, "br0.5" },
	{ bare_bridge, -EADDRNOTAVAIL, "br0" },
};

/**
 * test_attach_refused() - each refusal, its error and its reason
 * @state: the tables, not used
 */
static void test_attach_refused(void **state)
{
	unsigned int i;
	void *t;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(attaches); i++) {
		setup(&t);
		attaches[i].breaks(t);
		if (attach(t) != attaches[i].err ||
		    !strstr(((struct tables *)t)->plan.reason, attaches[i].word))
			fail_msg("%u: %d %s", i, ((struct tables *)t)->plan.err,
				 ((struct tables *)t)->plan.reason);
		teardown(&t);
	}
}

/**
 * test_detach_refused() - each refusal, its error and its reason
 * @state: the tables, not used
 */
static void test_detach_refused(void **state)
{
	unsigned int i;
	void *t;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(detaches); i++) {
		setup(&t);
		detaches[i].breaks(t);
		if (detach(t) != detaches[i].err ||
		    !strstr(((struct tables *)t)->plan.reason, detaches[i].word))
			fail_msg("%u: %d %s", i, ((struct tables *)t)->plan.err,
				 ((struct tables *)t)->plan.reason);
		teardown(&t);
	}
}

/**
 * test_no_address() - nothing to move and nothing to verify is fine if asked
 * @state: the tables
 */
static void test_no_address(void **state)
{
	struct tables *t = *state;

	nobody(t);
	no_address(t);
	t->opts.no_address = true;
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_NEXTHOP, 0), -1);
	assert_int_equal(find(t, DDOM_STEP_ADDR_ADD, 0), -1);
	assert_true(find(t, DDOM_STEP_PORT_ENSLAVE, 0) > 0);
}

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
		"port-unsettle eth0",
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
		"port-release eth0 from br0",
		"wait-live eth0",
		"verify-nexthop 10.0.0.1 dev eth0",
		"port-unsettle eth0",
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

/**
 * test_automatic() - which routes the kernel makes by itself
 * @state: the tables
 */
static void test_automatic(void **state)
{
	struct tables *t = *state;
	struct ddom_route *r = &t->routes[0];
	struct ddom_addr *a = &t->addrs[0];

	assert_true(ddom_route_is_automatic(r, &t->snap));
	assert_false(ddom_route_is_automatic(&t->routes[1], &t->snap));
	a->flags = 0x200;
	assert_false(ddom_route_is_automatic(r, &t->snap));
	a->flags = 0;
	a->metric = 5;
	assert_false(ddom_route_is_automatic(r, &t->snap));
	r->metric = 5;
	assert_true(ddom_route_is_automatic(r, &t->snap));
	r->dst_len = 25;
	assert_false(ddom_route_is_automatic(r, &t->snap));
	r->dst_len = 24;
	r->table = 100;
	assert_false(ddom_route_is_automatic(r, &t->snap));
	r->table = 255;
	r->type = 2;
	assert_true(ddom_route_is_automatic(r, &t->snap));
	r->protocol = 3;
	assert_false(ddom_route_is_automatic(r, &t->snap));

	r->protocol = 2;
	r->family = 10;
	r->type = 1;
	r->table = 254;
	a->family = 10;
	a->prefixlen = 24;
	a->metric = 0;
	r->metric = 0;
	assert_false(ddom_route_is_automatic(r, &t->snap));
	r->metric = 256;
	assert_true(ddom_route_is_automatic(r, &t->snap));
	a->flags = 0x200;
	assert_false(ddom_route_is_automatic(r, &t->snap));
	r->dst[0] = 0xfe;
	r->dst[1] = 0x80;
	r->dst_len = 64;
	assert_true(ddom_route_is_automatic(r, &t->snap));
	r->dst[0] = 0xff;
	r->dst_len = 8;
	assert_true(ddom_route_is_automatic(r, &t->snap));
}

/**
 * test_neighs() - which neighbours are copied
 * @state: the tables
 */
static void test_neighs(void **state)
{
	static const __u16 states[] = { 0x20, 0x01, 0x40, 0x04, 0x80 };
	struct tables *t = *state;
	int i;

	for (i = 0; i < 5; i++)
		neigh_new(t, 10 + i, states[i]);
	t->neighs[5].dst[0] = 224;
	assert_int_equal(attach(t), 0);
	says(t, find(t, DDOM_STEP_NEIGH_ADD, 1),
	     "neigh-add 10.0.0.13 lladdr 52:54:00:12:34:56 dev br0");
	says(t, find(t, DDOM_STEP_NEIGH_ADD, 2),
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
 * test_text() - small buffers and IPv6
 * @state: the tables
 */
static void test_text(void **state)
{
	static const struct {
		__u8 addr[16];
		const char *text;
	} v6[] = {
		{ { 0 }, "::" },
		{ { [15] = 1 }, "::1" },
		{ { 0xfe, 0x80, [15] = 9 }, "fe80::9" },
		{ { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1 },
		  "2001:db8:0:1::1" },
		{ { 0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1 },
		  "2001:db8:1:0:1:1:1:1" },
		{ { 0x20, 1 }, "2001::" },
	};
	char text[DDOM_TEXT_MAX], *small, want[64];
	struct tables *t = *state;
	struct ddom_step step;
	unsigned int i;
	int n;

	memset(&step, 0, sizeof(step));
	step.type = DDOM_STEP_VERIFY_NEXTHOP;
	step.probe.family = 10;
	for (i = 0; i < ARRAY_SIZE(v6); i++) {
		memcpy(step.probe.addr, v6[i].addr, 16);
		snprintf(want, sizeof(want), "verify-nexthop %s", v6[i].text);
		ddom_step_text(&step, text, sizeof(text));
		assert_string_equal(text, want);
	}
	assert_int_equal(attach(t), 0);
	for (i = 0; i < t->plan.n; i++) {
		assert_string_not_equal(ddom_step_name(t->steps[i].type), "unknown");
		n = ddom_step_text(&t->steps[i], text, sizeof(text));
		assert_int_equal(n, strlen(text));
		assert_int_equal(ddom_step_text(&t->steps[i], NULL, 0), 0);
		while (n-- > 0) {
			small = malloc(n + 1);
			assert_int_equal(ddom_step_text(&t->steps[i], small,
							n + 1), n);
			assert_memory_equal(small, text, n);
			assert_int_equal(small[n], 0);
			free(small);
		}
	}
}

/**
 * test_names() - each type and phase has one
 * @state: the tables, not used
 */
static void test_names(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < DDOM_STEP_MAX; i++)
		for (j = 0; j < i; j++)
			assert_string_not_equal(ddom_step_name(i),
						ddom_step_name(j));
	assert_string_equal(ddom_step_name(DDOM_STEP_MAX), "unknown");
	for (i = DDOM_PHASE_PREPARE; i <= DDOM_PHASE_COMMIT; i++)
		assert_string_not_equal(ddom_phase_name(i), "unknown");
	assert_string_equal(ddom_phase_name(DDOM_PHASE_COMMIT + 1), "unknown");
}

static int fail_type;

/**
 * apply() - ddom_ops.apply: fails for one type of steps
 * @ctx: where to leave a reason, or NULL
 * @plan: the plan
 * @step: the step
 * @undo: its inverse
 *
 * Return: 0 or -EBUSY.
 */
static int apply(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		 bool undo)
{
	if (undo || (int)step->type != fail_type)
		return 0;
	if (ctx)
		snprintf(plan->reason, sizeof(plan->reason), "%s", (char *)ctx);
	return -EBUSY;
}

/**
 * now() - ddom_ops.now_ns
 * @ctx: not used
 *
 * Return: 42.
 */
static __u64 now(void *ctx)
{
	(void)ctx;
	return 42;
}

/**
 * test_run() - phases, errors and reasons
 * @state: the tables
 */
static void test_run(void **state)
{
	static const struct ddom_ops ops = { .apply = apply, .now_ns = now };
	char long_reason[400];
	struct tables *t = *state;
	int enslave;

	fail_type = -1;
	assert_int_equal(attach(t), 0);
	enslave = find(t, DDOM_STEP_PORT_ENSLAVE, 0);
	assert_int_equal(ddom_plan_run(&t->plan, DDOM_PHASE_PREPARE, &ops, NULL),
			 0);
	assert_int_equal(t->plan.next, enslave);
	fail_type = DDOM_STEP_PORT_ENSLAVE;
	assert_int_equal(ddom_plan_run(&t->plan, DDOM_PHASE_COMMIT, &ops, NULL),
			 -EBUSY);
	assert_int_equal(t->plan.next, enslave);
	assert_int_equal(t->steps[enslave].run.err, -EBUSY);
	assert_false(t->steps[enslave].run.done);
	assert_true(t->steps[enslave - 1].run.done);
	assert_string_equal(t->plan.reason,
			    "port-enslave eth0 master br0: error -16");
	assert_int_equal(ddom_plan_run(&t->plan, DDOM_PHASE_COMMIT, &ops, NULL),
			 -EBUSY);
	assert_int_equal(ddom_plan_undo(&t->plan, &ops, NULL), 0);
	assert_int_equal(t->steps[enslave].undo.start_ns, 0);
	assert_true(t->steps[0].undo.done);

	assert_int_equal(attach(t), 0);
	assert_int_equal(ddom_plan_run(&t->plan, DDOM_PHASE_COMMIT, &ops,
				       "no slot"), -EBUSY);
	assert_string_equal(t->plan.reason,
			    "port-enslave eth0 master br0: no slot: error -16");
	memset(long_reason, 'x', sizeof(long_reason));
	long_reason[399] = '\0';
	assert_int_equal(attach(t), 0);
	assert_int_equal(ddom_plan_run(&t->plan, DDOM_PHASE_COMMIT, &ops,
				       long_reason), -EBUSY);
	assert_non_null(strstr(t->plan.reason, "xxx: error -16"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/**
 * main() - run the tests
 *
 * Return: how many failed.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attach_refused),
		cmocka_unit_test(test_detach_refused),
		TEST(test_no_address),
		TEST(test_attach_order),
		TEST(test_detach_order),
		TEST(test_existing_bridge),
		TEST(test_addr_order),
		TEST(test_route_order),
		TEST(test_automatic),
		TEST(test_neighs),
		TEST(test_verify),
		TEST(test_verify_defaults),
		TEST(test_text),
		cmocka_unit_test(test_names),
		TEST(test_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
