// SPDX-License-Identifier: GPL-2.0-only
/* Generic netlink: requests. See the uapi header; answers are in report.c. */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bridge.h"

/*
 * Refusals whose text must live until the answer is built, by the same task:
 * a ring would be overrun while that task waits for a CPU.
 */
#define REASONS		256

static char reasons[REASONS][DDOM_REASON_MAX];

static struct netlink_range_validation verify_range = {
	.min = 1, .max = DDOM_VERIFY_MS_MAX,
};

static struct netlink_range_validation confirm_range = {
	.max = DDOM_CONFIRM_MS_MAX,
};

static const struct nla_policy probe_policy[DDOM_BRIDGE_PROBE_A_MAX + 1] = {
	[DDOM_BRIDGE_PROBE_A_ADDR] = { .type = NLA_BINARY, .len = 16 },
	[DDOM_BRIDGE_PROBE_A_PORT] = NLA_POLICY_MIN(NLA_U16, 1),
};

static const struct nla_policy probes_policy[DDOM_BRIDGE_A_PROBE + 1] = {
	[DDOM_BRIDGE_A_PROBE] = NLA_POLICY_NESTED(probe_policy),
};

#define PORT_POLICY \
	[DDOM_BRIDGE_A_PORT] = { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 }
#define REQUEST_POLICY \
	[DDOM_BRIDGE_A_PROBES] = NLA_POLICY_NESTED(probes_policy), \
	[DDOM_BRIDGE_A_VERIFY_TIMEOUT] = \
		NLA_POLICY_FULL_RANGE(NLA_U32, &verify_range), \
	[DDOM_BRIDGE_A_CONFIRM_TIMEOUT] = \
		NLA_POLICY_FULL_RANGE(NLA_U32, &confirm_range), \
	[DDOM_BRIDGE_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, DDOM_BRIDGE_F_ALL)

static const struct nla_policy get_policy[DDOM_BRIDGE_A_MAX + 1] = {
	PORT_POLICY,
};

static const struct nla_policy attach_policy[DDOM_BRIDGE_A_MAX + 1] = {
	PORT_POLICY,
	[DDOM_BRIDGE_A_BRIDGE] = { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	REQUEST_POLICY,
};

static const struct nla_policy detach_policy[DDOM_BRIDGE_A_MAX + 1] = {
	PORT_POLICY,
	REQUEST_POLICY,
};

static const struct nla_policy confirm_policy[DDOM_BRIDGE_A_MAX + 1] = {
	PORT_POLICY,
	[DDOM_BRIDGE_A_ID] = { .type = NLA_U64 },
};

/**
 * reply() - answer a request with an object
 * @info: the request
 * @tx: the transaction
 *
 * Return: 0, -ENOMEM or -EMSGSIZE.
 */
static int reply(struct genl_info *info, struct ddom_tx *tx)
{
	size_t size = ddom_report_size(tx);
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	err = ddom_report_put(skb, tx, info->snd_portid, info->snd_seq, 0,
			      info->genlhdr->cmd, true);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, info);
}

/**
 * refuse() - set the extended ack of a refusal
 * @info: the request
 * @err: negative errno
 * @attr: the attribute to blame, may be absent
 * @fmt: text with one %s
 * @arg: for it
 *
 * Return: @err.
 */
static int refuse(struct genl_info *info, int err, int attr, const char *fmt,
		  const char *arg)
{
	char *text = reasons[task_pid_nr(current) % REASONS];

	snprintf(text, DDOM_REASON_MAX, fmt, arg);
	if (info->extack) {
		info->extack->_msg = text;
		if (info->attrs[attr])
			NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	}
	return err;
}

/**
 * blame() - the attribute that a refused plan is about
 * @tx: the transaction; its reason begins with the object's name
 * @err: negative errno
 *
 * Return: enum ddom_bridge_attr.
 */
static int blame(const struct ddom_tx *tx, int err)
{
	const char *bridge = tx->req.opts.bridge;
	size_t len = strlen(bridge);

	if (err == -EDESTADDRREQ || err == -ELOOP)
		return DDOM_BRIDGE_A_PROBES;
	if (tx->plan.attach && !strncmp(tx->reason, bridge, len) &&
	    tx->reason[len] == ':')
		return DDOM_BRIDGE_A_BRIDGE;
	return DDOM_BRIDGE_A_PORT;
}

/**
 * parse_name() - a device name
 * @info: the request
 * @attr: its attribute, required
 * @name: filled
 *
 * Return: 0 or -EINVAL with the extended ack set.
 */
static int parse_name(struct genl_info *info, int attr, char *name)
{
	if (GENL_REQ_ATTR_CHECK(info, attr))
		return refuse(info, -EINVAL, attr, "%s is missing",
			      attr == DDOM_BRIDGE_A_PORT ? "port" : "bridge");
	nla_strscpy(name, info->attrs[attr], DDOM_IFNAMSIZ);
	/* The kernel would take "br%d" for a pattern and choose a number. */
	if (!dev_valid_name(name) || strchr(name, '%'))
		return refuse(info, -EINVAL, attr,
			      "\"%s\" is not a device name", name);
	return 0;
}

/**
 * parse_probe() - one probe
 * @info: the request
 * @nest: DDOM_BRIDGE_A_PROBE
 * @probe: filled
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int parse_probe(struct genl_info *info, struct nlattr *nest,
		       struct ddom_probe *probe)
{
	struct nlattr *tb[DDOM_BRIDGE_PROBE_A_MAX + 1];
	struct nlattr *addr;
	int err;

	err = nla_parse_nested(tb, DDOM_BRIDGE_PROBE_A_MAX, nest, probe_policy,
			       info->extack);
	if (err)
		return err;
	addr = tb[DDOM_BRIDGE_PROBE_A_ADDR];
	if (!addr) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest,
				    "a probe needs an address");
		return -EINVAL;
	}
	if (nla_len(addr) != 4 && nla_len(addr) != 16) {
		NL_SET_ERR_MSG_ATTR(info->extack, addr,
				    "an address has 4 or 16 bytes");
		return -EINVAL;
	}
	memset(probe, 0, sizeof(*probe));
	probe->family = nla_len(addr) == 4 ? AF_INET : AF_INET6;
	memcpy(probe->addr, nla_data(addr), nla_len(addr));
	if (tb[DDOM_BRIDGE_PROBE_A_PORT])
		probe->tcp_port = nla_get_u16(tb[DDOM_BRIDGE_PROBE_A_PORT]);
	return 0;
}

/**
 * parse_probes() - all probes
 * @info: the request
 * @req: filled
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int parse_probes(struct genl_info *info, struct ddom_request *req)
{
	struct nlattr *nest = info->attrs[DDOM_BRIDGE_A_PROBES];
	struct nlattr *attr;
	int err, left;

	if (!nest)
		return 0;
	nla_for_each_nested(attr, nest, left) {
		if (req->opts.nprobes == DDOM_BRIDGE_MAX_PROBES) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "too many probes");
			return -E2BIG;
		}
		err = parse_probe(info, attr,
				  &req->probes[req->opts.nprobes++]);
		if (err)
			return err;
	}
	return 0;
}

/**
 * start_and_reply() - run a transaction for a request
 * @info: the request
 * @req: what it asks for
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int start_and_reply(struct genl_info *info,
			   const struct ddom_request *req)
{
	struct ddom_tx *tx = ddom_transaction_start(genl_info_net(info), req);
	int err;

	if (tx == ERR_PTR(-EBUSY))
		return refuse(info, -EBUSY, DDOM_BRIDGE_A_PORT,
			      "%s: a transaction is under way; wait for its end",
			      req->opts.port);
	if (IS_ERR(tx))
		return PTR_ERR(tx);
	err = ddom_transaction_wait(tx);
	if (!err)
		err = reply(info, tx);
	else if (err != -EINTR)
		refuse(info, err, blame(tx, err), "%s", tx->reason);
	ddom_transaction_put(tx);
	return err;
}

/**
 * do_transaction() - ATTACH or DETACH
 * @info: the request
 * @op: enum ddom_bridge_op
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int do_transaction(struct genl_info *info, u32 op)
{
	struct nlattr **attrs = info->attrs;
	struct ddom_request *req;
	int err;

	req = kzalloc(sizeof(*req), GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	req->op = op;
	req->opts.probes = req->probes;
	req->verify_ms = DDOM_VERIFY_MS_DEFAULT;
	req->confirm_ms = DDOM_CONFIRM_MS_DEFAULT;
	err = parse_name(info, DDOM_BRIDGE_A_PORT, req->opts.port);
	if (!err && op == DDOM_BRIDGE_OP_ATTACH)
		err = parse_name(info, DDOM_BRIDGE_A_BRIDGE, req->opts.bridge);
	if (!err)
		err = parse_probes(info, req);
	if (err)
		goto out;
	if (attrs[DDOM_BRIDGE_A_VERIFY_TIMEOUT])
		req->verify_ms =
			nla_get_u32(attrs[DDOM_BRIDGE_A_VERIFY_TIMEOUT]);
	if (attrs[DDOM_BRIDGE_A_CONFIRM_TIMEOUT])
		req->confirm_ms =
			nla_get_u32(attrs[DDOM_BRIDGE_A_CONFIRM_TIMEOUT]);
	if (attrs[DDOM_BRIDGE_A_FLAGS])
		req->opts.no_address = nla_get_u32(attrs[DDOM_BRIDGE_A_FLAGS]) &
				       DDOM_BRIDGE_F_NO_ADDRESS;
	err = start_and_reply(info, req);
out:
	kfree(req);
	return err;
}

/**
 * attach_doit() - DDOM_BRIDGE_CMD_ATTACH
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno with the extended ack set.
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
 * Return: 0 or negative errno with the extended ack set.
 */
static int detach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_DETACH);
}

/**
 * find_tx() - the transaction that a request is about
 * @info: the request
 *
 * Return: the transaction with a reference, or ERR_PTR() with the extended
 * ack set.
 */
static struct ddom_tx *find_tx(struct genl_info *info)
{
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	int err;

	err = parse_name(info, DDOM_BRIDGE_A_PORT, port);
	if (err)
		return ERR_PTR(err);
	tx = ddom_transaction_find(genl_info_net(info), port);
	if (!tx)
		return ERR_PTR(refuse(info, -ENOENT, DDOM_BRIDGE_A_PORT,
				      "%s: no transaction", port));
	return tx;
}

/**
 * confirm_doit() - DDOM_BRIDGE_CMD_CONFIRM
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ddom_tx *tx;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, DDOM_BRIDGE_A_ID))
		return refuse(info, -EINVAL, DDOM_BRIDGE_A_ID, "%s is missing",
			      "id");
	tx = find_tx(info);
	if (IS_ERR(tx))
		return PTR_ERR(tx);
	err = ddom_transaction_confirm(tx,
				       nla_get_u64(info->attrs[DDOM_BRIDGE_A_ID]));
	if (err == -ESTALE)
		refuse(info, err, DDOM_BRIDGE_A_ID,
		       "%s: this is not its last transaction",
		       tx->req.opts.port);
	else if (err)
		refuse(info, err, DDOM_BRIDGE_A_PORT,
		       err == -ETIMEDOUT ? "%s: too late, it is undone" :
		       err == -EALREADY ? "%s: it is confirmed already" :
		       "%s: it does not wait for a confirmation",
		       tx->req.opts.port);
	else
		err = reply(info, tx);
	ddom_transaction_put(tx);
	return err;
}

/**
 * get_doit() - DDOM_BRIDGE_CMD_GET
 * @skb: the request's buffer
 * @info: the request
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ddom_tx *tx = find_tx(info);
	int err;

	if (IS_ERR(tx))
		return PTR_ERR(tx);
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
	struct net *net = sock_net(skb->sk);
	u32 portid = NETLINK_CB(cb->skb).portid;
	struct ddom_tx *tx;
	int err = 0;

	mutex_lock(&ddom_txs_lock);
	list_for_each_entry(tx, &ddom_txs, node) {
		bool first = !skb->len;

		if (tx->net != net || tx->id < cb->args[0] ||
		    READ_ONCE(tx->state) == DDOM_BRIDGE_STATE_IDLE)
			continue;
		err = ddom_report_put(skb, tx, portid, cb->nlh->nlmsg_seq,
				      NLM_F_MULTI, DDOM_BRIDGE_CMD_GET, true);
		if (err && first)
			err = ddom_report_put(skb, tx, portid,
					      cb->nlh->nlmsg_seq, NLM_F_MULTI,
					      DDOM_BRIDGE_CMD_GET, false);
		if (err)
			break;
		cb->args[0] = tx->id + 1;
	}
	mutex_unlock(&ddom_txs_lock);
	return skb->len ?: err;
}

static const struct genl_ops ddom_ops[] = {
	{
		.cmd = DDOM_BRIDGE_CMD_GET,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = get_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = get_doit,
		.dumpit = get_dumpit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_ATTACH,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = attach_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = attach_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_DETACH,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = detach_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = detach_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_CONFIRM,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = confirm_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = confirm_doit,
	},
};

static const struct genl_multicast_group ddom_mcgrps[] = {
	{ .name = DDOM_BRIDGE_MCGRP_EVENTS },
};

struct genl_family ddom_genl __ro_after_init = {
	.name = DDOM_BRIDGE_GENL_NAME,
	.version = DDOM_BRIDGE_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ddom_ops,
	.n_ops = ARRAY_SIZE(ddom_ops),
	.mcgrps = ddom_mcgrps,
	.n_mcgrps = ARRAY_SIZE(ddom_mcgrps),
};

/**
 * ddom_netlink_init() - register the family
 *
 * Return: 0 or negative errno.
 */
int __init ddom_netlink_init(void)
{
	return genl_register_family(&ddom_genl);
}

/**
 * ddom_netlink_exit() - unregister it; no request is under way afterwards
 */
void ddom_netlink_exit(void)
{
	genl_unregister_family(&ddom_genl);
}
