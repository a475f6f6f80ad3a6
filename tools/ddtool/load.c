// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool load
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "kernel/kernel.h"

static const struct ddt_option load_options[] = {
	{ "attach", DDT_KEY_ATTACH, "PORT:BRIDGE",
	  "attach while loading; PORT may be \"auto\"" },
	{ "path", DDT_KEY_PATH, "FILE.ko", "this file, not the installed one" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* check the argument of --attach */
static int load_attach(const char *value, char *params, size_t size)
{
	const char *colon = strchr(value, ':');
	char port[32];

	snprintf(port, sizeof(port), "%.*s",
		 colon ? (int)(colon - value) : 0, value);
	if (!colon || !ddt_args_is_ifname(port) ||
	    !ddt_args_is_ifname(colon + 1)) {
		ddt_msg_error("%s: not PORT:BRIDGE", value);
		return -EINVAL;
	}
	snprintf(params, size, "attach=%s", value);
	return 0;
}

/* load the module and say how that went */
static int load_now(struct ddt_print *p, const char *path, const char *params)
{
	char why[256] = "";
	int err;

	err = ddt_module_load(path, params[0] ? params : NULL, why, sizeof(why));
	if (err == -EEXIST && params[0])
		return ddt_print_failure(p, DDT_EXIT_REFUSED,
					 "%s: loaded already, nothing attached (use bridge-attach)",
					 DDT_MODULE_NAME);
	if (err && err != -EEXIST)
		return ddt_print_failure(p, DDT_EXIT_REFUSED, "%s",
					 why[0] ? why : strerror(-err));
	ddt_print_begin(p, false);
	ddt_print_str(p, "module", "%s", DDT_MODULE_NAME);
	ddt_print_bool(p, "loaded", NULL, true);
	ddt_print_bool(p, "already", NULL, err == -EEXIST);
	ddt_print_text(p, ": loaded%s\n", err ? " already" : "");
	ddt_print_end(p, false);
	return DDT_EXIT_DONE;
}

/* carry the command out */
static int load_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_print p = { 0 };
	const char *path = NULL;
	struct ddt_args args;
	char params[64] = "";
	int key, code;

	ddt_args_init(&args, argc, argv, cmd->options);
	while ((key = ddt_command_next(cmd, &args, &p, &code)) !=
	       DDT_ARGS_END) {
		switch (key) {
		case DDT_KEY_PATH:
			path = args.value;
			break;
		case DDT_KEY_ATTACH:
			if (!load_attach(args.value, params, sizeof(params)))
				break;
			return ddt_command_usage(cmd);
		}
	}
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 0);
	if (code >= 0)
		return code;
	return load_now(&p, path, params);
}

const struct ddt_command ddt_cmd_load = {
	.name = "load",
	.run = load_run,
	.operands = "",
	.summary = "load the kernel module",
	.options = load_options,
};
