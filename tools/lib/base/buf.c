// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes in memory, as many as come.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

/**
 * ddt_buf_room() - make room at the end of a buffer
 * @buf: buffer
 * @more: bytes, at least
 *
 * Return: 0, -EFBIG above DDT_BUF_MAX, -ENOMEM.
 */
int ddt_buf_room(struct ddt_buf *buf, size_t more)
{
	size_t want = buf->room ? buf->room : DDT_BUF_CHUNK;
	uint8_t *data;

	if (more > DDT_BUF_MAX - buf->len)
		return -EFBIG;
	while (want < buf->len + more)
		want *= 2;
	if (want == buf->room)
		return 0;
	data = realloc(buf->data, want + 1);
	if (!data)
		return -ENOMEM;
	buf->data = data;
	buf->room = want;
	return 0;
}

/**
 * ddt_buf_free() - forget a buffer's bytes
 * @buf: buffer
 */
void ddt_buf_free(struct ddt_buf *buf)
{
	free(buf->data);
	memset(buf, 0, sizeof(*buf));
}

/**
 * ddt_buf_read() - read a file
 * @buf: empty; filled
 * @path: file
 *
 * Files below /proc say no size, hence reading to the end.
 *
 * Return: 0; -EFBIG above DDT_BUF_MAX; another negative errno.
 */
int ddt_buf_read(struct ddt_buf *buf, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	err = ddt_buf_room(buf, 1);
	while (!err && n > 0) {
		n = read(fd, buf->data + buf->len, buf->room - buf->len);
		if (n < 0)
			err = -errno;
		else
			buf->len += (size_t)n;
		if (!err && n && buf->len == buf->room)
			err = ddt_buf_room(buf, DDT_BUF_CHUNK);
	}
	close(fd);
	if (err)
		ddt_buf_free(buf);
	else
		buf->data[buf->len] = '\0';
	return err;
}
