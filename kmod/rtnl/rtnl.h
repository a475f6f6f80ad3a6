/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a conversation over rtnetlink is for: tables become a snapshot, steps
 * of a plan become requests. The same files are compiled into the module and
 * into ddtool; what differs between the two is in struct ddom_rtnl_ops.
 */
#ifndef _DDOM_RTNL_H
#define _DDOM_RTNL_H

#include "rtmsg.h"

struct ddom_chunk;
struct ddom_rtnl;

/**
 * struct ddom_store - the memory behind a snapshot
 * @snap: what the plan sees; its arrays are the ones below
 * @ops: whose memory it is, NULL: nothing is allocated
 * @links: devices
 * @addrs: addresses
 * @routes: routes
 * @nexthops: nexthop objects
 * @neighs: neighbours
 * @rules: rules
 * @sysctls: settings
 * @chunks: copies of dumped messages
 * @port: index of the port, 0 for none
 * @bridge: index of the bridge, 0 for none
 * @names: names of port and bridge
 * @family: of the table being read
 * @groups: groups of nexthop objects are being read
 * @last: the last route that was read, of whichever device
 * @foreign: it, or an equal between it and the last of ours, is another's
 * @object: likewise, and has a nexthop object
 * @over: objects that there was no place for, by kind
 * @reason: why it could not be taken, for people
 */
struct ddom_store {
	struct ddom_snapshot snap;
	const struct ddom_rtnl_ops *ops;
	struct ddom_link *links;
	struct ddom_addr *addrs;
	struct ddom_route *routes;
	struct ddom_nexthop *nexthops;
	struct ddom_neigh *neighs;
	struct ddom_rule *rules;
	struct ddom_sysctl *sysctls;
	struct ddom_chunk *chunks;
	__u32 port;
	__u32 bridge;
	char names[2][DDOM_IFNAMSIZ];
	__u8 family;
	bool groups;
	struct ddom_route last;
	bool foreign;
	bool object;
	__u32 over[6];
	char reason[DDOM_REASON_MAX];
};

/**
 * typedef ddom_rtnl_fn - takes one message of an answer
 * @nlh: the message, valid during the call
 * @arg: as given with the request
 *
 * Return: 0, or a negative errno that ends the answer.
 */
typedef int (*ddom_rtnl_fn)(const struct nlmsghdr *nlh, void *arg);

/**
 * typedef ddom_step_fn - carries out a type of step, or its inverse
 * @r: the conversation
 * @step: the step
 * @dev: its device, with its index
 * @undo: the inverse; an effect that is there already is no error then
 *
 * Return: 0 or a negative errno.
 */
typedef int (*ddom_step_fn)(struct ddom_rtnl *r, const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo);

/**
 * struct ddom_rtnl_ops - what differs between module and ddtool
 * @request: send a request; without @fn it asks for an acknowledgment, which
 *	is waited for, else @fn takes the answer. Returns 0, or the negative
 *	errno of the kernel or of @fn.
 * @dump: read a table, RTM_GET* and its family; @fn takes its objects. Returns
 *	likewise, and what ddom_dump_done() says.
 * @alloc: memory, of any size, for as long as it takes; may return NULL
 * @free: gives it back, also NULL
 * @links: fills in what rtnetlink does not say about devices
 * @sysctls: reads the settings of port and bridge into memory of @alloc
 * @step: ddom_step_fn for all steps: those that are a matter of rtnetlink it
 *	leaves to ddom_steps_send()
 */
struct ddom_rtnl_ops {
	int (*request)(void *ctx, struct ddom_rtmsg *m, ddom_rtnl_fn fn,
		       void *arg);
	int (*dump)(void *ctx, __u16 type, __u8 family, ddom_rtnl_fn fn,
		    void *arg);
	void *(*alloc)(size_t size);
	void (*free)(void *p);
	int (*links)(void *ctx, struct ddom_store *store);
	int (*sysctls)(void *ctx, struct ddom_store *store);
	int (*step)(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo);
};

/**
 * typedef ddom_add_ra_fn - adds a route that a router advertised
 * @r: the conversation
 * @step: ROUTE_RA, with the route as dumped
 * @old: device that has it
 * @new: device that is to have it, marked as one that the kernel made, which
 *	rtnetlink cannot say
 *
 * Return: 0, -EOPNOTSUPP when @old's is not marked, or another negative errno.
 */
typedef int (*ddom_add_ra_fn)(struct ddom_rtnl *r,
			      const struct ddom_step *step,
			      const struct ddom_dev *old,
			      const struct ddom_dev *new);

/**
 * struct ddom_rtnl - a conversation
 * @ops: how it is held
 * @ctx: theirs
 * @plan: whose steps are carried out; learns the index of a bridge that is
 *	created
 * @m: the request under construction
 */
struct ddom_rtnl {
	const struct ddom_rtnl_ops *ops;
	void *ctx;
	struct ddom_plan *plan;
	struct ddom_rtmsg *m;
};

/* steps.c */
int ddom_steps_gone(int err);
int ddom_steps_request(struct ddom_rtnl *r);
struct ddom_dev ddom_steps_dev(struct ddom_rtnl *r, const struct ddom_dev *dev);
int ddom_steps_addr(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo);
int ddom_steps_neigh(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo);
int ddom_steps_send(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo);
int ddom_steps_ra(struct ddom_rtnl *r, const struct ddom_step *step,
		  const struct ddom_dev *dev, bool undo, ddom_add_ra_fn add);
int ddom_brport_step(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev);
int ddom_steps_apply(struct ddom_rtnl *r, const struct ddom_step *step,
		     bool undo);

/* snapshot.c */
int ddom_snapshot_take(struct ddom_store *store, struct ddom_rtnl *r,
		       struct ddom_opts *opts);
void ddom_snapshot_forget(struct ddom_store *store);
void ddom_snapshot_free(struct ddom_store *store);

#endif /* _DDOM_RTNL_H */
