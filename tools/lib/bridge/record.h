/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How things were before an attach, kept for the detach that takes it back.
 */
#ifndef _DDT_BRIDGE_RECORD_H
#define _DDT_BRIDGE_RECORD_H

#include "rtnl.h"

/**
 * struct ddt_record - what an attach left behind
 * @snapshot: the tables before; without the messages they came in
 * @lro: large receive offload was on
 */
struct ddt_record {
	struct ddom_store snapshot;
	bool lro;
};

int ddt_record_write(const struct ddt_record *r, __u32 port, __u32 bridge);
int ddt_record_read(struct ddt_record *r, __u32 port, __u32 bridge);
bool ddt_record_exists(__u32 port, __u32 bridge);
void ddt_record_remove(__u32 port, __u32 bridge);

#endif /* _DDT_BRIDGE_RECORD_H */
