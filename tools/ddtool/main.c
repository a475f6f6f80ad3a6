// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool: the table of commands.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct ddt_command *const ddt_commands[] = {
	&ddt_cmd_bridge_attach,
	&ddt_cmd_bridge_detach,
	&ddt_cmd_status,
	&ddt_cmd_watch,
	&ddt_cmd_load,
	&ddt_cmd_unload,
	&ddt_cmd_d3,
	&ddt_cmd_kconfig,
	&ddt_cmd_rootfs,
	&ddt_cmd_doctor,
	&ddt_cmd_server,
	&ddt_cmd_info,
};

static const struct ddt_option ddt_main_options[] = {
	DDT_OPTION_HELP,
	{ "version", DDT_KEY_VERSION, NULL, "show the version" },
	DDT_OPTIONS_END
};

#define DDT_NCOMMANDS	(sizeof(ddt_commands) / sizeof(ddt_commands[0]))

/**
 * ddt_command_help() - print the help of a command
 * @cmd: the command
 *
 * Return: DDT_EXIT_DONE.
 */
int ddt_command_help(const struct ddt_command *cmd)
{
	printf("Usage: ddtool %s [OPTION]...%s%s\n\n%s\n\n", cmd->name,
	       cmd->operands[0] ? " " : "", cmd->operands, cmd->summary);
	ddt_args_help(cmd->options);
	if (cmd->details)
		printf("\n%s", cmd->details);
	return DDT_EXIT_DONE;
}

/**
 * ddt_command_usage() - point to the help after a wrong command line
 * @cmd: the command
 *
 * Return: DDT_EXIT_USAGE.
 */
int ddt_command_usage(const struct ddt_command *cmd)
{
	ddt_note("see ddtool %s --help", cmd->name);
	return DDT_EXIT_USAGE;
}

/**
 * ddt_command_next() - take the next option that is the command's own
 * @cmd: the command
 * @args: its command line
 * @print: told of --json
 * @code: -1: go on; else the exit code, after --help or a mistake
 *
 * Return: key of the option; DDT_ARGS_END when there is none.
 */
int ddt_command_next(const struct ddt_command *cmd, struct ddt_args *args,
		     struct ddt_print *print, int *code)
{
	int key;

	*code = -1;
	while ((key = ddt_args_next(args)) == DDT_KEY_JSON)
		print->json = true;
	if (key == DDT_KEY_HELP)
		*code = ddt_command_help(cmd);
	else if (key == DDT_ARGS_USAGE)
		*code = ddt_command_usage(cmd);
	return *code < 0 ? key : DDT_ARGS_END;
}

/**
 * ddt_command_operands() - refuse operands that are too many
 * @cmd: the command
 * @args: its command line, read to the end
 * @most: how many it takes
 *
 * Return: -1: go on; else the exit code.
 */
int ddt_command_operands(const struct ddt_command *cmd,
			 const struct ddt_args *args, int most)
{
	if (args->noperands <= most)
		return -1;
	ddt_error("%s: %s", args->operands[most],
		  most ? "one argument too many" : "no argument expected");
	return ddt_command_usage(cmd);
}

/* print the help of ddtool */
static int ddt_main_help(void)
{
	size_t i;

	printf("Usage: ddtool COMMAND [OPTION]... [ARGUMENT]...\n\n"
	       "The NIC under a network root becomes a bridge port, live.\n\n"
	       "Commands:\n");
	for (i = 0; i < DDT_NCOMMANDS; i++)
		printf("  %-14s %-14s %s\n", ddt_commands[i]->name,
		       ddt_commands[i]->operands, ddt_commands[i]->summary);
	printf("\nOptions:\n");
	ddt_args_help(ddt_main_options);
	printf("\nExit status: 0 done; 1 failed and rolled back; 2 usage;\n"
	       "3 refused, nothing changed; 4 rollback incomplete.\n"
	       "\"ddtool COMMAND --help\" explains a command; see also ddtool(8).\n");
	return DDT_EXIT_DONE;
}

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

/**
 * main() - find the command and run it
 * @argc: number of elements of @argv
 * @argv: program, command, arguments
 *
 * Return: exit code, enum ddt_exit.
 */
int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2 || argv[1][0] == '-')
		return ddt_main_options_only(argc, argv);
	for (i = 0; i < DDT_NCOMMANDS; i++)
		if (!strcmp(argv[1], ddt_commands[i]->name))
			return ddt_commands[i]->run(ddt_commands[i], argc - 1,
						    argv + 1);
	ddt_error("%s: unknown command; see ddtool --help", argv[1]);
	return DDT_EXIT_USAGE;
}
