// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generic netlink: requests, on Linux 2.6.18 to 2.6.20. See the uapi header;
 * answers are in report.c.
 *
 * These kernels have no extended ack: what is wrong with a request that is no
 * transaction goes to the kernel log. Their families have no named groups;
 * events go to the group which has the family's number, and anybody may join:
 * they come without the reason.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bridge.h"
#include "request.h"

/* Answer a request with an object. */
static int reply(struct genl_info *info, struct ddom_tx *tx)
{
	struct sk_buff *skb = ddom_report_new(tx, info->snd_pid, info->snd_seq,
					      info->genlhdr->cmd);

	return skb ? genlmsg_reply(skb, info) : -ENOMEM;
}

/* Plan, answer, begin: see netlink.c. */
static int start(struct genl_info *info, const struct ddom_request *req)
{
	struct ddom_tx *tx = ddom_transaction_plan(&init_net, req);
	int err;

	if (!tx)
		return -ENOMEM;
	err = reply(info, tx);
	if (tx->state == DDOM_BRIDGE_STATE_REFUSED)
		err = tx->error;
	else if (err)
		ddom_transaction_cancel(tx);
	else
		ddom_transaction_begin(tx);
	ddom_list_release(tx);
	return err;
}

/* ATTACH or DETACH */
static int do_transaction(struct genl_info *info, u32 op)
{
	struct ddom_request *req = kzalloc(sizeof(*req), GFP_KERNEL);
	int err;

	if (!req)
		return -ENOMEM;
	req->op = op;
	req->opts.probes = req->probes;
	req->verify_ms = DDOM_BRIDGE_VERIFY_DEFAULT;
	req->confirm_ms = DDOM_BRIDGE_CONFIRM_DEFAULT;
	err = ddom_request_parse(info, req) ?: start(info, req);
	kfree(req);
	return err;
}

/* DDOM_BRIDGE_CMD_ATTACH */
static int attach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_ATTACH);
}

/* DDOM_BRIDGE_CMD_DETACH */
static int detach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_DETACH);
}

/* confirms the transaction of a port, if asked to, and tells how it fares */
static int do_port(struct genl_info *info, bool confirm)
{
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	u64 id = 0;
	int err;

	err = ddom_request_port(info, port, &id);
	if (err)
		return err;
	tx = ddom_list_find(&init_net, port);
	if (!tx)
		return -ENOENT;
	err = confirm ? ddom_transaction_confirm(tx, id) : 0;
	if (!err)
		err = reply(info, tx);
	ddom_list_release(tx);
	return err;
}

/* DDOM_BRIDGE_CMD_CONFIRM */
static int confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_port(info, true);
}

/* DDOM_BRIDGE_CMD_GET */
static int get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_port(info, false);
}

static int get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ddom_report_all(skb, cb, &init_net, NETLINK_CB(cb->skb).pid);
}

static int steps_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ddom_report_steps(skb, cb, &init_net, NETLINK_CB(cb->skb).pid);
}

static struct genl_ops ddom_ops[] = {
	{
		.cmd = DDOM_BRIDGE_CMD_GET,
		.flags = GENL_ADMIN_PERM,
		.doit = get_doit,
		.dumpit = get_dumpit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_ATTACH,
		.flags = GENL_ADMIN_PERM,
		.doit = attach_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_DETACH,
		.flags = GENL_ADMIN_PERM,
		.doit = detach_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_CONFIRM,
		.flags = GENL_ADMIN_PERM,
		.doit = confirm_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_GET_STEPS,
		.flags = GENL_ADMIN_PERM,
		.dumpit = steps_dumpit,
	},
};

struct genl_family ddom_netlink_family = {
	.id = GENL_ID_GENERATE,
	.name = DDOM_BRIDGE_GENL_NAME,
	.version = DDOM_BRIDGE_GENL_VERSION,
};

/**
 * ddom_netlink_init() - register the family and its commands
 *
 * Return: 0 or negative errno.
 */
int __init ddom_netlink_init(void)
{
	unsigned int i;
	int err;

	err = genl_register_family(&ddom_netlink_family);
	for (i = 0; !err && i < ARRAY_SIZE(ddom_ops); i++) {
		err = genl_register_ops(&ddom_netlink_family, &ddom_ops[i]);
		if (err)
			genl_unregister_family(&ddom_netlink_family);
	}
	return err;
}

/**
 * ddom_netlink_exit() - unregister it; no request is under way afterwards
 */
void ddom_netlink_exit(void)
{
	genl_unregister_family(&ddom_netlink_family);
}
