// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink: one request, its whole answer, bounded in time.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/socket.h>

#include "base/clock.h"
#include "netdev/nl.h"
#include "rtmsg.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

#define DDT_NL_BUFFER	(64 * 1024)

/**
 * struct ddt_nl_answer - what has come of an answer
 * @seq: sequence number of the request
 * @any: take messages whatever their sequence number: notifications
 * @done: it is complete
 * @interrupted: the table changed while it was dumped
 * @err: what @fn returned; the rest of the answer is dropped then
 * @fn: takes the messages
 * @arg: for @fn
 */
struct ddt_nl_answer {
	uint32_t seq;
	bool any;
	bool done;
	bool interrupted;
	int err;
	ddt_nl_fn fn;
	void *arg;
};

/**
 * ddt_nl_errno() - translate an error of libnl
 * @nlerr: negative NLE_* as libnl functions return it
 *
 * Return: a negative errno.
 */
int ddt_nl_errno(int nlerr)
{
	switch (-nlerr) {
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_NODEV:
		return -ENODEV;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_AGAIN:
		return -EAGAIN;
	case NLE_AF_NOSUPPORT:
	case NLE_OPNOTSUPP:
		return -EOPNOTSUPP;
	case NLE_MSG_TRUNC:
	case NLE_MSG_OVERFLOW:
		return -EMSGSIZE;
	default:
		return -EIO;
	}
}

/**
 * ddt_nl_open() - open a socket
 * @nl: to initialise
 * @protocol: NETLINK_ROUTE or NETLINK_GENERIC
 *
 * Return: 0 or a negative errno.
 */
int ddt_nl_open(struct ddt_nl *nl, int protocol)
{
	int on = 1;
	int err;

	memset(nl, 0, sizeof(*nl));
	nl->sk = nl_socket_alloc();
	if (!nl->sk)
		return -ENOMEM;
	err = nl_connect(nl->sk, protocol);
	if (err < 0) {
		nl_socket_free(nl->sk);
		nl->sk = NULL;
		return ddt_nl_errno(err);
	}
	/* best effort: without them errors come without words */
	nl->wordless = setsockopt(nl_socket_get_fd(nl->sk), SOL_NETLINK,
				  NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(nl_socket_get_fd(nl->sk), SOL_NETLINK, NETLINK_CAP_ACK, &on,
		   sizeof(on));
	nl_socket_disable_seq_check(nl->sk);
	nl_socket_disable_msg_peek(nl->sk);
	nl_socket_set_msg_buf_size(nl->sk, DDT_NL_BUFFER);
	return 0;
}

/**
 * ddt_nl_close() - close a socket
 * @nl: the socket, open or not
 */
void ddt_nl_close(struct ddt_nl *nl)
{
	if (nl->sk)
		nl_socket_free(nl->sk);
	nl->sk = NULL;
}

/* keep the kernel's words for an error */
static void nl_extack(struct ddt_nl *nl, const struct nlmsghdr *nlh)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];
	const struct nlmsgerr *e = nlmsg_data(nlh);
	int skip = (int)sizeof(*e);

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += (int)(e->msg.nlmsg_len - sizeof(e->msg));
	if (nlmsg_parse((struct nlmsghdr *)nlh, (int)NLMSG_ALIGN(skip), tb,
			NLMSGERR_ATTR_MAX, NULL) < 0)
		return;
	if (tb[NLMSGERR_ATTR_MSG])
		nla_strlcpy(nl->extack, tb[NLMSGERR_ATTR_MSG],
			    sizeof(nl->extack));
}

/* Take one message. Return: 0 or a negative errno of the kernel. */
static int nl_message(struct ddt_nl *nl, const struct nlmsghdr *nlh,
		      struct ddt_nl_answer *a)
{
	const struct nlmsgerr *e = nlmsg_data(nlh);

	if (!a->any && nlh->nlmsg_seq != a->seq)
		return 0;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		a->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return 0;
	case NLMSG_OVERRUN:
		return -EOVERFLOW;
	case NLMSG_DONE:
		a->done = true;
		return ddom_dump_done(nlh, a->interrupted);
	case NLMSG_ERROR:
		a->done = true;
		if (nlh->nlmsg_len < NLMSG_LENGTH(sizeof(*e)))
			return -EBADMSG;
		if (e->error)
			nl_extack(nl, nlh);
		return e->error;
	default:
		if (a->fn && !a->err)
			a->err = a->fn(nlh, a->arg);
		return 0;
	}
}

/*
 * Receive one datagram and take its messages.
 *
 * Return: 0, -ETIMEDOUT, -EINTR or another negative errno.
 */
static int nl_datagram(struct ddt_nl *nl, int timeout_ms,
		       struct ddt_nl_answer *a)
{
	struct pollfd pfd = { .fd = nl_socket_get_fd(nl->sk), .events = POLLIN };
	struct sockaddr_nl from;
	unsigned char *buf = NULL;
	struct nlmsghdr *nlh;
	int err = 0;
	int n;

	n = poll(&pfd, 1, timeout_ms);
	if (n <= 0)
		return n ? -errno : -ETIMEDOUT;
	n = nl_recv(nl->sk, &from, &buf, NULL);
	if (n <= 0)
		return n ? ddt_nl_errno(n) : -EPIPE;
	if (from.nl_pid == 0) {
		for (nlh = (struct nlmsghdr *)buf; !err && nlmsg_ok(nlh, n);
		     nlh = nlmsg_next(nlh, &n))
			err = nl_message(nl, nlh, a);
	}
	free(buf);
	return err;
}

/**
 * ddt_nl_call() - send a request and take its answer
 * @nl: socket
 * @request: complete message; sequence number, sender and the flag that asks
 *	for an acknowledgment are filled in
 * @dump: the answer is a table
 * @timeout_ms: for all of it
 * @fn: takes the messages of the answer; may be NULL
 * @arg: for @fn
 *
 * Return: 0; -EAGAIN when a dumped table changed meanwhile; -ETIMEDOUT; the
 * kernel's error, with its words in @nl->extack; or the error of @fn.
 */
int ddt_nl_call(struct ddt_nl *nl, struct nlmsghdr *request, bool dump,
		int timeout_ms, ddt_nl_fn fn, void *arg)
{
	uint64_t deadline = ddt_clock_ns() + (uint64_t)timeout_ms * 1000000;
	struct ddt_nl_answer a = { .fn = fn, .arg = arg };
	int err;

	nl->extack[0] = '\0';
	a.seq = nl_socket_use_seq(nl->sk);
	request->nlmsg_seq = a.seq;
	request->nlmsg_pid = nl_socket_get_local_port(nl->sk);
	request->nlmsg_flags |= NLM_F_REQUEST;
	if (!dump)
		request->nlmsg_flags |= NLM_F_ACK;

	err = nl_sendto(nl->sk, request, request->nlmsg_len);
	if (err < 0)
		return ddt_nl_errno(err);
	while (!a.done) {
		err = nl_datagram(nl, ddt_clock_left_ms(deadline), &a);
		if (err && err != -EINTR)
			return a.err ? a.err : err;
	}
	return a.err;
}

/**
 * ddt_nl_receive() - take notifications
 * @nl: socket that is a member of a group
 * @timeout_ms: longest wait for the next one, -1: for ever
 * @fn: takes the messages
 * @arg: for @fn
 *
 * Return: 0 after a datagram, -ETIMEDOUT, -EINTR, or the error of @fn.
 */
int ddt_nl_receive(struct ddt_nl *nl, int timeout_ms, ddt_nl_fn fn, void *arg)
{
	struct ddt_nl_answer a = { .any = true, .fn = fn, .arg = arg };

	int err = nl_datagram(nl, timeout_ms, &a);

	return err ? err : a.err;
}
