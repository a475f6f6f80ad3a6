// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of commands.
 */
#include "command.h"

const struct ddt_command *const ddt_commands[] = {
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
	&ddt_cmd_manager,
	&ddt_cmd_domu,
	&ddt_cmd_info,
	&ddt_cmd_help,
	&ddt_cmd_complete,
	NULL
};

const struct ddt_option ddt_main_options[] = {
	DDT_OPTION_HELP,
	{ "version", DDT_KEY_VERSION, NULL, "show the version" },
	DDT_OPTIONS_END
};
