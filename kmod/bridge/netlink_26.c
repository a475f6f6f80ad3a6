// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generic netlink: requests, on Linux 2.6.18 to 2.6.20. See the uapi header;
 * answers are in report.c.
 *
 * These kernels have no extended ack: the reason of a refusal goes to the
 * kernel log. They take one request at a time: another one waits while an
 * ATTACH, a DETACH or a CONFIRM is carried out. Their families have no named
 * groups; events go to the group which has the family's number.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bridge.h"
#include "request_26.h"

/**
 * reply() - answer a request with an object
 * @info: the request
 * @tx: the transaction
 *
 * Return: 0, -ENOMEM or -EMSGSIZE.
 */
static int reply(struct genl_info *info, struct ddom_tx *tx)
{
	struct sk_buff *skb = genlmsg_new(ddom_report_size(tx), GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	err = ddom_report_put(skb, tx, info->snd_pid, info->snd_seq, 0,
			      info->genlhdr->cmd, true);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, info);
}

/**
 * start_and_reply() - run a transaction for a request
 * @info: the request
 * @req: what it asks for
 *
 * Return: 0 or negative errno.
 */
static int start_and_reply(struct genl_info *info,
			   const struct ddom_request *req)
{
	struct ddom_tx *tx = ddom_transaction_start(&init_net, req);
	int err;

	if (tx == ERR_PTR(-EBUSY))
		return ddom_refused(-EBUSY,
			      "%s: a transaction is under way; wait for its end",
			      req->opts.port);
	if (IS_ERR(tx))
		return PTR_ERR(tx);
	err = ddom_transaction_wait(tx);
	if (!err)
		err = reply(info, tx);
	else if (err != -EINTR)
		ddom_refused(err, "%s", tx->reason);
	ddom_transaction_put(tx);
	return err;
}

/**
 * do_transaction() - ATTACH or DETACH
 * @info: the request
 * @op: enum ddom_bridge_op
 *
 * Return: 0 or negative errno.
 */
static int do_transaction(struct genl_info *info, u32 op)
{
	struct ddom_request *req = kzalloc(sizeof(*req), GFP_KERNEL);
	int err;

	if (!req)
		return -ENOMEM;
	req->op = op;
	req->opts.probes = req->probes;
	req->verify_ms = DDOM_VERIFY_MS_DEFAULT;
	req->confirm_ms = DDOM_CONFIRM_MS_DEFAULT;
	err = ddom_request_parse(info, req) ?: start_and_reply(info, req);
	kfree(req);
	return err;
}

/**
 * attach_doit() - DDOM_BRIDGE_CMD_ATTACH
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno.
 */
static int attach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_ATTACH);
}

/**
 * detach_doit() - DDOM_BRIDGE_CMD_DETACH
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno.
 */
static int detach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_DETACH);
}

/**
 * confirm_doit() - DDOM_BRIDGE_CMD_CONFIRM
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno.
 */
static int confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	u64 id = 0;
	int err;

	err = ddom_request_port(info, port, &id);
	if (err)
		return err;
	tx = ddom_transaction_find(&init_net, port);
	if (!tx)
		return -ENOENT;
	err = ddom_transaction_confirm(tx, id);
	if (!err)
		err = reply(info, tx);
	ddom_transaction_put(tx);
	return err;
}

/**
 * get_doit() - DDOM_BRIDGE_CMD_GET
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno.
 */
static int get_doit(struct sk_buff *skb, struct genl_info *info)
{
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	u64 id;
	int err;

	err = ddom_request_port(info, port, &id);
	if (err)
		return err;
	tx = ddom_transaction_find(&init_net, port);
	if (!tx)
		return -ENOENT;
	err = reply(info, tx);
	ddom_transaction_put(tx);
	return err;
}

/**
 * get_dumpit() - DDOM_BRIDGE_CMD_GET for all transactions
 * @skb: the buffer to fill
 * @cb: the dump; args[0] is the next id
 *
 * An object whose steps do not fit into a datagram comes without them; GET for
 * its port returns them.
 *
 * Return: bytes in @skb, or negative errno.
 */
static int get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	u32 pid = NETLINK_CB(cb->skb).pid;
	u32 seq = cb->nlh->nlmsg_seq;
	struct ddom_tx *tx;
	int err = 0;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry(tx, &ddom_txs, node) {
		bool first = !skb->len;

		if (tx->id < cb->args[0] ||
		    READ_ONCE(tx->state) == DDOM_BRIDGE_STATE_IDLE)
			continue;
		err = ddom_report_put(skb, tx, pid, seq, NLM_F_MULTI,
				      DDOM_BRIDGE_CMD_GET, true);
		if (err && first)
			err = ddom_report_put(skb, tx, pid, seq, NLM_F_MULTI,
					      DDOM_BRIDGE_CMD_GET, false);
		if (err)
			break;
		cb->args[0] = tx->id + 1;
	}
	mutex_unlock(&ddom_txs_lock);
	return skb->len ?: err;
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
	},
};

struct genl_family ddom_genl = {
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

	err = genl_register_family(&ddom_genl);
	for (i = 0; !err && i < ARRAY_SIZE(ddom_ops); i++) {
		err = genl_register_ops(&ddom_genl, &ddom_ops[i]);
		if (err)
			genl_unregister_family(&ddom_genl);
	}
	return err;
}

/**
 * ddom_netlink_exit() - unregister it; no request is under way afterwards
 */
void ddom_netlink_exit(void)
{
	genl_unregister_family(&ddom_genl);
}
