/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values in a pool.conf: text in, value out.
 */
#ifndef _DDT_POOL_VALUE_INTERNAL_H
#define _DDT_POOL_VALUE_INTERNAL_H

#include "pool/pool.h"

int ddt_pool_value_addr(const char *text, uint32_t *addr);
int ddt_pool_value_subnet(const char *text, uint32_t *subnet,
			  unsigned int *prefix);
int ddt_pool_value_range(const char *text, uint32_t *first, uint32_t *last);
int ddt_pool_value_mac(const char *text, uint8_t mac[6]);
int ddt_pool_value_number(const char *text, unsigned int max,
			  unsigned int *value);

bool ddt_pool_name_valid(const char *name);
bool ddt_pool_path_valid(const char *path);
bool ddt_pool_line_valid(const char *text);
bool ddt_pool_hex_valid(const char *text);
bool ddt_pool_nic_valid(const char *text);
bool ddt_pool_pbkdf2_valid(const char *text);
bool ddt_pool_md5_valid(const char *text);
bool ddt_pool_domain_valid(const char *text);
bool ddt_pool_exportopts_valid(const char *text);
bool ddt_pool_options_valid(const char *text);
bool ddt_pool_option_valid(const char *text);

#endif /* _DDT_POOL_VALUE_INTERNAL_H */
