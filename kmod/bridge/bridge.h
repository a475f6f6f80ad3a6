/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of ddom_bridge share. Nothing here is exported. */
#ifndef _DDOM_BRIDGE_BRIDGE_H
#define _DDOM_BRIDGE_BRIDGE_H

#include <linux/completion.h>
#include <linux/ddom_bridge.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "plan.h"
#include "rtnl.h"

#define DDOM_VERIFY_MS_DEFAULT	3000
#define DDOM_VERIFY_MS_MAX	60000
#define DDOM_CONFIRM_MS_DEFAULT	10000
#define DDOM_CONFIRM_MS_MAX	600000

/**
 * struct ddom_nl - a rtnetlink conversation of the kernel with itself
 * @sock: NETLINK_ROUTE socket
 * @seq: sequence number of the last request
 * @size: bytes of @buf
 * @buf: for answers; allocated before anything is changed, as is
 * @m: for requests
 */
struct ddom_nl {
	struct socket *sock;
	u32 seq;
	u32 size;
	void *buf;
	struct ddom_rtmsg *m;
};

/* A VLAN on a bond of NICs is three deep and a handful wide. */
#define DDOM_LOWER_MAX	16

/**
 * struct ddom_lro - devices whose large receive offload was turned off
 * @ifindex: their indexes
 * @n: how many
 */
struct ddom_lro {
	u32 ifindex[DDOM_LOWER_MAX];
	u32 n;
};

/**
 * struct ddom_request - what an ATTACH, a DETACH or the boot parameter asks
 * @op: enum ddom_bridge_op
 * @opts: names, probes
 * @probes: what @opts.probes points to
 * @verify_ms: time for all probes together
 * @confirm_ms: time for CONFIRM, 0: commit once verified
 */
struct ddom_request {
	u32 op;
	struct ddom_opts opts;
	struct ddom_probe probes[DDOM_BRIDGE_MAX_PROBES];
	u32 verify_ms;
	u32 confirm_ms;
};

/**
 * struct ddom_tx - one transaction
 * @node: in &ddom_txs, newest last
 * @ref: references: the list, each work that is queued, each reader
 * @net: network namespace; its exit waits for the works
 * @id: grows with each transaction
 * @req: what was asked for
 * @lock: held while steps run; taken before RTNL
 * @state: enum ddom_bridge_state; changed under @lock
 * @run: plans and executes
 * @finish: commits or undoes
 * @settled: completed when @run is done
 * @finished: completed when @finish is done
 * @confirmed: CONFIRM came in time
 * @lost: port or bridge disappeared, or were parted, before that
 * @pinned: this transaction holds a module reference
 * @holds_rx: PORT_SETTLE is in effect
 * @lro: an attach: what PORT_SETTLE turned off
 * @before: a detach: the attach that it takes back, NULL when it is not known
 * @deadline: of the verification, jiffies
 * @frozen_ns: longest freeze
 * @nl: open while steps run
 * @store: the snapshot
 * @plan: the plan
 * @reason: why it failed or was refused, for people
 * @error: negative errno
 */
struct ddom_tx {
	struct list_head node;
	struct kref ref;
	struct net *net;
	u64 id;
	struct ddom_request req;
	struct mutex lock;	/* steps and state; taken before RTNL */
	u32 state;
	struct work_struct run;
	struct delayed_work finish;
	struct completion settled;
	struct completion finished;
	bool confirmed;
	bool lost;
	bool pinned;
	bool holds_rx;
	struct ddom_lro lro;
	struct ddom_tx *before;
	unsigned long deadline;
	u64 frozen_ns;
	struct ddom_nl nl;
	struct ddom_store store;
	struct ddom_plan plan;
	char reason[DDOM_REASON_MAX];
	int error;
};

/* kernel/rcu/update.c: exported, but declared only in kernel/rcu/rcu.h */
#ifdef CONFIG_TINY_RCU
static inline void rcu_expedite_gp(void) { }
static inline void rcu_unexpedite_gp(void) { }
#else
void rcu_expedite_gp(void);
void rcu_unexpedite_gp(void);
#endif

/* main.c */
#ifdef DDOM_BRIDGE_DEBUG
extern int ddom_fail_step;
extern int ddom_fail_undo_step;
extern uint ddom_step_delay_ms;
extern bool ddom_no_freeze;
#else
static const int ddom_fail_step = -1;
static const int ddom_fail_undo_step = -1;
static const uint ddom_step_delay_ms;
static const bool ddom_no_freeze;
#endif

/* rtnl.c */
int ddom_nl_open(struct ddom_nl *nl, struct net *net);
void ddom_nl_close(struct ddom_nl *nl);
int ddom_nl_request(struct ddom_nl *nl, struct ddom_rtmsg *m);
int ddom_nl_get(struct ddom_nl *nl, struct ddom_rtmsg *m, ddom_rtnl_fn cb,
		void *arg);
int ddom_nl_dump(struct ddom_nl *nl, u16 type, u8 family, ddom_rtnl_fn cb,
		 void *arg);

/* backend_*.c: one of them, see Kbuild */
extern const ddom_step_fn ddom_backend_steps[DDOM_STEP_MAX];

bool ddom_moves_family(u8 family);
int ddom_links_complete(struct net *net, struct ddom_store *store);
int ddom_dev_is_live(struct net *net, u32 ifindex);
int ddom_neigh_read(struct ddom_tx *tx, struct ddom_rtmsg *m,
		    const struct ddom_probe *hop, const struct ddom_dev *dev,
		    struct ddom_neigh *neigh);
int ddom_neigh_ask(struct ddom_tx *tx, struct ddom_rtmsg *m,
		   const struct ddom_probe *hop, const struct ddom_dev *dev,
		   const struct ddom_neigh *neigh);

/* sysctl.c */
u32 ddom_sysctl_count(void);
u32 ddom_sysctl_read(struct net *net, u32 port, u32 bridge,
		     struct ddom_sysctl *sysctls);
int ddom_sysctl_write(struct net *net, u32 ifindex,
		      const struct ddom_sysctl *sysctl, s32 value);

/* freeze.c */
int ddom_port_settle(struct net *net, u32 ifindex, bool hold,
		     struct ddom_lro *lro);
int ddom_port_enslave(struct net *net, u32 port, u32 bridge, u64 *frozen_ns);
int ddom_port_release(struct net *net, u32 port, u32 bridge, u64 *frozen_ns);

/* verify.c */
int ddom_wait_live(struct net *net, u32 ifindex);
int ddom_verify_nexthop(struct ddom_tx *tx, const struct ddom_probe *hop,
			const struct ddom_dev *dev);
int ddom_verify_tcp(struct ddom_tx *tx, const struct ddom_probe *probe,
		    const struct ddom_dev *dev);

/* execute.c */
int ddom_tables_read(struct ddom_tx *tx);

extern const struct ddom_ops ddom_kernel_ops;

/* list.c */
extern struct list_head ddom_txs;
extern struct mutex ddom_txs_lock;

bool ddom_state_is_final(u32 state);
int ddom_list_add(struct ddom_tx *tx);
struct ddom_tx *ddom_list_attach(struct ddom_tx *tx);
void ddom_list_plan(struct ddom_tx *tx);
void ddom_list_remove(struct ddom_tx *tx);
struct ddom_tx *ddom_list_take(struct net *net);
struct ddom_tx *ddom_transaction_find(struct net *net, const char *port);
void ddom_transaction_device_event(struct net_device *dev, bool gone);
void ddom_transaction_put(struct ddom_tx *tx);

/* transaction.c */
int ddom_transaction_init(void);
void ddom_transaction_exit(void);
void ddom_transaction_exit_net(struct net *net);
struct ddom_tx *ddom_transaction_start(struct net *net,
				       const struct ddom_request *req);
int ddom_transaction_wait(struct ddom_tx *tx);
int ddom_transaction_confirm(struct ddom_tx *tx, u64 id);
void ddom_transaction_finish(struct ddom_tx *tx, u32 ms);

/* netlink.c */
int ddom_netlink_init(void);
void ddom_netlink_exit(void);

extern struct genl_family ddom_genl;

/* report.c */
size_t ddom_report_size(const struct ddom_tx *tx);
int ddom_report_put(struct sk_buff *skb, struct ddom_tx *tx, u32 portid,
		    u32 seq, int flags, u8 cmd, bool steps);
void ddom_report_event(struct ddom_tx *tx);

/* bootparam.c */
int ddom_bootparam_check(void);
void ddom_bootparam_attach(void);

#endif /* _DDOM_BRIDGE_BRIDGE_H */
