// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every command has: its help, what is wrong with its command line.
 */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "command.h"

/* Columns for the names of commands, and of actions with their operands. */
#define COMMAND_WIDTH	14
#define ACTION_WIDTH	27

/**
 * ddt_command_find() - find a command
 * @list: commands or actions
 * @name: its name; of an action, without the command's
 *
 * Return: the command, or NULL.
 */
const struct ddt_command *ddt_command_find(const struct ddt_command *const *list,
					   const char *name)
{
	for (; *list; list++)
		if (!strcmp(name, ddt_command_name(*list)))
			return *list;
	return NULL;
}

/**
 * ddt_command_name() - what is typed for a command, or an action
 * @cmd: the command
 *
 * Return: the last word of its name.
 */
const char *ddt_command_name(const struct ddt_command *cmd)
{
	const char *blank = strrchr(cmd->name, ' ');

	return blank ? blank + 1 : cmd->name;
}

/**
 * ddt_command_unknown() - say that there is no such command
 * @list: commands or actions
 * @name: what was typed
 * @what: what it was taken for
 */
void ddt_command_unknown(const struct ddt_command *const *list, const char *name,
			 const char *what)
{
	struct ddt_nearest near = { .word = name };

	for (; *list; list++)
		if (!(*list)->hidden)
			ddt_nearest_offer(&near, ddt_command_name(*list));
	if (near.best)
		ddt_msg_error("%s: unknown %s; did you mean %s?", name, what,
			      near.best);
	else
		ddt_msg_error("%s: unknown %s", name, what);
}

/* print the actions of a command */
static void command_actions(const struct ddt_command *cmd)
{
	const struct ddt_command *const *action;
	char left[64];

	printf("Actions:\n");
	for (action = cmd->actions; *action; action++) {
		snprintf(left, sizeof(left), "%s%s%s",
			 ddt_command_name(*action),
			 (*action)->operands[0] ? " " : "",
			 (*action)->operands);
		ddt_args_help_row(left, ACTION_WIDTH, (*action)->summary);
	}
	printf("\nOptions:\n");
}

/**
 * ddt_command_help() - print the help of a command
 * @cmd: the command
 *
 * Return: DDT_EXIT_DONE.
 */
int ddt_command_help(const struct ddt_command *cmd)
{
	if (cmd->actions)
		printf("Usage: ddtool %s ACTION [OPTION]... [ARGUMENT]...\n\n%s\n\n",
		       cmd->name, cmd->summary);
	else
		printf("Usage: ddtool %s [OPTION]...%s%s\n\n%s\n\n",
		       cmd->name, cmd->operands[0] ? " " : "", cmd->operands,
		       cmd->summary);
	if (cmd->actions)
		command_actions(cmd);
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
	ddt_msg_note("see ddtool %s --help", cmd->name);
	return DDT_EXIT_USAGE;
}

/**
 * ddt_command_action() - say what is wrong with an action
 * @cmd: a command with actions
 * @word: the action, NULL: none was given
 *
 * Return: DDT_EXIT_USAGE.
 */
int ddt_command_action(const struct ddt_command *cmd, const char *word)
{
	const struct ddt_command *const *list = cmd->actions;
	const struct ddt_command *action =
		word ? ddt_command_find(list, word) : NULL;
	char names[128] = "";

	if (action) {
		ddt_msg_error("%s: want %s%s%s", action->name,
			      ddt_command_name(action),
			      action->operands[0] ? " " : "", action->operands);
	} else if (word) {
		ddt_command_unknown(list, word, "action");
	} else {
		for (; *list; list++) {
			strcat(names, list == cmd->actions ? "" :
			       list[1] ? ", " : " or ");
			strcat(names, ddt_command_name(*list));
		}
		ddt_msg_error("%s: action missing: %s", cmd->name, names);
	}
	return ddt_command_usage(cmd);
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
	ddt_msg_error("%s: %s", args->operands[most],
		      most ? "one argument too many" : "no argument expected");
	return ddt_command_usage(cmd);
}

/**
 * ddt_main_help() - print the help of ddtool
 *
 * Return: DDT_EXIT_DONE.
 */
int ddt_main_help(void)
{
	const struct ddt_command *const *cmd;

	printf("Usage: ddtool COMMAND [OPTION]... [ARGUMENT]...\n\n"
	       "The NIC under a network root becomes a bridge port, live.\n\n"
	       "Commands:\n");
	for (cmd = ddt_commands; *cmd; cmd++)
		if (!(*cmd)->hidden)
			ddt_args_help_row((*cmd)->name, COMMAND_WIDTH,
					  (*cmd)->summary);
	printf("\nOptions:\n");
	ddt_args_help(ddt_main_options);
	printf("\nExit status: 0 done; 1 failed and rolled back; 2 usage;\n"
	       "3 refused, nothing changed; 4 rollback incomplete;\n"
	       "5 done, but what there is to say could not be written.\n"
	       "\"ddtool help COMMAND\" explains a command; see also ddtool(8).\n");
	return DDT_EXIT_DONE;
}

static const struct ddt_option help_options[] = {
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* print the help of what the operands name */
static int help_show(const struct ddt_args *args)
{
	const char *const *op = args->operands;
	const struct ddt_command *cmd, *action;

	if (!args->noperands)
		return ddt_main_help();
	cmd = ddt_command_find(ddt_commands, op[0]);
	if (!cmd) {
		ddt_command_unknown(ddt_commands, op[0], "command");
		return ddt_command_usage(&ddt_cmd_help);
	}
	if (!op[1])
		return ddt_command_help(cmd);
	if (!cmd->actions)
		return ddt_command_operands(cmd, args, 1);
	action = ddt_command_find(cmd->actions, op[1]);
	if (!action)
		return ddt_command_action(cmd, op[1]);
	return ddt_command_help(action->options ? action : cmd);
}

static int help_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_print p = { 0 };
	struct ddt_args args;
	int code;

	ddt_args_init(&args, argc, argv, cmd->options);
	ddt_command_next(cmd, &args, &p, &code);
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 2);
	return code < 0 ? help_show(&args) : code;
}

const struct ddt_command ddt_cmd_help = {
	.name = "help",
	.run = help_run,
	.operands = "[COMMAND [ACTION]]",
	.summary = "explain a command, or an action of one",
	.options = help_options,
};

/**
 * ddt_command_run() - find the action and carry it out
 * @cmd: command with actions
 * @argc: number of elements of @argv
 * @argv: its name and arguments
 *
 * Return: exit code.
 */
int ddt_command_run(const struct ddt_command *cmd, int argc, char **argv)
{
	const struct ddt_command *action;
	struct ddt_print p = { 0 };
	struct ddt_args args;
	int code;

	action = argc > 1 ? ddt_command_find(cmd->actions, argv[1]) : NULL;
	if (action)
		return action->run(action, argc - 1, argv + 1);
	ddt_args_init(&args, argc, argv, cmd->options);
	ddt_command_next(cmd, &args, &p, &code);
	return code >= 0 ? code : ddt_command_action(cmd, args.operands[0]);
}
