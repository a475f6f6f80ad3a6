/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices of the network namespace, read once, and questions about them.
 */
#ifndef _DDT_NETDEV_LINKS_H
#define _DDT_NETDEV_LINKS_H

#include <linux/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netdev/nl.h"
#include "plan.h"

/**
 * struct ddt_links - all devices
 * @snap: the devices, and nothing else
 * @list: the same, to be filled in
 * @messages: as they came, for ddt_links_replay()
 * @len: bytes of @messages
 */
struct ddt_links {
	struct ddom_snapshot snap;
	struct ddom_link *list;
	uint8_t *messages;
	size_t len;
};

int ddt_links_read(struct ddt_links *links);
void ddt_links_free(struct ddt_links *links);
int ddt_links_replay(const struct ddt_links *links, ddt_nl_fn fn, void *arg);

int ddt_links_bridge_of(struct ddt_links *links, const char *port,
			char *bridge);
int ddt_links_port_of(struct ddt_links *links, const char *bridge, char *port,
		      bool (*known)(uint32_t port, uint32_t bridge));

#endif /* _DDT_NETDEV_LINKS_H */
