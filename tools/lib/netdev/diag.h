/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sockets that there are, whoever made them, as the kernel has them.
 */
#ifndef _DDT_NETDEV_DIAG_H
#define _DDT_NETDEV_DIAG_H

#include "plan.h"

/**
 * struct ddt_diag_socket - a socket
 * @text: what it receives: "TCP of 10.0.0.1:3260", "UDP port 68"
 * @inode: its inode, 0: none
 */
struct ddt_diag_socket {
	char text[96];
	unsigned long inode;
};

typedef void ddt_diag_fn(const struct ddt_diag_socket *socket, void *arg);

unsigned int ddt_diag_bound(const struct ddom_probe *to);
void ddt_diag_each(unsigned int ifindex, ddt_diag_fn *fn, void *arg);

#endif /* _DDT_NETDEV_DIAG_H */
