// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs: the bridge, local commands, the real init; a shell when there is
 * none.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ddinit.h"

/* When flash.conf names none that works. */
static const char *const ddi_inits[] = {
	"/sbin/init", "/lib/systemd/systemd", "/etc/init", "/bin/init",
};

/*
 * Wait for a child, but not for ever.
 *
 * Return: its status as of waitpid(), or -1 when it was late.
 */
static int wait_child(pid_t pid, int seconds)
{
	const struct timespec tick = { .tv_nsec = 20000000 };
	struct timespec now, begin;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (;;) {
		if (waitpid(pid, &status, seconds ? WNOHANG : 0) == pid)
			return status;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (seconds && now.tv_sec - begin.tv_sec >= seconds)
			break;
		nanosleep(&tick, NULL);
	}
	kill(-pid, SIGKILL);
	return -1;
}

/* run a program and say how it went if it went wrong */
static void run(char *const *words)
{
	pid_t pid = fork();
	int status;

	if (pid < 0) {
		ddi_say(DDI_ERROR, "%s: not started: %s", words[0],
			strerror(errno));
		return;
	}
	if (!pid) {
		setpgid(0, 0);
		execv(words[0], words);
		ddi_say(DDI_ERROR, "%s: %s", words[0], strerror(errno));
		_exit(127);
	}
	status = wait_child(pid, DDI_COMMAND_S);
	if (status == -1)
		ddi_say(DDI_ERROR, "%s: not done after %d s, killed", words[0],
			DDI_COMMAND_S);
	else if (WIFSIGNALED(status))
		ddi_say(DDI_ERROR, "%s: killed by signal %d", words[0],
			WTERMSIG(status));
	else if (WEXITSTATUS(status))
		ddi_say(DDI_ERROR, "%s: exit status %d", words[0],
			WEXITSTATUS(status));
}

/**
 * ddi_attach() - have ddtool attach the bridge, if that is wanted
 * @flash: what the file says
 * @cmdline: what the command line says, which wins
 */
void ddi_attach(const struct ddt_flash *flash,
		const struct ddi_cmdline *cmdline)
{
	char *words[] = { "/usr/sbin/ddtool", "bridge-attach", "--config", NULL };
	bool attach = flash->attach == DDT_FLASH_ATTACH_YES ||
		      (flash->attach == DDT_FLASH_ATTACH_AUTO &&
		       !access(DDI_BRIDGE_CONF, F_OK));

	if (cmdline->attach_given)
		attach = cmdline->attach;
	if (!attach)
		return;
	if (access(words[0], X_OK))
		words[0] = "/sbin/ddtool";
	run(words);
}

/**
 * ddi_commands() - run the local commands
 * @flash: what the file says
 */
void ddi_commands(const struct ddt_flash *flash)
{
	size_t i;

	for (i = 0; i < flash->ncommands; i++)
		run(flash->commands[i].words);
}

/* become a shell on the console */
static void __attribute__((noreturn)) shell_child(void)
{
	int fd;

	setsid();
	fd = open("/dev/console", O_RDWR);
	if (fd >= 0)
		ioctl(fd, TIOCSCTTY, 1);
	setenv("PATH", "/sbin:/bin:/usr/sbin:/usr/bin", 1);
	setenv("PS1", "(ddinit) # ", 1);
	execl("/bin/sh", "sh", (char *)NULL);
	execl("/bin/bash", "bash", (char *)NULL);
	execl("/bin/busybox", "busybox", "sh", (char *)NULL);
	_exit(127);
}

/**
 * ddi_shell() - a shell on the console, until it is left
 */
void ddi_shell(void)
{
	static const char text[] =
		"\nddinit: a shell on the console; \"dmesg\" shows what went wrong.\n"
		"Leave it by \"exit\": ddinit then goes on.\n\n";
	int status;
	pid_t pid;

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		ddi_say(DDI_ERROR, "a shell on the console");
	pid = fork();
	if (!pid)
		shell_child();
	status = pid < 0 ? -1 : wait_child(pid, 0);
	if (pid < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
		ddi_say(DDI_ERROR, "no shell either; waiting for a reset");
	else
		return;
	/* the end of the first process would be the end of the kernel */
	for (;;) {
		if (waitpid(-1, &status, 0) < 0)
			sleep(60);
	}
}

/* become the real init, if it is that */
static void init_try(const char *path, char **argv, bool needed)
{
	argv[0] = (char *)path;
	if (!needed && access(path, F_OK))
		return;
	execv(path, argv);
	ddi_say(DDI_ERROR, "init %s: %s", path, strerror(errno));
}

/**
 * ddi_init() - become the real init
 * @flash: what the file says
 * @cmdline: what the command line says, which is tried first
 * @argv: arguments, passed on
 *
 * Returns only when there is none.
 */
void ddi_init(const struct ddt_flash *flash, const struct ddi_cmdline *cmdline,
	      char **argv)
{
	size_t i, j;

	if (cmdline->init[0])
		init_try(cmdline->init, argv, true);
	for (i = 0; i < flash->ninits; i++)
		init_try(flash->inits[i], argv, true);
	for (i = 0; i < sizeof(ddi_inits) / sizeof(ddi_inits[0]); i++) {
		for (j = 0; j < flash->ninits; j++)
			if (!strcmp(flash->inits[j], ddi_inits[i]))
				break;
		if (j == flash->ninits)
			init_try(ddi_inits[i], argv, false);
	}
}
