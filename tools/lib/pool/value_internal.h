/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values in a pool.conf: text in, value out.
 */
#ifndef _DDT_POOL_VALUE_INTERNAL_H
#define _DDT_POOL_VALUE_INTERNAL_H

#include "pool/pool.h"

int ddt_value_addr(const char *text, uint32_t *addr);
int ddt_value_subnet(const char *text, uint32_t *subnet, unsigned int *prefix);
int ddt_value_range(const char *text, uint32_t *first, uint32_t *last);
int ddt_value_mac(const char *text, uint8_t mac[6]);
int ddt_value_number(const char *text, unsigned int max, unsigned int *value);

bool ddt_value_is_name(const char *name);
bool ddt_value_is_path(const char *path);
bool ddt_value_is_device(const char *text);
bool ddt_value_is_line(const char *text);
bool ddt_value_is_hex(const char *text);
bool ddt_value_is_nic(const char *text);
bool ddt_value_is_pbkdf2(const char *text);
bool ddt_value_is_md5(const char *text);
bool ddt_value_is_domain(const char *text);
bool ddt_value_is_exportopts(const char *text);
bool ddt_value_is_size(const char *text);
bool ddt_value_is_options(const char *text);
bool ddt_value_is_option(const char *text);

#endif /* _DDT_POOL_VALUE_INTERNAL_H */
