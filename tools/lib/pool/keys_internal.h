/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sections of a pool.conf.
 */
#ifndef _DDT_POOL_KEYS_INTERNAL_H
#define _DDT_POOL_KEYS_INTERNAL_H

#include "pool/reader_internal.h"

extern const struct ddt_section ddt_pool_passwords;
extern const struct ddt_section ddt_pool_servers;
extern const struct ddt_section ddt_pool_profiles;
extern const struct ddt_section ddt_pool_networks;
extern const struct ddt_section ddt_pool_exports;
extern const struct ddt_section ddt_pool_hosts;

#endif /* _DDT_POOL_KEYS_INTERNAL_H */
