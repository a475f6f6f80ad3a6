// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets, by sock_diag(7). A kernel without it says nothing.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

#include "netdev/diag.h"
#include "netdev/nl.h"
#include "netdev/probe.h"

#define DIAG_MS			2000

/* Linux's include/net/tcp_states.h */
#define DIAG_ESTABLISHED	(1U << 1)
#define DIAG_SYN_SENT		(1U << 2)
#define DIAG_LISTEN		(1U << 10)

static int ask(int family, int protocol, unsigned int states, ddt_nl_fn fn,
	       void *arg)
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
			.sdiag_family = (__u8)family,
			.sdiag_protocol = (__u8)protocol,
			.idiag_states = states,
		},
	};
	struct ddt_nl nl;
	int err = ddt_nl_open(&nl, NETLINK_SOCK_DIAG);

	if (err)
		return err;
	err = ddt_nl_call(&nl, &ask.nlh, true, DIAG_MS, fn, arg);
	ddt_nl_close(&nl);
	return err;
}

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

static int on_connection(const struct nlmsghdr *nlh, void *arg)
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
	struct bound b = { .to = to };

	if (!to->family || !to->tcp_port ||
	    ask(to->family, IPPROTO_TCP, DIAG_ESTABLISHED, on_connection, &b))
		return 0;
	return b.other ? 0 : b.ifindex;
}

/**
 * struct each - what is bound to a device
 * @ifindex: the device
 * @protocol: theirs
 * @fn: called for each
 * @arg: and this
 */
struct each {
	unsigned int ifindex;
	const struct protocol *protocol;
	ddt_diag_fn *fn;
	void *arg;
};

static const struct protocol {
	int number;
	unsigned int states;
	const char *name;
	const char *port;
} protocols[] = {
	{ IPPROTO_TCP, DIAG_ESTABLISHED | DIAG_SYN_SENT | DIAG_LISTEN,
	  "TCP", "port" },
	{ IPPROTO_UDP, ~0U, "UDP", "port" },
	{ IPPROTO_RAW, ~0U, "IP", "protocol" },
};

static int on_socket(const struct nlmsghdr *nlh, void *arg)
{
	const struct inet_diag_msg *msg = NLMSG_DATA(nlh);
	struct ddom_probe peer = { .family = 0 };
	const struct each *e = arg;
	struct ddt_diag_socket found;
	char text[DDT_PROBE_TEXT];

	if (nlh->nlmsg_len < NLMSG_LENGTH(sizeof(*msg)) ||
	    msg->id.idiag_if != e->ifindex)
		return 0;
	found.inode = msg->idiag_inode;
	peer.family = msg->idiag_family;
	peer.tcp_port = ntohs(msg->id.idiag_dport);
	memcpy(peer.addr, msg->id.idiag_dst,
	       peer.family == AF_INET ? 4 : sizeof(peer.addr));
	if (peer.tcp_port)
		snprintf(found.text, sizeof(found.text), "%s of %s",
			 e->protocol->name,
			 ddt_probe_text(&peer, "", text, sizeof(text)));
	else
		snprintf(found.text, sizeof(found.text), "%s %s %u",
			 e->protocol->name, e->protocol->port,
			 ntohs(msg->id.idiag_sport));
	e->fn(&found, e->arg);
	return 0;
}

/**
 * ddt_diag_each() - look for sockets that are bound to a device
 * @ifindex: the device
 * @fn: called for each
 * @arg: and this
 */
void ddt_diag_each(unsigned int ifindex, ddt_diag_fn *fn, void *arg)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct each e = { .ifindex = ifindex, .fn = fn, .arg = arg };
	size_t i, j;

	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		e.protocol = &protocols[i];
		for (j = 0; j < 2; j++)
			ask(families[j], e.protocol->number, e.protocol->states,
			    on_socket, &e);
	}
}
