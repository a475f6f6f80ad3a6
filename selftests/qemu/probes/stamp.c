// SPDX-License-Identifier: GPL-2.0-only
/*
 * stamp - write the time into the kernel's log, then run a command
 *
 * Without a command it waits: as the first process of a system it is the end
 * of what is measured.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

int main(int argc, char **argv)
{
	char line[64];
	int n, fd;

	n = snprintf(line, sizeof(line), "<6>stamp %s %llu\n",
		     argc > 1 ? "begin" : "end",
		     (unsigned long long)probe_now());
	fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, line, (size_t)n) < 0)
		fd = -1;
	if (argc > 1) {
		execvp(argv[1], argv + 1);
		probe_die("%s: %s", argv[1], strerror(errno));
	}
	for (;;)
		pause();
}
