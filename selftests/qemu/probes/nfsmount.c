// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfsmount - mount(2) for NFS with the kernel's own option string
 *
 * Says what the kernel said, instead of what a helper made of it, and needs
 * nothing but itself.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "probe.h"

int main(int argc, char **argv)
{
	unsigned long flags = MS_NOATIME | MS_NODEV;

	if (argc != 5 || (strcmp(argv[4], "ro") && strcmp(argv[4], "rw"))) {
		fprintf(stderr, "usage: nfsmount SERVER:PATH DIRECTORY "
			"OPTIONS ro|rw\n");
		return 2;
	}
	if (!strcmp(argv[4], "ro"))
		flags |= MS_RDONLY;
	if (mount(argv[1], argv[2], "nfs", flags, argv[3]))
		probe_die("%s on %s (%s): %s", argv[1], argv[2], argv[3],
			  strerror(errno));
	return 0;
}
