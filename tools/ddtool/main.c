// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool: finds the command and runs it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

/* handle a command line without a command */
static int main_options_only(int argc, char **argv)
{
	struct ddt_args args;

	ddt_args_init(&args, argc, argv, ddt_main_options);
	switch (ddt_args_next(&args)) {
	case DDT_KEY_HELP:
		return ddt_main_help();
	case DDT_KEY_VERSION:
		printf("ddtool %s\n", DDT_VERSION);
		return DDT_EXIT_DONE;
	case DDT_ARGS_END:
		ddt_msg_error("command missing; see ddtool --help");
		return DDT_EXIT_USAGE;
	default:
		ddt_msg_note("see ddtool --help");
		return DDT_EXIT_USAGE;
	}
}

/*
 * See to it that the standard streams are open: a file opened in the place of
 * one would get what is printed. What was closed stays without use.
 */
static void main_streams(void)
{
	int fd;

	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
			return;
}

/*
 * Was all of it written? A file over NFS may say only when it is closed. A code
 * that says more stays.
 */
static int main_written(int code)
{
	bool before = ferror(stdout);
	int err = 0;

	if (fclose(stdout))
		err = errno;
	if (!before && !err)
		return code;
	ddt_msg_error("standard output: %s", err ? strerror(err) :
		      "not all could be written");
	return code == DDT_EXIT_DONE ? DDT_EXIT_UNSAID : code;
}

/* find the command and carry it out */
static int main_command(int argc, char **argv)
{
	const struct ddt_command *cmd;

	if (argc < 2 || argv[1][0] == '-')
		return main_options_only(argc, argv);
	cmd = ddt_command_find(ddt_commands, argv[1]);
	if (cmd)
		return cmd->run(cmd, argc - 1, argv + 1);
	ddt_command_unknown(ddt_commands, argv[1], "command");
	ddt_msg_note("see ddtool --help");
	return DDT_EXIT_USAGE;
}

/**
 * main() - find the command and run it
 * @argc: number of elements of @argv
 * @argv: program, command, arguments
 *
 * Return: exit code, enum ddt_exit.
 */
int main(int argc, char **argv)
{
	main_streams();
	return main_written(main_command(argc, argv));
}
