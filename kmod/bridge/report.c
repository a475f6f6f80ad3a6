// SPDX-License-Identifier: GPL-2.0-only
/* What a transaction looks like in generic netlink: answers and events. */
#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bridge.h"

/* A nest's length has 16 bits; a step takes up to 300 bytes. */
#define STEPS_PER_NEST	128
#define STEP_SIZE_MAX	384

/**
 * ddom_report_size() - room that an object with all its steps may need
 * @tx: the transaction
 *
 * Return: bytes.
 */
size_t ddom_report_size(const struct ddom_tx *tx)
{
	return NLMSG_DEFAULT_SIZE + tx->plan.n * STEP_SIZE_MAX;
}

/**
 * put_record() - what happened to a step or its inverse
 * @skb: the message
 * @record: the record
 * @start: attribute of its start; those of time and error follow it
 *
 * Return: 0 or -EMSGSIZE.
 */
static int put_record(struct sk_buff *skb, const struct ddom_record *record,
		      int start)
{
	if (!record->start_ns)
		return 0;
	if (nla_put_u64_64bit(skb, start, record->start_ns,
			      DDOM_BRIDGE_STEP_A_PAD) ||
	    nla_put_u64_64bit(skb, start + 1, record->time_ns,
			      DDOM_BRIDGE_STEP_A_PAD) ||
	    (record->err && nla_put_s32(skb, start + 2, record->err)))
		return -EMSGSIZE;
	return 0;
}

/**
 * put_step() - one step
 * @skb: the message
 * @step: the step
 *
 * Return: 0 or -EMSGSIZE.
 */
static int put_step(struct sk_buff *skb, const struct ddom_step *step)
{
	struct nlattr *nest = nla_nest_start(skb, DDOM_BRIDGE_A_STEP);
	char text[DDOM_TEXT_MAX];

	if (!nest)
		return -EMSGSIZE;
	ddom_step_text(step, text, sizeof(text));
	if (nla_put_string(skb, DDOM_BRIDGE_STEP_A_NAME,
			   ddom_step_name(step->type)) ||
	    nla_put_string(skb, DDOM_BRIDGE_STEP_A_PHASE,
			   ddom_phase_name(step->phase)) ||
	    nla_put_string(skb, DDOM_BRIDGE_STEP_A_TEXT, text) ||
	    put_record(skb, &step->run, DDOM_BRIDGE_STEP_A_START_NS) ||
	    put_record(skb, &step->undo, DDOM_BRIDGE_STEP_A_UNDO_START_NS))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * put_steps() - all steps, in as many nests as it takes
 * @skb: the message
 * @plan: the plan
 *
 * Return: 0 or -EMSGSIZE.
 */
static int put_steps(struct sk_buff *skb, const struct ddom_plan *plan)
{
	struct nlattr *nest = NULL;
	u32 i;

	for (i = 0; i < plan->n; i++) {
		if (i % STEPS_PER_NEST == 0) {
			if (nest)
				nla_nest_end(skb, nest);
			nest = nla_nest_start(skb, DDOM_BRIDGE_A_STEPS);
			if (!nest)
				return -EMSGSIZE;
		}
		if (put_step(skb, &plan->steps[i]))
			return -EMSGSIZE;
	}
	if (nest)
		nla_nest_end(skb, nest);
	return 0;
}

/**
 * put_object() - a transaction's attributes but for its steps
 * @skb: the message
 * @tx: the transaction
 *
 * Return: 0 or -EMSGSIZE.
 */
static int put_object(struct sk_buff *skb, struct ddom_tx *tx)
{
	if (nla_put_u64_64bit(skb, DDOM_BRIDGE_A_ID, tx->id,
			      DDOM_BRIDGE_A_PAD) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_OP, tx->req.op) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_STATE, READ_ONCE(tx->state)) ||
	    nla_put_string(skb, DDOM_BRIDGE_A_PORT, tx->req.opts.port) ||
	    nla_put_string(skb, DDOM_BRIDGE_A_BRIDGE, tx->req.opts.bridge) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_PORT_IFINDEX,
			tx->plan.port.ifindex) ||
	    nla_put_u32(skb, DDOM_BRIDGE_A_BRIDGE_IFINDEX,
			tx->plan.bridge.ifindex) ||
	    nla_put_u64_64bit(skb, DDOM_BRIDGE_A_FROZEN_NS, tx->frozen_ns,
			      DDOM_BRIDGE_A_PAD) ||
	    nla_put_s32(skb, DDOM_BRIDGE_A_ERROR, tx->error))
		return -EMSGSIZE;
	if (tx->error &&
	    nla_put_string(skb, DDOM_BRIDGE_A_REASON, tx->reason))
		return -EMSGSIZE;
	return 0;
}

/**
 * ddom_report_put() - a whole message
 * @skb: the message's buffer
 * @tx: the transaction
 * @portid: receiver
 * @seq: sequence number of the request
 * @flags: NLM_F_*
 * @cmd: enum ddom_bridge_cmd
 * @steps: with its steps, unless they are running just now
 *
 * Return: 0 or -EMSGSIZE, then nothing is added.
 */
int ddom_report_put(struct sk_buff *skb, struct ddom_tx *tx, u32 portid,
		    u32 seq, int flags, u8 cmd, bool steps)
{
	void *hdr = genlmsg_put(skb, portid, seq, &ddom_genl, flags, cmd);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_object(skb, tx);
	if (!err && steps && mutex_trylock(&tx->lock)) {
		err = put_steps(skb, &tx->plan);
		mutex_unlock(&tx->lock);
	}
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * ddom_report_event() - tell the listeners about a change of state
 * @tx: the transaction
 *
 * Context: process, may sleep.
 */
void ddom_report_event(struct ddom_tx *tx)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&ddom_genl, tx->net, 0))
		return;
	skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return;
	if (ddom_report_put(skb, tx, 0, 0, 0, DDOM_BRIDGE_CMD_EVENT, false))
		nlmsg_free(skb);
	else
		genlmsg_multicast_netns(&ddom_genl, tx->net, skb, 0, 0,
					GFP_KERNEL);
}
