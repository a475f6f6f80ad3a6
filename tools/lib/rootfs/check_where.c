// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a path is on a client, and what is found about it.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/check_internal.h"

/* In memory on every client, whatever flash.conf says. */
static const char *const volatile_dirs[] = { "/run", "/dev", "/proc", "/sys" };

/**
 * ddt_check_where_add() - add a finding, unless there is one about that path
 * @found: findings
 * @level: how bad it is
 * @id: its kind
 * @path: where
 * @why: what comes of it, or NULL
 * @remedy: what mends it
 * @what: format: what was seen
 */
void ddt_check_where_add(struct ddt_findings *found, enum ddt_level level,
			 const char *id, const char *path, const char *why,
			 const char *remedy, const char *what, ...)
{
	struct ddt_finding *finding;
	va_list ap;
	size_t i;

	for (i = 0; i < found->n; i++)
		if (found->list[i].place && !strcmp(found->list[i].place, path))
			return;
	va_start(ap, what);
	finding = ddt_finding_vadd(found, level, id, path, why, what, ap);
	va_end(ap);
	ddt_finding_advice(finding, "%s", remedy);
}

/* what becomes of a path of /flash */
static enum ddt_where where_flash(const struct ddt_rootfs *r,
				  const char *path)
{
	const struct ddt_flash_entry *e;
	char flash[PATH_MAX];
	size_t i;

	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (!ddt_flash_conf_writable(e->kind))
			continue;
		/* a directory on the way to an entry is made for it */
		if (!ddt_flash_conf_below(path, e->path) &&
		    !ddt_flash_conf_below(e->path, path))
			continue;
		snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR, e->path);
		if (ddt_tree_has(&r->tree, flash))
			return DDT_WHERE_MEMORY;
	}
	return *path ? DDT_WHERE_LOST : DDT_WHERE_MEMORY;
}

/**
 * ddt_check_where() - where a path is on a client
 * @r: tree
 * @path: path
 * @st: filled when it is there
 *
 * Return: where.
 */
enum ddt_where ddt_check_where(const struct ddt_rootfs *r, const char *path,
			       struct stat *st)
{
	char real[PATH_MAX];
	int err = ddt_tree_lands(&r->tree, path, real, sizeof(real), st);
	const struct ddt_flash_entry *e;
	size_t i;

	for (i = 0; i < sizeof(volatile_dirs) / sizeof(char *); i++)
		if (ddt_flash_conf_below(real, volatile_dirs[i]))
			return DDT_WHERE_MEMORY;
	if (ddt_flash_conf_below(real, DDT_FLASH_DIR))
		return where_flash(r, real + strlen(DDT_FLASH_DIR));
	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (!ddt_flash_conf_below(real, e->path))
			continue;
		if (e->kind == DDT_FLASH_TMPFS)
			return DDT_WHERE_MEMORY;
		if (e->kind == DDT_FLASH_STATIC)
			return DDT_WHERE_STATIC;
	}
	return err ? DDT_WHERE_MISSING : DDT_WHERE_READ_ONLY;
}

/* A client has no use for the files that a tree has there. */
static const char *const unneeded[] = {
	"/tmp", "/var/tmp", "/var/run", "/var/lock", "/var/log", "/var/cache",
	"/var/backups",
};

/* What one line of flash.conf mends, for all that is below it. */
static const char read_only[] = "read-only";

/* is there a file below a directory? */
static bool where_files(int fd, int depth)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;
	bool any = false;
	struct stat st;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!any && (d = readdir(dir))) {
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..") ||
		    fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    S_ISLNK(st.st_mode))
			continue;
		any = !S_ISDIR(st.st_mode) || !depth ||
		      where_files(openat(fd, d->d_name, O_RDONLY |
					 O_DIRECTORY | O_NOFOLLOW |
					 O_CLOEXEC), depth - 1);
	}
	closedir(dir);
	return any;
}

/*
 * What flash.conf should say about a path.
 *
 * Return: "tree" where files are not needed, or are none, else "copy".
 */
static const char *where_kind(const struct ddt_rootfs *r, const char *path,
			      const struct stat *st)
{
	size_t i;

	if (!S_ISDIR(st->st_mode))
		return "copy";
	for (i = 0; i < sizeof(unneeded) / sizeof(char *); i++)
		if (ddt_flash_conf_below(path, unneeded[i]))
			return "tree";
	return where_files(ddt_tree_get(&r->tree, path,
					O_RDONLY | O_DIRECTORY, 0), 16) ?
	       "copy" : "tree";
}

/**
 * ddt_check_where_unwritable() - a finding, if a path is there and cannot be
 *	written
 * @r: tree
 * @found: findings
 * @level: how bad that is
 * @path: path
 * @why: who writes it
 */
void ddt_check_where_unwritable(struct ddt_rootfs *r,
				struct ddt_findings *found,
				enum ddt_level level, const char *path,
				const char *why)
{
	char remedy[PATH_MAX + 256];
	struct stat st = { 0 };
	enum ddt_where where = ddt_check_where(r, path, &st);
	size_t i;

	if (where == DDT_WHERE_MEMORY || where == DDT_WHERE_STATIC ||
	    where == DDT_WHERE_MISSING)
		return;
	/* said of a directory above it, whose remedy is this one's too */
	for (i = 0; i < found->n; i++)
		if (found->list[i].id == read_only && found->list[i].place &&
		    ddt_flash_conf_below(path, found->list[i].place))
			return;
	snprintf(remedy, sizeof(remedy),
		 "add \"%s = %s\" to %s and convert again, or \"static\" if nobody does",
		 where_kind(r, path, &st), path, DDT_FLASH_FILE);
	ddt_check_where_add(found, level, read_only, path, why, remedy, "%s",
			    where == DDT_WHERE_LOST ?
			    "it is below /flash but not in flash.conf" :
			    "it cannot be written");
}
