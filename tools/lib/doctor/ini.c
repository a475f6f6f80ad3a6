// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration of other programs: files with sections, of shell variables, and
 * of words, as those programs read them.
 */
#include <fnmatch.h>
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
 * ddt_ini_true() - is a value true, as GKeyFile and systemd read it
 * @value: value
 *
 * Return: true if so.
 */
bool ddt_ini_true(const char *value)
{
	return !strcasecmp(value, "true") || !strcasecmp(value, "yes") ||
	       !strcasecmp(value, "on") || !strcmp(value, "1");
}

/**
 * ddt_ini_read() - read a file with sections (GKeyFile, systemd)
 * @path: file
 * @fn: called for each key
 * @ctx: for it
 */
void ddt_ini_read(const char *path, ddt_ini_fn *fn, void *ctx)
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
 * ddt_ini_vars() - read a file of shell variables
 * @path: file
 * @fn: called for each, without its quotes, the section is ""
 * @ctx: for it
 */
void ddt_ini_vars(const char *path, ddt_ini_fn *fn, void *ctx)
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
 * ddt_ini_matches() - does one of some patterns fit a word
 * @list: patterns
 * @divide: what divides them
 * @word: word
 *
 * Return: true if so.
 */
bool ddt_ini_matches(const char *list, const char *divide, const char *word)
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
