/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's tables as a plan wants them, read from user space.
 */
#ifndef _DDT_SNAPSHOT_H
#define _DDT_SNAPSHOT_H

#include "nl.h"
#include "plan.h"
#include "sysctl.h"

struct ddt_blob;

/**
 * struct ddt_snapshot - a snapshot and the memory under it
 * @snap: the snapshot
 * @links: of @snap, as everything below
 * @addrs: addresses
 * @routes: routes
 * @neighs: neighbours
 * @rules: rules
 * @sysctls: settings
 * @blobs: copies of the dumped messages
 * @port: index of the port, 0: there is none
 * @bridge: index of the bridge, 0: there is none
 * @opts: names of both
 * @family: of the table being read
 */
struct ddt_snapshot {
	struct ddom_snapshot snap;
	struct ddom_link *links;
	struct ddom_addr *addrs;
	struct ddom_route *routes;
	struct ddom_neigh *neighs;
	struct ddom_rule *rules;
	struct ddom_sysctl *sysctls;
	struct ddt_blob *blobs;
	__u32 port;
	__u32 bridge;
	const struct ddom_opts *opts;
	__u8 family;
};

int ddt_snapshot_take(struct ddt_snapshot *s, struct ddt_nl *nl,
		      const struct ddt_sysctls *sysctls,
		      struct ddom_opts *opts);
void ddt_snapshot_free(struct ddt_snapshot *s);

#endif /* _DDT_SNAPSHOT_H */
