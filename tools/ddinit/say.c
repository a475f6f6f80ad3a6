// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages: into the kernel's log, which the console shows; without it, onto
 * the console itself.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "ddinit.h"

static unsigned int ddi_nerrors;

/* write one line */
static void __attribute__((format(printf, 2, 0)))
write_line(enum ddi_level level, const char *fmt, va_list ap)
{
	char line[512];
	int n, m, fd;

	n = snprintf(line, sizeof(line), "<%d>ddinit: ", level);
	m = vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, ap);
	if (m < 0)
		return;
	n += m;
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	ddi_nerrors += level == DDI_ERROR;
	/* opened for each: the kernel limits the rate of one descriptor */
	fd = open("/dev/kmsg", O_WRONLY);
	m = fd < 0 ? -1 : (int)write(fd, line, (size_t)n);
	if (fd >= 0)
		close(fd);
	/* "<3>" is for the kernel */
	if (m < 0 && write(STDERR_FILENO, line + 3, (size_t)n - 3) < 0)
		return;
}

/**
 * ddi_say() - say something
 * @level: how loud
 * @fmt: format, without program name and newline
 */
void ddi_say(enum ddi_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(level, fmt, ap);
	va_end(ap);
}

/**
 * ddt_msg_error() - what the shared parser says
 * @fmt: format, without program name and newline
 */
void ddt_msg_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(DDI_ERROR, fmt, ap);
	va_end(ap);
}

/**
 * ddi_errors() - count errors
 *
 * Return: how many have been said.
 */
unsigned int ddi_errors(void)
{
	return ddi_nerrors;
}
