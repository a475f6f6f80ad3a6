/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who takes frames from one network device by itself, past the IP stack: packet
 * sockets, and protocols of the kernel such as FCoE's. What takes one protocol
 * only hears nothing when the device is a port of a bridge, which comes first;
 * what takes all of them comes before the bridge.
 */
#ifndef _DDT_NETDEV_PACKET_H
#define _DDT_NETDEV_PACKET_H

#include <linux/if.h>
#include <stddef.h>

#define DDT_PACKETS_MAX		16

/**
 * struct ddt_packet - a listener
 * @proto: Ethernet protocol
 * @inode: of the socket, 0: it is the kernel's
 * @owner: the program, or the kernel's function; "" when it cannot be told
 * @pid: its process, 0: none
 */
struct ddt_packet {
	unsigned int proto;
	unsigned long inode;
	char owner[64];
	int pid;
};

unsigned int ddt_packet_find(const char *proc, const char *name,
			     unsigned int ifindex, struct ddt_packet *list);

#endif /* _DDT_NETDEV_PACKET_H */
