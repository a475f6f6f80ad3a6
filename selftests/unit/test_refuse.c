// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches and detaches that are refused.
 */
#include "tables.h"

/* Attaches that are refused: what to break, the error, a word of the reason */

static const __u8 host_b[16] = { 10, 0, 0, 9 };

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

static void named_all(struct tables *t)
{
	strcpy(t->opts.bridge, "all");
}

static void named_default(struct tables *t)
{
	strcpy(t->opts.bridge, "default");
}

static void port_alt_name(struct tables *t)
{
	strcpy(t->opts.port, "lan");
	t->links[1].alt_port = true;
}

static void bridge_alt_name(struct tables *t)
{
	link_new(t, 3, "eth1", "")->alt_bridge = true;
}

static void macvlan(struct tables *t)
{
	link_new(t, 5, "mv0", "macvlan")->lower = 2;
}

static void ipvtap(struct tables *t)
{
	link_new(t, 5, "iv0", "ipvtap")->lower = 2;
}

static void taken(struct tables *t)
{
	t->links[1].taken = true;
}

static void vxlan(struct tables *t)
{
	link_new(t, 5, "vx0", "vxlan")->lower = 2;
}

/* the default route between two of another device */
static void between_equals(struct tables *t)
{
	t->routes[1].behind = true;
	t->routes[1].ahead = true;
}

/* another device's equal between two of ours */
static void around_equals(struct tables *t)
{
	struct ddom_route *r = route_new(t, 3, t->routes[1].dst, 0, host_b);

	t->routes[1].ahead = true;
	r->behind = true;
}

/* IPv6 has no way to put two before others */
static void before_equals_v6(struct tables *t)
{
	struct ddom_route *r = route_new(t, 3, t->routes[1].dst, 0, NULL);

	r->scope = 0;
	r->family = t->routes[1].family = 10;
	t->routes[1].gw_family = 10;
	r->ahead = true;
}

static void prefix_between(struct tables *t)
{
	t->routes[0].behind = true;
	t->routes[0].ahead = true;
}

/* the bridge's own 10.0.0.2/24, whose route is one of those with index @oif */
static struct ddom_route *bridge_address(struct tables *t, __u32 oif)
{
	struct ddom_route *r = route_new(t, 2, t->routes[0].dst, 24, NULL);

	addr_new(t, 2)->ifindex = oif;
	r->oif = oif;
	return r;
}

/* another NIC's route behind those of port and bridge */
static void third_behind(struct tables *t)
{
	link_new(t, 9, "br0", "bridge");
	bridge_address(t, 9)->ahead = true;
}

static void twin_of_scope(struct tables *t)
{
	link_new(t, 9, "br0", "bridge");
	bridge_address(t, 9);
	t->addrs[1].scope = 253;
}

static void twin_runs_out(struct tables *t)
{
	link_new(t, 9, "br0", "bridge");
	bridge_address(t, 9);
	t->addrs[0].flags = 0x80;
}

static void twin_is_second(struct tables *t)
{
	link_new(t, 9, "br0", "bridge");
	bridge_address(t, 9);
	t->addrs[0].flags = 1;
}

static void unnumbered(struct tables *t)
{
	link_new(t, 9, "br0", "bridge");
	route_new(t, 4, t->routes[1].dst, 0, t->routes[1].gateway)->oif = 9;
}

static void next_hops_of_both(struct tables *t)
{
	t->routes[1].both = true;
}

static void twin(struct tables *t)
{
	unnumbered(t);
	addr_new(t, 77)->ifindex = 9;
	t->addrs[1].local[1] = 9;
	t->addrs[1].prefix[1] = 9;
}

static void long_route(struct tables *t)
{
	t->routes[1].msg.len = 5000;
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

static void team_port(struct tables *t)
{
	has_master(t);
	strcpy(t->links[t->snap.nlinks - 1].kind, "team");
}

static void ovs_port(struct tables *t)
{
	link_new(t, 9, "ovs-system", "openvswitch");
	t->links[1].master = 9;
}

static void vrf_port(struct tables *t)
{
	link_new(t, 9, "red", "vrf");
	t->links[1].master = 9;
}

static void bridge_port(struct tables *t)
{
	link_new(t, 9, "br1", "bridge");
	t->links[1].master = 9;
}

static void master_gone(struct tables *t)
{
	t->links[1].master = 9;
}

static void only_link_local(struct tables *t)
{
	t->addrs[0].family = 10;
	t->addrs[0].local[0] = 0xfe;
	t->addrs[0].local[1] = 0x80;
}

/* an IPv6 address of @flags */
static struct ddom_addr *with_flags(struct tables *t, __u32 flags)
{
	struct ddom_addr *a = addr_new(t, 7);

	a->family = 10;
	a->prefixlen = 64;
	a->flags = flags;
	return a;
}

static void tentative(struct tables *t)
{
	with_flags(t, 0x40 | 0x80);
}

static void dad_failed(struct tables *t)
{
	t->snap.naddrs = 0;
	with_flags(t, 0x08 | 0x40 | 0x80);
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
	{ has_master, -EBUSY, "is a member of bond0; attach that" },
	{ team_port, -EBUSY, "is a member of bond0; attach that" },
	{ ovs_port, -EBUSY, "internal port of that bridge and attach that" },
	{ vrf_port, -EBUSY, "is enslaved to vrf red; release it first" },
	{ bridge_port, -EBUSY, "'ddtool bridge-detach eth0' first" },
	{ master_gone, -EBUSY, "is enslaved to a device; release it first" },
	{ no_address, -EADDRNOTAVAIL, "--no-address" },
	{ only_link_local, -EADDRNOTAVAIL, "--no-address" },
	{ tentative, -EAGAIN, "wait a moment" },
	{ dad_failed, -EADDRNOTAVAIL, "--no-address" },
	{ vlan_root, -ELOOP,
	  "eth0.5 on eth0 carries the route to the server; attach eth0.5 instead, or do without that probe" },
	{ vlan_bridge_root, -ELOOP, "br5" },
	{ name_taken, -EEXIST, "br0" },
	{ bridge_stp, -EINVAL, "stp_state 0" },
	{ bridge_delay, -EINVAL, "forward_delay 0" },
	{ bridge_enslaved, -EBUSY, "vrf0" },
	{ on_bridge, -ELOOP, "stacked" },
	{ nobody, -EDESTADDRREQ, "--probe" },
	{ failed_neigh, -EDESTADDRREQ, "--probe" },
	{ probe_elsewhere, -EDESTADDRREQ, "::" },
	{ named_all, -EINVAL, "all" },
	{ named_default, -EINVAL, "default" },
	{ port_alt_name, -ENODEV, "lan: is another name of eth0" },
	{ bridge_alt_name, -EEXIST, "br0: is another name of eth1" },
	{ macvlan, -EBUSY, "ip link del mv0" },
	{ ipvtap, -EBUSY, "ipvtap iv0" },
	{ taken, -EBUSY, "eth0" },
	{ vxlan, -EBUSY, "vx0" },
	{ between_equals, -ENOTUNIQ, "route default via 10.0.0.1" },
	{ around_equals, -ENOTUNIQ, "metric" },
	{ before_equals_v6, -ENOTUNIQ, "IPv6 route default" },
	{ prefix_between, -ENOTUNIQ, "10.0.0.0/24" },
	{ twin, -EEXIST, "default via 10.0.0.1: eth0 and br0 have it" },
	{ next_hops_of_both, -EEXIST, "eth0 and br0 have it" },
	{ third_behind, -EADDRINUSE, "10.0.0.0/24: br0 has the same" },
	{ twin_of_scope, -EADDRINUSE, "br0: has 10.0.0.2 too, with another scope" },
	{ twin_runs_out, -EADDRINUSE, "lifetime" },
	{ twin_is_second, -EADDRINUSE, "second" },
	{ unnumbered, -EADDRNOTAVAIL, "give it an address that stays" },
	{ long_route, -EMSGSIZE, "default via 10.0.0.1" },
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

static void macvlan_on_bridge(struct tables *t)
{
	enslaved(t);
	link_new(t, 5, "mv0", "macvlan")->lower = 9;
}

static void bare_bridge(struct tables *t)
{
	enslaved(t);
	t->snap.naddrs = 0;
}

static void third_behind_port(struct tables *t)
{
	enslaved(t);
	bridge_address(t, 2)->ahead = true;
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
	{ macvlan_on_bridge, -EBUSY, "ip link del mv0" },
	{ bare_bridge, -EADDRNOTAVAIL, "br0" },
	{ third_behind_port, -EADDRINUSE, "10.0.0.0/24: eth0 has the same" },
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
		tables_setup(&t);
		attaches[i].breaks(t);
		if (attach(t) != attaches[i].err ||
		    !strstr(((struct tables *)t)->plan.reason, attaches[i].word))
			fail_msg("%u: %d %s", i, ((struct tables *)t)->plan.err,
				 ((struct tables *)t)->plan.reason);
		tables_teardown(&t);
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
		tables_setup(&t);
		detaches[i].breaks(t);
		if (detach(t) != detaches[i].err ||
		    !strstr(((struct tables *)t)->plan.reason, detaches[i].word))
			fail_msg("%u: %d %s", i, ((struct tables *)t)->plan.err,
				 ((struct tables *)t)->plan.reason);
		tables_teardown(&t);
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
	t->opts.no_address = true;
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_NEXTHOP, 0), -1);
	assert_true(find(t, DDOM_STEP_ADDR_ADD, 0) > 0);
	no_address(t);
	assert_int_equal(attach(t), 0);
	assert_int_equal(find(t, DDOM_STEP_VERIFY_NEXTHOP, 0), -1);
	assert_int_equal(find(t, DDOM_STEP_ADDR_ADD, 0), -1);
	assert_true(find(t, DDOM_STEP_PORT_ENSLAVE, 0) > 0);
}

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
