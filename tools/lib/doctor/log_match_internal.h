/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of a log, and patterns of messages.
 */
#ifndef _DDT_DOCTOR_LOG_MATCH_INTERNAL_H
#define _DDT_DOCTOR_LOG_MATCH_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#define DDT_LOG_NAMES	2
#define DDT_LOG_NAME	64
#define DDT_LOG_LINE	1024

bool ddt_log_line(FILE *file, char line[DDT_LOG_LINE]);
bool ddt_log_match(const char *pattern, const char *line,
		   char names[DDT_LOG_NAMES][DDT_LOG_NAME]);
bool ddt_log_match_outward(const char *name);
void ddt_log_match_server(const char *value, char *server);

#endif /* _DDT_DOCTOR_LOG_MATCH_INTERNAL_H */
