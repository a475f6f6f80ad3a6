/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probe targets as people write them: ADDR[:PORT], IPv6 with a port in
 * brackets.
 */
#ifndef _DDT_PROBE_H
#define _DDT_PROBE_H

#include <linux/ddom_bridge.h>
#include <stdbool.h>
#include <stddef.h>

#include "plan.h"

#define DDT_PROBE_TEXT		64

/**
 * struct ddt_probes - a list of targets
 * @list: the targets
 * @n: how many
 */
struct ddt_probes {
	struct ddom_probe list[DDOM_BRIDGE_MAX_PROBES];
	unsigned int n;
};

int ddt_probe_parse(const char *text, struct ddom_probe *probe);
int ddt_probes_add(struct ddt_probes *probes, const struct ddom_probe *probe);
const char *ddt_probe_text(const struct ddom_probe *probe, char *buf,
			   size_t size);

#endif /* _DDT_PROBE_H */
