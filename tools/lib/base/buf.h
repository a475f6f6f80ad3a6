/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files, and other bytes that say too late how many they are.
 */
#ifndef _DDT_BASE_BUF_H
#define _DDT_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

/* An unpacked vmlinux of a distribution's kernel has 60 to 100 MiB. */
#define DDT_BUF_MAX		((size_t)512 << 20)

/* What is asked for at a time. */
#define DDT_BUF_CHUNK		((size_t)1 << 20)

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

int ddt_buf_room(struct ddt_buf *buf, size_t more);
int ddt_buf_read(struct ddt_buf *buf, const char *path);
void ddt_buf_free(struct ddt_buf *buf);

#endif /* _DDT_BASE_BUF_H */
