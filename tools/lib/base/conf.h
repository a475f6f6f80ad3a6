/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration files: "key = value" lines, perhaps in sections, read strictly.
 */
#ifndef _DDT_BASE_CONF_H
#define _DDT_BASE_CONF_H

#include <stdio.h>

/* Instead of a key, the value is the section's name: it begins, it ends. */
#define DDT_CONF_BEGIN	"["
#define DDT_CONF_END	"]"

/**
 * typedef ddt_conf_fn - takes a setting
 * @key: its name, or DDT_CONF_BEGIN or DDT_CONF_END
 * @value: its value
 * @arg: as given to ddt_conf_read()
 * @why: what is wrong, filled on failure
 * @size: bytes at @why
 *
 * Return: 0; -ENOENT when there is no such key, or there are no sections;
 * -EINVAL when the value is wrong; a number N > 0 when it is wrong from its Nth
 * character on.
 */
typedef int (*ddt_conf_fn)(const char *key, const char *value, void *arg,
			   char *why, size_t size);

int ddt_conf_read(FILE *file, const char *name, ddt_conf_fn fn, void *arg);

#endif /* _DDT_BASE_CONF_H */
