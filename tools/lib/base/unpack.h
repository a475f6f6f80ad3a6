/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files and what compressed data in memory unpacks to, with limits.
 */
#ifndef _DDT_BASE_UNPACK_H
#define _DDT_BASE_UNPACK_H

#include <stddef.h>
#include <stdint.h>

/* An unpacked vmlinux of a distribution's kernel has 60 to 100 MiB. */
#define DDT_UNPACK_MAX		((size_t)512 << 20)

/**
 * struct ddt_buf - bytes
 * @data: the bytes, one NUL behind them; NULL for none
 * @len: how many
 * @room: how many fit, without the NUL
 */
struct ddt_buf {
	uint8_t *data;
	size_t len;
	size_t room;
};

int ddt_buf_read(struct ddt_buf *buf, const char *path);
void ddt_buf_free(struct ddt_buf *buf);

const char *ddt_unpack_format(const uint8_t *in, size_t len);
int ddt_unpack(const uint8_t *in, size_t len, struct ddt_buf *out);

#endif /* _DDT_BASE_UNPACK_H */
