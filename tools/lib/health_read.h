/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small files of sysfs and proc, for those who collect a machine's state.
 */
#ifndef _DDT_HEALTH_READ_H
#define _DDT_HEALTH_READ_H

#include "health.h"

#define DDT_HEALTH_PATH		512

void ddt_health_place(const struct ddt_health *h, char *path,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
char *ddt_read_word(const char *path, char *buf, size_t size);
long long ddt_read_number(const char *path, long long missing);
void ddt_read_link(const char *path, char *buf, size_t size);

#endif /* _DDT_HEALTH_READ_H */
