// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool unload
 */
#include <errno.h>
#include <string.h>

#include "command.h"
#include "kernel/kernel.h"

static const struct ddt_option unload_options[] = {
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* carry the command out */
static int unload_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_print p = { 0 };
	struct ddt_args args;
	char why[256] = "";
	int code, err;

	ddt_args_init(&args, argc, argv, cmd->options);
	ddt_command_next(cmd, &args, &p, &code);
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 0);
	if (code >= 0)
		return code;
	err = ddt_module_unload(why, sizeof(why));
	if (err && err != -ENOENT)
		return ddt_print_failure(&p, DDT_EXIT_REFUSED, "%s",
					 why[0] ? why : strerror(-err));
	ddt_print_begin(&p, false);
	ddt_print_str(&p, "module", "%s", DDT_MODULE_NAME);
	ddt_print_bool(&p, "loaded", NULL, false);
	ddt_print_bool(&p, "already", NULL, err == -ENOENT);
	ddt_print_text(&p, ": %s\n", err ? "was not loaded" : "unloaded");
	ddt_print_end(&p, false);
	return DDT_EXIT_DONE;
}

const struct ddt_command ddt_cmd_unload = {
	.name = "unload",
	.run = unload_run,
	.operands = "",
	.summary = "unload the kernel module; bridges go on working",
	.options = unload_options,
};
