/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of ddom_bridge share. Nothing here is exported. */
#ifndef _DDOM_BRIDGE_BRIDGE_H
#define _DDOM_BRIDGE_BRIDGE_H

#include <linux/ddom_bridge.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "plan.h"
#include "rtnl.h"

/* An object, with the longest of reasons, takes less than 400. */
#define DDOM_REPORT_SIZE	512

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

/**
 * struct ddom_lro - devices whose large receive offload was turned off
 * @ifindex: their indexes
 * @n: how many
 */
struct ddom_lro {
	u32 ifindex[DDOM_BRIDGE_MAX_LOWER];
	u32 n;
};

/**
 * struct ddom_gen - what a device forms its IPv6 addresses of
 * @token: an interface identifier, or zeros
 * @secret: see sysctl stable_secret
 * @has_secret: it was set
 * @perm_addr: of the device
 */
struct ddom_gen {
	u8 token[16];
	u8 secret[16];
	bool has_secret;
	u8 perm_addr[DDOM_MAC_MAX];
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
 * @node: in &ddom_txs, newest last; under ddom_txs_lock
 * @ref: references: the list, the thread, each reader
 * @net: network namespace; held until the transaction has ended
 * @id: grows with each transaction
 * @req: what was asked for
 * @shown: readers see it; under ddom_txs_lock
 * @gone: its port went before its end; under ddom_txs_lock
 * @thread: carries it out; valid until it is woken
 * @wait: for @state to change, for @confirmed, for @lost
 * @lock: for the next ones up to @error
 * @state: enum ddom_bridge_state
 * @confirmed: CONFIRM came in time
 * @lost: port or bridge disappeared, or were parted, before that
 * @decided: neither of the two will be looked at any more
 * @reason: why it failed or was refused, for people
 * @error: negative errno
 * @holds_rx: PORT_SETTLE is in effect
 * @lro: an attach: what PORT_SETTLE turned off
 * @gen_old: the bridge's, before ADDR_GEN
 * @gen_new: and after it
 * @before: a detach that is not committed: the attach that it takes back, NULL
 *	when it is not known
 * @deadline: of the verification, jiffies
 * @frozen_ns: longest freeze
 * @nl: open until the end
 * @store: the snapshot
 * @plan: the plan; nothing but its records changes once it is made
 */
struct ddom_tx {
	struct list_head node;
	struct kref ref;
	struct net *net;
	u64 id;
	struct ddom_request req;
	bool shown;
	bool gone;
	struct task_struct *thread;
	wait_queue_head_t wait;
	spinlock_t lock;	/* what others read or set: up to the error */
	u32 state;
	bool confirmed;
	bool lost;
	bool decided;
	char reason[DDOM_REASON_MAX];
	int error;
	bool holds_rx;
	struct ddom_lro lro;
	struct ddom_gen gen_old;
	struct ddom_gen gen_new;
	struct ddom_tx *before;
	unsigned long deadline;
	u64 frozen_ns;
	struct ddom_nl nl;
	struct ddom_store store;
	struct ddom_plan plan;
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
extern int ddom_main_fail_step;
extern int ddom_main_fail_undo_step;
extern uint ddom_step_delay_ms;
extern bool ddom_no_freeze;
#else
static const int __maybe_unused ddom_main_fail_step = -1;
static const int __maybe_unused ddom_main_fail_undo_step = -1;
static const uint __maybe_unused ddom_step_delay_ms;
static const bool __maybe_unused ddom_no_freeze;
#endif

/* rtnl.c */
int ddom_rtnl_open(struct ddom_nl *nl, struct net *net);
void ddom_rtnl_close(struct ddom_nl *nl);
int ddom_rtnl_request(struct ddom_nl *nl, struct ddom_rtmsg *m);
int ddom_rtnl_get(struct ddom_nl *nl, struct ddom_rtmsg *m, ddom_rtnl_fn cb,
		  void *arg);
int ddom_rtnl_dump(struct ddom_nl *nl, u16 type, u8 family, ddom_rtnl_fn cb,
		   void *arg);

/* backend_*.c: one of them, see Kbuild */
extern const ddom_step_fn ddom_backend_steps[DDOM_STEP_MAX];

bool ddom_backend_moves_family(u8 family);
int ddom_backend_complete_links(struct net *net, struct ddom_store *store);
int ddom_backend_is_live(struct net *net, u32 ifindex);
int ddom_backend_neigh_read(struct ddom_tx *tx, struct ddom_rtmsg *m,
			    const struct ddom_probe *hop, const struct ddom_dev *dev,
			    struct ddom_neigh *neigh);
int ddom_backend_neigh_ask(struct ddom_tx *tx, struct ddom_rtmsg *m,
			   const struct ddom_probe *hop, const struct ddom_dev *dev,
			   const struct ddom_neigh *neigh);

/* autoconf.c */
int ddom_autoconf_temporary(struct ddom_rtnl *r, const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo);
int ddom_autoconf_gen(struct ddom_rtnl *r, const struct ddom_step *step,
		      const struct ddom_dev *dev, bool undo);
int ddom_autoconf_route(struct ddom_rtnl *r, const struct ddom_step *step,
			const struct ddom_dev *dev, bool undo);

/* sysctl.c */
u32 ddom_sysctl_count(void);
u32 ddom_sysctl_read(struct net *net, u32 port, u32 bridge,
		     struct ddom_sysctl *sysctls);
int ddom_sysctl_write(struct net *net, u32 ifindex,
		      const struct ddom_sysctl *sysctl, s32 value);

/* freeze.c */
int ddom_freeze_settle(struct net *net, u32 ifindex, bool hold,
		       struct ddom_lro *lro);
int ddom_freeze_enslave(struct net *net, u32 port, u32 bridge, u64 *frozen_ns);
int ddom_freeze_release(struct net *net, u32 port, u32 bridge, u64 *frozen_ns);

/* verify.c */
int ddom_verify_live(struct net *net, u32 ifindex);
int ddom_verify_nexthop(struct ddom_tx *tx, const struct ddom_probe *hop,
			const struct ddom_dev *dev);
int ddom_verify_tcp(struct ddom_tx *tx, const struct ddom_probe *probe,
		    const struct ddom_dev *dev);

/* execute.c */
int ddom_execute_read(struct ddom_tx *tx);

extern const struct ddom_ops ddom_execute_ops;

/* list.c */
extern struct list_head ddom_txs;
extern struct mutex ddom_txs_lock;

bool ddom_list_state_is_final(u32 state);
int ddom_list_add(struct ddom_tx *tx);
void ddom_list_show(struct ddom_tx *tx);
void ddom_list_end(struct ddom_tx *tx, u32 state);
void ddom_list_remove(struct ddom_tx *tx);
struct ddom_tx *ddom_list_attach(struct ddom_tx *tx);
void ddom_list_drop_before(struct ddom_tx *tx);
void ddom_list_put(struct list_head *list);
void ddom_list_forget(struct net *net);
struct ddom_tx *ddom_list_find(struct net *net, const char *port);
void ddom_list_release(struct ddom_tx *tx);

/* transaction.c */
int ddom_list_set_reason(struct ddom_tx *tx, int err, const char *fmt,
			 const char *arg);
struct ddom_tx *ddom_transaction_plan(struct net *net,
				      const struct ddom_request *req);
void ddom_transaction_begin(struct ddom_tx *tx);
void ddom_transaction_cancel(struct ddom_tx *tx);
int ddom_transaction_wait(struct ddom_tx *tx);
int ddom_transaction_confirm(struct ddom_tx *tx, u64 id);
void ddom_transaction_device_event(struct net_device *dev, bool gone,
				   bool linking);

/* netlink.c or linux-2.6/netlink.c */
int ddom_netlink_init(void);
void ddom_netlink_exit(void);

extern struct genl_family ddom_netlink_family;

/* event.c or linux-2.6/event.c */
bool ddom_event_heard(struct net *net);
void ddom_event_send(struct net *net, struct sk_buff *skb);

/* report.c */
struct netlink_callback;

struct sk_buff *ddom_report_new(struct ddom_tx *tx, u32 portid, u32 seq,
				u8 cmd);
int ddom_report_all(struct sk_buff *skb, struct netlink_callback *cb,
		    struct net *net, u32 portid);
int ddom_report_steps(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net *net, u32 portid);
void ddom_report_event(struct ddom_tx *tx);

/* bootparam.c */
int ddom_bootparam_check(void);
void ddom_bootparam_attach(void);

#endif /* _DDOM_BRIDGE_BRIDGE_H */
