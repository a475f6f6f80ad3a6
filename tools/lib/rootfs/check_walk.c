// SPDX-License-Identifier: GPL-2.0-only
/*
 * What will fail on a client, found by looking at the tree: what packages have
 * in /var, and directories that are not root's alone.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/check_internal.h"

/* Deeper is no tree of a distribution. */
#define DDT_WALK_DEPTH		64

/* the package a path belongs to */
static void owner_of(const struct ddt_rootfs *r, const char *path,
		     char *package, size_t size)
{
	int fd = ddt_tree_get(&r->tree, "/var/lib/dpkg/info",
			      O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char *line = NULL, *dot;
	struct dirent *d;
	size_t room = 0;
	FILE *file;

	*package = '\0';
	if (!dir && fd >= 0)
		close(fd);
	while (dir && !*package && (d = readdir(dir))) {
		dot = strrchr(d->d_name, '.');
		if (!dot || strcmp(dot, ".list"))
			continue;
		fd = openat(dirfd(dir), d->d_name,
			    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		file = fd < 0 ? NULL : fdopen(fd, "r");
		while (file && getline(&line, &room, file) > 0) {
			line[strcspn(line, "\n")] = '\0';
			if (strcmp(line, path))
				continue;
			/* libfoo:amd64.list */
			snprintf(package, size, "%.*s",
				 (int)strcspn(d->d_name, ":."), d->d_name);
			break;
		}
		if (file)
			fclose(file);
	}
	free(line);
	if (dir)
		closedir(dir);
}

/* everything in a directory of /var */
static void check_var_dir(struct ddt_rootfs *r, struct ddt_findings *found,
			  const char *path, const char *skip)
{
	int fd = ddt_tree_get(&r->tree, path, O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char name[PATH_MAX], package[128], why[PATH_MAX];
	struct dirent *d;
	struct stat st;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (d = readdir(dir))) {
		if (d->d_name[0] == '.' || (skip && !strcmp(d->d_name, skip)))
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, d->d_name);
		if (ddt_check_where(r, name, &st) != DDT_WHERE_READ_ONLY)
			continue;
		owner_of(r, name, package, sizeof(package));
		snprintf(why, sizeof(why), "%s%s keeps what changes in /var",
			 *package ? "the package " : "",
			 *package ? package : "whoever made it");
		ddt_check_where_unwritable(r, found, DDT_RISK, name, why);
	}
	if (dir)
		closedir(dir);
}

/**
 * ddt_check_walk_var() - everything in /var and /var/lib
 * @r: tree
 * @found: findings
 */
void ddt_check_walk_var(struct ddt_rootfs *r, struct ddt_findings *found)
{
	struct stat st;

	check_var_dir(r, found, "/var", "lib");
	if (ddt_check_where(r, "/var/lib", &st) == DDT_WHERE_READ_ONLY)
		check_var_dir(r, found, "/var/lib", NULL);
}

/* is a directory one that others write to? */
static void check_owner(struct ddt_rootfs *r, struct ddt_findings *found,
			const char *path, const struct stat *st,
			const struct stat *root)
{
	char why[64];

	if (st->st_uid != root->st_uid)
		snprintf(why, sizeof(why), "user %u, whose it is, expects to write",
			 (unsigned int)st->st_uid);
	else if (st->st_mode & 0002)
		snprintf(why, sizeof(why), "everybody may write there");
	else if (st->st_mode & 0020 && st->st_gid != root->st_gid)
		snprintf(why, sizeof(why), "group %u may write there",
			 (unsigned int)st->st_gid);
	else
		return;
	ddt_check_where_unwritable(r, found, DDT_RISK, path, why);
}

/* all directories */
static void walk(struct ddt_rootfs *r, struct ddt_findings *found, int fd,
		 const char *path, const struct stat *root, int depth)
{
	DIR *dir = fdopendir(fd);
	char name[PATH_MAX];
	struct dirent *d;
	struct stat st;
	int sub;

	if (!dir) {
		close(fd);
		return;
	}
	while ((d = readdir(dir))) {
		if (d->d_type != DT_DIR && d->d_type != DT_UNKNOWN)
			continue;
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..") ||
		    snprintf(name, sizeof(name), "%s/%s", path, d->d_name) >=
		    (int)sizeof(name) ||
		    fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISDIR(st.st_mode) || st.st_dev != root->st_dev)
			continue;
		if (ddt_check_where(r, name, &st) != DDT_WHERE_READ_ONLY)
			continue;
		check_owner(r, found, name, &st, root);
		sub = openat(fd, d->d_name, O_RDONLY | O_DIRECTORY |
			     O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0 && depth < DDT_WALK_DEPTH)
			walk(r, found, sub, name, root, depth + 1);
		else if (sub >= 0)
			close(sub);
	}
	closedir(dir);
}

/**
 * ddt_check_walk_owners() - directories which are not root's alone
 * @r: tree
 * @found: findings
 */
void ddt_check_walk_owners(struct ddt_rootfs *r, struct ddt_findings *found)
{
	int fd = ddt_tree_get(&r->tree, "/", O_RDONLY | O_DIRECTORY, 0);
	struct stat root;

	if (fd < 0)
		return;
	if (fstat(fd, &root))
		close(fd);
	else
		walk(r, found, fd, "", &root, 0);
}
