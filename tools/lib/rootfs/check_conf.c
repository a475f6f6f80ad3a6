// SPDX-License-Identifier: GPL-2.0-only
/*
 * What will fail on a client, out of files in which programs say what they
 * write: tmpfiles.d, systemd's units, fstab.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/check_internal.h"

/**
 * struct ddt_lines - a file being read line by line
 * @r: tree
 * @found: findings
 * @path: the file
 * @number: number of the line
 */
struct ddt_lines {
	struct ddt_rootfs *r;
	struct ddt_findings *found;
	const char *path;
	unsigned int number;
};

typedef void (*ddt_line_fn)(struct ddt_lines *l, char *line);

/* read a file of the tree */
static void lines_read(struct ddt_rootfs *r, struct ddt_findings *found,
		       const char *path, ddt_line_fn fn)
{
	struct ddt_lines l = { .r = r, .found = found, .path = path };
	int fd = ddt_tree_get(&r->tree, path, O_RDONLY | O_NONBLOCK, 0);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;

	if (!file) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		l.number++;
		fn(&l, line);
	}
	free(line);
	fclose(file);
}

/* read the files of a directory */
static void lines_dir(struct ddt_rootfs *r, struct ddt_findings *found,
		      const char *path, const char *suffix,
		      const char *over, ddt_line_fn fn)
{
	int fd = ddt_tree_get(&r->tree, path, O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char file[PATH_MAX];
	struct dirent *d;
	size_t len;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (d = readdir(dir))) {
		len = strlen(d->d_name);
		if (len < strlen(suffix) ||
		    strcmp(d->d_name + len - strlen(suffix), suffix))
			continue;
		snprintf(file, sizeof(file), "%s/%s", over ? over : "",
			 d->d_name);
		if (over && ddt_tree_has(&r->tree, file))
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, d->d_name);
		lines_read(r, found, file, fn);
	}
	if (dir)
		closedir(dir);
}

/*
 * A line of tmpfiles.d. Only what is made can fail, and only where it is not
 * there yet.
 */
static void tmpfiles_line(struct ddt_lines *l, char *line)
{
	char *save, *type = strtok_r(line, " \t", &save);
	char *path = type ? strtok_r(NULL, " \t", &save) : NULL;
	char remedy[PATH_MAX + 256], why[PATH_MAX];
	struct stat st;

	if (!path || *type == '#' || !strchr("dDvqQfFLCpbc", *type) ||
	    strpbrk(type, "-^") || *path != '/' || strchr(path, '%'))
		return;
	if (ddt_check_where(l->r, path, &st) != DDT_WHERE_MISSING)
		return;
	snprintf(remedy, sizeof(remedy), "create %s in the tree, and if it is written to, add it to %s",
		 path, DDT_FLASH_FILE);
	snprintf(why, sizeof(why), "%s:%u wants to make it at boot", l->path,
		 l->number);
	ddt_check_where_add(l->found, DDT_PROBLEM, "tmpfiles", path, why,
			    remedy, "it is not there");
}

/**
 * ddt_check_conf_tmpfiles() - what tmpfiles.d makes at boot
 * @r: tree
 * @found: findings
 */
void ddt_check_conf_tmpfiles(struct ddt_rootfs *r, struct ddt_findings *found)
{
	lines_dir(r, found, "/usr/lib/tmpfiles.d", ".conf",
		  "/etc/tmpfiles.d", tmpfiles_line);
	lines_dir(r, found, "/etc/tmpfiles.d", ".conf", NULL,
		  tmpfiles_line);
}

static void units_line(struct ddt_lines *l, char *line)
{
	static const struct {
		const char *key;
		const char *dir;
	} keys[] = {
		{ "StateDirectory=", "/var/lib" },
		{ "CacheDirectory=", "/var/cache" },
		{ "LogsDirectory=", "/var/log" },
	};
	char path[PATH_MAX], why[PATH_MAX], *word, *save;
	char remedy[PATH_MAX + 256];
	enum ddt_where where;
	struct stat st;
	size_t i;

	for (i = 0; i < 3; i++)
		if (!strncmp(line, keys[i].key, strlen(keys[i].key)))
			break;
	if (i == 3)
		return;
	for (word = strtok_r(line + strlen(keys[i].key), " \t", &save); word;
	     word = strtok_r(NULL, " \t", &save)) {
		/* "a:b" makes a link b to a */
		word[strcspn(word, ":")] = '\0';
		if (strchr(word, '%'))
			continue;
		snprintf(path, sizeof(path), "%s/%s", keys[i].dir, word);
		snprintf(why, sizeof(why), "%s:%u wants it as its own",
			 l->path, l->number);
		where = ddt_check_where(l->r, path, &st);
		snprintf(remedy, sizeof(remedy), "create it, add \"tree = %s\" to %s and convert again, or mask the unit",
			 path, DDT_FLASH_FILE);
		if (where == DDT_WHERE_MISSING)
			ddt_check_where_add(l->found, DDT_PROBLEM,
					    "unit-directory", path, why, remedy,
					    "it is not there");
		else
			ddt_check_where_unwritable(l->r, l->found, DDT_PROBLEM,
						   path, why);
	}
}

/**
 * ddt_check_conf_units() - what units want as their directories
 * @r: tree
 * @found: findings
 */
void ddt_check_conf_units(struct ddt_rootfs *r, struct ddt_findings *found)
{
	lines_dir(r, found, "/lib/systemd/system", ".service",
		  "/etc/systemd/system", units_line);
	lines_dir(r, found, "/etc/systemd/system", ".service", NULL,
		  units_line);
}

static void fstab_line(struct ddt_lines *l, char *line)
{
	char *save, *dev = strtok_r(line, " \t", &save);
	char *dir = dev ? strtok_r(NULL, " \t", &save) : NULL;
	char *type = dir ? strtok_r(NULL, " \t", &save) : NULL;
	char *options = type ? strtok_r(NULL, " \t", &save) : NULL;
	char *word;

	if (!options || *dev == '#' || strcmp(dir, "/"))
		return;
	if (l->r->over) {
		ddt_check_where_add(l->found, DDT_PROBLEM, "fstab-root",
			l->path, "an overlay does not know its options, or becomes read-only",
			"remove the line",
			"line %u has the root remounted at boot", l->number);
		return;
	}
	for (word = strtok_r(options, ",", &save); word;
	     word = strtok_r(NULL, ",", &save))
		if (!strcmp(word, "ro"))
			return;
	ddt_check_where_add(l->found, DDT_PROBLEM, "fstab-root", l->path, NULL,
		"add \"ro\" to its options, or remove the line",
		"line %u has the root remounted for writing at boot",
		l->number);
}

/**
 * ddt_check_conf_fstab() - what is mounted, and how
 * @r: tree
 * @found: findings
 */
void ddt_check_conf_fstab(struct ddt_rootfs *r, struct ddt_findings *found)
{
	lines_read(r, found, "/etc/fstab", fstab_line);
}
