// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small files of sysfs and proc, and where they and others are.
 */
#include <glob.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"

/**
 * ddt_file_place() - a path on the machine that is judged
 * @h: state
 * @path: filled, DDT_HEALTH_PATH bytes
 * @fmt: path below its root
 */
void ddt_file_place(const struct ddt_health *h, char *path,
		    const char *fmt, ...)
{
	size_t n = (size_t)snprintf(path, DDT_HEALTH_PATH, "%.255s", h->dir);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path + n, DDT_HEALTH_PATH - n, fmt, ap);
	va_end(ap);
}

/**
 * ddt_file_word() - the first line of a file
 * @path: file
 * @buf: filled, "" when it cannot be read
 * @size: bytes at @buf
 *
 * Return: @buf.
 */
char *ddt_file_word(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");

	buf[0] = '\0';
	if (!file)
		return buf;
	if (fgets(buf, (int)size, file))
		buf[strcspn(buf, "\n")] = '\0';
	fclose(file);
	return buf;
}

/**
 * ddt_file_number() - a number in a file
 * @path: file
 * @missing: what to return if there is none
 *
 * Return: the number.
 */
long long ddt_file_number(const char *path, long long missing)
{
	char text[32];

	/* 0: flags are written in hexadecimal */
	return ddt_file_word(path, text, sizeof(text))[0] ?
		strtoll(text, NULL, 0) : missing;
}

/**
 * ddt_file_link() - the last part of where a link leads
 * @path: link
 * @buf: filled, "" if there is none
 * @size: bytes at @buf
 */
void ddt_file_link(const char *path, char *buf, size_t size)
{
	char target[DDT_HEALTH_PATH];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	target[n < 0 ? 0 : n] = '\0';
	snprintf(buf, size, "%s", n > 0 ? basename(target) : "");
}

/* By the file's name, whatever its directory. */
static int by_name(const void *a, const void *b)
{
	return strcmp(strrchr(*(char *const *)a, '/'),
		      strrchr(*(char *const *)b, '/'));
}

/**
 * ddt_file_each() - call a function for the files of some directories
 * @h: state
 * @dirs: directories; one in a later one hides its namesakes in those before
 * @n: how many
 * @pattern: of their names
 * @sorted: in the order of their names; otherwise directory by directory
 * @fn: function, gets the path
 */
void ddt_file_each(struct ddt_health *h, const char *const *dirs,
		   unsigned int n, const char *pattern, bool sorted,
		   void (*fn)(struct ddt_health *h, const char *path))
{
	char path[DDT_HEALTH_PATH], **list;
	glob_t found = { 0 };
	size_t k, m, files = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		ddt_file_place(h, path, "%s/%s", dirs[i], pattern);
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
 * ddt_file_exists() - is there a file that matches
 * @h: state
 * @pattern: below its root
 *
 * Return: true if so.
 */
bool ddt_file_exists(const struct ddt_health *h, const char *pattern)
{
	char path[DDT_HEALTH_PATH];
	glob_t found;
	bool any;

	ddt_file_place(h, path, "%s", pattern);
	any = !glob(path, 0, NULL, &found);
	if (any)
		globfree(&found);
	return any;
}
