/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the root file system is on: its server, the device that carries it, the
 * proof that it is alive, and doing without it for a moment.
 */
#ifndef _DDT_ROOT_H
#define _DDT_ROOT_H

#include <linux/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/print.h"
#include "netdev/links.h"
#include "plan.h"

#define DDT_WHY_MAX		384

/**
 * struct ddt_root_server - the server under the root
 * @found: the root is on NFS; otherwise only @fstype, @why and @unknown are set
 * @unknown: it may be on a server that cannot be told; @why says so
 * @fstype: type of the file system at /
 * @server: its address, and the TCP port unless mounted over UDP or RDMA
 * @scope: the device of a link-local @server, by name or number; "": not said
 * @image: file on the server that holds the root, "": none, or out of sight
 * @why: how it was found, for people
 */
struct ddt_root_server {
	bool found;
	bool unknown;
	char fstype[32];
	struct ddom_probe server;
	char scope[DDOM_IFNAMSIZ];
	char image[256];
	char why[DDT_WHY_MAX];
};

#define DDT_LOWER_DEVS		8
#define DDT_ROOT_TEXT		768

/**
 * struct ddt_root_dev - the device under the root
 * @server: the server, and whether there is one
 * @ifindex: output device of the route to it, or the one that its link-local
 *	address is on; 0 when there is none
 * @name: its name
 * @kind: "bridge", "vlan", ..., "" for a device without a kind
 * @port: its name, or the port it is made of when it is a bridge; "" when
 *	that is not one device
 * @lower: devices that it is stacked on
 * @nlower: how many
 */
struct ddt_root_dev {
	struct ddt_root_server server;
	unsigned int ifindex;
	char name[IFNAMSIZ];
	char kind[IFNAMSIZ];
	char port[IFNAMSIZ];
	char lower[DDT_LOWER_DEVS][IFNAMSIZ];
	unsigned int nlower;
};

int ddt_root_dev_find(struct ddt_root_dev *root);
int ddt_root_dev_find_in(struct ddt_root_dev *root, struct ddt_links *links);
void ddt_root_dev_print(struct ddt_print *p, const struct ddt_root_dev *root);
const char *ddt_root_dev_server(const struct ddt_root_dev *root, char *buf,
				size_t size);
void ddt_root_dev_text(const struct ddt_root_dev *root, char *buf, size_t size);

/**
 * struct ddt_uncached - a child that is ready to read
 * @pid: the child, 0 when there is none
 * @ask: file descriptor to write to: read now
 * @answer: file descriptor to read from: the result
 * @path: what is read
 */
struct ddt_uncached {
	pid_t pid;
	int ask;
	int answer;
	char path[256];
};

int ddt_uncached_start(struct ddt_uncached *u, const char *image);
int ddt_uncached_read(struct ddt_uncached *u, int timeout_ms, uint64_t *time_ns);
void ddt_uncached_stop(struct ddt_uncached *u);

int ddt_stay_in_memory(void);
void ddt_stay_block_signals(sigset_t *old);
void ddt_stay_restore_signals(const sigset_t *old);

#endif /* _DDT_ROOT_H */
