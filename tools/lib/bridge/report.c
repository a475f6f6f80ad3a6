// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions: from the module's messages or from a plan.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "bridge/bridge_internal.h"

/**
 * ddt_report_state_name() - name of a state
 * @state: enum ddom_bridge_state
 *
 * Return: its name, "UNKNOWN" for a number that this version does not know.
 */
const char *ddt_report_state_name(uint32_t state)
{
	static const char *const names[] = {
		[DDOM_BRIDGE_STATE_IDLE] = "IDLE",
		[DDOM_BRIDGE_STATE_PLANNED] = "PLANNED",
		[DDOM_BRIDGE_STATE_SWITCHING] = "SWITCHING",
		[DDOM_BRIDGE_STATE_VERIFYING] = "VERIFYING",
		[DDOM_BRIDGE_STATE_WAIT_CONFIRM] = "WAIT_CONFIRM",
		[DDOM_BRIDGE_STATE_COMMITTED] = "COMMITTED",
		[DDOM_BRIDGE_STATE_UNDOING] = "UNDOING",
		[DDOM_BRIDGE_STATE_UNDONE] = "UNDONE",
		[DDOM_BRIDGE_STATE_UNDO_FAILED] = "UNDO_FAILED",
		[DDOM_BRIDGE_STATE_REFUSED] = "REFUSED",
	};

	if (state >= sizeof(names) / sizeof(names[0]))
		return "UNKNOWN";
	return names[state];
}

/**
 * ddt_report_op_name() - name of an operation
 * @op: enum ddom_bridge_op
 *
 * Return: "attach" or "detach".
 */
const char *ddt_report_op_name(uint32_t op)
{
	return op == DDOM_BRIDGE_OP_DETACH ? "detach" : "attach";
}

/* What may be absent: 0, or what was there. */
static uint32_t attr_u32(struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static uint64_t attr_u64(struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

static void attr_str(struct nlattr *attr, char *buf, size_t size)
{
	if (attr)
		nla_strlcpy(buf, attr, size);
}

/* read the times of a step or of its inverse */
static void attr_times(struct nlattr *start, struct nlattr *time,
		       struct nlattr *err, struct ddt_times *t)
{
	t->begun = start;
	t->start_ns = attr_u64(start);
	t->time_ns = attr_u64(time);
	t->err = err ? nla_get_s32(err) : 0;
}

/* Read one step, which must be number @index; @step is zeroed. */
static int step_parse(struct nlattr *attr, unsigned int index,
		      struct ddt_report_step *step)
{
	static struct nla_policy policy[DDOM_BRIDGE_STEP_A_MAX + 1] = {
		[DDOM_BRIDGE_STEP_A_NAME] = { .type = NLA_STRING },
		[DDOM_BRIDGE_STEP_A_PHASE] = { .type = NLA_STRING },
		[DDOM_BRIDGE_STEP_A_TEXT] = { .type = NLA_STRING },
		[DDOM_BRIDGE_STEP_A_START_NS] = { .type = NLA_U64 },
		[DDOM_BRIDGE_STEP_A_TIME_NS] = { .type = NLA_U64 },
		[DDOM_BRIDGE_STEP_A_ERROR] = { .type = NLA_S32 },
		[DDOM_BRIDGE_STEP_A_UNDO_START_NS] = { .type = NLA_U64 },
		[DDOM_BRIDGE_STEP_A_UNDO_TIME_NS] = { .type = NLA_U64 },
		[DDOM_BRIDGE_STEP_A_UNDO_ERROR] = { .type = NLA_S32 },
		[DDOM_BRIDGE_STEP_A_INDEX] = { .type = NLA_U32 },
	};
	struct nlattr *tb[DDOM_BRIDGE_STEP_A_MAX + 1];

	if (nla_parse_nested(tb, DDOM_BRIDGE_STEP_A_MAX, attr, policy) < 0)
		return -EBADMSG;
	if (!tb[DDOM_BRIDGE_STEP_A_INDEX] ||
	    nla_get_u32(tb[DDOM_BRIDGE_STEP_A_INDEX]) != index)
		return -EBADMSG;
	attr_str(tb[DDOM_BRIDGE_STEP_A_NAME], step->name, sizeof(step->name));
	attr_str(tb[DDOM_BRIDGE_STEP_A_PHASE], step->phase,
		 sizeof(step->phase));
	attr_str(tb[DDOM_BRIDGE_STEP_A_TEXT], step->text, sizeof(step->text));
	attr_times(tb[DDOM_BRIDGE_STEP_A_START_NS],
		   tb[DDOM_BRIDGE_STEP_A_TIME_NS],
		   tb[DDOM_BRIDGE_STEP_A_ERROR], &step->run);
	attr_times(tb[DDOM_BRIDGE_STEP_A_UNDO_START_NS],
		   tb[DDOM_BRIDGE_STEP_A_UNDO_TIME_NS],
		   tb[DDOM_BRIDGE_STEP_A_UNDO_ERROR], &step->undo);
	return 0;
}

/**
 * ddt_report_add_step() - read a step's message
 * @nlh: generic netlink message with a step
 * @obj: the transaction it belongs to
 *
 * Return: 0, -ENOMEM, -ENOENT for a step of another transaction, or -EBADMSG
 * for something that is no step, or not the next one.
 */
int ddt_report_add_step(const struct nlmsghdr *nlh, struct ddt_report *obj)
{
	static struct nla_policy policy[DDOM_BRIDGE_A_MAX + 1] = {
		[DDOM_BRIDGE_A_ID] = { .type = NLA_U64 },
		[DDOM_BRIDGE_A_STEP] = { .type = NLA_NESTED },
	};
	struct nlattr *tb[DDOM_BRIDGE_A_MAX + 1];
	struct ddt_report_step *steps;

	if (genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, DDOM_BRIDGE_A_MAX,
			  policy) < 0)
		return -EBADMSG;
	if (!tb[DDOM_BRIDGE_A_ID] || !tb[DDOM_BRIDGE_A_STEP])
		return -EBADMSG;
	if (nla_get_u64(tb[DDOM_BRIDGE_A_ID]) != obj->id)
		return -ENOENT;
	if (obj->nsteps == obj->max) {
		unsigned int max = obj->max ? 2 * obj->max : 64;

		steps = realloc(obj->steps, max * sizeof(*steps));
		if (!steps)
			return -ENOMEM;
		obj->steps = steps;
		obj->max = max;
	}
	memset(&obj->steps[obj->nsteps], 0, sizeof(*steps));
	if (step_parse(tb[DDOM_BRIDGE_A_STEP], obj->nsteps,
		       &obj->steps[obj->nsteps]))
		return -EBADMSG;
	obj->nsteps++;
	return 0;
}

/**
 * ddt_report_parse() - read a message of the module
 * @nlh: generic netlink message with an object
 * @obj: where it goes; freed first, so zero it before its first use
 *
 * Return: 0, or -EBADMSG for something that is no object.
 */
int ddt_report_parse(const struct nlmsghdr *nlh, struct ddt_report *obj)
{
	static struct nla_policy policy[DDOM_BRIDGE_A_MAX + 1] = {
		[DDOM_BRIDGE_A_ID] = { .type = NLA_U64 },
		[DDOM_BRIDGE_A_OP] = { .type = NLA_U32 },
		[DDOM_BRIDGE_A_STATE] = { .type = NLA_U32 },
		[DDOM_BRIDGE_A_PORT] = { .type = NLA_STRING },
		[DDOM_BRIDGE_A_BRIDGE] = { .type = NLA_STRING },
		[DDOM_BRIDGE_A_PORT_IFINDEX] = { .type = NLA_U32 },
		[DDOM_BRIDGE_A_BRIDGE_IFINDEX] = { .type = NLA_U32 },
		[DDOM_BRIDGE_A_FROZEN_NS] = { .type = NLA_U64 },
		[DDOM_BRIDGE_A_ERROR] = { .type = NLA_S32 },
		[DDOM_BRIDGE_A_REASON] = { .type = NLA_STRING },
	};
	struct nlattr *tb[DDOM_BRIDGE_A_MAX + 1];

	ddt_report_free(obj);
	if (genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, DDOM_BRIDGE_A_MAX,
			  policy) < 0)
		return -EBADMSG;
	if (!tb[DDOM_BRIDGE_A_ID] || !tb[DDOM_BRIDGE_A_STATE])
		return -EBADMSG;
	obj->id = nla_get_u64(tb[DDOM_BRIDGE_A_ID]);
	obj->state = attr_u32(tb[DDOM_BRIDGE_A_STATE]);
	obj->op = attr_u32(tb[DDOM_BRIDGE_A_OP]);
	obj->port_ifindex = attr_u32(tb[DDOM_BRIDGE_A_PORT_IFINDEX]);
	obj->bridge_ifindex = attr_u32(tb[DDOM_BRIDGE_A_BRIDGE_IFINDEX]);
	obj->frozen_ns = attr_u64(tb[DDOM_BRIDGE_A_FROZEN_NS]);
	if (tb[DDOM_BRIDGE_A_ERROR])
		obj->err = nla_get_s32(tb[DDOM_BRIDGE_A_ERROR]);
	attr_str(tb[DDOM_BRIDGE_A_PORT], obj->port, sizeof(obj->port));
	attr_str(tb[DDOM_BRIDGE_A_BRIDGE], obj->bridge, sizeof(obj->bridge));
	attr_str(tb[DDOM_BRIDGE_A_REASON], obj->reason, sizeof(obj->reason));
	return 0;
}

/**
 * ddt_report_free_steps() - release the steps
 * @obj: transaction, zeroed or filled
 */
void ddt_report_free_steps(struct ddt_report *obj)
{
	free(obj->steps);
	obj->steps = NULL;
	obj->nsteps = 0;
	obj->max = 0;
}

/**
 * ddt_report_free() - release the steps and zero the rest
 * @obj: transaction, zeroed or filled
 */
void ddt_report_free(struct ddt_report *obj)
{
	free(obj->steps);
	memset(obj, 0, sizeof(*obj));
}
