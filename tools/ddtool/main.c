// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool: finds the command and runs it.
 */
#include <stdio.h>

#include "command.h"

/* handle a command line without a command */
static int ddt_main_options_only(int argc, char **argv)
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
		ddt_error("command missing; see ddtool --help");
		return DDT_EXIT_USAGE;
	default:
		ddt_note("see ddtool --help");
		return DDT_EXIT_USAGE;
	}
}

/* find the command and carry it out */
static int ddt_main_command(int argc, char **argv)
{
	const struct ddt_command *cmd;

	if (argc < 2 || argv[1][0] == '-')
		return ddt_main_options_only(argc, argv);
	cmd = ddt_command_find(ddt_commands, argv[1]);
	if (cmd)
		return cmd->run(cmd, argc - 1, argv + 1);
	ddt_command_unknown(ddt_commands, argv[1], "command");
	ddt_note("see ddtool --help");
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
	return ddt_main_command(argc, argv);
}
