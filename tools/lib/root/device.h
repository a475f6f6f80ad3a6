/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which device carries the root: server address, route, lower devices.
 */
#ifndef _DDT_ROOT_DEVICE_H
#define _DDT_ROOT_DEVICE_H

#include <linux/if.h>

#include "base/print.h"
#include "netdev/nl.h"
#include "root/server.h"

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
void ddt_root_dev_print(struct ddt_print *p, const struct ddt_root_dev *root);
const char *ddt_root_dev_server(const struct ddt_root_dev *root, char *buf,
				size_t size);
void ddt_root_dev_text(const struct ddt_root_dev *root, char *buf, size_t size);

#endif /* _DDT_ROOT_DEVICE_H */
