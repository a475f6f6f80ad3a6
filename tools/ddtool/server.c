// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool server
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server.h"

static const struct ddt_command *const server_actions[] = {
	&ddt_server_render,
	&ddt_server_check,
	&ddt_server_switch,
	&ddt_server_status,
	NULL
};

static const struct ddt_option server_options[] = {
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* Read an action's command line. Return: -1: go on; else the exit code. */
static int read_args(const struct ddt_command *cmd, struct ddt_server *s,
		     struct ddt_args *args, int argc, char **argv)
{
	int key, code;

	memset(s, 0, sizeof(*s));
	s->config = DDT_POOL_PATH;
	s->output = DDT_SERVER_DIR;
	s->sysroot = "";
	s->grub = DDT_SERVER_GRUB;
	s->dir.fd = s->dir.meta = s->dir.lock = -1;
	ddt_args_init(args, argc, argv, cmd->options);
	while ((key = ddt_command_next(cmd, args, &s->print, &code)) !=
	       DDT_ARGS_END) {
		switch (key) {
		case 'c':
			s->config = args->value;
			break;
		case 'o':
			s->output = args->value;
			break;
		case 'w':
			s->wake = true;
			break;
		case 'g':
			s->grub = args->value;
			break;
		case 'a':
			s->as = args->value;
			break;
		case DDT_KEY_ROOT:
			s->sysroot = args->value;
			break;
		}
	}
	if (code < 0 && !cmd->operands[0])
		code = ddt_command_operands(cmd, args, 0);
	return code;
}

/* Return: DDT_EXIT_DONE, or the exit code after a message. */
static int read_pool(struct ddt_server *s)
{
	int err = ddt_pool_read(&s->pool, s->config, &ddt_render_kinds);

	if (!err)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&s->print, err == -ENOMEM ? DDT_EXIT_UNDONE :
				 DDT_EXIT_USAGE,
				 "%s cannot be used; nothing was changed",
				 s->config);
}

/**
 * ddt_server_open() - open the output directory, and what was chosen in it
 * @s: action, with its pool
 * @create: make it when it is not there
 *
 * Return: DDT_EXIT_DONE, or the exit code after a message.
 */
int ddt_server_open(struct ddt_server *s, bool create)
{
	int err = ddt_outdir_open(&s->dir, s->output, create) ?:
		  ddt_render_init(&s->render, &s->pool, &s->dir) ?:
		  ddt_choices_read(&s->render);

	s->render.grub = s->grub;
	if (!err)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&s->print, DDT_EXIT_REFUSED,
				 "%s: nothing was changed", s->output);
}

/**
 * ddt_server_act() - carry out an action on a pool
 * @cmd: action
 * @argc: number of elements of @argv
 * @argv: its name and arguments
 * @act: does it, with the pool read; returns the exit code
 *
 * Return: exit code.
 */
int ddt_server_act(const struct ddt_command *cmd, int argc, char **argv,
		   int (*act)(struct ddt_server *s,
			      const struct ddt_args *args))
{
	struct ddt_server s;
	struct ddt_args args;
	int code = read_args(cmd, &s, &args, argc, argv);

	if (code >= 0)
		return code;
	code = read_pool(&s) ?: act(&s, &args);
	ddt_render_free(&s.render);
	ddt_outdir_close(&s.dir);
	ddt_pool_free(&s.pool);
	return code;
}

const struct ddt_command ddt_cmd_server = {
	.name = "server",
	.run = ddt_command_run,
	.operands = "ACTION",
	.summary = "make, check and switch what boot servers serve, from one pool.conf",
	.options = server_options,
	.details =
	"\"ddtool help server ACTION\" explains an action; see also ddom-pool.conf(5).\n",
	.actions = server_actions,
};
