// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of a serial log, without what was meant for a terminal.
 */
#include <ctype.h>

#include "doctor/log_match_internal.h"

/* skip a terminal's control sequence */
static void escape(FILE *file)
{
	int c = getc(file), n = 0;

	if (c != '[') {
		ungetc(c, file);
		return;
	}
	/* ECMA-48: parameters, then one character from @ to ~ */
	while ((c = getc(file)) != EOF && (c < '@' || c > '~'))
		if (c == '\n' || ++n > 32)
			return;
}

/*
 * Does a carriage return end the line? Before a newline it belongs to that,
 * which ends the line by itself.
 */
static bool ends_here(FILE *file, size_t len)
{
	int c = getc(file);

	ungetc(c, file);
	return len && c != '\r' && c != '\n';
}

/**
 * ddt_log_line() - read a line, printable characters only
 * @file: log
 * @line: filled; what is longer is cut
 *
 * A carriage return alone begins the line anew on a terminal; here it ends it.
 *
 * Return: false at the end.
 */
bool ddt_log_line(FILE *file, char line[DDT_LOG_LINE])
{
	size_t len = 0;
	int c;

	while ((c = getc(file)) != EOF && c != '\n') {
		if (c == '\r') {
			if (ends_here(file, len))
				break;
			continue;
		}
		if (c == '\033')
			escape(file);
		else if (isprint(c) && len < DDT_LOG_LINE - 1)
			line[len++] = (char)c;
	}
	line[len] = '\0';
	return c != EOF || len;
}
