// SPDX-License-Identifier: GPL-2.0-only
/*
 * Relative links in what moves.
 *
 * /var/log is two directories deep, /flash/var/log three: a link there to
 * ../../usr/share would end in /flash/usr/share. It is not changed; /flash gets
 * a link "usr" to the real one instead.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

#define DDT_LINKS_DEPTH		64

/*
 * Where a relative link points to, by its text alone.
 *
 * Return: false when it climbs above the root, from where it leads to the same
 * place however deep it is.
 */
static bool links_target(const char *dir, const char *text, char *target)
{
	size_t len = (size_t)snprintf(target, PATH_MAX, "%s", dir), part;
	char *slash;

	while (*text) {
		text += strspn(text, "/");
		part = strcspn(text, "/");
		if (part == 2 && !strncmp(text, "..", 2)) {
			slash = strrchr(target, '/');
			if (!slash)
				return false;
			*slash = '\0';
			len = strlen(target);
		} else if (part && !(part == 1 && *text == '.')) {
			if (len + part + 2 > PATH_MAX)
				return false;
			len += (size_t)sprintf(target + len, "/%.*s",
					       (int)part, text);
		}
		text += part;
	}
	return *target != '\0';
}

/**
 * enum ddt_links_at - what will be at a path of /flash
 * @DDT_LINKS_NOTHING: nothing
 * @DDT_LINKS_DIR: a directory, with nothing but what is put there
 * @DDT_LINKS_IT: what was at the path itself, or a link to it
 */
enum ddt_links_at {
	DDT_LINKS_NOTHING,
	DDT_LINKS_DIR,
	DDT_LINKS_IT,
};

/* what will be at a path of /flash? */
static enum ddt_links_at links_at(const struct ddt_rootfs *r,
				  const char *path, const char *flash)
{
	struct stat st;

	if (ddt_journal_find(&r->state, DDT_STEP_MOVE, path) ||
	    ddt_journal_find(&r->state, DDT_STEP_LINK, flash))
		return DDT_LINKS_IT;
	if (ddt_journal_find(&r->state, DDT_STEP_DIR, flash))
		return DDT_LINKS_DIR;
	if (ddt_tree_stat(&r->tree, flash, true, &st))
		return DDT_LINKS_NOTHING;
	return S_ISDIR(st.st_mode) ? DDT_LINKS_DIR : DDT_LINKS_IT;
}

/* have a path of /flash lead to the one it stands for */
static int links_lead(struct ddt_rootfs *r, const char *target)
{
	char path[PATH_MAX], flash[PATH_MAX], text[PATH_MAX];
	enum ddt_links_at at = DDT_LINKS_DIR;
	const char *p = target;
	size_t len = 0;

	while (at == DDT_LINKS_DIR && *p) {
		p += 1 + strcspn(p + 1, "/");
		len += (size_t)snprintf(text + len, sizeof(text) - len, "../");
		snprintf(path, sizeof(path), "%.*s", (int)(p - target), target);
		if (snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR,
			     path) >= (int)sizeof(flash) ||
		    len + strlen(path) > sizeof(text))
			return 0;
		at = links_at(r, path, flash);
	}
	if (at != DDT_LINKS_NOTHING)
		return 0;
	memcpy(text + len, path + 1, strlen(path));
	return ddt_plan_step_add(r, DDT_STEP_LINK, flash, text) ? 0 :
	       -ENOMEM;
}

/* look at a link */
static int links_one(struct ddt_rootfs *r, int fd, const char *name,
		     const char *dir)
{
	char text[PATH_MAX], target[PATH_MAX];
	ssize_t n = readlinkat(fd, name, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	if (n <= 0 || *text == '/' || !links_target(dir, text, target) ||
	    ddt_flash_conf_below(target, DDT_FLASH_DIR) ||
	    !ddt_tree_has(&r->tree, target))
		return 0;
	return links_lead(r, target);
}

/* look at the links of a directory and of those in it */
static int links_dir(struct ddt_rootfs *r, int fd, const char *dir,
		     int depth)
{
	DIR *entries = fdopendir(fd);
	char path[PATH_MAX];
	struct dirent *d;
	struct stat st;
	int err = 0, sub;

	if (!entries) {
		close(fd);
		return 0;
	}
	while (!err && (d = readdir(entries))) {
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..") ||
		    fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISLNK(st.st_mode))
			err = links_one(r, fd, d->d_name, dir);
		if (!S_ISDIR(st.st_mode) || depth == DDT_LINKS_DEPTH ||
		    snprintf(path, sizeof(path), "%s/%s", dir, d->d_name) >=
		    (int)sizeof(path))
			continue;
		sub = openat(fd, d->d_name, O_RDONLY | O_DIRECTORY |
			     O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0)
			err = links_dir(r, sub, path, depth + 1);
	}
	closedir(entries);
	return err;
}

/**
 * ddt_rootfs_links_plan() - see that relative links lead where they did
 * @r: tree, with all moves planned
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_links_plan(struct ddt_rootfs *r)
{
	char path[PATH_MAX], flash[PATH_MAX];
	size_t i, n = r->state.n;
	int fd, err = 0;

	for (i = 0; !err && i < n; i++) {
		if (r->state.steps[i].kind != DDT_STEP_MOVE)
			continue;
		snprintf(path, sizeof(path), "%s", r->state.steps[i].path);
		if (snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR,
			     path) >= (int)sizeof(flash))
			continue;
		fd = ddt_tree_get_plain(&r->tree, path, O_RDONLY | O_DIRECTORY);
		if (fd < 0)
			fd = ddt_tree_get_plain(&r->tree, flash,
						O_RDONLY | O_DIRECTORY);
		if (fd >= 0)
			err = links_dir(r, fd, path, 0);
	}
	return err;
}
