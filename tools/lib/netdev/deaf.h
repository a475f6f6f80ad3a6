/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who hears nothing any more when a network device becomes a port of a bridge:
 * what receives from that device only. Who takes all protocols from it comes
 * before the bridge, and goes on hearing.
 */
#ifndef _DDT_NETDEV_DEAF_H
#define _DDT_NETDEV_DEAF_H

#include <linux/if.h>
#include <stdbool.h>
#include <stddef.h>

#define DDT_DEAF_MAX		32
#define DDT_DEAF_TEXT		192

/**
 * struct ddt_deaf - a listener
 * @what: what it receives
 * @group: it is a multicast group, which nobody in particular has joined
 * @inode: of the socket, 0: it is the kernel's
 * @owner: the program, or the kernel's function; "" when it cannot be told
 * @pid: its process, 0: none
 */
struct ddt_deaf {
	char what[96];
	bool group;
	unsigned long inode;
	char owner[64];
	int pid;
};

unsigned int ddt_deaf_find(const char *proc, const char *name,
			   unsigned int ifindex, struct ddt_deaf *list);
void ddt_deaf_text(const struct ddt_deaf *d, char *buf, size_t size);

#endif /* _DDT_NETDEV_DEAF_H */
