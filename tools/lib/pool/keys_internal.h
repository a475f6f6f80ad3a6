/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sections of a pool.conf.
 */
#ifndef _DDT_POOL_KEYS_INTERNAL_H
#define _DDT_POOL_KEYS_INTERNAL_H

#include "pool/reader_internal.h"

extern const struct ddt_section ddt_keys_passwords;
extern const struct ddt_section ddt_keys_servers;
extern const struct ddt_section ddt_keys_profiles;
extern const struct ddt_section ddt_keys_networks;
extern const struct ddt_section ddt_keys_exports;
extern const struct ddt_section ddt_keys_hosts;
extern const struct ddt_section ddt_keys_disks;
extern const struct ddt_section ddt_keys_domus_kinds;

/* keys_domus.c */
int ddt_keys_domus_manager(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry);
int ddt_keys_domus_take(struct ddt_reader *r, const struct ddt_field *f,
			yaml_node_t *node, void *entry);
int ddt_keys_domus_host(struct ddt_reader *r, struct ddt_pool_host *host);

#endif /* _DDT_POOL_KEYS_INTERNAL_H */
