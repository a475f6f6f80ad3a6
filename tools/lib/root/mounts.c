// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/self/mountinfo; before Linux 2.6.26, /proc/mounts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "root/mounts_internal.h"

/* Fields before the optional ones: number, parent, device, root, point, flags. */
#define DDT_MOUNTINFO_FIXED	6

/**
 * ddt_mount_unescape() - undo the octal escapes of a field, in place
 * @s: the field
 *
 * Return: @s.
 */
char *ddt_mount_unescape(char *s)
{
	char *from = s, *to = s;

	while (*from) {
		if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' &&
		    from[2] >= '0' && from[2] <= '7' &&
		    from[3] >= '0' && from[3] <= '7') {
			*to++ = (char)((from[1] - '0') << 6 |
				       (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return s;
}

static void mount_free(struct ddt_mount *m)
{
	free(m->point);
	free(m->fstype);
	free(m->source);
	free(m->options);
}

/*
 * Only the options keep their escapes: a comma in a value is one. -EBADMSG for
 * a mount that is at no path.
 */
static int mount_copy(struct ddt_mount *m, char *point, char *fstype,
		      char *source, char *options)
{
	if (*ddt_mount_unescape(point) != '/')
		return -EBADMSG;
	m->point = strdup(point);
	m->fstype = strdup(ddt_mount_unescape(fstype));
	m->source = strdup(ddt_mount_unescape(source));
	m->options = strdup(options);
	if (m->point && m->fstype && m->source && m->options)
		return 0;
	mount_free(m);
	return -ENOMEM;
}

/* A line of /proc/self/mountinfo; -EBADMSG for one of another form. */
static int mount_parse(const struct ddt_mounts *mounts, char *line,
		       struct ddt_mount *m)
{
	char *field[DDT_MOUNTINFO_FIXED], *tail[3], *save = NULL, *p;
	unsigned int major, minor;
	int i;

	(void)mounts;
	for (i = 0; i < DDT_MOUNTINFO_FIXED; i++) {
		field[i] = strtok_r(i ? NULL : line, " ", &save);
		if (!field[i])
			return -EBADMSG;
	}
	if (sscanf(field[2], "%u:%u", &major, &minor) != 2)
		return -EBADMSG;
	m->id = atoi(field[0]);
	m->parent = atoi(field[1]);
	m->dev = makedev(major, minor);
	do {
		p = strtok_r(NULL, " ", &save);
	} while (p && strcmp(p, "-"));

	/* type, source and options; an empty source leaves two blanks */
	for (i = 0; i < 3; i++) {
		tail[i] = p && save ? strsep(&save, " ") : NULL;
		if (!tail[i])
			return -EBADMSG;
	}
	return mount_copy(m, field[4], tail[0], tail[1], tail[2]);
}

/* A line of /proc/mounts, which stand in the order they were made in. */
static int mount_parse_old(const struct ddt_mounts *mounts, char *line,
			   struct ddt_mount *m)
{
	const struct ddt_mount *on;
	char *field[4];
	int i;

	for (i = 0; i < 4; i++) {
		field[i] = line ? strsep(&line, " ") : NULL;
		if (!field[i])
			return -EBADMSG;
	}
	m->id = (int)mounts->n + 1;
	m->dev = 0;
	ddt_mount_unescape(field[1]);
	on = ddt_mounts_on(mounts, field[1]);
	m->parent = on ? on->id : 0;
	return mount_copy(m, field[1], field[2], field[0], field[3]);
}

/**
 * ddt_mounts_read() - read all mounts
 * @file: /proc/self/mountinfo or /proc/mounts, or a copy of one
 * @old: it is /proc/mounts
 * @mounts: where they go
 *
 * Lines of another form are left out.
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_mounts_read(FILE *file, bool old, struct ddt_mounts *mounts)
{
	int (*parse)(const struct ddt_mounts *mounts, char *line,
		     struct ddt_mount *m) =
		old ? mount_parse_old : mount_parse;
	struct ddt_mount *grown;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int err = 0;

	memset(mounts, 0, sizeof(*mounts));
	while ((len = getline(&line, &size, file)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		grown = realloc(mounts->list,
				(mounts->n + 1) * sizeof(*mounts->list));
		if (!grown) {
			err = -ENOMEM;
			break;
		}
		mounts->list = grown;
		err = parse(mounts, line, &mounts->list[mounts->n]);
		if (!err)
			mounts->n++;
		else if (err != -EBADMSG)
			break;
		err = 0;
	}
	free(line);
	if (err)
		ddt_mounts_free(mounts);
	return err;
}

/**
 * ddt_mounts_free() - release all mounts
 * @mounts: as read
 */
void ddt_mounts_free(struct ddt_mounts *mounts)
{
	size_t i;

	for (i = 0; i < mounts->n; i++)
		mount_free(&mounts->list[i]);
	free(mounts->list);
	memset(mounts, 0, sizeof(*mounts));
}

/**
 * ddt_mounts_at() - find what is mounted at a path
 * @mounts: all mounts
 * @path: the mount point
 *
 * Return: the uppermost mount there, or NULL.
 */
const struct ddt_mount *ddt_mounts_at(const struct ddt_mounts *mounts,
				      const char *path)
{
	size_t i;

	for (i = mounts->n; i-- > 0;)
		if (!strcmp(mounts->list[i].point, path))
			return &mounts->list[i];
	return NULL;
}

/**
 * ddt_mounts_dev() - find a file system
 * @mounts: all mounts
 * @dev: its device
 *
 * Return: its first mount, or NULL.
 */
const struct ddt_mount *ddt_mounts_dev(const struct ddt_mounts *mounts,
				       dev_t dev)
{
	size_t i;

	for (i = 0; i < mounts->n; i++)
		if (mounts->list[i].dev == dev)
			return &mounts->list[i];
	return NULL;
}

static bool is_above(const char *point, const char *path)
{
	size_t len = strlen(point);

	return !strcmp(point, "/") ||
	       (!strncmp(path, point, len) && (!path[len] || path[len] == '/'));
}

static bool has_parent(const struct ddt_mounts *mounts,
		       const struct ddt_mount *m)
{
	size_t i;

	for (i = 0; i < mounts->n; i++)
		if (mounts->list[i].id == m->parent && &mounts->list[i] != m)
			return true;
	return false;
}

/*
 * The mount on another that a path comes to first: the shortest. One whose
 * parent is out of sight counts as a child of the root.
 */
static const struct ddt_mount *child_on(const struct ddt_mounts *mounts,
					const struct ddt_mount *at, bool root,
					const char *path)
{
	const struct ddt_mount *m, *best = NULL;
	size_t i;

	for (i = 0; i < mounts->n; i++) {
		m = &mounts->list[i];
		if (m == at || !is_above(m->point, path) ||
		    (m->parent != at->id &&
		     !(root && m->point[1] && !has_parent(mounts, m))))
			continue;
		if (!best || strlen(m->point) < strlen(best->point))
			best = m;
	}
	return best;
}

/**
 * ddt_mounts_on() - find the mount that a path is on, as the kernel does
 * @mounts: all mounts
 * @path: absolute path
 *
 * Return: the mount, NULL when there is none at "/".
 */
const struct ddt_mount *ddt_mounts_on(const struct ddt_mounts *mounts,
				      const char *path)
{
	const struct ddt_mount *root = ddt_mounts_at(mounts, "/");
	const struct ddt_mount *at = root, *next;
	size_t steps;

	for (steps = 0; at && steps < mounts->n; steps++) {
		next = child_on(mounts, at, at == root, path);
		if (!next)
			break;
		at = next;
	}
	return at;
}

/**
 * ddt_mount_option() - read an option of a file system
 * @mount: the mount
 * @name: the option's name
 * @value: where its value goes, "" when it has none
 * @size: bytes at @value
 *
 * Return: true when the option is there and its value fits.
 */
bool ddt_mount_option(const struct ddt_mount *mount, const char *name,
		      char *value, size_t size)
{
	size_t len = strlen(name), n;
	const char *p = mount->options;

	while (p) {
		n = strcspn(p, ",");
		if (n >= len && !strncmp(p, name, len) &&
		    (p[len] == '=' || n == len)) {
			n -= len;
			p += len;
			if (n) {
				n--;
				p++;
			}
			if (n >= size)
				return false;
			memcpy(value, p, n);
			value[n] = '\0';
			ddt_mount_unescape(value);
			return true;
		}
		p = strchr(p, ',');
		if (p)
			p++;
	}
	return false;
}
