// SPDX-License-Identifier: GPL-2.0-only
/*
 * One step and its inverse. Each can be begun again wherever it was cut off.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

#define DDT_SAVED		".ddom-saved"

/* Say which step failed. Return: err. */
static int step_failed(struct ddt_rootfs *r, const struct ddt_step *s,
		       int err)
{
	return ddt_rootfs_wrong(r, err, "%s %s: %s",
				ddt_journal_step_name(s->kind), s->path,
				strerror(-err));
}

/* make extended attributes, ACLs among them, the same */
static int dir_xattrs(int from, int to)
{
	char names[4096], value[4096], *name;
	ssize_t n = flistxattr(from, names, sizeof(names)), len;

	if (n < 0)
		return errno == EOPNOTSUPP ? 0 : -errno;
	for (name = names; name < names + n; name += strlen(name) + 1) {
		len = fgetxattr(from, name, value, sizeof(value));
		if (len < 0 || fsetxattr(to, name, value, (size_t)len, 0))
			return -errno;
	}
	return 0;
}

/* make a directory like another one */
static int dir_like(struct ddt_rootfs *r, int fd, const char *like)
{
	struct stat st;
	int from, err;

	if (!*like)
		return fchmod(fd, 0755) ? -errno : 0;
	from = ddt_tree_get(&r->tree, like, O_RDONLY | O_DIRECTORY, 0);
	if (from < 0)
		return from;
	err = fstat(from, &st) || fchown(fd, st.st_uid, st.st_gid) ||
	      fchmod(fd, st.st_mode & 07777) ? -errno : 0;
	if (!err)
		err = dir_xattrs(from, fd);
	close(from);
	return err;
}

/* make a directory */
static int step_dir(struct ddt_rootfs *r, const struct ddt_step *s)
{
	const char *base;
	int dir = ddt_tree_parent(&r->tree, s->path, false, &base), fd = -1;
	int err = dir < 0 ? dir : ddt_rootfs_point(r);

	if (!err && mkdirat(dir, base, 0700) && errno != EEXIST)
		err = -errno;
	if (!err) {
		fd = openat(dir, base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
			    O_CLOEXEC);
		err = fd < 0 ? -errno : ddt_rootfs_point(r);
	}
	if (!err)
		err = dir_like(r, fd, s->text);
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return err ? step_failed(r, s, err) : 0;
}

/* remove a directory, if nobody has put anything there */
static int step_dir_back(struct ddt_rootfs *r, const struct ddt_step *s)
{
	const char *base;
	int dir = ddt_tree_parent(&r->tree, s->path, false, &base);
	int err = dir == -ENOENT ? 0 : dir < 0 ? dir : ddt_rootfs_point(r);

	if (!err && dir >= 0 && unlinkat(dir, base, AT_REMOVEDIR) &&
	    errno != ENOENT)
		err = -errno;
	if (dir >= 0)
		close(dir);
	if (err == -ENOTEMPTY || err == -EEXIST) {
		ddt_rootfs_note(r, "%s: kept, there is something in it",
				s->path);
		err = 0;
	}
	return err ? step_failed(r, s, err) : 0;
}

/* make a link where nothing was, or remove it */
static int step_link(struct ddt_rootfs *r, const struct ddt_step *s,
		     bool back)
{
	char text[PATH_MAX];
	const char *base;
	int dir = ddt_tree_parent(&r->tree, s->path, true, &base), err = 0;
	bool ours;

	if (back && dir == -ENOENT)
		return 0;
	if (dir < 0)
		return step_failed(r, s, dir);
	ours = !ddt_tree_link(&r->tree, s->path, text, sizeof(text)) &&
	       !strcmp(text, s->text);
	if (ours == back)
		err = ddt_rootfs_point(r);
	if (!err && ours && back && unlinkat(dir, base, 0))
		err = -errno;
	if (!err && !ours && !back && symlinkat(s->text, dir, base))
		err = -errno;
	close(dir);
	return err ? step_failed(r, s, err) : 0;
}

/* give a file a second name, for depmod replaces the first */
static int step_save(struct ddt_rootfs *r, const struct ddt_step *s)
{
	char saved[NAME_MAX + 1];
	const char *base;
	int dir, err;

	if (strcmp(s->text, "had"))
		return 0;
	dir = ddt_tree_parent(&r->tree, s->path, false, &base);
	if (dir < 0)
		return step_failed(r, s, dir);
	snprintf(saved, sizeof(saved), "%.200s%s", base, DDT_SAVED);
	err = ddt_rootfs_point(r);
	if (!err && linkat(dir, base, dir, saved, 0) && errno != EEXIST)
		err = -errno;
	close(dir);
	return err ? step_failed(r, s, err) : 0;
}

/* the file as it was, or none if there was none */
static int step_save_back(struct ddt_rootfs *r, const struct ddt_step *s)
{
	char saved[NAME_MAX + 1];
	struct stat one, two;
	const char *base;
	int dir = ddt_tree_parent(&r->tree, s->path, false, &base), err;

	if (dir == -ENOENT)
		return 0;
	if (dir < 0)
		return step_failed(r, s, dir);
	snprintf(saved, sizeof(saved), "%.200s%s", base, DDT_SAVED);
	err = ddt_rootfs_point(r);
	if (!err && strcmp(s->text, "had")) {
		if (unlinkat(dir, base, 0) && errno != ENOENT)
			err = -errno;
	} else if (!err && !fstatat(dir, saved, &two, AT_SYMLINK_NOFOLLOW)) {
		/* rename() does nothing between two names of one file */
		if (!fstatat(dir, base, &one, AT_SYMLINK_NOFOLLOW) &&
		    one.st_ino == two.st_ino)
			err = unlinkat(dir, saved, 0) ? -errno : 0;
		else
			err = renameat(dir, saved, dir, base) ? -errno : 0;
	}
	close(dir);
	return err ? step_failed(r, s, err) : 0;
}

/* have depmod see the modules */
static int step_depmod(struct ddt_rootfs *r, const struct ddt_step *s)
{
	int status, err = ddt_rootfs_point(r);
	pid_t pid;

	if (err)
		return step_failed(r, s, err);
	pid = fork();
	if (!pid) {
		execlp("depmod", "depmod", "-b", r->tree.name, s->text,
		       (char *)NULL);
		execl("/sbin/depmod", "depmod", "-b", r->tree.name, s->text,
		      (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return step_failed(r, s, -errno);
	if (status)
		return ddt_rootfs_wrong(r, -EIO, "depmod -b %s %s failed",
					r->tree.name, s->text);
	return 0;
}

/**
 * ddt_rootfs_step_do() - carry a step out, or go on with it
 * @r: tree
 * @s: step
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_step_do(struct ddt_rootfs *r, struct ddt_step *s)
{
	switch (s->kind) {
	case DDT_STEP_DIR:
		return step_dir(r, s);
	case DDT_STEP_MOVE:
		return ddt_rootfs_move(r, s);
	case DDT_STEP_LINK:
		return step_link(r, s, false);
	case DDT_STEP_PUT:
		return ddt_rootfs_put(r, s);
	case DDT_STEP_SAVE:
		return step_save(r, s);
	case DDT_STEP_DEPMOD:
		return step_depmod(r, s);
	default:
		return 0;
	}
}

/**
 * ddt_rootfs_step_undo() - undo a step, as far as it was carried out
 * @r: tree
 * @s: step
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_step_undo(struct ddt_rootfs *r, struct ddt_step *s)
{
	switch (s->kind) {
	case DDT_STEP_DIR:
		return step_dir_back(r, s);
	case DDT_STEP_MOVE:
		return ddt_rootfs_move_back(r, s);
	case DDT_STEP_LINK:
		return step_link(r, s, true);
	case DDT_STEP_PUT:
		return ddt_rootfs_put_back(r, s);
	case DDT_STEP_SAVE:
		return step_save_back(r, s);
	default:
		return 0;
	}
}
