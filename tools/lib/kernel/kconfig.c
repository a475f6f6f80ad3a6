// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads .config, from a text or out of a kernel image.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel_internal.h"

#define PREFIX		"CONFIG_"
#define PREFIX_LEN	7
#define NOT_SET		" is not set"

/* the length of a symbol's name */
static size_t name_length(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

/**
 * ddt_kconfig_line() - read one line
 * @line: the line without newline; its name and value are cut out of it
 * @sym: filled, but for its line
 *
 * Return: true if the line gives a value to a symbol.
 */
bool ddt_kconfig_line(char *line, struct ddt_ksym *sym)
{
	bool off = !strncmp(line, "# ", 2);
	char *name = line + (off ? 2 : 0);
	size_t len;

	if (strncmp(name, PREFIX, PREFIX_LEN))
		return false;
	name += PREFIX_LEN;
	len = name_length(name);
	if (!len)
		return false;
	sym->name = name;
	if (off) {
		sym->value = "n";
		if (strcmp(name + len, NOT_SET))
			return false;
	} else {
		sym->value = name + len + 1;
		if (name[len] != '=' || !name[len + 1])
			return false;
	}
	name[len] = '\0';
	return true;
}

/*
 * Look for the kernel's version in a comment. "# Linux/x86 6.1.192 Kernel
 * Configuration" since 2.6.39, "# Linux kernel version: 2.6.20-xen-r6" before.
 */
static void read_version(struct ddt_kconfig *kc, const char *line)
{
	unsigned int a, b, c = 0;
	const char *at;
	size_t len;

	if (!strncmp(line, "# Linux kernel version: ", 24))
		at = line + 24;
	else if (!strncmp(line, "# Linux/", 8) && strchr(line + 8, ' '))
		at = strchr(line + 8, ' ') + 1;
	else
		return;
	if (sscanf(at, "%3u.%3u.%3u", &a, &b, &c) < 2)
		return;
	len = strcspn(at, " \t\r");
	if (len >= sizeof(kc->release))
		return;
	kc->version = DDT_KVER(a & 0xff, b & 0xff, c > 255 ? 255 : c);
	memcpy(kc->release, at, len);
	kc->release[len] = '\0';
}

/*
 * Order by name, and by line where that is the same.
 *
 * Return: as strcmp().
 */
static int compare(const void *a, const void *b)
{
	const struct ddt_ksym *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order)
		return order;
	return left->line < right->line ? -1 : left->line > right->line;
}

/* order the symbols, and keep the last of each name */
static void sort(struct ddt_kconfig *kc)
{
	size_t i, n = 0;

	qsort(kc->syms, kc->n, sizeof(*kc->syms), compare);
	for (i = 0; i < kc->n; i++) {
		if (n && !strcmp(kc->syms[n - 1].name, kc->syms[i].name))
			n--;
		kc->syms[n++] = kc->syms[i];
	}
	kc->n = n;
}

/* The number of lines of a text. Return: at least 1. */
static size_t count_lines(const struct ddt_buf *text)
{
	const uint8_t *p = text->data, *end = text->data + text->len;
	size_t n = 1;

	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		n++;
		p++;
	}
	return n;
}

/**
 * ddt_kconfig_parse() - read the text of a configuration
 * @kc: with its text; the rest is filled
 * @why: filled on failure
 * @size: bytes at @why
 *
 * Lines that set no symbol are ignored, as the kernel's own parser does with
 * comments; a text without any symbol is none.
 *
 * Return: 0, -ENODATA, -ENOMEM.
 */
int ddt_kconfig_parse(struct ddt_kconfig *kc, char *why, size_t size)
{
	char *line = (char *)kc->text.data, *next;
	uint32_t number = 0;

	kc->syms = calloc(count_lines(&kc->text), sizeof(*kc->syms));
	if (!kc->syms) {
		snprintf(why, size, "not enough memory");
		return -ENOMEM;
	}
	for (; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		number++;
		if (!kc->version)
			read_version(kc, line);
		if (ddt_kconfig_line(line, &kc->syms[kc->n]))
			kc->syms[kc->n++].line = number;
	}
	if (!kc->n) {
		snprintf(why, size, "not a kernel configuration: no line sets a symbol");
		return -ENODATA;
	}
	sort(kc);
	return 0;
}

/**
 * ddt_kconfig_load() - read a configuration
 * @kc: filled; to be freed also on failure
 * @path: .config, config.gz, or a kernel image with CONFIG_IKCONFIG
 * @why: filled on failure, with the file's name
 * @size: bytes at @why
 *
 * Return: 0; -ENODATA: the file has no configuration; another negative errno:
 * it cannot be read.
 */
int ddt_kconfig_load(struct ddt_kconfig *kc, const char *path, char *why,
		     size_t size)
{
	char reason[160];
	int err;

	memset(kc, 0, sizeof(*kc));
	err = ddt_buf_read(&kc->text, path);
	if (err) {
		snprintf(why, size, "%s: %s", path, strerror(-err));
		return err;
	}
	err = ddt_kernel_image_config(&kc->text, reason, sizeof(reason));
	if (!err)
		err = ddt_kconfig_parse(kc, reason, sizeof(reason));
	if (err)
		snprintf(why, size, "%s: %s", path, reason);
	return err;
}

/**
 * ddt_kconfig_free() - forget a configuration
 * @kc: configuration
 */
void ddt_kconfig_free(struct ddt_kconfig *kc)
{
	free(kc->syms);
	ddt_buf_free(&kc->text);
	memset(kc, 0, sizeof(*kc));
}

/**
 * ddt_kconfig_get() - the value of a symbol
 * @kc: configuration
 * @name: without CONFIG_
 *
 * Return: as in struct ddt_ksym; NULL if the configuration does not mention
 * it: this kernel has no such symbol, or what it depends on is off.
 */
const char *ddt_kconfig_get(const struct ddt_kconfig *kc, const char *name)
{
	size_t low = 0, high = kc->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(name, kc->syms[mid].name);

		if (!order)
			return kc->syms[mid].value;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/**
 * ddt_kconfig_builtin() - is something built into the kernel
 * @kc: configuration
 * @name: without CONFIG_
 *
 * Return: true if its value is y.
 */
bool ddt_kconfig_builtin(const struct ddt_kconfig *kc, const char *name)
{
	const char *value = ddt_kconfig_get(kc, name);

	return value && !strcmp(value, "y");
}
