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

#endif /* _DDT_POOL_KEYS_INTERNAL_H */
