// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel configurations: Debian's own, out of images packed in every way, and
 * damaged.
 *
 * Debian's kernels come without IKCONFIG. Images with it are made here of a
 * real vmlinuz: its setup sectors, the kernel in it, and a real configuration.
 */
#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "base/unpack.h"
#include "kernel/kernel_internal.h"

#define BUILD		"../../../build"
#define SECTOR		512
/* Of the real kernel; all of it would take xz its time. */
#define PIECE		((size_t)3 << 20)

static char path[] = "/tmp/test_kconfig.XXXXXX";
static char why[256];

/**
 * write_file() - write the file at path
 * @data: bytes
 * @len: how many
 */
static void write_file(const void *data, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/**
 * load() - read the file at path
 * @kc: filled
 *
 * Return: as ddt_kconfig_load().
 */
static int load(struct ddt_kconfig *kc)
{
	why[0] = '\0';
	return ddt_kconfig_load(kc, path, why, sizeof(why));
}

/**
 * load_bytes() - read bytes as if they were in a file
 * @data: bytes
 * @len: how many
 *
 * Return: as ddt_kconfig_load(); what was read is forgotten.
 */
static int load_bytes(const void *data, size_t len)
{
	struct ddt_kconfig kc;
	int err;

	write_file(data, len);
	err = load(&kc);
	if (err)
		assert_true(why[0]);
	ddt_kconfig_free(&kc);
	return err;
}

/**
 * find() - the first file that matches
 * @pattern: below the build directory
 * @buf: filled with its contents, to be freed
 *
 * Return: true; false if there is none, and then the test is skipped.
 */
static bool find(const char *pattern, struct ddt_buf *buf)
{
	char full[256];
	bool found;
	glob_t g;

	memset(buf, 0, sizeof(*buf));
	snprintf(full, sizeof(full), "%s/%s", getenv("DDOM_BUILD") ?: BUILD,
		 pattern);
	found = !glob(full, 0, NULL, &g);
	if (found) {
		assert_int_equal(ddt_buf_read(buf, g.gl_pathv[0]), 0);
		globfree(&g);
	}
	return found;
}

/* What the packers below append to. */
static uint8_t packed[64 << 20];

/**
 * typedef pack_fn - compress
 * @in: data
 * @len: its bytes
 *
 * Return: bytes at packed[].
 */
typedef size_t (*pack_fn)(const uint8_t *in, size_t len);

static size_t pack_gzip(const uint8_t *in, size_t len)
{
	z_stream z = { .next_in = (Bytef *)in, .avail_in = (uInt)len,
		       .next_out = packed, .avail_out = sizeof(packed) };

	deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

static size_t pack_xz(const uint8_t *in, size_t len)
{
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_X86, NULL },
				  { LZMA_FILTER_LZMA2, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	size_t n = 0;

	lzma_lzma_preset(&options, 0);
	assert_int_equal(lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC32,
						   NULL, in, len, packed, &n,
						   sizeof(packed)), LZMA_OK);
	return n;
}

static size_t pack_lzma(const uint8_t *in, size_t len)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	lzma_lzma_preset(&options, 0);
	assert_int_equal(lzma_alone_encoder(&s, &options), LZMA_OK);
	s.next_in = in;
	s.avail_in = len;
	s.next_out = packed;
	s.avail_out = sizeof(packed);
	assert_int_equal(lzma_code(&s, LZMA_FINISH), LZMA_STREAM_END);
	lzma_end(&s);
	return sizeof(packed) - s.avail_out;
}

static size_t pack_zstd(const uint8_t *in, size_t len)
{
	size_t n = ZSTD_compress(packed, sizeof(packed), in, len, 1);

	assert_false(ZSTD_isError(n));
	return n;
}

/* A little endian number. */
static void put32(uint8_t *p, size_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> 8 * i);
}

static size_t pack_lz4(const uint8_t *in, size_t len)
{
	size_t pos = 0, n = 4;

	put32(packed, 0x184c2102);
	while (pos < len) {
		size_t block = len - pos < 8 << 20 ? len - pos : 8 << 20;
		int got = LZ4_compress_default((const char *)in + pos,
					       (char *)packed + n + 4,
					       (int)block,
					       (int)(sizeof(packed) - n - 4));

		assert_true(got > 0);
		put32(packed + n, (size_t)got);
		n += 4 + (size_t)got;
		pos += block;
	}
	return n;
}

static const struct {
	const char *name;
	pack_fn pack;
} packers[] = {
	{ "gzip", pack_gzip },
	{ "xz", pack_xz },
	{ "lzma", pack_lzma },
	{ "zstd", pack_zstd },
	{ "lz4", pack_lz4 },
};

#define NPACKERS	(sizeof(packers) / sizeof(packers[0]))

/**
 * add() - append bytes
 * @buf: to append to
 * @data: bytes
 * @len: how many
 */
static void add(struct ddt_buf *buf, const void *data, size_t len)
{
	buf->data = realloc(buf->data, buf->len + len);
	assert_non_null(buf->data);
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
}

/**
 * make_kernel() - a piece of a real kernel with a real configuration in it
 * @vmlinuz: a real one
 * @config: a configuration
 * @kernel: filled
 */
static void make_kernel(const struct ddt_buf *vmlinuz,
			const struct ddt_buf *config, struct ddt_buf *kernel)
{
	struct ddt_buf vmlinux = { 0 };
	size_t start = (vmlinuz->data[0x1f1] + 1UL) * SECTOR +
		       *(const uint32_t *)(vmlinuz->data + 0x248);

	assert_int_equal(ddt_unpack(vmlinuz->data + start,
				    vmlinuz->len - start, &vmlinux), 0);
	assert_memory_equal(vmlinux.data, "\177ELF", 4);
	add(kernel, vmlinux.data, PIECE);
	/* a program that looks for the mark has it too */
	add(kernel, "IKCFG_ST\0not it", 16);
	add(kernel, "IKCFG_ST", 8);
	add(kernel, packed, pack_gzip(config->data, config->len));
	add(kernel, "IKCFG_ED", 8);
	add(kernel, vmlinux.data + PIECE, 4096);
	ddt_buf_free(&vmlinux);
}

/**
 * make_bzimage() - put a kernel behind real setup sectors
 * @vmlinuz: a real one
 * @kernel: what to pack
 * @pack: how
 * @image: filled
 */
static void make_bzimage(const struct ddt_buf *vmlinuz,
			 const struct ddt_buf *kernel, pack_fn pack,
			 struct ddt_buf *image)
{
	size_t start = (vmlinuz->data[0x1f1] + 1UL) * SECTOR;
	size_t offset = *(const uint32_t *)(vmlinuz->data + 0x248);
	size_t len = pack(kernel->data, kernel->len);
	uint8_t size[4];

	add(image, vmlinuz->data, start + offset);
	add(image, packed, len);
	/* as the kernel's build does, but for gzip, which has it already */
	put32(size, kernel->len);
	if (pack != pack_gzip)
		add(image, size, 4);
	put32(image->data + 0x24c, image->len - start - offset);
	/* what the image has behind it */
	add(image, vmlinuz->data + vmlinuz->len - 4096, 4096);
}

/* Two kernels' worth of files that several tests use. */
static struct ddt_buf vmlinuz, config, kernel;

static int setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	if (find("qemu/kernels/bookworm/boot/vmlinuz-*", &vmlinuz) &&
	    find("qemu/kernels/bookworm/boot/config-*", &config))
		make_kernel(&vmlinuz, &config, &kernel);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	ddt_buf_free(&vmlinuz);
	ddt_buf_free(&config);
	ddt_buf_free(&kernel);
	return 0;
}

/**
 * test_text() - a configuration as text
 * @state: unused
 */
static void test_text(void **state)
{
	static const char text[] =
		"#\n# Automatically generated file; DO NOT EDIT.\n"
		"# Linux/x86 6.1.192 Kernel Configuration\n#\n"
		"CONFIG_B=y\r\nCONFIG_A=m\nCONFIG_C=n\n"
		"# CONFIG_D is not set\n#CONFIG_E=y\n# CONFIG_F is not set yet\n"
		"CONFIG_STR=\"a b=\\\"c\"\nCONFIG_HEX=0x1f\nCONFIG_=y\n"
		"CONFIG_EMPTY=\n CONFIG_G=y\nCONFIG_B=m\nCONFIG_LAST=y";
	static const struct {
		const char *name;
		const char *value;
	} want[] = {
		{ "A", "m" }, { "B", "m" }, { "C", "n" }, { "D", "n" },
		{ "HEX", "0x1f" }, { "LAST", "y" }, { "STR", "\"a b=\\\"c\"" },
	};
	struct ddt_kconfig kc;
	size_t i;

	(void)state;
	write_file(text, sizeof(text) - 1);
	assert_int_equal(load(&kc), 0);
	assert_int_equal(kc.version, DDT_KVER(6, 1, 192));
	assert_string_equal(kc.release, "6.1.192");
	assert_int_equal(kc.n, sizeof(want) / sizeof(want[0]));
	for (i = 0; i < kc.n; i++) {
		assert_string_equal(kc.syms[i].name, want[i].name);
		assert_string_equal(ddt_kconfig_get(&kc, want[i].name),
				    want[i].value);
	}
	assert_null(ddt_kconfig_get(&kc, "E"));
	assert_null(ddt_kconfig_get(&kc, ""));
	assert_null(ddt_kconfig_get(&kc, "ZZZ"));
	assert_true(ddt_kconfig_builtin(&kc, "LAST"));
	assert_false(ddt_kconfig_builtin(&kc, "A"));
	assert_false(ddt_kconfig_builtin(&kc, "E"));
	ddt_kconfig_free(&kc);
}

/**
 * test_versions() - what says which kernel it is
 * @state: unused
 */
static void test_versions(void **state)
{
	static const struct {
		const char *line;
		uint32_t version;
		const char *release;
	} lines[] = {
		{ "# Linux kernel version: 2.6.20-xen-r6", DDT_KVER(2, 6, 20),
		  "2.6.20-xen-r6" },
		{ "# Linux kernel version: 2.6.18.8", DDT_KVER(2, 6, 18),
		  "2.6.18.8" },
		{ "# Linux/x86_64 3.2.1 Kernel Configuration",
		  DDT_KVER(3, 2, 1), "3.2.1" },
		{ "# Linux/x86 7.2.13 Kernel Configuration",
		  DDT_KVER(7, 2, 13), "7.2.13" },
		{ "# Linux/x86 4.19.999 Kernel Configuration",
		  DDT_KVER(4, 19, 255), "4.19.999" },
		{ "# Linux/x86", 0, "" },
		{ "# Linux/x86 many", 0, "" },
		{ "# Linux/x86 6.1.00000000000000000000000000000000000000000000",
		  0, "" },
	};
	struct ddt_kconfig kc;
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), "%s\nCONFIG_A=y\n", lines[i].line);
		write_file(text, strlen(text));
		assert_int_equal(load(&kc), 0);
		assert_int_equal(kc.version, lines[i].version);
		assert_string_equal(kc.release, lines[i].release);
		ddt_kconfig_free(&kc);
	}
}

/**
 * test_none() - files without a configuration
 * @state: unused
 */
static void test_none(void **state)
{
	struct ddt_kconfig kc;

	(void)state;
	assert_int_equal(load_bytes("", 0), -ENODATA);
	assert_int_equal(load_bytes("hello\n", 6), -ENODATA);
	assert_int_equal(load_bytes("CONFIG_A=y\n\0", 12), -ENODATA);
	assert_int_equal(load_bytes("\177ELF\0IKCFG_STIKCFG_ED", 21), -ENODATA);
	assert_int_equal(load_bytes("BZh91AY&SY", 10), -EOPNOTSUPP);
	assert_int_equal(load_bytes("\x89LZO\0\r\n", 7), -EOPNOTSUPP);
	assert_int_equal(ddt_kconfig_load(&kc, "/nonexistent", why,
					  sizeof(why)), -ENOENT);
	assert_string_equal(why, "/nonexistent: No such file or directory");
	ddt_kconfig_free(&kc);
	assert_int_equal(ddt_kconfig_load(&kc, "/", why, sizeof(why)), -EISDIR);
	ddt_kconfig_free(&kc);
}

/**
 * test_debian() - Debian's configurations, and kernels that have none inside
 * @state: unused
 */
static void test_debian(void **state)
{
	static const struct {
		const char *suite;
		unsigned int major;
		unsigned int minor;
	} suites[] = {
		{ "bullseye", 5, 10 }, { "bookworm", 6, 1 },
		{ "trixie", 6, 12 },
	};
	struct ddt_kconfig kc;
	struct ddt_buf file;
	char pattern[64];
	unsigned int seen = 0, i;

	(void)state;
	for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		snprintf(pattern, sizeof(pattern),
			 "qemu/kernels/%s/boot/config-*", suites[i].suite);
		if (!find(pattern, &file))
			continue;
		seen++;
		write_file(file.data, file.len);
		ddt_buf_free(&file);
		assert_int_equal(load(&kc), 0);
		assert_int_equal(kc.version >> 8,
				 suites[i].major << 8 | suites[i].minor);
		assert_true(kc.n > 7000);
		assert_string_equal(ddt_kconfig_get(&kc, "BRIDGE"), "m");
		assert_string_equal(ddt_kconfig_get(&kc, "IP_PNP"), "n");
		assert_true(ddt_kconfig_builtin(&kc, "XEN_DOM0"));
		ddt_kconfig_free(&kc);

		snprintf(pattern, sizeof(pattern),
			 "qemu/kernels/%s/boot/vmlinuz-*", suites[i].suite);
		if (!find(pattern, &file))
			continue;
		assert_int_equal(load_bytes(file.data, file.len), -ENODATA);
		assert_non_null(strstr(why, "CONFIG_IKCONFIG"));
		ddt_buf_free(&file);
	}
	if (!seen)
		skip();
}

/**
 * test_images() - the configuration out of bzImages and what is in them
 * @state: unused
 */
static void test_images(void **state)
{
	struct ddt_buf image;
	struct ddt_kconfig kc;
	size_t i, n;

	(void)state;
	if (!kernel.len)
		skip();
	for (i = 0; i < NPACKERS; i++) {
		memset(&image, 0, sizeof(image));
		make_bzimage(&vmlinuz, &kernel, packers[i].pack, &image);
		write_file(image.data, image.len);
		assert_int_equal(load(&kc), 0);
		assert_int_equal(kc.n, 8777);
		assert_string_equal(kc.release, "6.1.192");
		ddt_kconfig_free(&kc);
		ddt_buf_free(&image);

		/* as vmlinux.gz, and so on */
		n = packers[i].pack(kernel.data, kernel.len);
		assert_int_equal(load_bytes(packed, n), 0);
		/* as config.gz, and so on */
		n = packers[i].pack(config.data, config.len);
		assert_int_equal(load_bytes(packed, n), 0);
	}
	assert_int_equal(load_bytes(kernel.data, kernel.len), 0);
}

/**
 * test_own_kernel() - the project's own kernel, whole
 * @state: unused
 *
 * What is in the image is what it was built with.
 */
static void test_own_kernel(void **state)
{
	struct ddt_kconfig inside, beside;
	struct ddt_buf image, text;
	size_t i;

	(void)state;
	if (!find("dom0/vmlinuz", &image))
		skip();
	write_file(image.data, image.len);
	ddt_buf_free(&image);
	if (load(&inside))
		fail_msg("%s", why);
	assert_true(find("dom0/config", &text));
	write_file(text.data, text.len);
	ddt_buf_free(&text);
	assert_int_equal(load(&beside), 0);
	assert_int_equal(inside.version, beside.version);
	assert_int_equal(inside.n, beside.n);
	for (i = 0; i < inside.n; i++) {
		assert_string_equal(inside.syms[i].name, beside.syms[i].name);
		assert_string_equal(inside.syms[i].value, beside.syms[i].value);
	}
	assert_true(ddt_kconfig_builtin(&inside, "ROOT_NFS"));
	ddt_kconfig_free(&inside);
	ddt_kconfig_free(&beside);
}

/**
 * test_old_image() - a bzImage from before 2.6.26, which is searched
 * @state: unused
 */
static void test_old_image(void **state)
{
	struct ddt_buf image = { 0 };

	(void)state;
	if (!kernel.len)
		skip();
	make_bzimage(&vmlinuz, &kernel, pack_gzip, &image);
	image.data[0x206] = 0x04;
	image.data[0x207] = 0x02;
	memset(image.data + 0x248, 0xff, 8);
	assert_int_equal(load_bytes(image.data, image.len), 0);
	/* nothing in it that unpacks */
	assert_int_equal(load_bytes(image.data, 100 * SECTOR), -EBADMSG);
	ddt_buf_free(&image);
}

/**
 * test_header() - bzImages whose header lies
 * @state: unused
 */
static void test_header(void **state)
{
	static const struct {
		size_t offset;
		size_t len;
		int err;
	} lies[] = {
		{ 0xffffffff, 1000, -EBADMSG }, { 0, 0xffffffff, -EBADMSG },
		{ 0x7fffffff, 0x7fffffff, -EBADMSG },
		{ 0xffffffff, 0xffffffff, -EBADMSG }, { 0, 0, -EINVAL },
	};
	struct ddt_buf image = { 0 };
	size_t i;

	(void)state;
	if (!kernel.len)
		skip();
	make_bzimage(&vmlinuz, &kernel, pack_gzip, &image);
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		put32(image.data + 0x248, lies[i].offset);
		put32(image.data + 0x24c, lies[i].len);
		assert_int_equal(load_bytes(image.data, image.len),
				 lies[i].err);
	}
	/* 255 setup sectors, and no more than the header */
	image.data[0x1f1] = 0xff;
	assert_int_equal(load_bytes(image.data, 0x250), -EBADMSG);
	assert_int_equal(load_bytes(image.data, 0x24f), -ENODATA);
	ddt_buf_free(&image);
}

/**
 * test_damaged() - every compression cut off, and with bytes changed
 * @state: unused
 */
static void test_damaged(void **state)
{
	size_t i, n, k, part;
	uint8_t *copy;
	int err;

	(void)state;
	if (!kernel.len)
		skip();
	srand(1);
	part = 200000;
	for (i = 0; i < NPACKERS; i++) {
		n = packers[i].pack(config.data, part);
		copy = malloc(n);
		memcpy(copy, packed, n);
		for (k = 7; k < n; k += n / 23)
			assert_int_not_equal(load_bytes(copy, k), 0);
		for (k = 0; k < 300; k++) {
			size_t at = 16 + (size_t)rand() % (n - 16);

			uint8_t was = copy[at];

			copy[at] ^= (uint8_t)(1 + rand() % 255);
			err = load_bytes(copy, n);
			/* only gzip, and xz as made here, have a checksum */
			assert_true(err < 0 || (i > 1 && !err));
			copy[at] = was;
		}
		free(copy);
	}
	/* a mark without its end, and with an end before its time */
	n = kernel.len - 4096 - 8;
	assert_int_equal(load_bytes(kernel.data, n), -EBADMSG);
	memcpy(kernel.data + n - 1000, "IKCFG_ED", 8);
	assert_int_equal(load_bytes(kernel.data, kernel.len), -EBADMSG);
}

/**
 * test_lz4_block() - a block that says it is longer than the file
 * @state: unused
 *
 * Seven MiB of literals are announced: whoever believes it reads on behind
 * the end of the memory.
 */
static void test_lz4_block(void **state)
{
	static uint8_t block[32 << 10];

	(void)state;
	memset(block, 0xff, sizeof(block));
	put32(block, 0x184c2102);
	put32(block + 4, 0x700000);
	block[8] = 0xf0;
	block[9 + 27000] = 0;
	assert_int_equal(load_bytes(block, sizeof(block)), -EBADMSG);
}

/**
 * pack_gzip_again() - pack what is packed
 * @len: bytes at packed[]
 *
 * Return: bytes at packed[].
 */
static size_t pack_gzip_again(size_t len)
{
	uint8_t *copy = malloc(len);

	assert_non_null(copy);
	memcpy(copy, packed, len);
	len = pack_gzip(copy, len);
	free(copy);
	return len;
}

/**
 * test_bomb() - little that unpacks to much
 * @state: unused
 */
static void test_bomb(void **state)
{
	ZSTD_CCtx *ctx = ZSTD_createCCtx();
	uint8_t *zeros = calloc(1, 1 << 20);
	ZSTD_outBuffer out = { packed, sizeof(packed), 0 };
	size_t mib, n;

	(void)state;
	assert_non_null(zeros);
	for (mib = 0; mib <= DDT_BUF_MAX >> 20; mib++) {
		ZSTD_inBuffer in = { zeros, 1 << 20, 0 };

		ZSTD_compressStream2(ctx, &out, &in, ZSTD_e_continue);
	}
	ZSTD_compressStream2(ctx, &out, &(ZSTD_inBuffer){ zeros, 0, 0 },
			     ZSTD_e_end);
	ZSTD_freeCCtx(ctx);
	free(zeros);
	assert_int_equal(load_bytes(packed, out.pos), -EFBIG);

	/* packed again and again */
	n = pack_gzip((const uint8_t *)"CONFIG_A=y\n", 11);
	for (mib = 0; mib < 3; mib++)
		n = pack_gzip_again(n);
	assert_int_equal(load_bytes(packed, n), 0);
	n = pack_gzip_again(n);
	assert_int_equal(load_bytes(packed, n), -EBADMSG);
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_debian),
		cmocka_unit_test(test_images),
		cmocka_unit_test(test_own_kernel),
		cmocka_unit_test(test_old_image),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_lz4_block),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
