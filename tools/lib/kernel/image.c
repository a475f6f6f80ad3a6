// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the text of the configuration in whatever a kernel comes in: the text
 * itself, config.gz, bzImage, vmlinux packed or not, configs.ko.
 *
 * The header of bzImage: Documentation/arch/x86/boot.rst. kernel/configs.c
 * puts the gzip'ed configuration between two marks.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/unpack.h"
#include "kernel/kernel_internal.h"

/* Offsets in the header. */
#define SETUP_SECTS	0x1f1
#define BOOT_FLAG	0x1fe
#define MAGIC		0x202
#define VERSION		0x206
#define PAYLOAD_OFFSET	0x248
#define PAYLOAD_LENGTH	0x24c
#define HEADER_END	0x250

/* Protocol 2.08, Linux 2.6.26, says where the payload is. */
#define VERSION_PAYLOAD	0x208
#define SECTOR		512

#define MARK		"IKCFG_ST"
#define MARK_END	"IKCFG_ED"
#define MARK_LEN	8

/* text in gzip in module in xz, or in vmlinux in payload in gzip */
#define LAYERS_MAX	5

/* read a little endian number */
static uint32_t le16(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8;
}

/* read a little endian number */
static uint32_t le32(const uint8_t *p)
{
	return le16(p) | le16(p + 2) << 16;
}

static bool is_bzimage(const struct ddt_buf *b)
{
	return b->len >= HEADER_END && !memcmp(b->data + MAGIC, "HdrS", 4) &&
	       le16(b->data + BOOT_FLAG) == 0xaa55;
}

/*
 * Unpack the payload of a bzImage that does not say where it is. Before 2.6.26
 * it is gzip, somewhere behind the code that unpacks it.
 *
 * Return: 0, or -EBADMSG if there is none that unpacks.
 */
static int unpack_old(const struct ddt_buf *b, size_t start,
		      struct ddt_buf *out)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b, 0x08 };
	const uint8_t *at = b->data + start;
	int err;

	for (;;) {
		size_t left = b->len - (size_t)(at - b->data);

		at = memmem(at, left, gzip, sizeof(gzip));
		if (!at)
			return -EBADMSG;
		left = b->len - (size_t)(at - b->data);
		err = ddt_unpack(at, left, out);
		if (!err || err == -ENOMEM || err == -EFBIG)
			return err;
		at++;
	}
}

/*
 * Unpack the kernel in a bzImage.
 *
 * Return: 0 or a negative errno of ddt_unpack().
 */
static int unpack_bzimage(const struct ddt_buf *b, struct ddt_buf *out,
			  const char **format)
{
	/* 0 stands for 4, as it did in the first kernels */
	size_t sects = b->data[SETUP_SECTS] ? b->data[SETUP_SECTS] : 4;
	size_t start = (sects + 1) * SECTOR, offset, len;

	*format = "payload";
	if (start >= b->len)
		return -EBADMSG;
	if (le16(b->data + VERSION) < VERSION_PAYLOAD)
		return unpack_old(b, start, out);
	offset = le32(b->data + PAYLOAD_OFFSET);
	len = le32(b->data + PAYLOAD_LENGTH);
	if (offset >= b->len - start || len > b->len - start - offset)
		return -EBADMSG;
	*format = ddt_unpack_format(b->data + start + offset, len);
	if (!*format)
		*format = "unknown compression";
	return ddt_unpack(b->data + start + offset, len, out);
}

/*
 * Find the packed configuration in a kernel or module.
 *
 * Return: 0; -ENOENT: there is none; -EBADMSG: without its end.
 */
static int find_ikconfig(const struct ddt_buf *b, const uint8_t **at,
			 size_t *len)
{
	const uint8_t *p = b->data, *end = b->data + b->len, *stop;

	while ((p = memmem(p, (size_t)(end - p), MARK, MARK_LEN))) {
		p += MARK_LEN;
		/* the mark also stands in programs that look for it */
		if (!ddt_unpack_format(p, (size_t)(end - p)))
			continue;
		stop = memmem(p, (size_t)(end - p), MARK_END, MARK_LEN);
		*at = p;
		*len = stop ? (size_t)(stop - p) : 0;
		return stop ? 0 : -EBADMSG;
	}
	return -ENOENT;
}

/* Put a failure into words. Return: err. */
static int failed(int err, const char *what, char *why, size_t size)
{
	const char *text = err == -EBADMSG ? "damaged or cut off" :
		err == -EFBIG ? "larger than any kernel" :
		err == -ENOMEM ? "not enough memory" :
		"this compression is not read here";

	snprintf(why, size, "%s: %s", what, text);
	return err;
}

/* Can this be a configuration? Return: true without NUL bytes. */
static bool is_text(const struct ddt_buf *b)
{
	return !memchr(b->data, '\0', b->len);
}

/* take one layer off */
static int peel(struct ddt_buf *b, bool *done, char *why, size_t size)
{
	struct ddt_buf inner = { 0 };
	const char *what = ddt_unpack_format(b->data, b->len);
	const uint8_t *at;
	size_t len;
	int err;

	if (is_bzimage(b)) {
		err = unpack_bzimage(b, &inner, &what);
	} else if (what) {
		err = ddt_unpack(b->data, b->len, &inner);
	} else if (is_text(b)) {
		*done = true;
		return 0;
	} else {
		err = find_ikconfig(b, &at, &len);
		if (err == -ENOENT) {
			snprintf(why, size, "no configuration in it: neither a text nor a kernel with CONFIG_IKCONFIG; give its config file");
			return -ENODATA;
		}
		what = "IKCONFIG";
		err = err ? err : ddt_unpack(at, len, &inner);
	}
	if (err)
		return failed(err, what, why, size);
	ddt_buf_free(b);
	*b = inner;
	return 0;
}

/**
 * ddt_kernel_image_config() - find the text of a configuration
 * @file: what a file holds; replaced by the text
 * @why: filled on failure, without the file's name
 * @size: bytes at @why
 *
 * Return: 0; -ENODATA: there is none; another negative errno: it cannot be
 * read.
 */
int ddt_kernel_image_config(struct ddt_buf *file, char *why, size_t size)
{
	bool done = false;
	int i, err;

	for (i = 0; i < LAYERS_MAX; i++) {
		err = peel(file, &done, why, size);
		if (err || done)
			return err;
	}
	snprintf(why, size, "packed more than %d times", LAYERS_MAX);
	return -EBADMSG;
}
