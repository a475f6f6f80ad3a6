// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a request says, on Linux 2.6.18 to 2.6.20. Their generic netlink checks
 * neither what an attribute's flags are for nor how long it may be, and takes
 * no notice of unknown ones.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bridge.h"
#include "request.h"

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

/* Say why a request is refused, with one %s. Return: @err. */
static int refuse(int err, const char *fmt, const char *arg)
{
	char text[DDOM_REASON_MAX];

	snprintf(text, sizeof(text), fmt, arg);
	pr_info("refused: %s (%d)\n", text, err);
	return err;
}

/* an attribute's type without its flags */
static int type_of(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

/* is an attribute what the command takes */
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

/* the attributes of a request */
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

/* a device name */
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

/* a number within its limits */
static int parse_number(struct nlattr *attr, const char *name, u32 min, u32 max,
			u32 *value)
{
	u32 n = attr ? nla_get_u32(attr) : *value;

	if (n < min || n > max)
		return refuse(-ERANGE, "%s is out of its range", name);
	*value = n;
	return 0;
}

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
 * ddom_request_parse() - what an ATTACH or a DETACH asks for
 * @info: the message
 * @req: filled
 *
 * Return: 0 or negative errno.
 */
int ddom_request_parse(struct genl_info *info, struct ddom_request *req)
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
			   "verify-timeout", 1, DDOM_BRIDGE_VERIFY_MAX,
			   &req->verify_ms) ?:
	      parse_number(attrs.a[DDOM_BRIDGE_A_CONFIRM_TIMEOUT],
			   "confirm-timeout", 0, DDOM_BRIDGE_CONFIRM_MAX,
			   &req->confirm_ms) ?:
	      parse_number(attrs.a[DDOM_BRIDGE_A_FLAGS], "flags", 0,
			   DDOM_BRIDGE_F_ALL, &flags);
	req->opts.no_address = flags & DDOM_BRIDGE_F_NO_ADDRESS;
	return err;
}

/**
 * ddom_request_port() - which port a GET or a CONFIRM is about
 * @info: the message
 * @port: its name, filled
 * @id: the transaction, filled where there is one
 *
 * Return: 0, -EINVAL or -ERANGE; a CONFIRM without a transaction is -EINVAL.
 */
int ddom_request_port(struct genl_info *info, char *port, u64 *id)
{
	struct attrs attrs;
	int err;

	err = parse_attrs(info, &attrs) ?:
	      parse_name(&attrs, DDOM_BRIDGE_A_PORT, port);
	if (err || info->genlhdr->cmd != DDOM_BRIDGE_CMD_CONFIRM)
		return err;
	if (!attrs.a[DDOM_BRIDGE_A_ID])
		return refuse(-EINVAL, "%s is missing", "id");
	*id = nla_get_u64(attrs.a[DDOM_BRIDGE_A_ID]);
	return 0;
}
