/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probe targets as people write them: ADDR[:PORT], IPv6 with a port in
 * brackets, a link-local address with %DEVICE.
 */
#ifndef _DDT_NETDEV_PROBE_H
#define _DDT_NETDEV_PROBE_H

#include <linux/ddom_bridge.h>
#include <stdbool.h>
#include <stddef.h>

#include "plan.h"

#define DDT_PROBE_TEXT		80

/**
 * struct ddt_probes - a list of targets
 * @list: the targets
 * @scope: the device that each is on, by name or number; "": not said
 * @n: how many
 */
struct ddt_probes {
	struct ddom_probe list[DDOM_BRIDGE_MAX_PROBES];
	char scope[DDOM_BRIDGE_MAX_PROBES][DDOM_IFNAMSIZ];
	unsigned int n;
};

int ddt_probe_parse(const char *text, struct ddom_probe *probe, char *scope);
int ddt_probes_add(struct ddt_probes *probes, const struct ddom_probe *probe,
		   const char *scope);
bool ddt_probe_is_local(const struct ddom_probe *probe);
unsigned int ddt_probe_scope_index(const char *scope);
const char *ddt_probe_text(const struct ddom_probe *probe, const char *scope,
			   char *buf, size_t size);

#endif /* _DDT_NETDEV_PROBE_H */
