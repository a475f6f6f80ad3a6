// SPDX-License-Identifier: GPL-2.0-only
/*
 * Connections, by sock_diag(7). A kernel without it says nothing.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

#include "netdev/diag.h"
#include "netdev/nl.h"

#define DIAG_MS			2000
#define DIAG_ESTABLISHED	1

/**
 * struct bound - what is looked for among the connections
 * @to: where they lead
 * @ifindex: the device that they are bound to
 * @n: how many there are
 * @other: one of them is not bound to it
 */
struct bound {
	const struct ddom_probe *to;
	unsigned int ifindex;
	unsigned int n;
	bool other;
};

static int on_socket(const struct nlmsghdr *nlh, void *arg)
{
	const struct inet_diag_msg *msg = NLMSG_DATA(nlh);
	struct bound *b = arg;
	size_t len = b->to->family == AF_INET ? 4 : 16;

	if (nlh->nlmsg_len < NLMSG_LENGTH(sizeof(*msg)) ||
	    msg->idiag_family != b->to->family ||
	    msg->id.idiag_dport != htons(b->to->tcp_port) ||
	    memcmp(msg->id.idiag_dst, b->to->addr, len))
		return 0;
	if (!b->n++)
		b->ifindex = msg->id.idiag_if;
	b->other |= b->ifindex != msg->id.idiag_if;
	return 0;
}

/**
 * ddt_diag_bound() - which device are the connections to a server bound to
 * @to: the server's address and TCP port
 *
 * Return: the device's index; 0 when there is no connection, when one of them is
 * bound to none or to another device, or when nothing can be said.
 */
unsigned int ddt_diag_bound(const struct ddom_probe *to)
{
	struct {
		struct nlmsghdr nlh;
		struct inet_diag_req_v2 req;
	} ask = {
		.nlh = {
			.nlmsg_len = NLMSG_LENGTH(sizeof(ask.req)),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.req = {
			.sdiag_family = (__u8)to->family,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = 1U << DIAG_ESTABLISHED,
		},
	};
	struct bound b = { .to = to };
	struct ddt_nl nl;
	int err;

	if (!to->family || !to->tcp_port || ddt_nl_open(&nl, NETLINK_SOCK_DIAG))
		return 0;
	err = ddt_nl_call(&nl, &ask.nlh, true, DIAG_MS, on_socket, &b);
	ddt_nl_close(&nl);
	return err || b.other ? 0 : b.ifindex;
}
