// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the actions of ddtool manager and ddtool domu share.
 */
#include <errno.h>
#include <string.h>

#include "managed.h"

/* read an action's command line; -1: go on, else the exit code */
static int read_args(const struct ddt_managed_action *a, struct ddt_managed *m,
		     struct ddt_args *args, int argc, char **argv)
{
	int key, code;

	ddt_args_init(args, argc, argv, a->cmd.options);
	while ((key = ddt_command_next(&a->cmd, args, &m->print, &code)) !=
	       DDT_ARGS_END) {
		if (key == 'c')
			m->config = args->value;
		else if (key == 'o')
			m->output = args->value;
		else if (key == DDT_KEY_ROOT)
			m->sysroot = args->value;
		else if (key == DDT_KEY_DRY_RUN)
			m->dry_run = true;
	}
	m->operands = args->operands;
	m->noperands = args->noperands;
	if (code < 0)
		code = ddt_command_operands(&a->cmd, args, a->operands);
	if (code < 0 && m->noperands < a->operands) {
		ddt_msg_error("%s: want %s", a->cmd.name, a->cmd.operands);
		code = ddt_command_usage(&a->cmd);
	}
	return code;
}

/**
 * ddt_managed_run() - carry out an action on a pool
 * @cmd: action, in a struct ddt_managed_action
 * @argc: number of elements of @argv
 * @argv: its name and arguments
 *
 * Return: exit code.
 */
int ddt_managed_run(const struct ddt_command *cmd, int argc, char **argv)
{
	/* the command is its first member */
	const struct ddt_managed_action *a = (const void *)cmd;
	struct ddt_managed m = { .config = DDT_POOL_PATH, .sysroot = "",
				 .output = DDT_MANAGER_DIR };
	struct ddt_args args;
	int code = read_args(a, &m, &args, argc, argv), err;

	if (code >= 0)
		return code;
	err = ddt_pool_read(&m.pool, m.config, &ddt_render_kinds);
	if (err)
		code = ddt_print_failure(&m.print, err == -ENOMEM ?
					 DDT_EXIT_UNDONE : DDT_EXIT_USAGE,
					 "%s cannot be used; nothing was changed",
					 m.config);
	else
		code = a->act(&m);
	ddt_pool_free(&m.pool);
	return code;
}
