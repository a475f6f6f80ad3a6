/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the plan share: numbers of the kernel's user interface,
 * which is all that the plan knows of a kernel, and questions about a
 * snapshot. Nothing outside this folder includes this.
 */
#ifndef _DDOM_PLAN_INTERNAL_H
#define _DDOM_PLAN_INTERNAL_H

#include "plan.h"

/* The same numbers as in the kernel's uapi headers, which user space and the
 * kernel reach by different names; none of them can ever change.
 */
enum {
	DDOM_AF_INET		= 2,	/* linux/socket.h */
	DDOM_AF_INET6		= 10,
	DDOM_ARPHRD_ETHER	= 1,	/* linux/if_arp.h */
	DDOM_ARPHRD_LOOPBACK	= 772,
	DDOM_ETH_ALEN		= 6,
	DDOM_IFF_UP		= 0x1,	/* linux/if.h */
	DDOM_IFF_LOOPBACK	= 0x8,
	DDOM_IFF_RUNNING	= 0x40,
	DDOM_IFA_F_SECONDARY	= 0x1,	/* linux/if_addr.h */
	DDOM_IFA_F_OPTIMISTIC	= 0x4,
	DDOM_IFA_F_DADFAILED	= 0x8,
	DDOM_IFA_F_TENTATIVE	= 0x40,
	DDOM_IFA_F_PERMANENT	= 0x80,
	DDOM_IFA_F_NOPREFIXROUTE = 0x200,
	DDOM_RTPROT_REDIRECT	= 1,	/* linux/rtnetlink.h */
	DDOM_RTPROT_KERNEL	= 2,
	DDOM_RTPROT_BOOT	= 3,
	DDOM_RTPROT_RA		= 9,
	DDOM_RT_SCOPE_LINK	= 253,
	DDOM_RT_TABLE_MAIN	= 254,
	DDOM_RT_TABLE_LOCAL	= 255,
	DDOM_RTN_UNICAST	= 1,
	DDOM_RTN_LOCAL		= 2,
	DDOM_RTN_BROADCAST	= 3,
	DDOM_RTN_ANYCAST	= 4,
	DDOM_RTN_MULTICAST	= 5,
	DDOM_NUD_REACHABLE	= 0x02,	/* linux/neighbour.h */
	DDOM_NUD_STALE		= 0x04,
	DDOM_NUD_DELAY		= 0x08,
	DDOM_NUD_PROBE		= 0x10,
	DDOM_NUD_NOARP		= 0x40,
	DDOM_NUD_PERMANENT	= 0x80,
	DDOM_NUD_USABLE		= 0xde,
	DDOM_NTF_PROXY		= 0x08,
	DDOM_IP6_RT_PRIO_KERN	= 256,	/* net/ip6_route.h: IP6_RT_PRIO_ADDRCONF */
	DDOM_IPV4_RP_FILTER	= 8,	/* linux/ip.h */
	DDOM_IPV6_USE_TEMPADDR	= 10,	/* linux/ipv6.h */
	DDOM_IPV6_DISABLE	= 26,
	DDOM_IPV6_ACCEPT_DAD	= 27,
	DDOM_IPV6_ADDR_GEN_MODE	= 47,
	DDOM_GEN_MODE_NONE	= 1,	/* linux/if_link.h: IN6_ADDR_GEN_MODE_* */
};

/**
 * enum ddom_key_kind - what a key is of; what it says then
 * @DDOM_KEY_ADDR: an address is on a device
 * @DDOM_KEY_ADDR_BEFORE: was on it before the attach, as all _BEFORE
 * @DDOM_KEY_ADDR_GOING: moves to it
 * @DDOM_KEY_SUBNET_BEFORE: an address had this prefix
 * @DDOM_KEY_PREFIX: an address makes a route to this prefix
 * @DDOM_KEY_PREFIX_ROUTE: and there is one
 * @DDOM_KEY_METRIC: addresses make routes to this prefix, of this metric
 * @DDOM_KEY_STAYING: an address that stays makes a route to this prefix
 * @DDOM_KEY_GOING: an address with this prefix moves
 * @DDOM_KEY_NEARER: an address with this prefix stays where things are
 * @DDOM_KEY_ROUTE_BEFORE: a route is through a device
 * @DDOM_KEY_GATEWAY: a route that moves has this gateway
 * @DDOM_KEY_PROBE: the caller asked that it answers
 * @DDOM_KEY_NEIGH: a device can send to a neighbour without asking
 * @DDOM_KEY_NEIGH_BEFORE: likewise
 * @DDOM_KEY_HEARD: the device where things are can send to this address
 * @DDOM_KEY_ASKED: a step verifies this next hop
 * @DDOM_KEY_RULE_BEFORE: there is a rule
 * @DDOM_KEY_RULE: there is a rule now
 * @DDOM_KEY_PROXY: a device answers for an address of somebody else
 * @DDOM_KEY_PROXY_BEFORE: likewise
 * @DDOM_KEY_BELOW: a device is below another
 * @DDOM_KEY_NEXTHOP: there is a nexthop object
 * @DDOM_KEY_NEXTHOP_GOING: which moves
 */
enum ddom_key_kind {
	DDOM_KEY_ADDR,
	DDOM_KEY_ADDR_BEFORE,
	DDOM_KEY_ADDR_GOING,
	DDOM_KEY_SUBNET_BEFORE,
	DDOM_KEY_PREFIX,
	DDOM_KEY_PREFIX_ROUTE,
	DDOM_KEY_METRIC,
	DDOM_KEY_STAYING,
	DDOM_KEY_GOING,
	DDOM_KEY_NEARER,
	DDOM_KEY_ROUTE_BEFORE,
	DDOM_KEY_GATEWAY,
	DDOM_KEY_PROBE,
	DDOM_KEY_NEIGH,
	DDOM_KEY_NEIGH_BEFORE,
	DDOM_KEY_HEARD,
	DDOM_KEY_ASKED,
	DDOM_KEY_RULE_BEFORE,
	DDOM_KEY_RULE,
	DDOM_KEY_PROXY,
	DDOM_KEY_PROXY_BEFORE,
	DDOM_KEY_BELOW,
	DDOM_KEY_NEXTHOP,
	DDOM_KEY_NEXTHOP_GOING,
};

/**
 * struct ddom_key - what tells an object from others; the rest is zero
 * @kind: enum ddom_key_kind
 * @ifindex: its device
 * @n: numbers
 * @a: an address, or a name
 * @b: another one
 * @mac: link layer address
 */
struct ddom_key {
	__u32 kind;
	__u32 ifindex;
	__u32 n[5];
	__u8 a[16];
	__u8 b[16];
	__u8 mac[DDOM_MAC_MAX];
};

/**
 * struct ddom_set - a set of keys
 * @keys: the keys
 * @slots: where a key's hash leads: its number from 1, 0 for none
 * @mask: slots less one
 * @max: keys that there is room for
 * @n: keys in it
 */
struct ddom_set {
	struct ddom_key *keys;
	__u32 *slots;
	__u32 mask;
	__u32 max;
	__u32 n;
};

#define DDOM_PREFIX_LENS	129
#define DDOM_ROUTE_RANKS	(3 * DDOM_PREFIX_LENS)

/**
 * struct ddom_scope - what a transaction is about
 * @snap: the tables
 * @before: a detach: the tables before the attach, NULL when they are not
 *	known or the attach created the bridge
 * @from: index of the device where things are
 * @to: index of the device where they go, 0 for a bridge to be created
 * @set: what there is, so that nobody has to look for it
 * @held: there are prefix routes in front of other devices' equals
 * @ranks: room to count routes by their rank, and for their order behind it
 * @renumbered: by family, IPv4 and IPv6: all addresses that the attach moved
 *	are gone, as when a DHCP server gave others
 * @live: another port of the device where things are has a carrier
 * @twins: both devices have an address that moves
 * @two_metrics: IPv6: an address of a prefix to which another one has a route
 *	of another metric, NULL for none
 * @lens: by family: lengths of the prefixes that move, a bit each
 * @lens_staying: of those that stay where things are, likewise
 * @lens_before: of those that port and bridge had before the attach, likewise
 */
struct ddom_scope {
	const struct ddom_snapshot *snap;
	const struct ddom_snapshot *before;
	__u32 from;
	__u32 to;
	struct ddom_set set;
	bool held;
	__u32 *ranks;
	bool renumbered[2];
	bool live;
	bool twins;
	const struct ddom_addr *two_metrics;
	__u8 lens[2][17];
	__u8 lens_staying[2][17];
	__u8 lens_before[2][17];
};

__attribute__((format(printf, 3, 4)))
int ddom_step_refuse(struct ddom_plan *plan, int err, const char *format, ...);

struct ddom_dev ddom_snapshot_dev(const struct ddom_link *link);
__u32 ddom_snapshot_family_bytes(__u8 family);
bool ddom_snapshot_prefix_match(const __u8 *a, const __u8 *b, __u32 bits);
bool ddom_snapshot_addr_moves(const struct ddom_addr *addr, __u32 ifindex);
__u32 ddom_snapshot_prefix_metric(const struct ddom_addr *addr);
bool ddom_snapshot_is_fe80(__u8 family, const __u8 *addr);
bool ddom_snapshot_neigh_usable(const struct ddom_neigh *neigh, __u32 ifindex);
bool ddom_snapshot_neigh_given(const struct ddom_neigh *neigh, __u32 ifindex);
bool ddom_snapshot_route_is_prefix(const struct ddom_route *route);
bool ddom_snapshot_link_is_bridge(const struct ddom_link *link);

size_t ddom_set_size(__u32 max);
void ddom_set_init(struct ddom_set *set, void *memory, __u32 max);
bool ddom_set_add(struct ddom_set *set, const struct ddom_key *key);
bool ddom_set_has(const struct ddom_set *set, const struct ddom_key *key);

struct ddom_key ddom_set_key_id(enum ddom_key_kind kind, __u32 id);
struct ddom_key ddom_set_key_addr(enum ddom_key_kind kind, __u32 ifindex,
				  const struct ddom_addr *addr);
struct ddom_key ddom_set_key_prefix(enum ddom_key_kind kind, __u32 ifindex,
				    __u32 metric, __u8 family, const __u8 *addr,
				    __u32 bits);
struct ddom_key ddom_set_key_host(enum ddom_key_kind kind, __u8 family,
				  const __u8 *addr);
struct ddom_key ddom_set_key_route(enum ddom_key_kind kind, __u32 ifindex,
				   const struct ddom_route *route);
struct ddom_key ddom_set_key_neigh(enum ddom_key_kind kind, __u32 ifindex,
				   const struct ddom_neigh *neigh);
struct ddom_key ddom_set_key_proxy(enum ddom_key_kind kind, __u32 ifindex,
				   const struct ddom_neigh *neigh);
struct ddom_key ddom_set_key_rule(enum ddom_key_kind kind,
				  const struct ddom_rule *rule);

void ddom_set_len_add(__u8 lens[2][17], const struct ddom_addr *addr);
bool ddom_set_len_has(const __u8 lens[2][17], __u8 family, __u32 bits);

bool ddom_scope_addr_present(const struct ddom_scope *scope, __u32 ifindex,
			     const struct ddom_addr *addr);
bool ddom_scope_neigh_present(const struct ddom_scope *scope,
			      enum ddom_key_kind kind, __u32 ifindex,
			      const struct ddom_neigh *neigh);
bool ddom_scope_proxy_present(const struct ddom_scope *scope,
			      enum ddom_key_kind kind, __u32 ifindex,
			      const struct ddom_neigh *neigh);
bool ddom_scope_on_link(const struct ddom_scope *scope, __u8 family, const __u8 *who);
bool ddom_scope_route_is_automatic(const struct ddom_scope *scope,
				   const struct ddom_route *route);
bool ddom_scope_addr_known(const struct ddom_scope *scope, __u32 ifindex,
			   const struct ddom_addr *addr);
bool ddom_scope_addr_goes(const struct ddom_scope *scope,
			  const struct ddom_addr *addr);
bool ddom_scope_addr_bare(const struct ddom_scope *scope,
			  const struct ddom_addr *addr);
bool ddom_scope_addr_alone(struct ddom_scope *scope, __u32 ifindex,
			   const struct ddom_addr *addr);
bool ddom_scope_addr_is_twin(const struct ddom_scope *scope,
			     const struct ddom_addr *addr);
bool ddom_scope_addr_lacks_route(const struct ddom_scope *scope, __u32 ifindex,
				 const struct ddom_addr *addr);
bool ddom_scope_route_of_twin(const struct ddom_scope *scope,
			      const struct ddom_route *route);
bool ddom_scope_addr_stays_too(const struct ddom_scope *scope,
			       const struct ddom_addr *addr);
bool ddom_scope_anything_goes(const struct ddom_scope *scope);
bool ddom_scope_prefix_goes(const struct ddom_scope *scope,
			    const struct ddom_route *route);
bool ddom_scope_route_known(const struct ddom_scope *scope, __u32 ifindex,
			    const struct ddom_route *route);
bool ddom_scope_route_goes(const struct ddom_scope *scope,
			   const struct ddom_route *route);
bool ddom_scope_nexthop_goes(const struct ddom_scope *scope,
			     const struct ddom_nexthop *nexthop);
bool ddom_scope_route_follows(const struct ddom_scope *scope,
			      const struct ddom_route *route);
bool ddom_scope_route_leads(const struct ddom_scope *scope,
			    const struct ddom_route *route, const __u8 *who);
bool ddom_scope_neigh_goes(const struct ddom_scope *scope,
			   const struct ddom_neigh *neigh);
bool ddom_scope_proxy_goes(const struct ddom_scope *scope,
			   const struct ddom_neigh *neigh);
bool ddom_scope_rule_comes(const struct ddom_scope *scope, const char *from,
			   const char *to, const struct ddom_rule *rule);
bool ddom_scope_rule_goes(const struct ddom_scope *scope, const char *name,
			  const struct ddom_rule *rule);
const struct ddom_sysctl *ddom_scope_sysctl_before(const struct ddom_scope *scope,
						   const struct ddom_sysctl *sysctl);

__u32 ddom_notes_below_keys(const struct ddom_snapshot *snap);
void ddom_notes_take(struct ddom_scope *scope, struct ddom_plan *plan,
		     const struct ddom_snapshot *snap,
		     const struct ddom_opts *opts, const struct ddom_link *from,
		     const struct ddom_link *to);

int ddom_losses_down(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		     const struct ddom_link *bridge);
int ddom_losses_last(struct ddom_plan *plan, const struct ddom_scope *scope,
		     const struct ddom_link *link);
int ddom_losses_nexthops(struct ddom_plan *plan, const struct ddom_scope *scope,
			 const struct ddom_link *bridge);
int ddom_check_attach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts);
int ddom_check_detach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts);

struct ddom_step *ddom_step_add(struct ddom_plan *plan,
				enum ddom_step_type type,
				enum ddom_phase phase,
				const struct ddom_dev *dev);
const struct ddom_route *ddom_routes_of_addr(const struct ddom_scope *scope,
					     const struct ddom_addr *addr);
void ddom_routes_build(struct ddom_plan *plan, const struct ddom_scope *scope,
		       enum ddom_phase phase);
bool ddom_sysctls_lowered(const struct ddom_sysctl *sysctl);
void ddom_sysctls_build(struct ddom_plan *plan, const struct ddom_scope *scope,
			enum ddom_phase phase);
void ddom_neighs_build(struct ddom_plan *plan, const struct ddom_scope *scope,
		       enum ddom_phase phase, const struct ddom_dev *dev);
void ddom_neighs_kept(struct ddom_plan *plan, const struct ddom_scope *scope,
		      enum ddom_phase phase, const struct ddom_dev *dev);
void ddom_neighs_back(struct ddom_plan *plan, const struct ddom_scope *scope);
void ddom_neighs_proxies(struct ddom_plan *plan, const struct ddom_scope *scope,
			 enum ddom_step_type type, enum ddom_phase phase);
void ddom_verify_route(struct ddom_plan *plan, struct ddom_scope *scope,
		       const struct ddom_opts *opts);
int ddom_verify_plan(struct ddom_plan *plan, struct ddom_scope *scope,
		     const struct ddom_opts *opts);
void ddom_text_route(const struct ddom_route *route, char *buf, size_t len);
void ddom_text_addr(__u8 family, const __u8 *addr, char *buf, size_t len);

#endif /* _DDOM_PLAN_INTERNAL_H */
