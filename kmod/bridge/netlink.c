// SPDX-License-Identifier: GPL-2.0-only
/* Generic netlink: requests. See the uapi header; answers are in report.c. */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bridge.h"

static struct netlink_range_validation verify_range = {
	.min = 1, .max = DDOM_BRIDGE_VERIFY_MAX,
};

static struct netlink_range_validation confirm_range = {
	.max = DDOM_BRIDGE_CONFIRM_MAX,
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

/* Answer a request with an object. */
static int reply(struct genl_info *info, struct ddom_tx *tx)
{
	struct sk_buff *skb = ddom_report_new(tx, info->snd_portid,
					      info->snd_seq,
					      info->genlhdr->cmd);

	return skb ? genlmsg_reply(skb, info) : -ENOMEM;
}

/*
 * The extended ack of a refusal. The text must be constant: it is read after
 * this request, by whoever builds the answer.
 */
static int refuse(struct genl_info *info, int err, int attr, const char *text)
{
	if (info->extack) {
		info->extack->_msg = text;
		if (info->attrs[attr])
			NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	}
	return err;
}

/* The attribute that a refusal, which begins with an object's name, is about. */
static int blame(const struct ddom_tx *tx)
{
	const char *bridge = tx->req.opts.bridge;
	size_t len = strlen(bridge);

	if (tx->error == -EDESTADDRREQ || tx->error == -ELOOP)
		return DDOM_BRIDGE_A_PROBES;
	if (tx->req.op == DDOM_BRIDGE_OP_ATTACH &&
	    !strncmp(tx->reason, bridge, len) && tx->reason[len] == ':')
		return DDOM_BRIDGE_A_BRIDGE;
	return DDOM_BRIDGE_A_PORT;
}

/* A device name, required. */
static int parse_name(struct genl_info *info, int attr, char *name)
{
	if (GENL_REQ_ATTR_CHECK(info, attr)) {
		if (attr == DDOM_BRIDGE_A_PORT)
			return refuse(info, -EINVAL, attr, "port is missing");
		return refuse(info, -EINVAL, attr, "bridge is missing");
	}
	nla_strscpy(name, info->attrs[attr], DDOM_IFNAMSIZ);
	/* The kernel would take "br%d" for a pattern and choose a number. */
	if (!dev_valid_name(name) || strchr(name, '%'))
		return refuse(info, -EINVAL, attr, "not a device name");
	return 0;
}

/* One probe. Return: 0 or negative errno with the extended ack set. */
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

/* All probes. Return: 0 or negative errno with the extended ack set. */
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

/*
 * Plan, answer, begin: in this order, so that nothing is changed for a requester
 * who cannot be told. A refusal's text is in its object.
 */
static int start(struct genl_info *info, const struct ddom_request *req)
{
	struct ddom_tx *tx = ddom_transaction_plan(genl_info_net(info), req);
	struct nlattr *bad;
	int err;

	if (!tx)
		return -ENOMEM;
	err = reply(info, tx);
	if (tx->state == DDOM_BRIDGE_STATE_REFUSED) {
		err = tx->error;
		bad = info->attrs[blame(tx)];
		if (bad)
			NL_SET_BAD_ATTR(info->extack, bad);
	} else if (err) {
		ddom_transaction_cancel(tx);
	} else {
		ddom_transaction_begin(tx);
	}
	ddom_list_release(tx);
	return err;
}

/*
 * ATTACH or DETACH.
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
	req->verify_ms = DDOM_BRIDGE_VERIFY_DEFAULT;
	req->confirm_ms = DDOM_BRIDGE_CONFIRM_DEFAULT;
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
	err = start(info, req);
out:
	kfree(req);
	return err;
}

/*
 * DDOM_BRIDGE_CMD_ATTACH.
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int attach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_ATTACH);
}

/*
 * DDOM_BRIDGE_CMD_DETACH.
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int detach_doit(struct sk_buff *skb, struct genl_info *info)
{
	return do_transaction(info, DDOM_BRIDGE_OP_DETACH);
}

/* The transaction that a request is about, with a reference, or ERR_PTR(). */
static struct ddom_tx *find_tx(struct genl_info *info)
{
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	int err;

	err = parse_name(info, DDOM_BRIDGE_A_PORT, port);
	if (err)
		return ERR_PTR(err);
	tx = ddom_list_find(genl_info_net(info), port);
	if (!tx)
		return ERR_PTR(refuse(info, -ENOENT, DDOM_BRIDGE_A_PORT,
				      "no transaction"));
	return tx;
}

static int refuse_confirm(struct genl_info *info, int err)
{
	switch (err) {
	case -ESTALE:
		return refuse(info, err, DDOM_BRIDGE_A_ID,
			      "this is not its last transaction");
	case -ETIMEDOUT:
		return refuse(info, err, DDOM_BRIDGE_A_PORT,
			      "too late, it is undone");
	case -EALREADY:
		return refuse(info, err, DDOM_BRIDGE_A_PORT,
			      "it is confirmed already");
	default:
		return refuse(info, err, DDOM_BRIDGE_A_PORT,
			      "it does not wait for a confirmation");
	}
}

/*
 * DDOM_BRIDGE_CMD_CONFIRM.
 *
 * Return: 0 or negative errno with the extended ack set.
 */
static int confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ddom_tx *tx;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, DDOM_BRIDGE_A_ID))
		return refuse(info, -EINVAL, DDOM_BRIDGE_A_ID, "id is missing");
	tx = find_tx(info);
	if (IS_ERR(tx))
		return PTR_ERR(tx);
	err = ddom_transaction_confirm(tx,
				       nla_get_u64(info->attrs[DDOM_BRIDGE_A_ID]));
	err = err ? refuse_confirm(info, err) : reply(info, tx);
	ddom_list_release(tx);
	return err;
}

/*
 * DDOM_BRIDGE_CMD_GET.
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
	ddom_list_release(tx);
	return err;
}

static int get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ddom_report_all(skb, cb, sock_net(skb->sk),
			       NETLINK_CB(cb->skb).portid);
}

static int steps_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ddom_report_steps(skb, cb, sock_net(skb->sk),
				 NETLINK_CB(cb->skb).portid);
}

static const struct genl_ops ddom_ops[] = {
	{
		.cmd = DDOM_BRIDGE_CMD_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = get_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = get_doit,
		.dumpit = get_dumpit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_ATTACH,
		.flags = GENL_ADMIN_PERM,
		.policy = attach_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = attach_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_DETACH,
		.flags = GENL_ADMIN_PERM,
		.policy = detach_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = detach_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_CONFIRM,
		.flags = GENL_ADMIN_PERM,
		.policy = confirm_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.doit = confirm_doit,
	}, {
		.cmd = DDOM_BRIDGE_CMD_GET_STEPS,
		.flags = GENL_ADMIN_PERM,
		.policy = get_policy,
		.maxattr = DDOM_BRIDGE_A_MAX,
		.dumpit = steps_dumpit,
	},
};

static const struct genl_multicast_group ddom_mcgrps[] = {
	{ .name = DDOM_BRIDGE_MCGRP_EVENTS, GENL_MCAST_FOR_ADMIN },
};

struct genl_family ddom_netlink_family __ro_after_init = {
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
	return genl_register_family(&ddom_netlink_family);
}

/**
 * ddom_netlink_exit() - unregister it; no request is under way afterwards
 */
void ddom_netlink_exit(void)
{
	genl_unregister_family(&ddom_netlink_family);
}
