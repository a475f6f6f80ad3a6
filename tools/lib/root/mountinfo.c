// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/self/mountinfo; before Linux 2.6.26, /proc/mounts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "root/mountinfo.h"

/* Fields before the separator "-" that matter here: the fifth. */
#define DDT_MOUNTINFO_POINT	4

/**
 * ddt_unescape() - undo the octal escapes of a field, in place
 * @s: the field
 *
 * Return: @s.
 */
static char *ddt_unescape(char *s)
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

/**
 * ddt_mount_free() - release a mount's strings
 * @m: the mount
 */
static void ddt_mount_free(struct ddt_mount *m)
{
	free(m->point);
	free(m->fstype);
	free(m->source);
	free(m->options);
}

/**
 * ddt_mount_copy() - keep the fields of a line
 * @m: the mount, its strings are allocated
 * @point: where it is mounted; this and what follows with the octal escapes
 * @fstype: type of its file system
 * @source: what is mounted
 * @options: options of the file system
 *
 * Return: 0 or -ENOMEM.
 */
static int ddt_mount_copy(struct ddt_mount *m, char *point, char *fstype,
			  char *source, char *options)
{
	m->point = strdup(ddt_unescape(point));
	m->fstype = strdup(ddt_unescape(fstype));
	m->source = strdup(ddt_unescape(source));
	m->options = strdup(ddt_unescape(options));
	if (m->point && m->fstype && m->source && m->options)
		return 0;
	ddt_mount_free(m);
	return -ENOMEM;
}

/**
 * ddt_mount_parse() - read one line of /proc/self/mountinfo
 * @line: without its newline; is written to
 * @m: the mount, its strings are allocated
 *
 * Return: 0, -EBADMSG for a line of another form, -ENOMEM.
 */
static int ddt_mount_parse(char *line, struct ddt_mount *m)
{
	char *field, *save = NULL, *point = NULL;
	char *tail[3];
	int i;

	field = strtok_r(line, " ", &save);
	for (i = 0; field && strcmp(field, "-"); i++) {
		if (i == DDT_MOUNTINFO_POINT)
			point = field;
		field = strtok_r(NULL, " ", &save);
	}
	if (!point || !field)
		return -EBADMSG;

	/* type, source and options; an empty source leaves two blanks */
	for (i = 0; i < 3; i++) {
		tail[i] = save ? strsep(&save, " ") : NULL;
		if (!tail[i])
			return -EBADMSG;
	}
	return ddt_mount_copy(m, point, tail[0], tail[1], tail[2]);
}

/**
 * ddt_mount_parse_old() - read one line of /proc/mounts
 * @line: without its newline; is written to
 * @m: the mount, its strings are allocated
 *
 * Return: 0, -EBADMSG for a line of another form, -ENOMEM.
 */
static int ddt_mount_parse_old(char *line, struct ddt_mount *m)
{
	char *field[4];
	int i;

	for (i = 0; i < 4; i++) {
		field[i] = line ? strsep(&line, " ") : NULL;
		if (!field[i])
			return -EBADMSG;
	}
	return ddt_mount_copy(m, field[1], field[2], field[0], field[3]);
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
	int (*parse)(char *line, struct ddt_mount *m) =
		old ? ddt_mount_parse_old : ddt_mount_parse;
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
		err = parse(line, &mounts->list[mounts->n]);
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
		ddt_mount_free(&mounts->list[i]);
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
 * ddt_mounts_under() - find the mount that a path is on
 * @mounts: all mounts
 * @path: absolute path
 *
 * Return: the mount with the longest mount point above @path, never the root
 * itself; NULL when there is no other.
 */
const struct ddt_mount *ddt_mounts_under(const struct ddt_mounts *mounts,
					 const char *path)
{
	const struct ddt_mount *best = NULL;
	const char *point;
	size_t i, len;

	for (i = mounts->n; i-- > 0;) {
		point = mounts->list[i].point;
		len = strlen(point);
		if (len < 2 || strncmp(path, point, len))
			continue;
		if (path[len] && path[len] != '/')
			continue;
		if (!best || len > strlen(best->point))
			best = &mounts->list[i];
	}
	return best;
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
			return true;
		}
		p = strchr(p, ',');
		if (p)
			p++;
	}
	return false;
}

/**
 * ddt_mount_is_nfs() - is this an NFS mount
 * @mount: the mount
 *
 * Return: true for NFS of any version.
 */
bool ddt_mount_is_nfs(const struct ddt_mount *mount)
{
	return !strcmp(mount->fstype, "nfs") || !strcmp(mount->fstype, "nfs4");
}
