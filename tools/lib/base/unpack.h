/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What compressed data in memory unpacks to, with limits.
 */
#ifndef _DDT_BASE_UNPACK_H
#define _DDT_BASE_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

const char *ddt_unpack_format(const uint8_t *in, size_t len);
int ddt_unpack(const uint8_t *in, size_t len, struct ddt_buf *out);

#endif /* _DDT_BASE_UNPACK_H */
