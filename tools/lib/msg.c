// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes to standard error.
 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "msg.h"

/**
 * ddt_line() - write one line to standard error, in one write
 * @fmt: format
 * @ap: its arguments
 *
 * No buffer of the C library is involved: it works in a forked child and with
 * the root gone.
 */
static void __attribute__((format(printf, 1, 0)))
ddt_line(const char *fmt, va_list ap)
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
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}

/**
 * ddt_error() - say what is wrong
 * @fmt: format, without program name and newline
 */
void ddt_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	ddt_line(fmt, ap);
	va_end(ap);
}

/**
 * ddt_note() - say what is worth knowing but not wrong
 * @fmt: format, without program name and newline
 */
void ddt_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	ddt_line(fmt, ap);
	va_end(ap);
}
