// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables and steps as module and ddtool share them, on the kernel of a network
 * namespace made for the purpose; what that kernel does not do at will is done
 * to its answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/ddom_bridge.h>

#include "bridge/bridge_internal.h"

static struct ddt_held held;
static struct ddt_backend backend;
static struct ddom_rtnl_ops ops;
static int dumps, interrupted, repeated, allocations, no_memory, refused;
static __u16 repeated_type;

/* A message of the chosen type comes once more, and once more. */
struct echo {
	ddom_rtnl_fn fn;
	void *arg;
};

static int echo(const struct nlmsghdr *nlh, void *arg)
{
	struct echo *e = arg;
	int err, i, n = nlh->nlmsg_type == repeated_type ? repeated : 1;

	for (i = 0; i < n; i++) {
		err = e->fn(nlh, e->arg);
		if (err)
			return err;
	}
	return 0;
}

static int dump(void *ctx, __u16 type, __u8 family, ddom_rtnl_fn fn, void *arg)
{
	struct echo e = { .fn = fn, .arg = arg };
	int err;

	err = ddt_backend_ops_rtnl.dump(ctx, type, family, echo, &e);
	dumps++;
	return !err && dumps % 4 == 0 && interrupted-- > 0 ? -EAGAIN : err;
}

static void *allocate(size_t size)
{
	return allocations++ == no_memory ? NULL : malloc(size);
}

/* The request that gives an added IPv6 address its own flags back. */
static int request(void *ctx, struct ddom_rtmsg *m, ddom_rtnl_fn fn, void *arg)
{
	const struct nlmsghdr *nlh = ddom_rtmsg_hdr(m);

	if (nlh->nlmsg_type == RTM_NEWADDR && nlh->nlmsg_flags & NLM_F_REPLACE) {
		refused++;
		return -ENOBUFS;
	}
	return ddt_backend_ops_rtnl.request(ctx, m, fn, arg);
}

static int setup(void **state)
{
	(void)state;
	dumps = interrupted = allocations = refused = 0;
	repeated = 1;
	no_memory = -1;
	ops = ddt_backend_ops_rtnl;
	ops.dump = dump;
	ops.alloc = allocate;
	return ddt_backend_open(&backend, &held, 1000);
}

static int teardown(void **state)
{
	(void)state;
	ddt_backend_close(&backend);
	return 0;
}

static int take(struct ddom_store *store)
{
	struct ddom_opts opts = { .port = "lo", .bridge = "br0" };
	struct ddom_rtnl r = { .ops = &ops, .ctx = &backend, .m = &backend.m };

	memset(store, 0, sizeof(*store));
	return ddom_snapshot_take(store, &r, &opts);
}

static void test_taken(void **state)
{
	struct ddom_store store;

	(void)state;
	assert_int_equal(take(&store), 0);
	assert_int_equal(store.port, 1);
	assert_true(store.snap.naddrs >= 3);
	assert_true(store.snap.nroutes >= 3);
	assert_int_equal(store.snap.nrules, 1);
	assert_string_equal(store.snap.rules[0].iif, "lo");
	assert_true(store.snap.nsysctls > 5);
	ddom_snapshot_free(&store);
	assert_null(store.snap.addrs);
}

static void test_interrupted(void **state)
{
	struct ddom_store whole, store;

	(void)state;
	assert_int_equal(take(&whole), 0);
	dumps = 0;
	interrupted = 3;
	assert_int_equal(take(&store), 0);
	assert_true(dumps >= 3 * 4 + 9);
	assert_int_equal(store.snap.nlinks, whole.snap.nlinks);
	assert_int_equal(store.snap.naddrs, whole.snap.naddrs);
	assert_int_equal(store.snap.nroutes, whole.snap.nroutes);
	ddom_snapshot_free(&whole);
	ddom_snapshot_free(&store);

	interrupted = 1000;
	assert_int_equal(take(&store), -EAGAIN);
	assert_string_equal(store.reason,
			    "lo: the kernel's tables keep changing; try again");
	assert_true(interrupted > 900);
	ddom_snapshot_free(&store);
}

static void test_done(void **state)
{
	struct {
		struct nlmsghdr nlh;
		int err;
	} done = { .nlh = { .nlmsg_len = sizeof(done),
			    .nlmsg_type = NLMSG_DONE } };

	(void)state;
	assert_int_equal(ddom_dump_done(&done.nlh, false), 0);
	assert_int_equal(ddom_dump_done(&done.nlh, true), -EAGAIN);
	done.err = -ENOBUFS;
	assert_int_equal(ddom_dump_done(&done.nlh, false), -EAGAIN);
	done.err = -EAFNOSUPPORT;
	assert_int_equal(ddom_dump_done(&done.nlh, false), -EAFNOSUPPORT);
	done.err = 0;
	done.nlh.nlmsg_flags = NLM_F_DUMP_INTR;
	assert_int_equal(ddom_dump_done(&done.nlh, false), -EAGAIN);
}

static void test_limits(void **state)
{
	static const struct {
		__u16 type;
		__u32 max;
		const char *what;
	} kinds[] = {
		{ RTM_NEWLINK, DDOM_BRIDGE_MAX_LINKS, "devices" },
		{ RTM_NEWADDR, DDOM_BRIDGE_MAX_ADDRS, "addresses" },
		{ RTM_NEWROUTE, DDOM_BRIDGE_MAX_ROUTES, "routes" },
		{ RTM_NEWNEIGH, DDOM_BRIDGE_MAX_NEIGHS, "neighbours" },
		{ RTM_NEWRULE, DDOM_BRIDGE_MAX_RULES, "rules" },
	};
	struct ddom_store store;
	char want[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		repeated_type = kinds[i].type;
		repeated = (int)kinds[i].max + 1;
		assert_int_equal(take(&store), -E2BIG);
		snprintf(want, sizeof(want),
			 " %s, of which a transaction takes %u; remove some first",
			 kinds[i].what, kinds[i].max);
		assert_non_null(strstr(store.reason, want));
		assert_true(strtoul(store.reason + 4, NULL, 10) > kinds[i].max);
		ddom_snapshot_free(&store);
	}
}

static void test_no_memory(void **state)
{
	struct ddom_store store;
	int n, err;

	(void)state;
	for (n = 0; n < 1000; n++) {
		allocations = 0;
		no_memory = n;
		err = take(&store);
		assert_int_equal(err, allocations > n ? -ENOMEM : 0);
		ddom_snapshot_free(&store);
		if (!err)
			break;
	}
	assert_in_range(n, 5, 999);
}

/* What was written can be read, however much it is. */
static void test_record(void **state)
{
	struct ddt_record written = { .lro = true }, read;

	(void)state;
	repeated_type = RTM_NEWROUTE;
	assert_int_equal(take(&written.snapshot), 0);
	repeated = DDOM_BRIDGE_MAX_ROUTES / (int)written.snapshot.snap.nroutes;
	ddom_snapshot_free(&written.snapshot);
	assert_int_equal(take(&written.snapshot), 0);
	assert_true(written.snapshot.snap.nroutes > 30000);
	assert_int_equal(ddt_record_write(&written, 1, 7777), 0);
	assert_int_equal(ddt_record_read(&read, 1, 7777), 0);
	ddt_record_remove(1, 7777);
	assert_true(read.lro);
	assert_int_equal(read.snapshot.snap.nroutes,
			 written.snapshot.snap.nroutes);
	assert_int_equal(read.snapshot.snap.nlinks,
			 written.snapshot.snap.nlinks);
	ddom_snapshot_free(&written.snapshot);
	ddom_snapshot_free(&read.snapshot);
}

static int count(const struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	(*(unsigned int *)arg)++;
	return 0;
}

/* Devices that were read are taken as they are, but only the first time. */
static void test_links_once(void **state)
{
	struct ddt_links links = { .list = NULL };
	struct ddt_nl nl = backend.nl;
	unsigned int n = 0;

	(void)state;
	assert_int_equal(ddt_links_read(&links), 0);
	assert_true(links.snap.nlinks > 0);
	backend.links = &links;
	memset(&backend.nl, 0, sizeof(backend.nl));
	assert_int_equal(ddt_backend_ops_rtnl.dump(&backend, RTM_GETLINK,
						   AF_UNSPEC, count, &n), 0);
	assert_int_equal(n, links.snap.nlinks);
	backend.nl = nl;
	ddt_links_free(&links);
	assert_int_equal(ddt_backend_ops_rtnl.dump(&backend, RTM_GETLINK,
						   AF_UNSPEC, count, &n), 0);
	assert_true(n > 1);
}

/* An address whose flags cannot be set is taken away again, and counted on. */
static void test_half_added(void **state)
{
	struct ddom_plan plan = { .bridge = { .name = "br0" } };
	struct ddom_rtnl r = {
		.ops = &ops, .ctx = &backend, .plan = &plan, .m = &backend.m,
	};
	struct ddom_step create = {
		.type = DDOM_STEP_BRIDGE_CREATE, .dev = plan.bridge,
		.value = 1500, .mac = { 2, 0, 0, 0, 0, 9 }, .mac_len = 6,
	};
	struct ddom_step add = {
		.type = DDOM_STEP_ADDR_ADD, .dev = plan.bridge,
	};
	struct ddom_store store, after;
	__u32 i;

	(void)state;
	assert_int_equal(take(&store), 0);
	for (i = 0; i < store.snap.naddrs; i++)
		if (store.snap.addrs[i].family == AF_INET6 &&
		    store.snap.addrs[i].local[0] == 0xfd)
			add.addr = &store.snap.addrs[i];
	assert_non_null(add.addr);
	assert_int_equal(ddom_steps_apply(&r, &add, false), -ENODEV);
	assert_int_equal(ddom_steps_apply(&r, &add, true), 0);
	assert_int_equal(ddom_steps_apply(&r, &create, false), 0);
	assert_true(plan.bridge.ifindex > 1);

	ops.request = request;
	assert_int_equal(ddom_steps_apply(&r, &add, false), -ENOBUFS);
	assert_int_equal(refused, 1);
	assert_int_equal(take(&after), 0);
	assert_int_equal(after.bridge, plan.bridge.ifindex);
	assert_int_equal(after.snap.naddrs, store.snap.naddrs);
	ddom_snapshot_free(&after);

	ops.request = ddt_backend_ops_rtnl.request;
	assert_int_equal(ddom_steps_apply(&r, &add, false), 0);
	assert_int_equal(take(&after), 0);
	assert_int_equal(after.snap.naddrs, store.snap.naddrs + 1);
	ddom_snapshot_free(&after);

	/* whoever comes after one that died looks the bridge up */
	plan.bridge.ifindex = 0;
	assert_int_equal(ddom_steps_apply(&r, &create, true), 0);
	assert_int_equal(take(&after), 0);
	assert_int_equal(after.bridge, 0);
	ddom_snapshot_free(&after);
	ddom_snapshot_free(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(test_interrupted, setup,
						teardown),
		cmocka_unit_test(test_done),
		cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_memory, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_record, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links_once, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_half_added, setup,
						teardown),
	};

	if (unshare(CLONE_NEWNET) ||
	    system("ip link set lo up && ip addr add 10.9.0.1/24 dev lo && "
		   "ip -6 addr add fd00:9::1/64 dev lo && "
		   "ip route add 10.8.0.0/16 via 10.9.0.2 && "
		   "ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:01 dev lo nud permanent && "
		   "ip rule add iif lo table 100")) {
		printf("1..0 # SKIP no network namespaces\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
