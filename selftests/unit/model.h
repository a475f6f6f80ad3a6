/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the kernel's tables, as far as a transaction touches them: what
 * the kernel does by itself when an address comes or goes, when a device gets
 * or loses its master, and whether a server can be reached meanwhile.
 */
#ifndef _DDOM_MODEL_H
#define _DDOM_MODEL_H

#include "plan.h"

#define MODEL_LINKS	8
#define MODEL_ADDRS	48
#define MODEL_ROUTES	192
#define MODEL_NEIGHS	48
#define MODEL_RULES	16
#define MODEL_SYSCTLS	4
#define MODEL_SERVERS	4
#define MODEL_PORT	2	/* ifindex of the port */

/**
 * struct model_link - a device
 * @l: as in a snapshot
 * @live: its queue takes packets; of a bridge, some time after its carrier
 * @holds: how often promiscuous mode is held
 */
struct model_link {
	struct ddom_link l;
	bool live;
	int holds;
};

/**
 * struct model_route - a route
 * @r: as in a snapshot
 * @src: preferred source, used when @has_src
 * @has_src: whether there is one
 */
struct model_route {
	struct ddom_route r;
	__u8 src[16];
	bool has_src;
};

/**
 * struct model_sysctl - a setting
 * @family: AF_INET or AF_INET6
 * @id: which
 * @all: under "all"
 * @def: what a new device gets
 * @dev: of each device, in the order of the links
 */
struct model_sysctl {
	__u8 family;
	__u16 id;
	__s32 all;
	__s32 def;
	__s32 dev[MODEL_LINKS];
};

/**
 * struct model_server - somebody who must be reachable at each moment
 * @family: AF_INET or AF_INET6
 * @addr: their address
 * @local: ours, which they talk to
 */
struct model_server {
	__u8 family;
	__u8 addr[16];
	__u8 local[16];
};

/**
 * struct model - the tables
 * @links: devices; one with index 0 is a free slot
 * @addrs: in the kernel's order for each device and family
 * @naddrs: how many
 * @routes: of those with the same key the first one is used
 * @nroutes: how many
 * @neighs: in no particular order
 * @nneighs: how many
 * @rules: in no particular order
 * @nrules: how many
 * @sysctls: settings
 * @nsysctls: how many
 * @servers: who must be reachable
 * @nservers: how many
 */
struct model {
	struct model_link links[MODEL_LINKS];
	struct ddom_addr addrs[MODEL_ADDRS];
	__u32 naddrs;
	struct model_route routes[MODEL_ROUTES];
	__u32 nroutes;
	struct ddom_neigh neighs[MODEL_NEIGHS];
	__u32 nneighs;
	struct ddom_rule rules[MODEL_RULES];
	__u32 nrules;
	struct model_sysctl sysctls[MODEL_SYSCTLS];
	__u32 nsysctls;
	struct model_server servers[MODEL_SERVERS];
	__u32 nservers;
};

/**
 * struct model_snapshot - a snapshot with the memory it points to
 * @s: what the plan sees
 * @links: devices
 * @addrs: addresses
 * @routes: routes; each one's message is its entry in @saved
 * @saved: whole routes
 * @neighs: neighbours
 * @rules: rules
 * @sysctls: settings
 */
struct model_snapshot {
	struct ddom_snapshot s;
	struct ddom_link links[MODEL_LINKS];
	struct ddom_addr addrs[MODEL_ADDRS];
	struct ddom_route routes[MODEL_ROUTES];
	struct model_route saved[MODEL_ROUTES];
	struct ddom_neigh neighs[MODEL_NEIGHS];
	struct ddom_rule rules[MODEL_RULES];
	struct ddom_sysctl sysctls[MODEL_SYSCTLS];
};

struct model_link *model_link(struct model *m, const char *name);
struct model_link *model_link_add(struct model *m, __u32 ifindex,
				  const char *name, const char *kind);
struct model_link *model_by_index(const struct model *m, __u32 ifindex);
int model_setting(const struct model *m, __u8 family, __u16 id,
		  const struct model_link *link);
bool model_is_local(const struct model *m, __u8 family, const __u8 *addr,
		    __u32 ifindex);
int model_link_up(struct model *m, __u32 ifindex);
int model_addr_add(struct model *m, const struct ddom_addr *addr);
int model_route_set(struct model *m, const struct model_route *route);
int model_route_add(struct model *m, const struct model_route *route,
		    bool prepend);
int model_neigh_set(struct model *m, const struct ddom_neigh *neigh);
int model_apply(struct model *m, const struct ddom_plan *plan,
		const struct ddom_step *step, bool undo);
const struct ddom_route *model_lookup(const struct model *m, __u8 family,
				      const __u8 *addr, __u32 oif);
const char *model_unreachable(const struct model *m);
void model_snapshot(const struct model *m, const char *bridge,
		    struct model_snapshot *snap);
const char *model_differs(const struct model *a, const struct model *b);
bool model_usable(const struct ddom_neigh *neigh);

bool model_generate(struct model *m, unsigned int seed);

#endif /* _DDOM_MODEL_H */
