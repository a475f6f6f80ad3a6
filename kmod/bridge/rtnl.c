// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel talks rtnetlink to itself: what no export offers (addresses,
 * routes, rules, links) is reached by the messages that "ip" would send.
 * rtnetlink takes RTNL by itself, so nothing here may be called under it.
 */
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "bridge.h"

/* Dumps come in at most 32 KiB a datagram: netlink_recvmsg(), af_netlink.c. */
#define NL_BUF_SIZE	(64 * 1024)

/**
 * ddom_rtnl_open() - open a rtnetlink socket of the kernel's own
 * @nl: filled
 * @net: network namespace
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM or what socket creation says.
 */
int ddom_rtnl_open(struct ddom_nl *nl, struct net *net)
{
	int err;

	nl->seq = 0;
	nl->size = NL_BUF_SIZE;
	nl->buf = kvmalloc(nl->size, GFP_KERNEL);
	nl->m = kmalloc(sizeof(*nl->m), GFP_KERNEL);
	err = -ENOMEM;
	if (!nl->buf || !nl->m)
		goto free;
	err = sock_create_kern(net, PF_NETLINK, SOCK_RAW, NETLINK_ROUTE,
			       &nl->sock);
	if (err)
		goto free;
	return 0;

free:
	nl->sock = NULL;
	ddom_rtnl_close(nl);
	return err;
}

/**
 * ddom_rtnl_close() - close it; does nothing on one that is not open
 * @nl: the conversation
 *
 * Context: process, may sleep.
 */
void ddom_rtnl_close(struct ddom_nl *nl)
{
	if (nl->sock)
		sock_release(nl->sock);
	nl->sock = NULL;
	kvfree(nl->buf);
	kfree(nl->m);
	nl->buf = NULL;
	nl->m = NULL;
}

/*
 * Send a request. Process, may sleep, RTNL not held. The request is carried out
 * before this returns; its answer is in the socket's queue.
 */
static int nl_send(struct ddom_nl *nl, struct ddom_rtmsg *m)
{
	/* With a name the check of capabilities does not look for a file. */
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	struct msghdr msg = {
		.msg_name = &to,
		.msg_namelen = sizeof(to),
	};
	struct kvec vec = { .iov_base = m->buf, .iov_len = m->len };
	int n;

	if (m->err)
		return m->err;
	ddom_rtmsg_hdr(m)->nlmsg_seq = ++nl->seq;
	n = kernel_sendmsg(nl->sock, &msg, &vec, 1, m->len);
	return n < 0 ? n : 0;
}

/*
 * Take one datagram from the queue.
 *
 * Context: process, may sleep.
 * Return: bytes, or negative errno; -EIO when there is none although rtnetlink
 * answers at once, -EMSGSIZE when it was cut.
 */
static int nl_recv(struct ddom_nl *nl)
{
	struct msghdr msg = {};
	struct kvec vec = { .iov_base = nl->buf, .iov_len = nl->size };
	int n;

	n = kernel_recvmsg(nl->sock, &msg, &vec, 1, nl->size, MSG_DONTWAIT);
	if (n == -EAGAIN)
		return -EIO;
	if (n >= 0 && (msg.msg_flags & MSG_TRUNC))
		return -EMSGSIZE;
	return n;
}

/*
 * Go through the answers to the last request.
 *
 * Context: process, may sleep.
 * Return: 0, the error that the kernel answered, or what cb returned.
 */
static int nl_answers(struct ddom_nl *nl, ddom_rtnl_fn cb, void *arg,
		      bool single)
{
	bool interrupted = false;
	struct nlmsghdr *nlh;
	int left, err;

	for (;;) {
		/* Of other devices there may be a million routes. */
		cond_resched();
		left = nl_recv(nl);
		if (left < 0)
			return left;
		nlh = nl->buf;
		for (; nlmsg_ok(nlh, left); nlh = nlmsg_next(nlh, &left)) {
			if (nlh->nlmsg_seq != nl->seq)
				continue;
			if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
				interrupted = true;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return ((struct nlmsgerr *)nlmsg_data(nlh))->error;
			if (nlh->nlmsg_type == NLMSG_DONE)
				return ddom_dump_done(nlh, interrupted);
			err = cb ? cb(nlh, arg) : 0;
			if (err)
				return err;
		}
		if (single)
			return 0;
	}
}

/*
 * Forget what is left of an answer, to its end: a dump that has none lets no
 * other begin. Errors are told once each.
 */
static void nl_drain(struct ddom_nl *nl)
{
	int errors = 8, n;

	while (errors) {
		n = nl_recv(nl);
		if (n == -EIO)
			return;
		errors -= n < 0;
		cond_resched();
	}
}

/**
 * ddom_rtnl_request() - carry out a request that is acknowledged
 * @nl: the conversation
 * @m: the request, with NLM_F_ACK
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno as the kernel answered.
 */
int ddom_rtnl_request(struct ddom_nl *nl, struct ddom_rtmsg *m)
{
	int err = nl_send(nl, m);

	return err ?: nl_answers(nl, NULL, NULL, false);
}

/**
 * ddom_rtnl_get() - read one object
 * @nl: the conversation
 * @m: the request, without NLM_F_ACK
 * @cb: called with the object
 * @arg: for @cb
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0, or negative errno as the kernel or @cb answered.
 */
int ddom_rtnl_get(struct ddom_nl *nl, struct ddom_rtmsg *m, ddom_rtnl_fn cb,
		  void *arg)
{
	int err = nl_send(nl, m);

	return err ?: nl_answers(nl, cb, arg, true);
}

/**
 * ddom_rtnl_dump() - read all objects of a table
 * @nl: the conversation
 * @type: RTM_GET*
 * @family: AF_UNSPEC, AF_INET or AF_INET6
 * @cb: called with each object; a non-zero return ends the dump
 * @arg: for @cb
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0, -EAGAIN when the table changed meanwhile, or negative errno as the
 * kernel or @cb answered.
 */
int ddom_rtnl_dump(struct ddom_nl *nl, u16 type, u8 family, ddom_rtnl_fn cb,
		   void *arg)
{
	int err;

	ddom_dump_request(nl->m, type, family);
	err = nl_send(nl, nl->m);
	if (!err)
		err = nl_answers(nl, cb, arg, false);
	if (err)
		nl_drain(nl);
	return err;
}
