// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool info
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

#include "bridge/bridge.h"
#include "command.h"
#include "kernel/kernel.h"

static const struct ddt_option info_options[] = {
	{ "path", DDT_KEY_PATH, "FILE.ko", "this file, not the installed one" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* write what the module's protocol is registered as */
static void info_family(struct ddt_print *p)
{
	struct ddt_client c;

	if (ddt_client_open(&c))
		return;
	ddt_print_object(p, "family");
	ddt_print_str(p, "name", "family: %s", DDOM_BRIDGE_GENL_NAME);
	ddt_print_u64(p, "id", ", id %" PRIu64, c.family);
	ddt_print_u64(p, "version", ", version %" PRIu64, c.version);
	ddt_print_u64(p, "group", ", events in group %" PRIu64 "\n", c.group);
	ddt_print_close(p);
	ddt_client_close(&c);
}

/* carry the command out */
static int info_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_print p = { 0 };
	const char *path = NULL;
	struct ddt_args args;
	struct utsname uts;
	int code;

	ddt_args_init(&args, argc, argv, cmd->options);
	while (ddt_command_next(cmd, &args, &p, &code) == DDT_KEY_PATH)
		path = args.value;
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 0);
	if (code >= 0)
		return code;
	uname(&uts);
	ddt_print_begin(&p, false);
	ddt_print_str(&p, "ddtool", "ddtool: %s\n", DDT_VERSION);
	ddt_print_str(&p, "kernel", "kernel: Linux %s\n", uts.release);
	ddt_print_str(&p, "supported", "supported: Linux %s\n",
		      DDT_KERNELS);
	if (ddt_module_print(&p, path))
		ddt_msg_error("%s", strerror(ENOMEM));
	info_family(&p);
	ddt_print_end(&p, false);
	return DDT_EXIT_DONE;
}

const struct ddt_command ddt_cmd_info = {
	.name = "info",
	.run = info_run,
	.operands = "",
	.summary = "show versions, the module and its parameters",
	.options = info_options,
};
