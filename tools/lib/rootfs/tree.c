// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths of a tree.
 *
 * "Plain" is a path without any symbolic link in it; the others are followed
 * as they would be with the tree as the root, by openat2(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rootfs/tree_internal.h"

/* As the kernel's MAXSYMLINKS. */
#define DDT_TREE_LINKS		40

/*
 * Open a path of a tree.
 *
 * Return: a file descriptor or a negative errno.
 */
static int tree_openat2(const struct ddt_tree *tree, const char *path,
			int flags, mode_t mode, unsigned int resolve)
{
	struct open_how how = {
		.flags = (unsigned int)(flags | O_CLOEXEC),
		.mode = mode,
		.resolve = resolve | RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd;

	do
		fd = (int)syscall(SYS_openat2, tree->fd, path, &how,
				  sizeof(how));
	while (fd < 0 && errno == EAGAIN);
	return fd < 0 ? -errno : fd;
}

/**
 * ddt_tree_open() - open a tree
 * @tree: filled
 * @name: its directory
 *
 * Return: 0 or a negative errno; -ENOSYS on a kernel before 5.6.
 */
int ddt_tree_open(struct ddt_tree *tree, const char *name)
{
	struct stat st;
	int fd;

	snprintf(tree->name, sizeof(tree->name), "%s", name);
	tree->fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree->fd < 0 || fstat(tree->fd, &st))
		return -errno;
	tree->dev = st.st_dev;
	fd = ddt_tree_get(tree, "/", O_PATH, 0);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/**
 * ddt_tree_close() - close a tree
 * @tree: tree
 */
void ddt_tree_close(struct ddt_tree *tree)
{
	if (tree->fd >= 0)
		close(tree->fd);
	tree->fd = -1;
}

/**
 * ddt_tree_is_running() - is it the root that this machine runs on?
 * @tree: tree
 *
 * In a chroot it is not: there / is another directory than that of the first
 * process.
 *
 * Return: true when it is.
 */
bool ddt_tree_is_running(const struct ddt_tree *tree)
{
	struct stat ours, first;

	return !fstat(tree->fd, &ours) && !stat("/proc/1/root", &first) &&
	       ours.st_dev == first.st_dev && ours.st_ino == first.st_ino;
}

/**
 * ddt_tree_get() - open a path
 * @tree: tree
 * @path: path, absolute
 * @flags: as of open()
 * @mode: as of open()
 *
 * Return: a file descriptor or a negative errno.
 */
int ddt_tree_get(const struct ddt_tree *tree, const char *path, int flags,
		 mode_t mode)
{
	return tree_openat2(tree, path, flags, mode, 0);
}

/**
 * ddt_tree_get_plain() - open a path which has no symbolic links
 * @tree: tree
 * @path: path, absolute
 * @flags: as of open()
 *
 * Return: a file descriptor or a negative errno; -ELOOP: there are links.
 */
int ddt_tree_get_plain(const struct ddt_tree *tree, const char *path, int flags)
{
	return tree_openat2(tree, path, flags, 0, RESOLVE_NO_SYMLINKS);
}

/**
 * ddt_tree_parent() - open the directory a path is in
 * @tree: tree
 * @path: path, absolute and not /
 * @plain: without symbolic links on the way
 * @base: where the last part of @path begins
 *
 * Return: a file descriptor, usable as a directory, or a negative errno.
 */
int ddt_tree_parent(const struct ddt_tree *tree, const char *path, bool plain,
		    const char **base)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];

	snprintf(parent, sizeof(parent), "%.*s",
		 slash == path ? 1 : (int)(slash - path), path);
	*base = slash + 1;
	return tree_openat2(tree, parent, O_RDONLY | O_DIRECTORY, 0,
			    plain ? RESOLVE_NO_SYMLINKS : 0);
}

/**
 * ddt_tree_stat() - look at a path, a link itself if it is one
 * @tree: tree
 * @path: path, absolute
 * @plain: without symbolic links on the way
 * @st: filled
 *
 * Return: 0 or a negative errno.
 */
int ddt_tree_stat(const struct ddt_tree *tree, const char *path, bool plain,
		  struct stat *st)
{
	const char *base;
	int err, fd;

	if (!strcmp(path, "/"))
		return fstat(tree->fd, st) ? -errno : 0;
	fd = ddt_tree_parent(tree, path, plain, &base);
	if (fd < 0)
		return fd;
	err = fstatat(fd, base, st, AT_SYMLINK_NOFOLLOW) ? -errno : 0;
	close(fd);
	return err;
}

/**
 * ddt_tree_has() - is there such a path, links followed?
 * @tree: tree
 * @path: path, absolute
 *
 * Return: true when there is.
 */
bool ddt_tree_has(const struct ddt_tree *tree, const char *path)
{
	int fd = ddt_tree_get(tree, path, O_PATH, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/**
 * ddt_tree_link() - read a symbolic link
 * @tree: tree
 * @path: path, absolute
 * @text: where it points to, "" when it is no link
 * @size: bytes at @text
 *
 * Return: 0 or a negative errno; -EINVAL when it is no link.
 */
int ddt_tree_link(const struct ddt_tree *tree, const char *path, char *text,
		  size_t size)
{
	const char *base;
	ssize_t n;
	int fd = ddt_tree_parent(tree, path, false, &base);

	*text = '\0';
	if (fd < 0)
		return fd;
	n = readlinkat(fd, base, text, size - 1);
	text[n < 0 ? 0 : n] = '\0';
	n = n < 0 ? -errno : 0;
	close(fd);
	return (int)n;
}

/**
 * struct ddt_tree_walk - a path being followed
 * @real: as far as it has been followed
 * @rest: what is left of it
 */
struct ddt_tree_walk {
	char real[PATH_MAX];
	char rest[PATH_MAX];
};

/* Take the next part off. Return: false when there is none left. */
static bool walk_part(struct ddt_tree_walk *w, char *part)
{
	char *p = w->rest + strspn(w->rest, "/");
	size_t len = strcspn(p, "/");

	if (!len || len > NAME_MAX)
		return false;
	memcpy(part, p, len);
	part[len] = '\0';
	memmove(w->rest, p + len, strlen(p + len) + 1);
	return true;
}

/* Put a link in the place of its name. Return: 0, or -ENAMETOOLONG. */
static int walk_link(struct ddt_tree_walk *w, const char *text)
{
	char rest[PATH_MAX];
	int n = snprintf(rest, sizeof(rest), "%s/%s", text, w->rest);

	if (n >= (int)sizeof(rest))
		return -ENAMETOOLONG;
	if (*text == '/')
		w->real[0] = '\0';
	memcpy(w->rest, rest, (size_t)n + 1);
	return 0;
}

/**
 * ddt_tree_lands() - where a path ends when the tree is the root
 * @tree: tree
 * @path: path, absolute; it need not exist
 * @real: the path without links
 * @size: bytes at @real
 * @st: filled when there is something
 *
 * Return: 0; -ENOENT with @real all the same when nothing is there; another
 * negative errno.
 */
int ddt_tree_lands(const struct ddt_tree *tree, const char *path, char *real,
		   size_t size, struct stat *st)
{
	char part[NAME_MAX + 1], text[PATH_MAX], *slash;
	struct ddt_tree_walk w = { .real = "" };
	int links = 0, err = 0, gone = 0;
	size_t len;

	snprintf(w.rest, sizeof(w.rest), "%s", path);
	fstat(tree->fd, st);
	while (!err && walk_part(&w, part)) {
		if (!strcmp(part, "."))
			continue;
		len = strlen(w.real);
		if (!strcmp(part, "..")) {
			slash = strrchr(w.real, '/');
			if (slash)
				*slash = '\0';
			continue;
		}
		if (len + strlen(part) + 2 > sizeof(w.real))
			return -ENAMETOOLONG;
		snprintf(w.real + len, sizeof(w.real) - len, "/%s", part);
		if (gone)
			continue;
		gone = ddt_tree_stat(tree, w.real, true, st);
		if (gone || !S_ISLNK(st->st_mode))
			continue;
		err = ddt_tree_link(tree, w.real, text, sizeof(text));
		w.real[len] = '\0';
		if (!err)
			err = ++links > DDT_TREE_LINKS ? -ELOOP :
			      walk_link(&w, text);
	}
	snprintf(real, size, "%s", w.real[0] ? w.real : "/");
	return err ? err : gone;
}
