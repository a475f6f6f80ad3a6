// SPDX-License-Identifier: GPL-2.0-only
/*
 * inroot - run a command as a program of the root under test
 *
 * DIRECTORY is a mounted root, or the number of a process whose root and
 * mount namespace are meant.  The applets of a busybox would be found before
 * the programs of that root by chroot(1); here it is always the latter.
 */

#define PATHS "/usr/sbin:/usr/bin:/sbin:/bin"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

static void enter_process(const char *number)
{
	char path[64];
	int root, mounts;

	snprintf(path, sizeof(path), "/proc/%.20s/root", number);
	root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%.20s/ns/mnt", number);
	mounts = open(path, O_RDONLY | O_CLOEXEC);
	if (root < 0 || mounts < 0 || setns(mounts, CLONE_NEWNS) ||
	    fchdir(root) || chroot("."))
		probe_die("process %s: %s", number, strerror(errno));
}

int main(int argc, char **argv)
{
	const struct sched_param idle = { 0 };

	if (argc < 3) {
		fprintf(stderr, "usage: inroot DIRECTORY|PID COMMAND...\n");
		return 2;
	}
	if (argv[1][0] != '/')
		enter_process(argv[1]);
	else if (chroot(argv[1]) || chdir("/"))
		probe_die("%s: %s", argv[1], strerror(errno));
	if (getenv("INROOT_IDLE") && sched_setscheduler(0, SCHED_IDLE, &idle))
		probe_die("SCHED_IDLE: %s", strerror(errno));
	setenv("PATH", PATHS, 1);
	execvp(argv[2], argv + 2);
	fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
	return 127;
}
