// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small files of sysfs and proc, and where they are.
 */
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"

/**
 * ddt_health_place() - a path on the machine that is judged
 * @h: state
 * @path: filled, DDT_HEALTH_PATH bytes
 * @fmt: path below its root
 */
void ddt_health_place(const struct ddt_health *h, char *path,
		      const char *fmt, ...)
{
	size_t n = (size_t)snprintf(path, DDT_HEALTH_PATH, "%.255s", h->dir);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path + n, DDT_HEALTH_PATH - n, fmt, ap);
	va_end(ap);
}

/**
 * ddt_read_word() - the first line of a file
 * @path: file
 * @buf: filled, "" when it cannot be read
 * @size: bytes at @buf
 *
 * Return: @buf.
 */
char *ddt_read_word(const char *path, char *buf, size_t size)
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
 * ddt_read_number() - a number in a file
 * @path: file
 * @missing: what to return if there is none
 *
 * Return: the number.
 */
long long ddt_read_number(const char *path, long long missing)
{
	char text[32];

	/* 0: flags are written in hexadecimal */
	return ddt_read_word(path, text, sizeof(text))[0] ?
		strtoll(text, NULL, 0) : missing;
}

/**
 * ddt_read_link() - the last part of where a link leads
 * @path: link
 * @buf: filled, "" if there is none
 * @size: bytes at @buf
 */
void ddt_read_link(const char *path, char *buf, size_t size)
{
	char target[DDT_HEALTH_PATH];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	target[n < 0 ? 0 : n] = '\0';
	snprintf(buf, size, "%s", n > 0 ? basename(target) : "");
}
