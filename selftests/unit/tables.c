// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hand-made tables that a test of the plan begins with.
 */
#include "tables.h"

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
struct ddom_link *link_new(struct tables *t, __u32 ifindex, const char *name,
			   const char *kind)
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
struct ddom_route *route_new(struct tables *t, __u8 protocol, const __u8 *dst,
			     __u8 len, const __u8 *gw)
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
struct ddom_addr *addr_new(struct tables *t, __u8 last)
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
struct ddom_neigh *neigh_new(struct tables *t, __u8 last, __u16 state)
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
 * tables_setup() - the tables that each test begins with
 * @state: takes them
 *
 * Return: 0.
 */
int tables_setup(void **state)
{
	static const __u8 zero[16];
	struct tables *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	t->snap.links = t->links;
	t->snap.addrs = t->addrs;
	t->snap.routes = t->routes;
	t->snap.nexthops = t->nexthops;
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
	t->plan.scratch = t->scratch;
	return 0;
}

/**
 * tables_teardown() - free the tables
 * @state: the tables
 *
 * Return: 0.
 */
int tables_teardown(void **state)
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
struct ddom_link *enslaved(struct tables *t)
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
int attach(struct tables *t)
{
	__u32 i;
	int err;

	assert_true(ddom_notes_scratch(&t->snap, &t->opts) <= sizeof(t->scratch));
	err = ddom_build_attach(&t->plan, &t->snap, &t->opts);
	assert_int_equal(err, t->plan.err);
	assert_true(!!err == !!t->plan.reason[0]);
	assert_true(!err == !!t->plan.n);
	assert_null(strchr(t->plan.reason, '\n'));
	assert_true(t->plan.n <= ddom_build_max_steps(&t->snap, &t->opts));
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
int detach(struct tables *t)
{
	__u32 i;
	int err;

	assert_true(ddom_notes_scratch(&t->snap, &t->opts) <= sizeof(t->scratch));
	err = ddom_build_detach(&t->plan, &t->snap, &t->opts);
	assert_int_equal(err, t->plan.err);
	assert_true(!!err == !!t->plan.reason[0]);
	assert_true(t->plan.n <= ddom_build_max_steps(&t->snap, &t->opts));
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
int find(const struct tables *t, enum ddom_step_type type, int nth)
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
void says(const struct tables *t, int index, const char *want)
{
	char text[DDOM_TEXT_MAX];

	assert_true(index >= 0);
	assert_int_equal(ddom_text_step(&t->steps[index], text, sizeof(text)),
			 strlen(want));
	assert_string_equal(text, want);
}
