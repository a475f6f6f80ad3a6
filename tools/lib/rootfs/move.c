// SPDX-License-Identifier: GPL-2.0-only
/*
 * PATH moves to /flash/PATH, a link takes its place; and back.
 *
 * What moves is one name of one file system, so owners, modes, ACLs, extended
 * attributes, times, hard links and holes move along unseen.
 *
 * The link is made under the other name first and then exchanged: there is no
 * moment without PATH. Where the file system cannot exchange, PATH is missing
 * for a moment, and what it held is in /flash. Any moment is a state that is
 * recognised and gone on from.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

/**
 * struct ddt_move - a move
 * @dir: directory of PATH
 * @base: its name there
 * @fdir: directory of /flash/PATH
 * @fbase: its name there
 * @flash: /flash/PATH
 * @is: there is something at PATH
 * @fis: there is something at /flash/PATH
 * @link: what is at PATH is our link
 * @flink: what is at /flash/PATH is our link
 */
struct ddt_move {
	int dir;
	const char *base;
	int fdir;
	const char *fbase;
	char flash[PATH_MAX];
	bool is;
	bool fis;
	bool link;
	bool flink;
};

/* what is at one of the two names */
static void move_look(int dir, const char *base, const char *text,
		      bool *is, bool *link)
{
	char found[PATH_MAX];
	struct stat st;
	ssize_t n;

	*is = dir >= 0 && !fstatat(dir, base, &st, AT_SYMLINK_NOFOLLOW);
	*link = false;
	if (!*is || !S_ISLNK(st.st_mode))
		return;
	n = readlinkat(dir, base, found, sizeof(found) - 1);
	found[n < 0 ? 0 : n] = '\0';
	*link = !strcmp(found, text);
}

/* find both places */
static int move_open(struct ddt_rootfs *r, const struct ddt_step *s,
		     struct ddt_move *m)
{
	snprintf(m->flash, sizeof(m->flash), "%s%s", DDT_FLASH_DIR, s->path);
	m->dir = ddt_tree_parent(&r->tree, s->path, true, &m->base);
	if (m->dir < 0)
		return ddt_rootfs_wrong(r, m->dir, "%s: its directory: %s",
					s->path, strerror(-m->dir));
	m->fdir = ddt_tree_parent(&r->tree, m->flash, true, &m->fbase);
	move_look(m->dir, m->base, s->text, &m->is, &m->link);
	move_look(m->fdir, m->fbase, s->text, &m->fis, &m->flink);
	return 0;
}

/* close both places */
static void move_close(struct ddt_move *m)
{
	close(m->dir);
	if (m->fdir >= 0)
		close(m->fdir);
}

/*
 * Exchange what is at the two names.
 *
 * Return: 0; -EINVAL when the file system cannot; another negative errno.
 */
static int move_exchange(struct ddt_rootfs *r, const struct ddt_move *m)
{
	int err = ddt_rootfs_point(r);

	if (err)
		return err;
	if (r->no_exchange)
		return -EINVAL;
	return syscall(SYS_renameat2, m->dir, m->base, m->fdir, m->fbase,
		       RENAME_EXCHANGE) ? -errno : 0;
}

/* the name of a link before it takes its place */
static void move_temp(const struct ddt_move *m, char *name)
{
	snprintf(name, NAME_MAX + 1, ".ddom-%.200s", m->base);
}

/* move without exchanging */
static int move_apart(struct ddt_rootfs *r, const struct ddt_step *s,
		      const struct ddt_move *m)
{
	char temp[NAME_MAX + 1];
	int err;

	move_temp(m, temp);
	err = ddt_rootfs_point(r);
	if (!err && m->flink && m->is && unlinkat(m->fdir, m->fbase, 0))
		err = -errno;
	if (!err)
		err = ddt_rootfs_point(r);
	if (!err && symlinkat(s->text, m->dir, temp) && errno != EEXIST)
		err = -errno;
	if (!err)
		err = ddt_rootfs_point(r);
	if (!err && m->is &&
	    renameat(m->dir, m->base, m->fdir, m->fbase))
		err = -errno;
	if (!err)
		err = ddt_rootfs_point(r);
	if (!err && renameat(m->dir, temp, m->dir, m->base))
		err = -errno;
	return err;
}

/**
 * ddt_rootfs_move_check() - can this be moved?
 * @r: tree
 * @s: step
 *
 * Return: 1 when it has been already; 0 when it can; a negative errno with the
 * reason.
 */
int ddt_rootfs_move_check(struct ddt_rootfs *r, const struct ddt_step *s)
{
	struct ddt_move m = { .dir = -1 };
	int err = move_open(r, s, &m);

	if (err)
		return err;
	if (m.link && m.fis && !m.flink)
		err = 1;
	else if (m.is && !m.link && m.fis && !m.flink)
		err = ddt_rootfs_wrong(r, -EEXIST, "%s and %s are both there; make one of the two",
				       s->path, m.flash);
	else if (!m.is && !m.fis)
		err = ddt_rootfs_wrong(r, -ENOENT, "%s: gone, and not at %s either",
				       s->path, m.flash);
	else if (m.link && !m.fis)
		err = ddt_rootfs_wrong(r, -ENOENT, "%s is a link to %s, where nothing is",
				       s->path, m.flash);
	move_close(&m);
	return err;
}

/**
 * ddt_rootfs_move() - move
 * @r: tree
 * @s: step
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_move(struct ddt_rootfs *r, const struct ddt_step *s)
{
	char temp[NAME_MAX + 1];
	struct ddt_move m = { .dir = -1 };
	int err = ddt_rootfs_move_check(r, s);

	if (err)
		return err < 0 ? err : 0;
	err = move_open(r, s, &m);
	if (err)
		return err;
	if (!m.is) {
		/* interrupted between two renames */
		err = move_apart(r, s, &m);
		goto out;
	}
	err = ddt_rootfs_point(r);
	if (!err && !m.fis && symlinkat(s->text, m.fdir, m.fbase))
		err = -errno;
	m.flink = true;
	if (!err)
		err = move_exchange(r, &m);
	if (err == -EINVAL)
		err = move_apart(r, s, &m);
	/* left by an interrupted one that could not exchange */
	move_temp(&m, temp);
	if (!err && unlinkat(m.dir, temp, 0) && errno != ENOENT)
		err = -errno;
out:
	if (err)
		ddt_rootfs_wrong(r, err, "%s: not moved to %s: %s", s->path,
				 m.flash, strerror(-err));
	move_close(&m);
	return err;
}

/**
 * ddt_rootfs_move_back() - move back
 * @r: tree
 * @s: step
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_move_back(struct ddt_rootfs *r, const struct ddt_step *s)
{
	char temp[NAME_MAX + 1];
	struct ddt_move m = { .dir = -1 };
	int err = move_open(r, s, &m);

	if (err)
		return err;
	move_temp(&m, temp);
	if (m.is && !m.link && m.fis && !m.flink) {
		err = ddt_rootfs_wrong(r, -EEXIST, "%s is no longer the link to %s; make one of the two",
				       s->path, m.flash);
		goto close;
	}
	if (m.link && !m.fis) {
		err = ddt_rootfs_wrong(r, -ENOENT, "%s is a link to %s, where nothing is",
				       s->path, m.flash);
		goto close;
	}
	if (m.link && !m.flink) {
		err = move_exchange(r, &m);
		if (!err)
			m.flink = true;
		if (err == -EINVAL) {
			err = ddt_rootfs_point(r);
			if (!err && unlinkat(m.dir, m.base, 0))
				err = -errno;
			m.is = false;
		}
	}
	if (!err && !m.is && m.fis && !m.flink) {
		err = ddt_rootfs_point(r);
		if (!err && renameat(m.fdir, m.fbase, m.dir, m.base))
			err = -errno;
	}
	if (!err && m.flink) {
		err = ddt_rootfs_point(r);
		if (!err && unlinkat(m.fdir, m.fbase, 0))
			err = -errno;
	}
	/* left by a conversion that was interrupted there */
	if (!err && unlinkat(m.dir, temp, 0) && errno != ENOENT)
		err = -errno;
	if (err)
		ddt_rootfs_wrong(r, err, "%s: not moved back from %s: %s",
				 s->path, m.flash, strerror(-err));
close:
	move_close(&m);
	return err;
}
