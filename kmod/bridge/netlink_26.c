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
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bridge.h"

/**
 * struct attr_spec - what an attribute may look like
 * @cmds: commands that take it, a bit each
 * @min: bytes at least
 * @max: bytes at most
 * @string: ends with its only NUL
 */
struct attr_spec {
	u8 cmds;
	u8 min;
	u16 max;
	bool string;
};

#define GET	BIT(DDOM_BRIDGE_CMD_GET)
#define ATTACH	BIT(DDOM_BRIDGE_CMD_ATTACH)
#define DETACH	BIT(DDOM_BRIDGE_CMD_DETACH)
#define CONFIRM	BIT(DDOM_BRIDGE_CMD_CONFIRM)

static const struct attr_spec specs[DDOM_BRIDGE_A_MAX + 1] = {
	[DDOM_BRIDGE_A_PORT] = {
		GET | ATTACH | DETACH | CONFIRM, 1, IFNAMSIZ, true
	},
	[DDOM_BRIDGE_A_BRIDGE] = { ATTACH, 1, IFNAMSIZ, true },
	[DDOM_BRIDGE_A_PROBES] = { ATTACH | DETACH, 0, 0xffff },
	[DDOM_BRIDGE_A_VERIFY_TIMEOUT] = { ATTACH | DETACH, 4, 4 },
	[DDOM_BRIDGE_A_CONFIRM_TIMEOUT] = { ATTACH | DETACH, 4, 4 },
	[DDOM_BRIDGE_A_FLAGS] = { ATTACH | DETACH, 4, 4 },
	[DDOM_BRIDGE_A_ID] = { CONFIRM, 8, 8 },
};

/**
 * struct attrs - the attributes of a request, each by its type
 * @a: attribute or NULL
 */
struct attrs {
	struct nlattr *a[DDOM_BRIDGE_A_MAX + 1];
};

/**
 * refuse() - say why a request is refused
 * @err: negative errno
 * @fmt: text with one %s
 * @arg: for it
 *
 * Return: @err.
 */
static int refuse(int err, const char *fmt, const char *arg)
{
	char text[DDOM_REASON_MAX];

	snprintf(text, sizeof(text), fmt, arg);
	pr_info("refused: %s (%d)\n", text, err);
	return err;
}

/**
 * type_of() - an attribute's type without its flags
 * @attr: the attribute
 *
 * Return: the type.
 */
static int type_of(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

/**
 * check_attr() - is an attribute what the command takes
 * @attr: the attribute
 * @cmd: enum ddom_bridge_cmd
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
static int check_attr(const struct nlattr *attr, u8 cmd)
{
	int type = type_of(attr), len = nla_len(attr);
	const struct attr_spec *spec;

	if (type > DDOM_BRIDGE_A_MAX || !(specs[type].cmds & BIT(cmd)))
		return refuse(-EINVAL, "%s", "an attribute is unknown");
	spec = &specs[type];
	if (len < spec->min)
		return refuse(-EINVAL, "%s", "an attribute is too short");
	if (len > spec->max)
		return refuse(-ERANGE, "%s", "an attribute is too long");
	if (spec->string && !memchr(nla_data(attr), '\0', len))
		return refuse(-EINVAL, "%s", "a string does not end");
	return 0;
}

/**
 * parse_attrs() - the attributes of a request
 * @info: the request
 * @attrs: filled
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
static int parse_attrs(struct genl_info *info, struct attrs *attrs)
{
	struct nlattr *attr = nlmsg_attrdata(info->nlhdr, GENL_HDRLEN);
	int left = nlmsg_attrlen(info->nlhdr, GENL_HDRLEN);
	int err;

	memset(attrs, 0, sizeof(*attrs));
	for (; nla_ok(attr, left); attr = nla_next(attr, &left)) {
		err = check_attr(attr, info->genlhdr->cmd);
		if (err)
			return err;
		attrs->a[type_of(attr)] = attr;
	}
	return left > 0 ? refuse(-EINVAL, "%s", "bytes are left over") : 0;
}

/**
 * parse_name() - a device name
 * @attrs: the request
 * @attr: its attribute, required
 * @name: filled
 *
 * Return: 0 or -EINVAL.
 */
static int parse_name(const struct attrs *attrs, int attr, char *name)
{
	if (!attrs->a[attr])
		return refuse(-EINVAL, "%s is missing",
			      attr == DDOM_BRIDGE_A_PORT ? "port" : "bridge");
	nla_strlcpy(name, attrs->a[attr], DDOM_IFNAMSIZ);
	/* The kernel would take "br%d" for a pattern and choose a number. */
	if (!dev_valid_name(name) || strchr(name, '%'))
		return refuse(-EINVAL, "\"%s\" is not a device name", name);
	return 0;
}

/**
 * parse_number() - a number within its limits
 * @attr: the attribute, or NULL
 * @name: its name, for people
 * @min: the smallest
 * @max: the largest
 * @value: filled, if there is one
 *
 * Return: 0 or -ERANGE.
 */
static int parse_number(struct nlattr *attr, const char *name, u32 min, u32 max,
			u32 *value)
{
	u32 n = attr ? nla_get_u32(attr) : *value;

	if (n < min || n > max)
		return refuse(-ERANGE, "%s is out of its range", name);
	*value = n;
	return 0;
}

/**
 * parse_probe() - one probe
 * @nest: DDOM_BRIDGE_A_PROBE
 * @probe: filled
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
static int parse_probe(const struct nlattr *nest, struct ddom_probe *probe)
{
	struct nlattr *attr = nla_data(nest);
	int left = nla_len(nest);

	memset(probe, 0, sizeof(*probe));
	for (; nla_ok(attr, left); attr = nla_next(attr, &left)) {
		int len = nla_len(attr);

		switch (type_of(attr)) {
		case DDOM_BRIDGE_PROBE_A_ADDR:
			if (len > 16)
				return refuse(-ERANGE, "%s",
					      "a probe's address is too long");
			if (len != 4 && len != 16)
				return refuse(-EINVAL, "%s",
					      "an address has 4 or 16 bytes");
			probe->family = len == 4 ? AF_INET : AF_INET6;
			memcpy(probe->addr, nla_data(attr), len);
			break;
		case DDOM_BRIDGE_PROBE_A_PORT:
			if (len != 2 || !nla_get_u16(attr))
				return refuse(-ERANGE, "%s",
					      "a probe's port is out of its range");
			probe->tcp_port = nla_get_u16(attr);
			break;
		default:
			return refuse(-EINVAL, "%s",
				      "a probe's attribute is unknown");
		}
	}
	return probe->family ? 0 :
	       refuse(-EINVAL, "%s", "a probe needs an address");
}

/**
 * parse_probes() - all probes
 * @nest: DDOM_BRIDGE_A_PROBES, or NULL
 * @req: filled
 *
 * Return: 0 or negative errno.
 */
static int parse_probes(const struct nlattr *nest, struct ddom_request *req)
{
	struct nlattr *attr;
	int err, left;

	if (!nest)
		return 0;
	attr = nla_data(nest);
	left = nla_len(nest);
	for (; nla_ok(attr, left); attr = nla_next(attr, &left)) {
		if (type_of(attr) != DDOM_BRIDGE_A_PROBE)
			return refuse(-EINVAL, "%s", "an attribute is unknown");
		if (req->opts.nprobes == DDOM_BRIDGE_MAX_PROBES)
			return refuse(-E2BIG, "%s", "too many probes");
		err = parse_probe(attr, &req->probes[req->opts.nprobes++]);
		if (err)
			return err;
	}
	return 0;
}

/**
 * parse_request() - what an ATTACH or a DETACH asks for
 * @info: the message
 * @req: filled
 *
 * Return: 0 or negative errno.
 */
static int parse_request(struct genl_info *info, struct ddom_request *req)
{
	struct attrs attrs;
	u32 flags = 0;
	int err;

	err = parse_attrs(info, &attrs) ?:
	      parse_name(&attrs, DDOM_BRIDGE_A_PORT, req->opts.port);
	if (!err && req->op == DDOM_BRIDGE_OP_ATTACH)
		err = parse_name(&attrs, DDOM_BRIDGE_A_BRIDGE,
				 req->opts.bridge);
	if (err)
		return err;
	err = parse_probes(attrs.a[DDOM_BRIDGE_A_PROBES], req) ?:
	      parse_number(attrs.a[DDOM_BRIDGE_A_VERIFY_TIMEOUT],
			   "verify-timeout", 1, DDOM_VERIFY_MS_MAX,
			   &req->verify_ms) ?:
	      parse_number(attrs.a[DDOM_BRIDGE_A_CONFIRM_TIMEOUT],
			   "confirm-timeout", 0, DDOM_CONFIRM_MS_MAX,
			   &req->confirm_ms) ?:
	      parse_number(attrs.a[DDOM_BRIDGE_A_FLAGS], "flags", 0,
			   DDOM_BRIDGE_F_ALL, &flags);
	req->opts.no_address = flags & DDOM_BRIDGE_F_NO_ADDRESS;
	return err;
}

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
		return refuse(-EBUSY,
			      "%s: a transaction is under way; wait for its end",
			      req->opts.port);
	if (IS_ERR(tx))
		return PTR_ERR(tx);
	err = ddom_transaction_wait(tx);
	if (!err)
		err = reply(info, tx);
	else if (err != -EINTR)
		refuse(err, "%s", tx->reason);
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
	err = parse_request(info, req) ?: start_and_reply(info, req);
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
 * find_tx() - the transaction that a request is about
 * @info: the request
 * @attrs: its attributes, filled
 *
 * Return: the transaction with a reference, or ERR_PTR().
 */
static struct ddom_tx *find_tx(struct genl_info *info, struct attrs *attrs)
{
	char port[DDOM_IFNAMSIZ];
	struct ddom_tx *tx;
	int err;

	err = parse_attrs(info, attrs) ?:
	      parse_name(attrs, DDOM_BRIDGE_A_PORT, port);
	if (err)
		return ERR_PTR(err);
	tx = ddom_transaction_find(&init_net, port);
	return tx ?: ERR_PTR(-ENOENT);
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
	struct attrs attrs;
	struct ddom_tx *tx = find_tx(info, &attrs);
	int err = -EINVAL;

	if (IS_ERR(tx))
		return PTR_ERR(tx);
	if (attrs.a[DDOM_BRIDGE_A_ID])
		err = ddom_transaction_confirm(tx,
					       nla_get_u64(attrs.a[DDOM_BRIDGE_A_ID]));
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
	struct attrs attrs;
	struct ddom_tx *tx = find_tx(info, &attrs);
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
