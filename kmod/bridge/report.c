// SPDX-License-Identifier: GPL-2.0-only
/* What a transaction looks like in generic netlink: answers and events. */
#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bridge.h"

/*
 * What happened to a step or its inverse. @start is the attribute of its start;
 * those of time and error follow it. The step may run just now.
 */
static int put_record(struct sk_buff *skb, const struct ddom_record *record,
		      int start)
{
	int err = READ_ONCE(record->err);

	if (!record->start_ns)
		return 0;
	if (nla_put_u64_64bit(skb, start, record->start_ns,
			      DDOM_BRIDGE_STEP_A_PAD) ||
	    nla_put_u64_64bit(skb, start + 1, record->time_ns,
			      DDOM_BRIDGE_STEP_A_PAD) ||
	    (err && nla_put_s32(skb, start + 2, err)))
		return -EMSGSIZE;
	return 0;
}

static int put_step(struct sk_buff *skb, const struct ddom_step *step,
		    u32 index)
{
	struct nlattr *nest = nla_nest_start(skb, DDOM_BRIDGE_A_STEP);
	char text[DDOM_TEXT_MAX];

	if (!nest)
		return -EMSGSIZE;
	ddom_text_step(step, text, sizeof(text));
	if (nla_put_u32(skb, DDOM_BRIDGE_STEP_A_INDEX, index) ||
	    nla_put_string(skb, DDOM_BRIDGE_STEP_A_NAME,
			   ddom_text_step_name(step->type)) ||
	    nla_put_string(skb, DDOM_BRIDGE_STEP_A_PHASE,
			   ddom_text_phase_name(step->phase)) ||
	    nla_put_string(skb, DDOM_BRIDGE_STEP_A_TEXT, text) ||
	    put_record(skb, &step->run, DDOM_BRIDGE_STEP_A_START_NS) ||
	    put_record(skb, &step->undo, DDOM_BRIDGE_STEP_A_UNDO_START_NS))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/*
 * The reason names others' addresses: not for a group that everybody may join.
 * Context: @tx->lock held, for what belongs together.
 */
static int put_object(struct sk_buff *skb, const struct ddom_tx *tx, u8 cmd)
{
	if (nla_put_u64_64bit(skb, DDOM_BRIDGE_A_ID, tx->id,
			      DDOM_BRIDGE_A_PAD) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_OP, tx->req.op) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_STATE, tx->state) ||
	    nla_put_string(skb, DDOM_BRIDGE_A_PORT, tx->req.opts.port) ||
	    nla_put_string(skb, DDOM_BRIDGE_A_BRIDGE, tx->req.opts.bridge) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_PORT_IFINDEX,
			tx->plan.port.ifindex) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_BRIDGE_IFINDEX,
			tx->plan.bridge.ifindex) ||
	    nla_put_u64_64bit(skb, DDOM_BRIDGE_A_FROZEN_NS, tx->frozen_ns,
			      DDOM_BRIDGE_A_PAD) ||
	    nla_put_s32(skb, DDOM_BRIDGE_A_ERROR, tx->error) ||
	    (tx->error &&
	     (GENL_MCAST_IS_FOR_ADMIN || cmd != DDOM_BRIDGE_CMD_EVENT) &&
	     nla_put_string(skb, DDOM_BRIDGE_A_REASON, tx->reason)))
		return -EMSGSIZE;
	return 0;
}

/* A whole message; on -EMSGSIZE nothing is added. */
static int put_message(struct sk_buff *skb, struct ddom_tx *tx, u32 portid,
		       u32 seq, int flags, u8 cmd)
{
	void *hdr = genlmsg_put(skb, portid, seq, &ddom_netlink_family, flags, cmd);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	spin_lock(&tx->lock);
	err = put_object(skb, tx, cmd);
	spin_unlock(&tx->lock);
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return err;
}

/**
 * ddom_report_new() - a message with an object
 * @tx: the transaction
 * @portid: receiver
 * @seq: sequence number of the request
 * @cmd: enum ddom_bridge_cmd
 *
 * Context: process, may sleep.
 * Return: the message, or NULL without memory.
 */
struct sk_buff *ddom_report_new(struct ddom_tx *tx, u32 portid, u32 seq,
				u8 cmd)
{
	struct sk_buff *skb = genlmsg_new(DDOM_REPORT_SIZE, GFP_KERNEL);

	if (skb && put_message(skb, tx, portid, seq, 0, cmd)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

/**
 * ddom_report_all() - a part of the dump of all objects
 * @skb: the buffer to fill
 * @cb: the dump; args[0] is the next id
 * @net: network namespace
 * @portid: receiver
 *
 * Context: process, may sleep.
 * Return: bytes in @skb, or negative errno.
 */
int ddom_report_all(struct sk_buff *skb, struct netlink_callback *cb,
		    struct net *net, u32 portid)
{
	struct ddom_tx *tx;
	int err = 0;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry(tx, &ddom_txs, node) {
		if (!net_eq(tx->net, net) || !tx->shown ||
		    tx->id < cb->args[0])
			continue;
		err = put_message(skb, tx, portid, cb->nlh->nlmsg_seq,
				  NLM_F_MULTI, DDOM_BRIDGE_CMD_GET);
		if (err)
			break;
		cb->args[0] = tx->id + 1;
	}
	mutex_unlock(&ddom_txs_lock);
	return skb->len ?: err;
}

static int put_step_message(struct sk_buff *skb, const struct ddom_tx *tx,
			    u32 index, u32 portid, u32 seq)
{
	void *hdr = genlmsg_put(skb, portid, seq, &ddom_netlink_family, NLM_F_MULTI,
				DDOM_BRIDGE_CMD_GET_STEPS);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, DDOM_BRIDGE_A_ID, tx->id,
			      DDOM_BRIDGE_A_PAD) ||
	    put_step(skb, &tx->plan.steps[index], index)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * ddom_report_steps() - a part of the dump of a transaction's steps
 * @skb: the buffer to fill
 * @cb: the dump; args[0] is the transaction's id, args[1] the next step
 * @net: network namespace
 * @portid: receiver
 *
 * Context: process, may sleep; the transaction may run meanwhile.
 * Return: bytes in @skb, or negative errno: -EINVAL without a port, -ENOENT
 * without a transaction, -EAGAIN when it is another one than at the beginning.
 */
int ddom_report_steps(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net *net, u32 portid)
{
	struct nlattr *attr = nlmsg_find_attr(cb->nlh, GENL_HDRLEN,
					      DDOM_BRIDGE_A_PORT);
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	int err = 0;

	if (!attr)
		return -EINVAL;
	nla_strscpy(port, attr, sizeof(port));
	tx = ddom_list_find(net, port);
	if (!tx)
		return -ENOENT;
	if (!cb->args[0])
		cb->args[0] = tx->id;
	if (cb->args[0] != tx->id)
		err = -EAGAIN;
	while (!err && cb->args[1] < tx->plan.n) {
		err = put_step_message(skb, tx, cb->args[1], portid,
				       cb->nlh->nlmsg_seq);
		if (!err)
			cb->args[1]++;
	}
	ddom_list_release(tx);
	return skb->len ?: err;
}

/**
 * ddom_report_event() - tell the listeners about a change of state
 * @tx: the transaction; its network namespace is held
 *
 * Context: process, may sleep.
 */
void ddom_report_event(struct ddom_tx *tx)
{
	struct sk_buff *skb;

	if (!ddom_event_heard(tx->net))
		return;
	skb = ddom_report_new(tx, 0, 0, DDOM_BRIDGE_CMD_EVENT);
	if (skb)
		ddom_event_send(tx->net, skb);
}
