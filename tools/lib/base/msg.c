// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes to standard error.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"

/**
 * ddt_msg_clean() - make a text fit for a terminal
 * @text: text; a "?" takes the place of every byte of a control character,
 *	ASCII's and those that UTF-8 has more
 * @keep: but not of these
 */
void ddt_msg_clean(char *text, const char *keep)
{
	unsigned char *p;

	for (p = (unsigned char *)text; *p; p++) {
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			*p++ = '?';
		else if ((*p >= ' ' && *p != 0x7f) || strchr(keep, *p))
			continue;
		*p = '?';
	}
}

/*
 * Write one line to standard error, in one write. No buffer of the C library is
 * involved: it works in a forked child and with the root gone.
 */
static void __attribute__((format(printf, 1, 0)))
write_line(const char *fmt, va_list ap)
{
	char line[512];
	int n, m;

	n = snprintf(line, sizeof(line), "ddtool: ");
	m = vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, ap);
	if (m < 0)
		return;
	n += m;
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	ddt_msg_clean(line, "");
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}

/**
 * ddt_msg_error() - say what is wrong
 * @fmt: format, without program name and newline
 */
void ddt_msg_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(fmt, ap);
	va_end(ap);
}

/**
 * ddt_msg_note() - say what is worth knowing but not wrong
 * @fmt: format, without program name and newline
 */
void ddt_msg_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(fmt, ap);
	va_end(ap);
}
