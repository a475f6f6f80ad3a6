// SPDX-License-Identifier: GPL-2.0-only
/*
 * A directory of generated files: small steps in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/msg.h"
#include "render/outdir_internal.h"

/**
 * ddt_outdir_step_error() - say that something in the directory failed
 * @dir: directory
 * @path: below it
 * @err: negative errno
 *
 * Return: @err.
 */
int ddt_outdir_step_error(const struct ddt_outdir *dir, const char *path,
			  int err)
{
	ddt_msg_error("%s/%s: %s", dir->path, path, strerror(-err));
	return err;
}

/**
 * ddt_outdir_step_dirs() - make the directories above a path
 * @dir: directory
 * @path: below it
 *
 * Return: 0 or negative errno.
 */
int ddt_outdir_step_dirs(const struct ddt_outdir *dir, const char *path)
{
	char part[512];
	const char *p;

	for (p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		if ((size_t)(p - path) >= sizeof(part))
			return -ENAMETOOLONG;
		memcpy(part, path, p - path);
		part[p - path] = '\0';
		if (mkdirat(dir->fd, part, 0755) && errno != EEXIST)
			return -errno;
	}
	return 0;
}

/**
 * ddt_outdir_step_put() - write a file and its data to the disk
 * @fd: directory
 * @name: the file; replaced
 * @text: what is in it
 * @len: its bytes
 *
 * Return: 0 or negative errno.
 */
int ddt_outdir_step_put(int fd, const char *name, const char *text, size_t len)
{
	int file = openat(fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			  0644);
	ssize_t n;
	int err = 0;

	if (file < 0)
		return -errno;
	while (len && !err) {
		n = write(file, text, len);
		if (n < 0) {
			err = -errno;
		} else {
			text += n;
			len -= (size_t)n;
		}
	}
	if (close(file) && !err)
		err = -errno;
	return err;
}
