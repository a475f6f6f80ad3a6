/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a snapshot of the kernel's tables to an ordered list of steps, each
 * with its inverse. Pure C: no system call, no allocation, no kernel API. The
 * same file is compiled into the module, into ddtool and into the unit tests.
 *
 * Data flows one way: snapshot -> plan -> execute -> verify -> report. Steps
 * point into the snapshot, which must outlive the plan.
 */
#ifndef _DDOM_PLAN_H
#define _DDOM_PLAN_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <linux/types.h>
#endif

/* Tables may be long: whoever else waits for this CPU gets it in between. */
#ifdef __KERNEL__
#define ddom_breathe()		cond_resched()
#else
#define ddom_breathe()		do { } while (0)
#endif

#define DDOM_IFNAMSIZ		16	/* IFNAMSIZ, include/uapi/linux/if.h */
#define DDOM_MAC_MAX		32	/* MAX_ADDR_LEN, include/linux/netdevice.h */
#define DDOM_STEP_MAC_MAX	8	/* of a device that a bridge takes: 6 */
#define DDOM_REASON_MAX		192
#define DDOM_TEXT_MAX		160

/* How long an attached bridge may take until its carrier and queue are live. */
#define DDOM_LIVE_TIMEOUT_MS	3000

/**
 * struct ddom_msg - a rtnetlink message as it was dumped
 * @data: struct nlmsghdr and what follows, NULL in the unit tests' model
 * @len: bytes
 *
 * Replayed with another interface index it moves the object without the plan
 * having to understand each attribute of it.
 */
struct ddom_msg {
	const void *data;
	__u32 len;
};

/**
 * struct ddom_brport - what a port's bridge knows of it; no data when it is none
 * @settings: the device, with the port's settings
 * @vlans: the port, with its VLANs
 */
struct ddom_brport {
	struct ddom_msg settings;
	struct ddom_msg vlans;
};

/**
 * struct ddom_link - one network device
 * @ifindex: its index
 * @master: index of the device it is enslaved to, 0 for none
 * @lower: IFLA_LINK, index of the device it is stacked on, 0 for none
 * @flags: IFF_*
 * @mtu: bytes
 * @type: ARPHRD_*
 * @operstate: IF_OPER_*
 * @name: its name
 * @kind: IFLA_INFO_KIND, "" for a device without one
 * @mac_len: bytes of @mac
 * @mac: link layer address
 * @wireless: it has an 802.11 interface
 * @taken: somebody takes what it receives, as a master or a macvlan does; from
 *	user space that cannot be told
 * @alt_port: the name given for the port is another name of it
 * @alt_bridge: the name given for the bridge is another name of it
 * @ours: a bridge that an attach created
 * @stp: bridge: spanning tree is on
 * @forward_delay: bridge: in USER_HZ, as IFLA_BR_FORWARD_DELAY
 */
struct ddom_link {
	__u32 ifindex;
	__u32 master;
	__u32 lower;
	__u32 flags;
	__u32 mtu;
	__u16 type;
	__u8 operstate;
	char name[DDOM_IFNAMSIZ];
	char kind[DDOM_IFNAMSIZ];
	__u8 mac_len;
	__u8 mac[DDOM_MAC_MAX];
	bool wireless;
	bool taken;
	bool alt_port;
	bool alt_bridge;
	bool ours;
	bool stp;
	__u32 forward_delay;
};

/**
 * struct ddom_addr - an address of the port or the bridge
 * @ifindex: where it is
 * @family: AF_INET or AF_INET6
 * @prefixlen: bits
 * @scope: RT_SCOPE_*
 * @flags: IFA_F_*
 * @metric: IFA_RT_PRIORITY, 0 for none
 * @local: the address, network byte order
 * @prefix: IFA_ADDRESS: the peer on a point to point link, else as @local
 * @label: IFA_LABEL, "" for none
 * @kernel_ll: an IPv6 link-local address that the kernel made
 * @static_ll: an IPv6 link-local address beside such a one
 * @msg: as dumped
 */
struct ddom_addr {
	__u32 ifindex;
	__u8 family;
	__u8 prefixlen;
	__u8 scope;
	__u32 flags;
	__u32 metric;
	__u8 local[16];
	__u8 prefix[16];
	char label[DDOM_IFNAMSIZ];
	bool kernel_ll;
	bool static_ll;
	struct ddom_msg msg;
};

/**
 * struct ddom_route - a route whose output device is the port or the bridge
 * @oif: output device; of a multipath route, the one that concerns us
 * @family: AF_INET or AF_INET6
 * @dst_len: bits
 * @src_len: bits, IPv6 subtrees
 * @tos: rtm_tos
 * @protocol: RTPROT_*
 * @scope: RT_SCOPE_*
 * @type: RTN_*
 * @table: RT_TABLE_* or above
 * @metric: RTA_PRIORITY
 * @dst: destination prefix
 * @src: source prefix
 * @gateway: next hop, network byte order
 * @gw_family: family of @gateway, 0 for none
 * @multipath: has more than one next hop
 * @mixed: has next hops of other devices
 * @follows: the first one is of another device
 * @both: has next hops of port and bridge
 * @dead: one of those is on a device that is down
 * @nhid: RTA_NH_ID, its next hop is an object of its own; 0 for none
 * @expires: seconds until it runs out, 0: never
 * @seq: position in the kernel's dump
 * @behind: another device's equal stands in front of it, see
 *	ddom_routes_equal(), and none of ours in between
 * @ahead: another device's equal stands behind it, and none of ours in between
 * @plain: another device's equal without a gateway stands behind it, and none
 *	of ours in between
 * @object: an equal of another device next to it has a nexthop object
 * @msg: as dumped
 */
struct ddom_route {
	__u32 oif;
	__u8 family;
	__u8 dst_len;
	__u8 src_len;
	__u8 tos;
	__u8 protocol;
	__u8 scope;
	__u8 type;
	__u32 table;
	__u32 metric;
	__u8 dst[16];
	__u8 src[16];
	__u8 gateway[16];
	__u8 gw_family;
	bool multipath;
	bool mixed;
	bool follows;
	bool both;
	bool dead;
	__u32 nhid;
	__u32 expires;
	__u32 seq;
	bool behind;
	bool ahead;
	bool plain;
	bool object;
	struct ddom_msg msg;
};

/**
 * struct ddom_nexthop - a nexthop object that leads through port or bridge
 * @id: NHA_ID
 * @oif: output device; of a group, that of its first member that concerns us
 * @gateway: next hop, network byte order
 * @gw_family: family of @gateway, 0 for none
 * @group: refers to others, which move
 * @msg: as dumped
 */
struct ddom_nexthop {
	__u32 id;
	__u32 oif;
	__u8 gateway[16];
	__u8 gw_family;
	bool group;
	struct ddom_msg msg;
};

/**
 * struct ddom_neigh - a neighbour entry
 * @ifindex: its device
 * @family: AF_INET or AF_INET6
 * @state: NUD_*
 * @flags: NTF_*
 * @dst: network layer address
 * @mac_len: bytes of @mac, 0 when unresolved
 * @mac: link layer address
 * @msg: as dumped
 */
struct ddom_neigh {
	__u32 ifindex;
	__u8 family;
	__u16 state;
	__u8 flags;
	__u8 dst[16];
	__u8 mac_len;
	__u8 mac[DDOM_MAC_MAX];
	struct ddom_msg msg;
};

/**
 * struct ddom_rule - a policy routing rule that names the port or the bridge
 * @family: AF_INET or AF_INET6
 * @priority: FRA_PRIORITY
 * @iif: FRA_IIFNAME, "" for none
 * @oif: FRA_OIFNAME, "" for none
 * @rest: a checksum of all that it says besides
 * @ahead: one of the same priority that names neither stands behind it
 * @takes: told to delete it, the kernel could delete another
 * @msg: as dumped
 */
struct ddom_rule {
	__u8 family;
	__u32 priority;
	char iif[DDOM_IFNAMSIZ];
	char oif[DDOM_IFNAMSIZ];
	__u64 rest;
	bool ahead;
	bool takes;
	struct ddom_msg msg;
};

/**
 * struct ddom_sysctl - a per-interface setting that changes reachability
 * @family: AF_INET or AF_INET6
 * @id: IPV4_DEVCONF_* (linux/ip.h) or DEVCONF_* (linux/ipv6.h)
 * @port: the port's value
 * @bridge: the bridge's value, or what a new bridge will inherit
 * @all: the value under "all"
 */
struct ddom_sysctl {
	__u8 family;
	__u16 id;
	__s32 port;
	__s32 bridge;
	__s32 all;
};

/**
 * struct ddom_probe - what must answer through the new path
 * @family: AF_INET or AF_INET6
 * @addr: target
 * @tcp_port: host byte order, 0: no connection, only the next hop
 */
struct ddom_probe {
	__u8 family;
	__u8 addr[16];
	__u16 tcp_port;
};

/**
 * struct ddom_snapshot - everything a plan is made from
 * @links: all devices of the namespace
 * @nlinks: how many
 * @addrs: addresses of port and bridge, in the kernel's order
 * @naddrs: how many
 * @routes: routes of all tables through port or bridge, in the kernel's order
 * @nroutes: how many
 * @nexthops: nexthop objects that lead through port or bridge
 * @nnexthops: how many
 * @neighs: neighbours of port and bridge
 * @nneighs: how many
 * @rules: rules that name port or bridge
 * @nrules: how many
 * @sysctls: one entry a setting
 * @nsysctls: how many
 * @brport: the port as that of a bridge
 * @probe_oif: output device of the route to the first probe, 0 if unknown
 * @probe_table: that route's table; Linux before 4.4 says main of any of IPv4
 */
struct ddom_snapshot {
	const struct ddom_link *links;
	__u32 nlinks;
	const struct ddom_addr *addrs;
	__u32 naddrs;
	const struct ddom_route *routes;
	__u32 nroutes;
	const struct ddom_nexthop *nexthops;
	__u32 nnexthops;
	const struct ddom_neigh *neighs;
	__u32 nneighs;
	const struct ddom_rule *rules;
	__u32 nrules;
	const struct ddom_sysctl *sysctls;
	__u32 nsysctls;
	struct ddom_brport brport;
	__u32 probe_oif;
	__u32 probe_table;
};

/**
 * struct ddom_opts - what was asked for
 * @port: name of the port
 * @bridge: name of the bridge; detach finds it by itself
 * @probes: targets given by the caller
 * @nprobes: how many
 * @no_address: a port without address is fine
 * @before: detach: the tables before the attach, NULL when they are not known
 */
struct ddom_opts {
	char port[DDOM_IFNAMSIZ];
	char bridge[DDOM_IFNAMSIZ];
	const struct ddom_probe *probes;
	__u32 nprobes;
	bool no_address;
	const struct ddom_snapshot *before;
};

/**
 * enum ddom_phase - parts of a transaction, in their order
 * @DDOM_PHASE_PREPARE: nothing visible to the server
 * @DDOM_PHASE_SWITCH: the port changes hands
 * @DDOM_PHASE_MOVE: sending follows
 * @DDOM_PHASE_VERIFY: the server answers
 * @DDOM_PHASE_RELEASE: what is left behind goes
 * @DDOM_PHASE_COMMIT: after confirmation; cannot be undone
 */
enum ddom_phase {
	DDOM_PHASE_PREPARE,
	DDOM_PHASE_SWITCH,
	DDOM_PHASE_MOVE,
	DDOM_PHASE_VERIFY,
	DDOM_PHASE_RELEASE,
	DDOM_PHASE_COMMIT,
};

/**
 * enum ddom_step_type - what a step does, and its inverse
 * @DDOM_STEP_BRIDGE_CREATE: with @ddom_step.mac, @ddom_step.mtu, STP off,
 *	forward delay 0, multicast snooping off; inverse: delete
 * @DDOM_STEP_BRIDGE_DELETE: no inverse, commit phase only
 * @DDOM_STEP_LINK_SET_MAC: on @ddom_step.dev; inverse: the old one
 * @DDOM_STEP_LINK_SET_MTU: likewise
 * @DDOM_STEP_LINK_UP: on @ddom_step.dev; inverse: down, but the undo of a
 *	detach carries it out again
 * @DDOM_STEP_LINK_DOWN: the reverse; commit phase only
 * @DDOM_STEP_SYSCTL_SET: @ddom_step.sysctl.id of @ddom_step.dev (none:
 *	"all") to @ddom_step.value; inverse: to @ddom_step.old_value
 * @DDOM_STEP_ADDR_GEN: @ddom_step.dev forms addresses as @ddom_step.from does,
 *	in the mode @ddom_step.value, IN6_ADDR_GEN_MODE_*; without @from: in
 *	that mode. In user space a secret's effect cannot be carried, but the
 *	interface identifier @ddom_step.mac. Inverse: mode @ddom_step.old_value
 * @DDOM_STEP_PORT_SETTLE: promiscuous and allmulti mode on, LRO off, before
 *	the freeze; inverse: release that hold
 * @DDOM_STEP_PORT_UNSETTLE: release the hold; inverse: take it again
 * @DDOM_STEP_ADDR_ADD: @ddom_step.addr to @ddom_step.dev, without the prefix
 *	route @ddom_step.prefix if that is set; inverse: delete it
 * @DDOM_STEP_ADDR_DEL: @ddom_step.addr from @ddom_step.dev; inverse: add it,
 *	likewise
 * @DDOM_STEP_RULE_ADD: @ddom_step.rule with @ddom_step.from replaced by
 *	@ddom_step.dev; inverse: delete it
 * @DDOM_STEP_RULE_DEL: @ddom_step.rule as dumped; inverse: add it
 * @DDOM_STEP_PORT_ENSLAVE: frozen; inverse: frozen release
 * @DDOM_STEP_PORT_RELEASE: frozen; inverse: frozen enslave
 * @DDOM_STEP_WAIT_LIVE: @ddom_step.dev has carrier and a queue; no inverse; the
 *	one before a detach's switch is carried out again by the undo
 * @DDOM_STEP_NEIGH_ADD: @ddom_step.neigh to @ddom_step.dev, replacing what is
 *	there; inverse: delete. When that is where it is already, the undo does
 *	not delete but carries it out again: the kernel forgot it with the
 *	device's last address
 * @DDOM_STEP_NEIGH_DEL: @ddom_step.neigh from @ddom_step.dev; one that is gone
 *	is fine; inverse: add it
 * @DDOM_STEP_NEXTHOP_MOVE: @ddom_step.nexthop from @ddom_step.from to
 *	@ddom_step.dev, with all routes that use it; inverse: back
 * @DDOM_STEP_ROUTE_MOVE: @ddom_step.route from @ddom_step.from to
 *	@ddom_step.dev by replacing it, the first of its equals; inverse:
 *	replace it back
 * @DDOM_STEP_ROUTE_RA: @ddom_step.route, which a router advertised, from
 *	@ddom_step.from to @ddom_step.dev, where the next advertisement renews
 *	it; inverse: back
 * @DDOM_STEP_ROUTE_ADD: @ddom_step.route of @ddom_step.from through
 *	@ddom_step.dev, behind its equals, or before them when
 *	@ddom_step.prepend; inverse: delete it
 * @DDOM_STEP_ROUTE_DEL: @ddom_step.route, and no equal of it; inverse: add it
 *	behind or before its equals
 * @DDOM_STEP_ROUTE_BACK: nothing, for @ddom_step.route of @ddom_step.dev is
 *	behind its equals; inverse: it is so again. One with a nexthop object is
 *	only added again if it is not there
 * @DDOM_STEP_VERIFY_NEXTHOP: @ddom_step.probe's next hop answers on
 *	@ddom_step.dev; no inverse
 * @DDOM_STEP_VERIFY_TCP: @ddom_step.probe accepts a connection through
 *	@ddom_step.dev; no inverse
 * @DDOM_STEP_VERIFY_ROUTE: what is sent to @ddom_step.probe leaves by
 *	@ddom_step.dev; no inverse
 * @DDOM_STEP_MAX: number of types
 */
enum ddom_step_type {
	DDOM_STEP_BRIDGE_CREATE,
	DDOM_STEP_BRIDGE_DELETE,
	DDOM_STEP_LINK_SET_MAC,
	DDOM_STEP_LINK_SET_MTU,
	DDOM_STEP_LINK_UP,
	DDOM_STEP_LINK_DOWN,
	DDOM_STEP_SYSCTL_SET,
	DDOM_STEP_ADDR_GEN,
	DDOM_STEP_PORT_SETTLE,
	DDOM_STEP_PORT_UNSETTLE,
	DDOM_STEP_ADDR_ADD,
	DDOM_STEP_ADDR_DEL,
	DDOM_STEP_RULE_ADD,
	DDOM_STEP_RULE_DEL,
	DDOM_STEP_PORT_ENSLAVE,
	DDOM_STEP_PORT_RELEASE,
	DDOM_STEP_WAIT_LIVE,
	DDOM_STEP_NEIGH_ADD,
	DDOM_STEP_NEIGH_DEL,
	DDOM_STEP_NEXTHOP_MOVE,
	DDOM_STEP_ROUTE_MOVE,
	DDOM_STEP_ROUTE_RA,
	DDOM_STEP_ROUTE_ADD,
	DDOM_STEP_ROUTE_DEL,
	DDOM_STEP_ROUTE_BACK,
	DDOM_STEP_VERIFY_NEXTHOP,
	DDOM_STEP_VERIFY_TCP,
	DDOM_STEP_VERIFY_ROUTE,
	DDOM_STEP_MAX,
};

/**
 * struct ddom_dev - a device as steps name it
 * @name: its name
 * @ifindex: 0 for a bridge that is still to be created: the executor resolves
 *	the name then
 */
struct ddom_dev {
	char name[DDOM_IFNAMSIZ];
	__u32 ifindex;
};

/**
 * struct ddom_record - what happened to a step, or to its inverse
 * @start_ns: CLOCK_MONOTONIC, 0: not begun
 * @time_ns: how long it took
 * @err: 0 or negative errno
 * @done: it took effect
 */
struct ddom_record {
	__u64 start_ns;
	__u64 time_ns;
	int err;
	bool done;
};

/**
 * struct ddom_step - one step of a plan; of the objects it has that of its type
 * @type: what it does
 * @phase: when
 * @dev: the device acted on: the destination of what moves
 * @from: where a route or rule comes from; the bridge for enslave and release
 * @addr: ADDR_*: the object in the snapshot
 * @prefix: ADDR_*: its prefix route, if that moves by a step of its own
 * @bare: ADDR_*: it has no prefix route where it is, so it gets none
 * @alone: ADDR_*: of IPv6, when it is deleted no other address of its prefix is
 *	left on @dev
 * @route: ROUTE_*
 * @prepend: ROUTE_ADD, ROUTE_DEL, ROUTE_RA: the place is before its equals
 * @outrun: ROUTE_RA: behind it is one that stays and has no gateway, so that it
 *	would not be joined to its equals, but come last
 * @nexthop: NEXTHOP_MOVE
 * @neigh: NEIGH_*
 * @rule: RULE_*
 * @sysctl: SYSCTL_SET: family and id
 * @probe: VERIFY_*
 * @brport: PORT_RELEASE: what its inverse gives back
 * @mac: BRIDGE_CREATE, LINK_SET_MAC: the new address, a copy, for it may be
 *	from the snapshot of another transaction, which goes before this one;
 *	ADDR_GEN: the last 8 bytes of the addresses, zeros if they differ
 * @old_mac: LINK_SET_MAC: the address that the inverse writes, likewise
 * @mac_len: bytes of @mac
 * @value: SYSCTL_SET, ADDR_GEN, LINK_SET_MTU: the new value
 * @old_value: the value that the inverse writes
 * @run: record of the step
 * @undo: record of its inverse
 */
struct ddom_step {
	enum ddom_step_type type;
	enum ddom_phase phase;
	struct ddom_dev dev;
	struct ddom_dev from;
	union {
		struct {
			const struct ddom_addr *addr;
			const struct ddom_route *prefix;
			bool bare;
			bool alone;
		};
		struct {
			const struct ddom_route *route;
			bool prepend;
			bool outrun;
		};
		const struct ddom_nexthop *nexthop;
		const struct ddom_neigh *neigh;
		const struct ddom_rule *rule;
		struct ddom_sysctl sysctl;
		struct ddom_probe probe;
		const struct ddom_brport *brport;
		struct {
			__u8 mac[DDOM_STEP_MAC_MAX];
			__u8 old_mac[DDOM_STEP_MAC_MAX];
			__u8 mac_len;
		};
	};
	__s32 value;
	__s32 old_value;
	struct ddom_record run;
	struct ddom_record undo;
};

/**
 * struct ddom_plan - ordered steps
 * @steps: array that the caller allocated, ddom_build_max_steps() entries
 * @max: its size
 * @scratch: ddom_notes_scratch() bytes that the caller allocated, aligned as a
 *	pointer is; of no use once the plan is made
 * @n: how many are in use
 * @next: first step that has not run
 * @port: the port
 * @bridge: the bridge
 * @attach: attach, else detach
 * @err: negative errno of a refusal or of the step that failed
 * @reason: why, for people
 */
struct ddom_plan {
	struct ddom_step *steps;
	__u32 max;
	void *scratch;
	__u32 n;
	__u32 next;
	struct ddom_dev port;
	struct ddom_dev bridge;
	bool attach;
	int err;
	char reason[DDOM_REASON_MAX];
};

/**
 * struct ddom_ops - what executes steps
 * @apply: carry out @step, or its inverse when @undo. An inverse whose effect
 *	is there already returns 0. Returns 0 or a negative errno.
 * @now_ns: CLOCK_MONOTONIC
 * @inject: NULL, or says that step @index (of the inverse when @undo) is to
 *	fail without being carried out; Return: 0 or the error to fail with
 * @gone: NULL, or says that a device is not there any more
 */
struct ddom_ops {
	int (*apply)(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		     bool undo);
	__u64 (*now_ns)(void *ctx);
	int (*inject)(void *ctx, __u32 index, bool undo);
	bool (*gone)(void *ctx, const struct ddom_dev *dev);
};

__u32 ddom_build_max_steps(const struct ddom_snapshot *snap,
			   const struct ddom_opts *opts);
size_t ddom_notes_scratch(const struct ddom_snapshot *snap,
			  const struct ddom_opts *opts);
int ddom_build_attach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts);
int ddom_build_detach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts);
int ddom_run_plan(struct ddom_plan *plan, enum ddom_phase last,
		  const struct ddom_ops *ops, void *ctx);
int ddom_run_undo(struct ddom_plan *plan, const struct ddom_ops *ops,
		  void *ctx);

const struct ddom_link *ddom_snapshot_link_by_name(const struct ddom_snapshot *snap,
						   const char *name);
const struct ddom_link *ddom_snapshot_link_by_index(const struct ddom_snapshot *snap,
						    __u32 ifindex);
bool ddom_routes_equal(const struct ddom_route *a, const struct ddom_route *b);
bool ddom_snapshot_route_is_ra(const struct ddom_route *route);
const char *ddom_text_step_name(enum ddom_step_type type);
const char *ddom_text_phase_name(enum ddom_phase phase);
int ddom_text_step(const struct ddom_step *step, char *buf, size_t len);

#endif /* _DDOM_PLAN_H */
