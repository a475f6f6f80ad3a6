// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is not of the root: /dev, /proc, /sys, the console, the command line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ddinit.h"

/* linux/magic.h */
#define DDI_TMPFS_MAGIC		0x01021994UL
#define DDI_RAMFS_MAGIC		0x858458f6UL

/* Without devtmpfs: what is needed until udev runs. Numbers: devices.txt. */
static const struct {
	const char *name;
	unsigned int major;
	unsigned int minor;
	mode_t mode;
} ddi_nodes[] = {
	{ "/dev/console", 5, 1, 0600 },
	{ "/dev/null", 1, 3, 0666 },
	{ "/dev/zero", 1, 5, 0666 },
	{ "/dev/full", 1, 7, 0666 },
	{ "/dev/random", 1, 8, 0666 },
	{ "/dev/urandom", 1, 9, 0666 },
	{ "/dev/kmsg", 1, 11, 0644 },
	{ "/dev/tty", 5, 0, 0666 },
	{ "/dev/ptmx", 5, 2, 0666 },
	{ "/dev/tty0", 4, 0, 0620 },
	{ "/dev/tty1", 4, 1, 0620 },
	{ "/dev/tty2", 4, 2, 0620 },
	{ "/dev/tty3", 4, 3, 0620 },
	{ "/dev/tty4", 4, 4, 0620 },
	{ "/dev/tty5", 4, 5, 0620 },
	{ "/dev/tty6", 4, 6, 0620 },
	{ "/dev/ttyS0", 4, 64, 0620 },
	{ "/dev/hvc0", 229, 0, 0620 },
	{ "/dev/xvc0", 204, 191, 0620 },
};

/**
 * ddi_is_memory() - is a directory in memory already?
 * @dir: directory
 *
 * Return: true when it is.
 */
bool ddi_is_memory(const char *dir)
{
	struct statfs fs;

	if (statfs(dir, &fs))
		return false;
	return (unsigned long)fs.f_type == DDI_TMPFS_MAGIC ||
	       ((unsigned long)fs.f_type & 0xffffffffUL) == DDI_RAMFS_MAGIC;
}

/**
 * ddi_dev() - make /dev
 *
 * devtmpfs where the kernel has it, else a tmpfs with a few nodes, else what
 * the tree has.
 */
void ddi_dev(void)
{
	size_t i;

	if (ddi_is_memory("/dev") ||
	    !mount("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=0755"))
		goto dirs;
	if (mount("tmpfs", "/dev", "tmpfs", MS_NOSUID, "mode=0755") &&
	    mount("ramfs", "/dev", "ramfs", MS_NOSUID, "mode=0755")) {
		ddi_say(DDI_ERROR, "/dev: neither devtmpfs nor tmpfs (%s); it is the tree's own",
			strerror(errno));
		return;
	}
	for (i = 0; i < sizeof(ddi_nodes) / sizeof(ddi_nodes[0]); i++)
		/* not through the umask: mknod() and chmod() */
		if (!mknod(ddi_nodes[i].name, S_IFCHR | ddi_nodes[i].mode,
			   makedev(ddi_nodes[i].major, ddi_nodes[i].minor)))
			chmod(ddi_nodes[i].name, ddi_nodes[i].mode);
	if (symlink("/proc/self/fd", "/dev/fd") ||
	    symlink("/proc/self/fd/0", "/dev/stdin") ||
	    symlink("/proc/self/fd/1", "/dev/stdout") ||
	    symlink("/proc/self/fd/2", "/dev/stderr"))
		ddi_say(DDI_ERROR, "/dev/fd: %s", strerror(errno));
dirs:
	if ((mkdir("/dev/pts", 0755) && errno != EEXIST) ||
	    (mkdir("/dev/shm", 0755) && errno != EEXIST))
		ddi_say(DDI_ERROR, "/dev/pts, /dev/shm: %s", strerror(errno));
}

/* mount one of the kernel's file systems, once */
static void kernel_mount(const char *type, const char *dir, const char *has)
{
	if (!access(has, F_OK))
		return;
	if (mount(type, dir, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		ddi_say(DDI_ERROR, "%s: not mounted: %s", dir, strerror(errno));
}

/**
 * ddi_kernel_mounts() - /proc and /sys
 */
void ddi_kernel_mounts(void)
{
	kernel_mount("proc", "/proc", "/proc/cmdline");
	kernel_mount("sysfs", "/sys", "/sys/class");
}

/**
 * ddi_console() - standard input, output and error are the console
 *
 * Where the tree's /dev has no console the kernel starts init without any.
 */
void ddi_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* take the form of the root */
static void cmdline_form(struct ddi_cmdline *cmdline, const char *name)
{
	static const char *const forms[DDI_NFORMS] = {
		"links", "overlay", "image",
	};
	unsigned int i;

	for (i = 0; i < DDI_NFORMS; i++)
		if (!strcmp(name, forms[i])) {
			cmdline->form = i;
			return;
		}
	ddi_say(DDI_ERROR, "ddinit.form=%s: not understood; links, overlay and image are",
		name);
}

/* take a word of the command line */
static void cmdline_word(struct ddi_cmdline *cmdline, const char *word)
{
	if (!strncmp(word, "ddinit.init=", 12)) {
		snprintf(cmdline->init, sizeof(cmdline->init), "%s", word + 12);
	} else if (!strncmp(word, "ddinit.form=", 12)) {
		cmdline_form(cmdline, word + 12);
	} else if (!strncmp(word, "ddinit.image=", 13)) {
		snprintf(cmdline->image, sizeof(cmdline->image), "%s",
			 word + 13);
	} else if (!strncmp(word, "ddinit.tmpfs=", 13)) {
		snprintf(cmdline->tmpfs, sizeof(cmdline->tmpfs), "%s",
			 word + 13);
	} else if (!strcmp(word, "ddinit.ram")) {
		cmdline->ram = true;
	} else if (!strcmp(word, "ddinit.attach=yes") ||
		   !strcmp(word, "ddinit.attach=no")) {
		cmdline->attach_given = true;
		cmdline->attach = word[14] == 'y';
	} else if (!strcmp(word, "ddinit.shell")) {
		cmdline->shell = true;
	} else if (!strncmp(word, "ddinit.", 7)) {
		ddi_say(DDI_ERROR, "%s: not understood; see ddinit(8)",
			word);
	}
}

/**
 * ddi_cmdline_read() - read the kernel command line
 * @cmdline: filled
 */
void ddi_cmdline_read(struct ddi_cmdline *cmdline)
{
	char text[4096], *word, *save = NULL;
	FILE *file = fopen("/proc/cmdline", "r");
	size_t n;

	memset(cmdline, 0, sizeof(*cmdline));
	if (!file)
		return;
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	for (word = strtok_r(text, " \t\n", &save); word;
	     word = strtok_r(NULL, " \t\n", &save))
		cmdline_word(cmdline, word);
}
