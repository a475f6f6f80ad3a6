// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large tables: what planning costs, counted in basic blocks that ran, which
 * a busy machine does not change. plan/ is compiled with
 * -fsanitize-coverage=trace-pc for that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <time.h>

#include "plan.h"

enum { FORGOTTEN, RECORDED, REPLACED };

static unsigned long blocks;

/**
 * __sanitizer_cov_trace_pc() - a basic block begins
 */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	blocks++;
}

/**
 * struct large - tables of a port or its bridge
 * @snap: what the plan sees
 * @links: port and bridge
 * @addrs: addresses
 * @routes: routes, each with a gateway of its own
 * @neighs: neighbours, of which the gateways are not
 * @rules: rules
 */
struct large {
	struct ddom_snapshot snap;
	struct ddom_link links[2];
	struct ddom_addr *addrs;
	struct ddom_route *routes;
	struct ddom_neigh *neighs;
	struct ddom_rule *rules;
};

static void number(__u8 *addr, __u8 first, __u32 n)
{
	addr[0] = first;
	addr[1] = n >> 16;
	addr[2] = n >> 8;
	addr[3] = n;
}

/* @n: a unit of size; @dev: index of the device; @net: where addresses are */
static void fill(struct large *l, __u32 n, __u32 dev, __u8 net)
{
	__u32 i;

	memset(l, 0, sizeof(*l));
	for (i = 0; i < 2; i++) {
		l->links[i].ifindex = 2 + i;
		l->links[i].flags = 1;
		l->links[i].mtu = 1500;
		l->links[i].type = 1;
		l->links[i].mac_len = 6;
		l->links[i].mac[5] = 1 + i;
	}
	strcpy(l->links[0].name, "eth0");
	strcpy(l->links[1].name, "br0");
	strcpy(l->links[1].kind, "bridge");
	if (dev == 3)
		l->links[0].master = 3;
	l->addrs = calloc(n, sizeof(*l->addrs));
	l->routes = calloc(20 * n, sizeof(*l->routes));
	l->neighs = calloc(n, sizeof(*l->neighs));
	l->rules = calloc(n, sizeof(*l->rules));
	for (i = 0; i < n; i++) {
		l->addrs[i].ifindex = dev;
		l->addrs[i].family = 2;
		l->addrs[i].prefixlen = 24 + i % 9;
		number(l->addrs[i].local, net, i);
		number(l->addrs[i].prefix, net, i);
		l->neighs[i].ifindex = dev;
		l->neighs[i].family = 2;
		l->neighs[i].state = 2;
		l->neighs[i].mac_len = 6;
		number(l->neighs[i].mac, 2, i);
		number(l->neighs[i].dst, 151, i);
		l->rules[i].family = 2;
		l->rules[i].priority = i;
		strcpy(l->rules[i].iif, dev == 3 ? "br0" : "eth0");
	}
	for (i = 0; i < 20 * n; i++) {
		l->routes[i].oif = dev;
		l->routes[i].family = 2;
		l->routes[i].dst_len = 32;
		l->routes[i].protocol = i % 4 ? 3 : 2;
		l->routes[i].type = 1;
		l->routes[i].table = 254;
		l->routes[i].gw_family = i % 4 ? 2 : 0;
		number(l->routes[i].dst, 100, i);
		if (i % 4)
			number(l->routes[i].gateway, 150, i);
	}
	l->snap.links = l->links;
	l->snap.nlinks = 2;
	l->snap.addrs = l->addrs;
	l->snap.naddrs = n;
	l->snap.routes = l->routes;
	l->snap.nroutes = 20 * n;
	l->snap.neighs = l->neighs;
	l->snap.nneighs = n;
	l->snap.rules = l->rules;
	l->snap.nrules = n;
}

static void empty(struct large *l)
{
	free(l->addrs);
	free(l->routes);
	free(l->neighs);
	free(l->rules);
}

/* Plans on tables of a size; returns how many basic blocks ran. */
static unsigned long cost(__u32 n, bool is_attach, int before, double *seconds)
{
	struct ddom_opts opts = { .port = "eth0", .bridge = "br0" };
	struct ddom_plan plan = { .next = 0 };
	struct timespec from, to;
	struct large now, then;

	fill(&now, n, is_attach ? 2 : 3, 10);
	fill(&then, n, 2, before == REPLACED ? 11 : 10);
	opts.before = !is_attach && before ? &then.snap : NULL;
	opts.no_address = true;
	plan.max = ddom_build_max_steps(&now.snap, &opts);
	plan.steps = calloc(plan.max, sizeof(*plan.steps));
	plan.scratch = malloc(ddom_notes_scratch(&now.snap, &opts));
	assert_non_null(plan.steps);
	assert_non_null(plan.scratch);
	blocks = 0;
	clock_gettime(CLOCK_MONOTONIC, &from);
	if (is_attach)
		assert_int_equal(ddom_build_attach(&plan, &now.snap, &opts), 0);
	else
		assert_int_equal(ddom_build_detach(&plan, &now.snap, &opts), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	*seconds = to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
	assert_true(plan.n > n);
	free(plan.steps);
	free(plan.scratch);
	empty(&now);
	empty(&then);
	return blocks;
}

/* Eight times as much to plan costs at most twelve times as much. */
static void linear(bool is_attach, int before)
{
	unsigned long small, large;
	double seconds;

	small = cost(125, is_attach, before, &seconds);
	large = cost(1000, is_attach, before, &seconds);
	print_message("1000 addresses, 20000 routes, 1000 neighbours and rules: %.3f s, %lu blocks, %lu for an eighth\n",
		      seconds, large, small);
	assert_true(small > 1000);
	assert_true(large < 12 * small);
}

static void test_attach(void **state)
{
	(void)state;
	linear(true, FORGOTTEN);
}

static void test_detach(void **state)
{
	(void)state;
	linear(false, FORGOTTEN);
}

static void test_detach_recorded(void **state)
{
	(void)state;
	linear(false, RECORDED);
}

static void test_detach_replaced(void **state)
{
	(void)state;
	linear(false, REPLACED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attach),
		cmocka_unit_test(test_detach),
		cmocka_unit_test(test_detach_recorded),
		cmocka_unit_test(test_detach_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
