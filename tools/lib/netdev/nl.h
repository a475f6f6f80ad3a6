/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A netlink socket that sends one request at a time and waits, bounded in
 * time, for the whole answer.
 */
#ifndef _DDT_NETDEV_NL_H
#define _DDT_NETDEV_NL_H

#include <linux/netlink.h>
#include <netlink/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#define DDT_EXTACK_MAX		256

/**
 * struct ddt_nl - a socket
 * @sk: libnl's socket
 * @wordless: the kernel is of before Linux 4.12 and has no words for errors
 * @extack: the kernel's words for the error of the last call, "" for none
 */
struct ddt_nl {
	struct nl_sock *sk;
	bool wordless;
	char extack[DDT_EXTACK_MAX];
};

/**
 * typedef ddt_nl_fn - takes one message of an answer
 * @nlh: the message, valid during the call
 * @arg: as given to ddt_nl_call()
 *
 * Return: 0, or a negative errno that ends the call.
 */
typedef int (*ddt_nl_fn)(const struct nlmsghdr *nlh, void *arg);

int ddt_nl_open(struct ddt_nl *nl, int protocol);
void ddt_nl_close(struct ddt_nl *nl);
int ddt_nl_call(struct ddt_nl *nl, struct nlmsghdr *request, bool dump,
		int timeout_ms, ddt_nl_fn fn, void *arg);
int ddt_nl_receive(struct ddt_nl *nl, int timeout_ms, ddt_nl_fn fn, void *arg);
int ddt_nl_errno(int nlerr);

#endif /* _DDT_NETDEV_NL_H */
