// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec KERNEL ARGUMENTS: load a kernel and go there, devices shut down. The
 * new one gets no initramfs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>
#include <linux/reboot.h>

/**
 * main() - the program
 * @argc: 3
 * @argv: kernel and its command line
 *
 * Return: 1, with a message; it does not return otherwise.
 */
int main(int argc, char **argv)
{
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: kexec KERNEL ARGUMENTS\n");
		return 2;
	}
	fd = open(argv[1], O_RDONLY);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	if (syscall(SYS_kexec_file_load, fd, -1, strlen(argv[2]) + 1, argv[2],
		    (long)KEXEC_FILE_NO_INITRAMFS)) {
		perror("kexec_file_load");
		return 1;
	}
	reboot(LINUX_REBOOT_CMD_KEXEC);
	perror("reboot");
	return 1;
}
