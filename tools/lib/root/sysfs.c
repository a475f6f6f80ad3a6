// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes, as sysfs has them: a line each.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "root/server_internal.h"

/**
 * ddt_sysfs_read() - read an attribute
 * @buf: where its first line goes, without the newline
 * @size: bytes at @buf
 * @fmt: its path, as printf()
 *
 * Return: true when there is one.
 */
bool ddt_sysfs_read(char *buf, size_t size, const char *fmt, ...)
{
	char path[DDT_SYSFS_PATH];
	va_list args;
	FILE *file;
	char *ok;

	va_start(args, fmt);
	vsnprintf(path, sizeof(path), fmt, args);
	va_end(args);
	file = fopen(path, "re");
	if (!file)
		return false;
	ok = fgets(buf, (int)size, file);
	fclose(file);
	if (ok)
		buf[strcspn(buf, "\n")] = '\0';
	return ok;
}

/**
 * ddt_sysfs_is_netdev() - is there a network device of a name
 * @files: where to look
 * @name: the name, perhaps none that a device can have
 *
 * Return: true when there is.
 */
bool ddt_sysfs_is_netdev(const struct ddt_root_files *files, const char *name)
{
	char path[DDT_SYSFS_PATH];

	snprintf(path, sizeof(path), "%s/class/net/%.15s", files->sys, name);
	return name[0] && strlen(name) < IFNAMSIZ && !strchr(name, '/') &&
	       name[0] != '.' && !access(path, F_OK);
}
