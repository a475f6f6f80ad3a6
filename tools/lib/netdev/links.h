/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions about devices and bridges.
 */
#ifndef _DDT_NETDEV_LINKS_H
#define _DDT_NETDEV_LINKS_H

#include <linux/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "netdev/nl.h"

struct nl_cache;

int ddt_links_dump(struct ddt_nl *nl, struct nl_cache **links);
int ddt_bridge_of(const char *port, char *bridge);
int ddt_port_of(const char *bridge, char *port,
		bool (*known)(uint32_t port, uint32_t bridge));

#endif /* _DDT_NETDEV_LINKS_H */
