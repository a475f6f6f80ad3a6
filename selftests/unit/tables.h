/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hand-made tables that a test of the plan begins with.
 */
#ifndef _DDOM_TABLES_H
#define _DDOM_TABLES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "plan.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define STEPS	256
#define SCRATCH	65536

/**
 * struct tables - a NIC with an address, a neighbour and a default route
 * @snap: the snapshot
 * @links: lo, eth0, and up to four more
 * @addrs: one of eth0, and more
 * @routes: prefix route, default, and more
 * @nexthops: none yet
 * @neighs: the gateway, and more
 * @rules: none yet
 * @sysctls: none yet
 * @opts: attach eth0 to br0
 * @plan: the plan
 * @steps: its steps
 * @scratch: its memory
 */
struct tables {
	struct ddom_snapshot snap;
	struct ddom_link links[6];
	struct ddom_addr addrs[6];
	struct ddom_route routes[8];
	struct ddom_nexthop nexthops[4];
	struct ddom_neigh neighs[7];
	struct ddom_rule rules[2];
	struct ddom_sysctl sysctls[3];
	struct ddom_opts opts;
	struct ddom_plan plan;
	struct ddom_step steps[STEPS];
	__u32 scratch[SCRATCH / sizeof(__u32)];
};

#define TEST(f) cmocka_unit_test_setup_teardown(f, tables_setup, tables_teardown)

struct ddom_link *link_new(struct tables *t, __u32 ifindex, const char *name,
			   const char *kind);
struct ddom_route *route_new(struct tables *t, __u8 protocol, const __u8 *dst,
			     __u8 len, const __u8 *gw);
struct ddom_addr *addr_new(struct tables *t, __u8 last);
struct ddom_neigh *neigh_new(struct tables *t, __u8 last, __u16 state);
int tables_setup(void **state);
int tables_teardown(void **state);
struct ddom_link *enslaved(struct tables *t);
int attach(struct tables *t);
int detach(struct tables *t);
int find(const struct tables *t, enum ddom_step_type type, int nth);
void says(const struct tables *t, int index, const char *want);

#endif /* _DDOM_TABLES_H */
