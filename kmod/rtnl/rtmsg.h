/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rtnetlink messages: dumped ones become plan objects, steps become requests.
 * Pure data; how a message reaches the kernel is the backend's matter. The
 * same file is compiled into the module and into ddtool.
 */
#ifndef _DDOM_RTMSG_H
#define _DDOM_RTMSG_H

#include "plan.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/fib_rules.h>

/* linux/rtnetlink.h, where older kernels do not have them */
#define DDOM_RTM_NEWNEXTHOP	104
#define DDOM_RTM_GETNEXTHOP	106
#define DDOM_RTM_F_LOOKUP_TABLE	0x1000

/* For ddom_dump_request(): of RTM_GETNEIGH, what is answered for others. */
#define DDOM_RTM_GETPROXY	(RTM_GETNEIGH | 0x100)

/* DDOM_BRIDGE_MAX_ROUTE_SIZE, and what a request adds to what was dumped. */
#define DDOM_RTMSG_MAX		4096

/* IFLA_IFALIAS of a bridge that an attach created; survives a module reload. */
#define DDOM_BRIDGE_ALIAS	"ddom"

/**
 * struct ddom_rtmsg - a request under construction
 * @len: bytes used
 * @err: -EMSGSIZE once something did not fit
 * @buf: the message
 */
struct ddom_rtmsg {
	__u32 len;
	int err;
	__u8 buf[DDOM_RTMSG_MAX] __attribute__((aligned(4)));
};

/**
 * enum ddom_route_op - what becomes of a route
 * @DDOM_ROUTE_REPLACE: takes the place of the first of its equals
 * @DDOM_ROUTE_REPLACE_OURS: likewise, without next hops of other devices
 * @DDOM_ROUTE_APPEND: added behind its equals
 * @DDOM_ROUTE_PREPEND: added before its equals; IPv4
 * @DDOM_ROUTE_DELETE: deleted; where the kernel could take an equal of it, the
 *	plan was refused
 */
enum ddom_route_op {
	DDOM_ROUTE_REPLACE,
	DDOM_ROUTE_REPLACE_OURS,
	DDOM_ROUTE_APPEND,
	DDOM_ROUTE_PREPEND,
	DDOM_ROUTE_DELETE,
};

/* a message's header, for netlink_sendmsg() or nl_send() */
static inline struct nlmsghdr *ddom_rtmsg_hdr(struct ddom_rtmsg *m)
{
	return (struct nlmsghdr *)m->buf;
}

/* dumps: fill a request for all objects of one table of one family */
void ddom_dump_request(struct ddom_rtmsg *m, __u16 type, __u8 family);
void ddom_brport_dump(struct ddom_rtmsg *m);
int ddom_dump_done(const struct nlmsghdr *nlh, bool interrupted);

/* parse: Return: 0, -ENOENT when the message is of no interest, -EINVAL */
int ddom_link_parse(const struct nlmsghdr *nlh, struct ddom_link *link);
bool ddom_brport_is(const struct nlmsghdr *nlh);
bool ddom_link_alt_name(const struct nlmsghdr *nlh, const char *name);
int ddom_addr_parse(const struct nlmsghdr *nlh, struct ddom_addr *addr);
int ddom_route_parse(const struct nlmsghdr *nlh, __u32 port, __u32 bridge,
		     struct ddom_route *route);
int ddom_nexthop_parse(const struct nlmsghdr *nlh,
		       struct ddom_nexthop *nexthop);
__u32 ddom_nexthop_member(const struct nlmsghdr *nlh, __u32 n);
int ddom_neigh_parse(const struct nlmsghdr *nlh, struct ddom_neigh *neigh);
int ddom_rule_parse(const struct nlmsghdr *nlh, struct ddom_rule *rule);
bool ddom_rule_takes(const struct ddom_rule *rule, const struct ddom_rule *other,
		     const char names[][DDOM_IFNAMSIZ]);

/* build: steps as requests; @dev and @from carry resolved indexes */
void ddom_link_create_bridge(struct ddom_rtmsg *m, const struct ddom_step *s);
void ddom_link_mark_bridge(struct ddom_rtmsg *m, const struct ddom_dev *dev);
void ddom_link_del(struct ddom_rtmsg *m, const struct ddom_dev *dev);
void ddom_link_flags(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		     __u32 flags, __u32 mask);
void ddom_link_mac(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		   const __u8 *mac, __u8 len);
void ddom_link_mtu(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		   __u32 mtu);
void ddom_link_master(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		      __u32 master);
void ddom_link_gen(struct ddom_rtmsg *m, const struct ddom_dev *dev,
		   __u8 mode, const __u8 *token);
void ddom_link_get(struct ddom_rtmsg *m, const struct ddom_dev *dev);
void ddom_addr_request(struct ddom_rtmsg *m, const struct ddom_addr *addr,
		       const struct ddom_dev *dev, bool del);
void ddom_addr_flags(struct ddom_rtmsg *m, const struct ddom_addr *addr,
		     const struct ddom_dev *dev);
void ddom_addr_prefix_del(struct ddom_rtmsg *m,
			  const struct ddom_addr *addr,
			  const struct ddom_dev *dev);
void ddom_neigh_request(struct ddom_rtmsg *m, const struct ddom_neigh *neigh,
			const struct ddom_dev *dev, bool del);
void ddom_neigh_probe(struct ddom_rtmsg *m, const struct ddom_probe *hop,
		      const struct ddom_dev *dev, const __u8 *mac,
		      __u8 mac_len);
void ddom_neigh_get(struct ddom_rtmsg *m, const struct ddom_probe *hop,
		    const struct ddom_dev *dev);
void ddom_route_request(struct ddom_rtmsg *m, const struct ddom_route *route,
			__u32 from, __u32 to, enum ddom_route_op op);
void ddom_route_ra_request(struct ddom_rtmsg *m, const struct ddom_route *route,
			   __u32 from, __u32 to, bool del);
void ddom_nexthop_request(struct ddom_rtmsg *m,
			  const struct ddom_nexthop *nexthop, __u32 oif);
__u32 ddom_route_oif(const struct nlmsghdr *nlh);
void ddom_route_get(struct ddom_rtmsg *m, const struct ddom_probe *probe,
		    __u32 oif);
void ddom_rule_request(struct ddom_rtmsg *m, const struct ddom_rule *rule,
		       const char *from, const char *to, bool del);

#endif /* _DDOM_RTMSG_H */
