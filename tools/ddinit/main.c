// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddinit: before any other init, make writable what must be.
 *
 * Whatever fails, what can be done is done, and something is started: the
 * administrator of a machine in another room sees a reason, not a blank screen.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ddinit.h"

/* read flash.conf, which is not needed below an overlay */
static void conf(struct ddt_flash *flash, bool needed)
{
	int fd = open(DDT_FLASH_FILE, O_RDONLY | O_NONBLOCK), err = -errno;
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (file) {
		err = ddt_flash_conf_read(flash, file, DDT_FLASH_FILE);
		fclose(file);
		if (!err)
			return;
		ddt_flash_conf_free(flash);
	} else if (needed || err != -ENOENT) {
		ddi_say(DDI_ERROR, "%s: %s", DDT_FLASH_FILE, strerror(-err));
	}
	if (needed || err != -ENOENT)
		ddi_say(DDI_ERROR, "going on with the list that is built in");
	if (ddt_flash_conf_read_default(flash))
		ddi_say(DDI_ERROR, "the list that is built in: no memory");
}

/* say what this is */
static int usage(void)
{
	printf("ddinit %s: the first process on a shared, read-only root.\n"
	       "It is not for the command line: boot with init=/sbin/ddinit.\n"
	       "On the kernel command line: ddinit.init=PATH, ddinit.attach=yes|no,\n"
	       "ddinit.shell, ddinit.form=links|overlay|image, ddinit.image=FILE,\n"
	       "ddinit.ram, ddinit.tmpfs=SIZE; see ddinit(8).\n", DDT_VERSION);
	return 2;
}

/**
 * main() - the steps
 * @argc: number of elements of @argv
 * @argv: arguments for the real init
 *
 * Return: only when it is not the first process.
 */
int main(int argc, char **argv)
{
	static char *none[] = { "init", NULL };
	struct ddi_cmdline cmdline;
	struct ddt_flash flash;
	bool over;

	if (getpid() != 1)
		return usage();
	if (chdir("/"))
		ddi_say(DDI_ERROR, "/: %s", strerror(errno));
	ddi_dev();
	ddi_console();
	ddi_kernel_mounts();
	ddi_cmdline_read(&cmdline);
	over = cmdline.form != DDI_LINKS && !ddi_overlay(&cmdline);
	conf(&flash, !over);
	if (over)
		ddi_fresh(&flash);
	else
		ddi_flash(&flash);
	ddi_tmpfs(&flash);
	ddi_attach(&flash, &cmdline);
	ddi_commands(&flash);
	if (ddi_errors())
		ddi_say(DDI_ERROR, "%u errors, see above",
			ddi_errors());
	if (cmdline.shell)
		ddi_shell();
	for (;;) {
		ddi_init(&flash, &cmdline, argc > 0 ? argv : none);
		ddi_say(DDI_ERROR, "no init could be started; give one by ddinit.init=PATH");
		ddi_shell();
	}
}
