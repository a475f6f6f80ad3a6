// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's generic netlink protocol.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "base/clock.h"
#include "bridge/bridge_internal.h"

/* Longest answer to anything but ATTACH and DETACH. */
#define DDT_CLIENT_QUICK_MS	5000

/* Those two read all tables and plan before they answer. */
#define DDT_CLIENT_PLAN_MS	60000

/* How long an event is waited for before GET is asked: events can be lost. */
#define DDT_CLIENT_EVENT_MS	1000

/* How often a dump is begun anew. */
#define DDT_CLIENT_TRIES	3

/**
 * struct ddt_client_each - an answer of objects
 * @c: connection for what an event leaves out; NULL: these are not events
 * @obj: the object being read
 * @fn: takes each
 * @arg: for @fn
 */
struct ddt_client_each {
	struct ddt_client *c;
	struct ddt_report obj;
	ddt_report_fn fn;
	void *arg;
};

/* read what the controller says about the family */
static int client_family(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *tb[CTRL_ATTR_MAX + 1], *group[CTRL_ATTR_MCAST_GRP_MAX + 1];
	struct ddt_client *c = arg;
	struct nlattr *attr;
	int rem;

	if (genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, CTRL_ATTR_MAX, NULL) < 0)
		return -EBADMSG;
	if (!tb[CTRL_ATTR_FAMILY_ID])
		return -EBADMSG;
	c->family = nla_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
	/* Linux 2.6.18 does not tell: taken to be ours */
	c->version = DDOM_BRIDGE_GENL_VERSION;
	if (tb[CTRL_ATTR_VERSION])
		c->version = nla_get_u32(tb[CTRL_ATTR_VERSION]);
	/* Linux before 2.6.23 names no groups: the family's number is one */
	c->group = c->family;
	if (!tb[CTRL_ATTR_MCAST_GROUPS])
		return 0;
	c->group = 0;
	nla_for_each_nested(attr, tb[CTRL_ATTR_MCAST_GROUPS], rem) {
		if (nla_parse_nested(group, CTRL_ATTR_MCAST_GRP_MAX, attr, NULL))
			return -EBADMSG;
		if (group[CTRL_ATTR_MCAST_GRP_NAME] &&
		    group[CTRL_ATTR_MCAST_GRP_ID] &&
		    !nla_strcmp(group[CTRL_ATTR_MCAST_GRP_NAME],
				DDOM_BRIDGE_MCGRP_EVENTS))
			c->group = nla_get_u32(group[CTRL_ATTR_MCAST_GRP_ID]);
	}
	return 0;
}

/**
 * ddt_client_open() - connect to the module
 * @c: to initialise
 *
 * The controller is asked directly: its answer names the multicast group too,
 * and a missing module is told apart from other errors.
 *
 * Return: 0; -ENOENT when the module is not loaded; another negative errno.
 */
int ddt_client_open(struct ddt_client *c)
{
	struct nl_msg *msg;
	int err;

	memset(c, 0, sizeof(*c));
	err = ddt_nl_open(&c->nl, NETLINK_GENERIC);
	if (err)
		return err;
	msg = nlmsg_alloc();
	if (!msg || !genlmsg_put(msg, 0, 0, GENL_ID_CTRL, 0, 0,
				 CTRL_CMD_GETFAMILY, 1) ||
	    nla_put_string(msg, CTRL_ATTR_FAMILY_NAME,
			   DDOM_BRIDGE_GENL_NAME) < 0)
		err = -ENOMEM;
	else
		err = ddt_nl_call(&c->nl, nlmsg_hdr(msg), false,
				  DDT_CLIENT_QUICK_MS, client_family, c);
	nlmsg_free(msg);
	if (!err && c->version != DDOM_BRIDGE_GENL_VERSION)
		err = -EPROTONOSUPPORT;
	if (err)
		ddt_client_close(c);
	return err;
}

/**
 * ddt_client_close() - disconnect
 * @c: connection, open or not
 */
void ddt_client_close(struct ddt_client *c)
{
	ddt_nl_close(&c->events);
	ddt_nl_close(&c->nl);
}

/**
 * ddt_client_why() - words for an error
 * @c: connection
 * @err: negative errno of the last call
 *
 * Return: the kernel's own words when it gave some.
 */
const char *ddt_client_why(struct ddt_client *c, int err)
{
	if (c->nl.extack[0])
		return c->nl.extack;
	if (err == -EPERM)
		return "needs CAP_NET_ADMIN";
	if (err == -ENOENT && !c->family)
		return "the module ddom_bridge is not loaded (use ddtool load, or --no-module)";
	if (err == -EPROTONOSUPPORT)
		return "the loaded module speaks another version of the protocol";
	if (!c->nl.wordless || !c->family)
		return strerror(-err);
	snprintf(c->nl.extack, sizeof(c->nl.extack),
		 "%s; the kernel log says why (dmesg)", strerror(-err));
	return c->nl.extack;
}

/* start a request */
static struct nl_msg *client_message(struct ddt_client *c, uint8_t cmd,
				     int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (msg && !genlmsg_put(msg, 0, 0, c->family, 0, flags, cmd,
				DDOM_BRIDGE_GENL_VERSION)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* read the only object of an answer */
static int client_one(const struct nlmsghdr *nlh, void *arg)
{
	return ddt_report_parse(nlh, arg);
}

/* Send a request that has been filled in, unless that went wrong. */
static int client_send(struct ddt_client *c, struct nl_msg *msg, int err,
		       int timeout_ms, ddt_nl_fn fn, void *arg)
{
	bool dump = nlmsg_hdr(msg)->nlmsg_flags & NLM_F_DUMP;

	if (err)
		err = -EMSGSIZE;
	else
		err = ddt_nl_call(&c->nl, nlmsg_hdr(msg), dump, timeout_ms, fn,
				  arg);
	nlmsg_free(msg);
	return err;
}

/* ask about transactions: of a port, NULL for all; with a number, 0 for none */
static int client_ask(struct ddt_client *c, uint8_t cmd, int flags,
		      const char *port, uint64_t id, ddt_nl_fn fn, void *arg)
{
	struct nl_msg *msg = client_message(c, cmd, flags);
	int err = 0;

	if (!msg)
		return -ENOMEM;
	if (port)
		err = nla_put_string(msg, DDOM_BRIDGE_A_PORT, port);
	if (!err && id)
		err = nla_put_u64(msg, DDOM_BRIDGE_A_ID, id);
	return client_send(c, msg, err, DDT_CLIENT_QUICK_MS, fn, arg);
}

/* the last transaction of a port */
static int client_get(struct ddt_client *c, const char *port,
		      struct ddt_report *obj)
{
	return client_ask(c, DDOM_BRIDGE_CMD_GET, 0, port, 0, client_one, obj);
}

/* Where everybody hears an event, it does not say why; its object does. */
static void client_reason(struct ddt_client *c, struct ddt_report *obj)
{
	struct ddt_report now = { 0 };

	if (!client_get(c, obj->port, &now) && now.id == obj->id)
		snprintf(obj->reason, sizeof(obj->reason), "%s", now.reason);
	ddt_report_free(&now);
}

/*
 * Read one object of an answer.
 *
 * Return: 0, -EBADMSG, -ENOMEM, or what its function returned.
 */
static int client_take(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_client_each *each = arg;
	int err;

	err = ddt_report_parse(nlh, &each->obj);
	if (!err && each->c && each->obj.err && !each->obj.reason[0])
		client_reason(each->c, &each->obj);
	if (!err)
		err = each->fn(&each->obj, each->arg);
	ddt_report_free(&each->obj);
	return err;
}

/* append a probe */
static int put_probe(struct nl_msg *msg, const struct ddom_probe *probe)
{
	struct nlattr *nest = nla_nest_start(msg, DDOM_BRIDGE_A_PROBE |
						  NLA_F_NESTED);
	int err;

	if (!nest)
		return -ENOMEM;
	err = nla_put(msg, DDOM_BRIDGE_PROBE_A_ADDR,
		      probe->family == AF_INET ? 4 : 16, probe->addr);
	if (!err && probe->tcp_port)
		err = nla_put_u16(msg, DDOM_BRIDGE_PROBE_A_PORT,
				  probe->tcp_port);
	nla_nest_end(msg, nest);
	return err;
}

/* append what a transaction is asked for */
static int put_request(struct nl_msg *msg, const struct ddt_request *req)
{
	struct nlattr *nest;
	unsigned int i;
	int err;

	err = nla_put_string(msg, DDOM_BRIDGE_A_PORT, req->port);
	if (!err && req->op == DDOM_BRIDGE_OP_ATTACH)
		err = nla_put_string(msg, DDOM_BRIDGE_A_BRIDGE, req->bridge);
	if (!err)
		err = nla_put_u32(msg, DDOM_BRIDGE_A_VERIFY_TIMEOUT,
				  req->verify_ms);
	if (!err)
		err = nla_put_u32(msg, DDOM_BRIDGE_A_CONFIRM_TIMEOUT,
				  req->confirm_ms);
	if (!err && req->flags)
		err = nla_put_u32(msg, DDOM_BRIDGE_A_FLAGS, req->flags);
	if (err || !req->nprobes)
		return err;
	nest = nla_nest_start(msg, DDOM_BRIDGE_A_PROBES | NLA_F_NESTED);
	if (!nest)
		return -ENOMEM;
	for (i = 0; i < req->nprobes && !err; i++)
		err = put_probe(msg, &req->probes[i]);
	nla_nest_end(msg, nest);
	return err;
}

/**
 * ddt_client_run() - have a transaction planned and begun
 * @c: connection
 * @req: what is asked for
 * @obj: zeroed; the transaction as it stands afterwards
 *
 * Return: 0; the kernel's refusal, with its words for ddt_client_why(); or
 * -ETIMEDOUT when no answer came in time.
 */
int ddt_client_run(struct ddt_client *c, const struct ddt_request *req,
		   struct ddt_report *obj)
{
	struct nl_msg *msg;
	int err;

	msg = client_message(c, req->op == DDOM_BRIDGE_OP_ATTACH ?
			     DDOM_BRIDGE_CMD_ATTACH : DDOM_BRIDGE_CMD_DETACH,
			     0);
	if (!msg)
		return -ENOMEM;
	err = client_send(c, msg, put_request(msg, req),
			  DDT_CLIENT_PLAN_MS, client_one, obj);
	if (err && obj->state == DDOM_BRIDGE_STATE_REFUSED && obj->reason[0])
		snprintf(c->nl.extack, sizeof(c->nl.extack), "%s", obj->reason);
	return err;
}

/**
 * ddt_client_confirm() - say that the root is alive
 * @c: connection
 * @port: the port's name
 * @id: the transaction
 * @obj: zeroed; the transaction as it stands afterwards
 *
 * Return: 0 or a negative errno, as the protocol specifies.
 */
int ddt_client_confirm(struct ddt_client *c, const char *port, uint64_t id,
		       struct ddt_report *obj)
{
	return client_ask(c, DDOM_BRIDGE_CMD_CONFIRM, 0, port, id,
			  client_one, obj);
}

/**
 * ddt_client_dump() - read the last transaction of every port
 * @c: connection
 * @fn: takes each
 * @arg: for @fn
 *
 * Return: 0, a negative errno, or what @fn returned.
 */
int ddt_client_dump(struct ddt_client *c, ddt_report_fn fn, void *arg)
{
	struct ddt_client_each each = { .fn = fn, .arg = arg };

	return client_ask(c, DDOM_BRIDGE_CMD_GET, NLM_F_DUMP, NULL, 0,
			  client_take, &each);
}

/* Read one step of a dump; @arg is the object that it belongs to. */
static int client_step(const struct nlmsghdr *nlh, void *arg)
{
	return ddt_report_add_step(nlh, arg);
}

/**
 * ddt_client_steps() - read the steps of a transaction
 * @c: connection
 * @obj: the transaction; its steps are replaced
 *
 * Return: 0; -ENOENT when it is forgotten, or another one has taken its place;
 * or another negative errno.
 */
int ddt_client_steps(struct ddt_client *c, struct ddt_report *obj)
{
	int err, tries = DDT_CLIENT_TRIES;

	do {
		ddt_report_free_steps(obj);
		err = client_ask(c, DDOM_BRIDGE_CMD_GET_STEPS, NLM_F_DUMP,
				 obj->port, 0, client_step, obj);
	} while (err == -EAGAIN && --tries);
	if (err)
		ddt_report_free_steps(obj);
	return err;
}

/**
 * ddt_client_subscribe() - join the group of events
 * @c: connection
 *
 * Return: 0 or a negative errno.
 */
int ddt_client_subscribe(struct ddt_client *c)
{
	int err;

	if (!c->group)
		return -EOPNOTSUPP;
	err = ddt_nl_open(&c->events, NETLINK_GENERIC);
	if (err)
		return err;
	err = nl_socket_add_membership(c->events.sk, (int)c->group);
	if (err >= 0)
		return 0;
	ddt_nl_close(&c->events);
	return ddt_nl_errno(err);
}

/**
 * ddt_client_event() - wait for events
 * @c: connection that is subscribed
 * @timeout_ms: longest wait, -1: for ever
 * @fn: takes each
 * @arg: for @fn
 *
 * Return: 0 after some, -ETIMEDOUT, -EINTR, or what @fn returned.
 */
int ddt_client_event(struct ddt_client *c, int timeout_ms, ddt_report_fn fn,
		     void *arg)
{
	struct ddt_client_each each = { .c = c, .fn = fn, .arg = arg };

	return ddt_nl_receive(&c->events, timeout_ms, client_take, &each);
}

/* Take an event of the transaction that is waited for. */
static int client_update(const struct ddt_report *event, void *arg)
{
	struct ddt_report *obj = arg;

	if (event->id != obj->id)
		return 0;
	ddt_report_free(obj);
	*obj = *event;
	return 0;
}

/* Ask how a transaction stands. Return: 0, or -ENOENT when it is forgotten. */
static int client_look(struct ddt_client *c, struct ddt_report *obj)
{
	struct ddt_report now = { 0 };
	int err = client_get(c, obj->port, &now);

	if (!err && now.id == obj->id)
		client_update(&now, obj);
	else if (!err)
		err = -ENOENT;
	ddt_report_free(&now);
	return err;
}

/**
 * ddt_client_wait() - wait for a transaction to reach a state
 * @c: connection, perhaps subscribed
 * @obj: the transaction, without steps; updated
 * @until: is a state one that is waited for
 * @timeout_ms: longest wait
 *
 * Return: 0; -ENOENT when it is forgotten, for its port is gone, and no event
 * has told its end; -ETIMEDOUT.
 */
int ddt_client_wait(struct ddt_client *c, struct ddt_report *obj,
		    bool (*until)(uint32_t state), int timeout_ms)
{
	uint64_t deadline = ddt_clock_ns() + (uint64_t)timeout_ms * 1000000;
	const struct timespec pause = { .tv_nsec = 50000000 };
	bool forgotten = false;
	int err;

	while (!until(obj->state)) {
		if (!ddt_clock_left_ms(deadline))
			return -ETIMEDOUT;
		err = -EOPNOTSUPP;
		if (c->events.sk)
			err = ddt_client_event(c, forgotten ? 0 :
					       DDT_CLIENT_EVENT_MS,
					       client_update, obj);
		else
			nanosleep(&pause, NULL);
		if (!err)
			continue;
		/* the end may have come as an event just before that */
		if (forgotten)
			return -ENOENT;
		forgotten = client_look(c, obj) == -ENOENT;
	}
	return 0;
}
