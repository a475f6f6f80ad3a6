// SPDX-License-Identifier: GPL-2.0-only
/*
 * Installing a file, and taking it away again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

/* the name of a file before it takes its place */
static void put_temp(const char *base, char *name)
{
	snprintf(name, NAME_MAX + 1, ".ddom-%.200s", base);
}

/*
 * Is there the file as it was installed?
 *
 * Return: 1 when it is, 0 when there is none, -EEXIST when it is another.
 */
static int put_is_ours(int dir, const char *base, const struct ddt_step *s)
{
	struct stat st;

	if (fstatat(dir, base, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	return S_ISREG(st.st_mode) && st.st_size == s->size &&
	       st.st_mtim.tv_sec == s->time.tv_sec &&
	       st.st_mtim.tv_nsec == s->time.tv_nsec ? 1 : -EEXIST;
}

/* write what is in the file */
static int put_data(const struct ddt_step *s, int out)
{
	const char *text = ddt_flash_default;
	char data[65536];
	ssize_t n;
	int in;

	if (!s->source[0]) {
		n = write(out, text, strlen(text));
		return n == (ssize_t)strlen(text) ? 0 : -EIO;
	}
	in = open(s->source, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return -errno;
	while ((n = read(in, data, sizeof(data))) > 0)
		if (write(out, data, (size_t)n) != n) {
			n = -1;
			errno = ENOSPC;
			break;
		}
	n = n < 0 ? -errno : 0;
	close(in);
	return (int)n;
}

/* what may be done with the file */
static mode_t put_mode(const struct ddt_step *s)
{
	struct stat st;

	if (!s->source[0] || stat(s->source, &st))
		return 0644;
	return st.st_mode & 0111 ? 0755 : 0644;
}

/**
 * ddt_rootfs_put() - install a file
 * @r: tree
 * @s: step; without a source nothing happens: it is there, or cannot be
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_put(struct ddt_rootfs *r, struct ddt_step *s)
{
	const struct timespec times[2] = { s->time, s->time };
	char temp[NAME_MAX + 1];
	const char *base;
	int dir, out, err;

	if (!s->source)
		return 0;
	dir = ddt_tree_parent(&r->tree, s->path, false, &base);
	if (dir < 0)
		return ddt_rootfs_wrong(r, dir, "%s: its directory: %s",
					s->path, strerror(-dir));
	put_temp(base, temp);
	err = put_is_ours(dir, base, s);
	if (err == 1) {
		err = 0;
		goto out;
	}
	err = ddt_rootfs_point(r);
	if (err)
		goto out;
	out = openat(dir, temp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
		     O_CLOEXEC, 0600);
	err = out < 0 ? -errno : put_data(s, out);
	if (!err && (fchmod(out, put_mode(s)) || futimens(out, times) ||
		     fsync(out)))
		err = -errno;
	if (out >= 0)
		close(out);
	if (!err)
		err = ddt_rootfs_point(r);
	if (!err && renameat(dir, temp, dir, base))
		err = -errno;
	if (err)
		unlinkat(dir, temp, 0);
out:
	if (err)
		ddt_rootfs_wrong(r, err, "%s: not installed: %s", s->path,
				 strerror(-err));
	close(dir);
	return err;
}

/**
 * ddt_rootfs_put_back() - take an installed file away
 * @r: tree
 * @s: step
 *
 * One that was changed since is kept.
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_put_back(struct ddt_rootfs *r, const struct ddt_step *s)
{
	char temp[NAME_MAX + 1];
	const char *base;
	int dir = ddt_tree_parent(&r->tree, s->path, false, &base), err;

	if (dir == -ENOENT)
		return 0;
	if (dir < 0)
		return ddt_rootfs_wrong(r, dir, "%s: its directory: %s",
					s->path, strerror(-dir));
	put_temp(base, temp);
	err = put_is_ours(dir, base, s);
	if (err == -EEXIST) {
		ddt_rootfs_note(r, "%s: kept, it was changed since it was installed",
				s->path);
		err = 0;
	} else if (err == 1) {
		err = ddt_rootfs_point(r);
		if (!err && unlinkat(dir, base, 0))
			err = -errno;
	}
	if (!err && unlinkat(dir, temp, 0) && errno != ENOENT)
		err = -errno;
	if (err)
		ddt_rootfs_wrong(r, err, "%s: not removed: %s", s->path,
				 strerror(-err));
	close(dir);
	return err;
}
