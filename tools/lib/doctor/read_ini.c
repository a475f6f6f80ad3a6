// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration of other programs: files with sections, of shell variables, and
 * of words, as those programs read them.
 */
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "doctor/doctor_internal.h"

/* A text without blanks at its ends. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	return text;
}

/**
 * ddt_is_true() - is a value true, as GKeyFile and systemd read it
 * @value: value
 *
 * Return: true if so.
 */
bool ddt_is_true(const char *value)
{
	return !strcasecmp(value, "true") || !strcasecmp(value, "yes") ||
	       !strcasecmp(value, "on") || !strcmp(value, "1");
}

/**
 * ddt_read_ini() - read a file with sections (GKeyFile, systemd)
 * @path: file
 * @fn: called for each key
 * @ctx: for it
 */
void ddt_read_ini(const char *path, ddt_ini_fn *fn, void *ctx)
{
	char section[64] = "", *line = NULL, *key, *eq;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	while (file && getline(&line, &size, file) > 0) {
		key = trim(line);
		eq = strchr(key, '=');
		if (!*key || *key == '#' || *key == ';')
			continue;
		if (*key == '[') {
			key[strcspn(key, "]")] = '\0';
			snprintf(section, sizeof(section), "%s", key + 1);
		} else if (eq) {
			*eq = '\0';
			fn(ctx, section, trim(key), trim(eq + 1));
		}
	}
	free(line);
	if (file)
		fclose(file);
}

/**
 * ddt_read_vars() - read a file of shell variables
 * @path: file
 * @fn: called for each, without its quotes, the section is ""
 * @ctx: for it
 */
void ddt_read_vars(const char *path, ddt_ini_fn *fn, void *ctx)
{
	char *line = NULL, *key, *value;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	while (file && getline(&line, &size, file) > 0) {
		key = trim(line);
		value = strchr(key, '=');
		if (*key == '#' || !value)
			continue;
		*value++ = '\0';
		if (*value == '"' || *value == '\'') {
			value++;
			value[strcspn(value, (char[]){ value[-1], '\0' })] = '\0';
		} else {
			value[strcspn(value, " \t#")] = '\0';
		}
		fn(ctx, "", key, value);
	}
	free(line);
	if (file)
		fclose(file);
}

/**
 * ddt_word_matches() - does one of some patterns fit a word
 * @list: patterns
 * @divide: what divides them
 * @word: word
 *
 * Return: true if so.
 */
bool ddt_word_matches(const char *list, const char *divide, const char *word)
{
	char one[256];

	while (*list) {
		size_t len = strcspn(list, divide);

		if (len && len < sizeof(one)) {
			snprintf(one, sizeof(one), "%.*s", (int)len, list);
			if (!fnmatch(one, word, 0))
				return true;
		}
		list += len + (list[len] != '\0');
	}
	return false;
}

/* By the file's name, whatever its directory. */
static int by_name(const void *a, const void *b)
{
	return strcmp(strrchr(*(char *const *)a, '/'),
		      strrchr(*(char *const *)b, '/'));
}

/**
 * ddt_each_file() - call a function for the files of some directories
 * @h: state
 * @dirs: directories; one in a later one hides its namesakes in those before
 * @n: how many
 * @pattern: of their names
 * @sorted: in the order of their names; otherwise directory by directory
 * @fn: function, gets the path
 */
void ddt_each_file(struct ddt_health *h, const char *const *dirs,
		   unsigned int n, const char *pattern, bool sorted,
		   void (*fn)(struct ddt_health *h, const char *path))
{
	char path[DDT_HEALTH_PATH], **list;
	glob_t found = { 0 };
	size_t k, m, files = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		ddt_health_place(h, path, "%s/%s", dirs[i], pattern);
		glob(path, i ? GLOB_APPEND : 0, NULL, &found);
	}
	list = calloc(found.gl_pathc + 1, sizeof(*list));
	for (k = 0; list && k < found.gl_pathc; k++) {
		/* glob() keeps the order of the directories */
		for (m = k + 1; m < found.gl_pathc; m++)
			if (!by_name(&found.gl_pathv[k], &found.gl_pathv[m]))
				break;
		if (m == found.gl_pathc)
			list[files++] = found.gl_pathv[k];
	}
	if (sorted && files)
		qsort(list, files, sizeof(*list), by_name);
	for (k = 0; k < files; k++)
		fn(h, list[k]);
	free(list);
	globfree(&found);
}

/**
 * ddt_health_is_there() - is there a file that matches
 * @h: state
 * @pattern: below its root
 *
 * Return: true if so.
 */
bool ddt_health_is_there(const struct ddt_health *h, const char *pattern)
{
	char path[DDT_HEALTH_PATH];
	glob_t found;
	bool any;

	ddt_health_place(h, path, "%s", pattern);
	any = !glob(path, 0, NULL, &found);
	if (any)
		globfree(&found);
	return any;
}

/**
 * ddt_claim() - note that a program's configuration names an interface
 * @h: state
 * @by: program
 * @dev: interface
 * @file: where it is
 * @master: bridge or bond that it makes it a member of, "": none
 * @how: how it configures it
 *
 * Return: the claim; NULL if there are too many.
 */
struct ddt_hclaim *ddt_claim(struct ddt_health *h, const char *by,
			     const char *dev, const char *file,
			     const char *master, const char *how)
{
	struct ddt_hclaim *c = &h->claims[h->nclaims];

	if (h->nclaims == DDT_HEALTH_CLAIMS)
		return NULL;
	memset(c, 0, sizeof(*c));
	c->by = by;
	snprintf(c->dev, sizeof(c->dev), "%.15s", dev);
	snprintf(c->file, sizeof(c->file), "%.191s", file);
	snprintf(c->master, sizeof(c->master), "%.15s", master);
	snprintf(c->how, sizeof(c->how), "%.31s", how);
	h->nclaims++;
	return c;
}
