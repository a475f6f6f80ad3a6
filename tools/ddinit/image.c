// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree as one file: a file system in an image, through a loop device, from
 * the server or out of memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ddinit.h"

/* As linux/loop.h has it, which musl's headers have not; since Linux 5.8. */
#define LOOP_CONFIGURE		0x4c0a
#define LOOP_CTL_GET_FREE	0x4c82
#define LO_FLAGS_READ_ONLY	1
#define LO_FLAGS_AUTOCLEAR	4

struct ddi_loop_config {
	uint32_t fd;
	uint32_t block_size;
	uint64_t before[5];
	uint32_t numbers[3];
	uint32_t flags;
	uint8_t names[160];
	uint64_t init[2];
	uint64_t reserved[8];
};

/* What must be left when the image has been copied. */
#define DDI_LEFT		(64UL << 20)

/* a loop device on a file; returns its descriptor or a negative errno */
static int loop_make(int file, char *name, size_t size)
{
	struct ddi_loop_config config = {
		.fd = (uint32_t)file,
		.flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR,
	};
	int control, n, fd, err;

	/* numbers: devices.txt; devtmpfs has both */
	mknod("/dev/loop-control", S_IFCHR | 0600, makedev(10, 237));
	control = open("/dev/loop-control", O_RDWR);
	if (control < 0)
		return -errno;
	n = ioctl(control, LOOP_CTL_GET_FREE);
	err = n < 0 ? -errno : 0;
	close(control);
	if (err)
		return err;
	snprintf(name, size, "/dev/loop%d", n);
	mknod(name, S_IFBLK | 0660, makedev(7, (unsigned int)n));
	fd = open(name, O_RDONLY);
	if (fd < 0)
		return -errno;
	if (!ioctl(fd, LOOP_CONFIGURE, &config))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* mount what is in an image */
static int image_mount(int file, const char *image)
{
	static const char *const types[] = { "erofs", "squashfs" };
	char name[32], why[2][64];
	int fd, i;

	fd = loop_make(file, name, sizeof(name));
	if (fd < 0) {
		ddi_say(DDI_ERROR, "%s: no loop device: %s (CONFIG_BLK_DEV_LOOP)",
			image, strerror(-fd));
		return fd;
	}
	for (i = 0; i < 2; i++) {
		if (!mount(name, DDI_LOWER, types[i], MS_RDONLY, NULL))
			break;
		snprintf(why[i], sizeof(why[i]), "%s", strerror(errno));
	}
	/* the mount holds the device, and the device the file */
	close(fd);
	if (i < 2)
		return 0;
	ddi_say(DDI_ERROR, "%s: not mounted: EROFS: %s; squashfs: %s", image,
		why[0], why[1]);
	return -EINVAL;
}

/* Is there room for so much? Says so if not. */
static bool room(const char *image, unsigned long long bytes)
{
	struct sysinfo info;
	unsigned long long is;

	if (sysinfo(&info))
		return true;
	is = ((unsigned long long)info.freeram + info.bufferram) *
	     info.mem_unit;
	if (is >= bytes + DDI_LEFT)
		return true;
	ddi_say(DDI_ERROR, "%s: not copied into memory: it has %llu MB, and of memory %llu MB are free",
		image, bytes >> 20, is >> 20);
	return false;
}

/*
 * Copy the image. Its name is that which the link leads to: it has the version
 * in it. Returns the copy, or a negative errno with a message.
 */
static int copy_make(int file, const char *image)
{
	unsigned long bytes = 0;
	char link[32], from[512], to[300], options[48];
	const char *base;
	struct stat st;
	ssize_t n;
	int fd, err;

	if (fstat(file, &st) || !room(image, (unsigned long long)st.st_size))
		return -ENOMEM;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
	n = readlink(link, from, sizeof(from) - 1);
	from[n < 0 ? 0 : n] = '\0';
	base = strrchr(from, '/');
	snprintf(to, sizeof(to), DDI_RAM "/%.255s", base ? base + 1 : "image");
	snprintf(options, sizeof(options), "mode=0700,size=%llu",
		 (unsigned long long)st.st_size + (1 << 20));
	if (mount("ddom", DDI_RAM, "tmpfs", MS_NOSUID | MS_NODEV, options)) {
		err = -errno;
		goto out;
	}
	fd = open(to, O_RDWR | O_CREAT | O_EXCL, 0400);
	err = fd < 0 ? -errno : ddi_copy(file, fd, &bytes);
	if (!err)
		return fd;
	if (fd >= 0)
		close(fd);
	umount2(DDI_RAM, MNT_DETACH);
out:
	ddi_say(DDI_ERROR, "%s: not copied into memory: %s", image,
		strerror(-err));
	return err;
}

/**
 * ddi_image() - mount what is in the image
 * @cmdline: which image, and whether it is to be copied
 *
 * Without room for a copy it is read from the server. In it is what only root
 * may read, and what it is in is everybody's: nobody else comes near it here.
 *
 * Return: 0; a negative errno with a message.
 */
int ddi_image(const struct ddi_cmdline *cmdline)
{
	char path[sizeof(cmdline->image) + sizeof(DDI_EXPORT) + 1];
	int file, copy = -1, err;

	if (!cmdline->image[0]) {
		ddi_say(DDI_ERROR, "ddinit.form=image without ddinit.image=FILE");
		return -EINVAL;
	}
	if (mount("/", DDI_EXPORT, NULL, MS_BIND, NULL)) {
		err = -errno;
		ddi_say(DDI_ERROR, DDI_EXPORT ": %s", strerror(-err));
		return err;
	}
	snprintf(path, sizeof(path), DDI_EXPORT "/%s", cmdline->image);
	file = open(path, O_RDONLY | O_NONBLOCK);
	if (file < 0) {
		err = -errno;
		ddi_say(DDI_ERROR, "%s: %s (on the server: ddtool rootfs pack)",
			cmdline->image, strerror(-err));
		return err;
	}
	if (cmdline->ram)
		copy = copy_make(file, cmdline->image);
	err = image_mount(copy >= 0 ? copy : file, cmdline->image);
	if (!err && chmod(DDI_UNDER, 0700))
		ddi_say(DDI_ERROR, DDI_UNDER ": %s", strerror(errno));
	close(file);
	if (copy >= 0) {
		close(copy);
		umount2(DDI_EXPORT, MNT_DETACH);
	}
	return err;
}
