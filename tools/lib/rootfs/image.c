// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an image is, by its superblock: fs/erofs/erofs_fs.h and
 * fs/squashfs/squashfs_fs.h of the kernel.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rootfs/check_internal.h"
#include "rootfs/image.h"

#define EROFS_MAGIC		0xe0f5e1e2
#define EROFS_OFFSET		1024
#define EROFS_ZERO_PADDING	0x1	/* of feature_incompat */
#define EROFS_COMPR_CFGS	0x2
#define SQUASHFS_MAGIC		0x73717368
#define SQUASHFS_MAJOR		4
#define SQUASHFS_SUPER		96
#define HEAD			(EROFS_OFFSET + 128)

/* A way to compress; id: bit of EROFS, number of squashfs. */
struct ddt_packed {
	unsigned int id;
	const char *name;
	const char *symbol;
};

static const struct ddt_packed erofs_packed[] = {
	{ 0, "lz4", "EROFS_FS_ZIP" }, { 1, "lzma", "EROFS_FS_ZIP_LZMA" },
	{ 2, "deflate", "EROFS_FS_ZIP_DEFLATE" },
	{ 3, "zstd", "EROFS_FS_ZIP_ZSTD" },
	{ 0 }
};

static const struct ddt_packed squashfs_packed[] = {
	{ 1, "gzip", "SQUASHFS_ZLIB" }, { 3, "lzo", "SQUASHFS_LZO" },
	{ 4, "xz", "SQUASHFS_XZ" }, { 5, "lz4", "SQUASHFS_LZ4" },
	{ 6, "zstd", "SQUASHFS_ZSTD" },
	{ 0 }
};

static uint32_t le32(const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return le32toh(value);
}

/* note a way that the image is compressed by */
static void image_packed(struct ddt_image *image, const struct ddt_packed *way)
{
	size_t len = strlen(image->packed), n = 0;

	snprintf(image->packed + len, sizeof(image->packed) - len, "%s%s",
		 len ? "+" : "", way->name);
	while (image->needs[n])
		n++;
	if (n < DDT_IMAGE_NEEDS - 1)
		image->needs[n] = way->symbol;
}

static void image_erofs(struct ddt_image *image, const uint8_t *sb)
{
	const struct ddt_packed *way;
	uint32_t features = le32(sb + 80);
	/* before there were others, all that is compressed is by lz4 */
	uint32_t ways = features & EROFS_COMPR_CFGS ? le32(sb + 84) & 0xffff :
			features & EROFS_ZERO_PADDING ? 1 : 0;

	image->fstype = "erofs";
	image->needs[0] = "EROFS_FS";
	/* blocks of 512 bytes to 64 KiB */
	if (sb[12] >= 9 && sb[12] <= 16)
		image->bytes = (uint64_t)le32(sb + 36) << sb[12];
	image->sane = image->bytes >= HEAD;
	for (way = erofs_packed; way->name; way++)
		if (ways & 1U << way->id)
			image_packed(image, way);
}

static void image_squashfs(struct ddt_image *image, const uint8_t *sb)
{
	const struct ddt_packed *way;

	image->fstype = "squashfs";
	image->needs[0] = "SQUASHFS";
	image->bytes = le32(sb + 40) | (uint64_t)le32(sb + 44) << 32;
	/* blocks of 4 KiB to 1 MiB, by their size and its logarithm */
	image->sane = (le32(sb + 28) & 0xffff) == SQUASHFS_MAJOR &&
		      sb[22] >= 12 && sb[22] <= 20 && !sb[23] &&
		      le32(sb + 12) == 1U << sb[22] &&
		      image->bytes >= SQUASHFS_SUPER;
	for (way = squashfs_packed; way->name; way++)
		if ((le32(sb + 20) & 0xffff) == way->id)
			image_packed(image, way);
	/* lzma is one that mksquashfs has, and no kernel */
	image->sane = image->sane && image->packed[0];
}

/**
 * ddt_image_read() - read the head of an image
 * @image: filled
 * @path: the image, or a link to it
 *
 * Return: 0; -EBADMSG for a file that is none, or less of it than there should
 * be; or another negative errno.
 */
int ddt_image_read(struct ddt_image *image, const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	uint8_t head[HEAD];
	struct stat st;
	ssize_t n;
	int err;

	memset(image, 0, sizeof(*image));
	if (fd < 0)
		return -errno;
	err = fstat(fd, &st) ? -errno : S_ISREG(st.st_mode) ? 0 : -EBADMSG;
	n = err ? 0 : pread(fd, head, sizeof(head), 0);
	if (n < 0)
		err = -errno;
	close(fd);
	if (err)
		return err;
	image->size = (uint64_t)st.st_size;
	if (n < (ssize_t)sizeof(head))
		return -EBADMSG;
	if (le32(head + EROFS_OFFSET) == EROFS_MAGIC)
		image_erofs(image, head + EROFS_OFFSET);
	else if (le32(head) == SQUASHFS_MAGIC)
		image_squashfs(image, head);
	return image->sane && image->size >= image->bytes ? 0 : -EBADMSG;
}

/**
 * ddt_image_why() - why is an image none?
 * @image: read, with -EBADMSG
 *
 * Return: the reason.
 */
const char *ddt_image_why(const struct ddt_image *image)
{
	return !image->fstype ? "neither EROFS nor squashfs" :
	       !image->sane ? "its superblock is damaged, or packed as no kernel knows" :
	       "it is cut off";
}

/**
 * ddt_image_check() - name what would keep clients from running an image
 * @image: filled
 * @path: the image, or a link to it
 * @found: filled
 *
 * Return: 0 or a negative errno when it cannot be read.
 */
int ddt_image_check(struct ddt_image *image, const char *path,
		    struct ddt_findings *found)
{
	static const char *const beside[] = {
		"sbin/ddinit", "dev", "proc", "sys", "run",
	};
	int len = (int)(strrchr(path, '/') ? strrchr(path, '/') - path + 1 : 0);
	int err = ddt_image_read(image, path);
	char name[PATH_MAX];
	size_t i;

	if (err == -EBADMSG)
		ddt_check_where_add(found, DDT_PROBLEM, "bad-image", path, NULL,
			"make it again: ddtool rootfs pack",
			"%s", ddt_image_why(image));
	else if (err)
		return err;
	for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(name, sizeof(name), "%.*s%s", len, path, beside[i]);
		if (access(name, F_OK))
			ddt_check_where_add(found, DDT_PROBLEM, "not-packed",
				name, "the kernel starts there",
				"make the image by ddtool rootfs pack",
				"it is not there");
	}
	return 0;
}
