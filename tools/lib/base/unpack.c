// SPDX-License-Identifier: GPL-2.0-only
/*
 * The compressions that a kernel image or a module file can have. All input is
 * taken for hostile: nothing is believed of a size in it.
 */
#include <errno.h>
#include <lz4.h>
#include <lzma.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/unpack.h"

/* The legacy frame of lz4, as the kernel's build makes it: blocks of 8 MiB. */
#define LZ4_LEGACY_BLOCK	((size_t)8 << 20)

/* xz -9 wants 65 MiB to unpack; the kernel's build takes a window of 32 MiB. */
#define XZ_MEMORY	((uint64_t)256 << 20)

/* unpack one gzip member */
static int unpack_gzip(const uint8_t *in, size_t len, struct ddt_buf *out)
{
	z_stream z = { .next_in = (Bytef *)in, .avail_in = (uInt)len };
	int err, res = Z_OK;

	/* 15: largest window; 16: a gzip header, nothing else */
	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return -ENOMEM;
	do {
		err = ddt_buf_room(out, DDT_BUF_CHUNK);
		if (err)
			break;
		z.next_out = out->data + out->len;
		z.avail_out = (uInt)(out->room - out->len);
		res = inflate(&z, Z_NO_FLUSH);
		out->len = out->room - z.avail_out;
	} while (res == Z_OK);
	inflateEnd(&z);
	if (!err && res != Z_STREAM_END)
		err = -EBADMSG;
	return err;
}

/* unpack one xz or lzma stream */
static int unpack_lzma(const uint8_t *in, size_t len, struct ddt_buf *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret res = lzma_auto_decoder(&s, XZ_MEMORY, 0);
	int err = 0;

	s.next_in = in;
	s.avail_in = len;
	while (res == LZMA_OK) {
		err = ddt_buf_room(out, DDT_BUF_CHUNK);
		if (err)
			break;
		s.next_out = out->data + out->len;
		s.avail_out = out->room - out->len;
		res = lzma_code(&s, s.avail_in ? LZMA_RUN : LZMA_FINISH);
		out->len = out->room - s.avail_out;
	}
	lzma_end(&s);
	if (!err && res != LZMA_STREAM_END)
		err = res == LZMA_MEM_ERROR ? -ENOMEM : -EBADMSG;
	return err;
}

/* unpack one zstd frame */
static int unpack_zstd(const uint8_t *in, size_t len, struct ddt_buf *out)
{
	ZSTD_inBuffer source = { in, len, 0 };
	ZSTD_DCtx *ctx = ZSTD_createDCtx();
	size_t left = 1;
	int err = 0;

	if (!ctx)
		return -ENOMEM;
	/* zstd --ultra -22 in the kernel's build: a window of 2^27 bytes */
	ZSTD_DCtx_setParameter(ctx, ZSTD_d_windowLogMax, 27);
	while (left && !err) {
		ZSTD_outBuffer target;
		size_t before = source.pos;

		err = ddt_buf_room(out, DDT_BUF_CHUNK);
		if (err)
			break;
		target = (ZSTD_outBuffer){ out->data + out->len,
					   out->room - out->len, 0 };
		left = ZSTD_decompressStream(ctx, &target, &source);
		out->len += target.pos;
		if (ZSTD_isError(left) ||
		    (left && !target.pos && source.pos == before))
			err = -EBADMSG;
	}
	ZSTD_freeDCtx(ctx);
	return err;
}

/* read a little endian number */
static uint32_t le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/*
 * Unpack a legacy lz4 stream. The stream has no end mark. The kernel's build
 * appends the unpacked size: a block that is longer than what is left ends it.
 */
static int unpack_lz4(const uint8_t *in, size_t len, struct ddt_buf *out)
{
	size_t pos = 4, start = out->len;

	while (len - pos > 4) {
		uint32_t block = le32(in + pos);
		int n, err = ddt_buf_room(out, LZ4_LEGACY_BLOCK);

		if (err)
			return err;
		pos += 4;
		if (!block || block > len - pos)
			return -EBADMSG;
		n = LZ4_decompress_safe((const char *)in + pos,
					(char *)out->data + out->len,
					(int)block, (int)LZ4_LEGACY_BLOCK);
		if (n < 0)
			return -EBADMSG;
		pos += block;
		out->len += (size_t)n;
	}
	return out->len > start ? 0 : -EBADMSG;
}

/* By the first bytes. What has no function is known, but not read. */
static const struct {
	const char *name;
	uint8_t magic[6];
	uint8_t nmagic;
	int (*fn)(const uint8_t *in, size_t len, struct ddt_buf *out);
} formats[] = {
	{ "gzip", { 0x1f, 0x8b, 0x08 }, 3, unpack_gzip },
	{ "xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, unpack_lzma },
	{ "lzma", { 0x5d, 0, 0 }, 3, unpack_lzma },
	{ "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, unpack_zstd },
	{ "lz4", { 0x02, 0x21, 0x4c, 0x18 }, 4, unpack_lz4 },
	{ "bzip2", { 'B', 'Z', 'h' }, 3, NULL },
	{ "lzo", { 0x89, 'L', 'Z', 'O', 0 }, 5, NULL },
};

#define NFORMATS	(sizeof(formats) / sizeof(formats[0]))

/*
 * Recognise compressed data.
 *
 * Return: index in formats[], NFORMATS when it is none of them.
 */
static size_t find_format(const uint8_t *in, size_t len)
{
	size_t i;

	for (i = 0; i < NFORMATS; i++)
		if (len >= formats[i].nmagic &&
		    !memcmp(in, formats[i].magic, formats[i].nmagic))
			break;
	return i;
}

/**
 * ddt_unpack_format() - how data is compressed
 * @in: data
 * @len: its bytes
 *
 * Return: a name, or NULL if it is not compressed in a way known here.
 */
const char *ddt_unpack_format(const uint8_t *in, size_t len)
{
	size_t i = find_format(in, len);

	return i < NFORMATS ? formats[i].name : NULL;
}

/**
 * ddt_unpack() - unpack the compressed data that begins at @in
 * @in: data; what follows the end of the stream is ignored
 * @len: its bytes
 * @out: empty; filled, and left empty on failure
 *
 * Return: 0; -EINVAL: not compressed; -EOPNOTSUPP: a compression that is not
 * read here; -EBADMSG: damaged or cut off; -EFBIG: more than DDT_BUF_MAX;
 * -ENOMEM.
 */
int ddt_unpack(const uint8_t *in, size_t len, struct ddt_buf *out)
{
	size_t i = find_format(in, len);
	int err;

	if (i == NFORMATS)
		return -EINVAL;
	if (!formats[i].fn)
		return -EOPNOTSUPP;
	if (len > DDT_BUF_MAX)
		return -EFBIG;
	err = formats[i].fn(in, len, out);
	if (err)
		ddt_buf_free(out);
	else
		err = ddt_buf_room(out, 1);
	if (!err)
		out->data[out->len] = '\0';
	return err;
}
