// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool bridge-detach
 */
#include <errno.h>
#include <string.h>

#include "job.h"

static const struct ddt_option ddt_detach_options[] = {
	DDT_OPTIONS_JOB,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/*
 * Find port and bridge.
 *
 * Return: DDT_EXIT_DONE, or an exit code with a message.
 */
static int detach_target(struct ddt_job *job, const char *name)
{
	char text[DDT_ROOT_TEXT];
	int err;

	if (!name) {
		name = job->root.via.name;
		ddt_root_dev_text(&job->root, text, sizeof(text));
		if (strcmp(job->root.via.kind, "bridge"))
			return ddt_job_refuse(job,
					      "no port named, and the root is on no bridge: %s",
					      text);
	}
	err = ddt_links_bridge_of(&job->links, name, job->bridge);
	if (!err) {
		snprintf(job->port, sizeof(job->port), "%s", name);
		return DDT_EXIT_DONE;
	}
	if (err == -ENOTCONN) {
		snprintf(job->bridge, sizeof(job->bridge), "%s", name);
		err = job->way->port(job);
	}
	if (!err)
		return DDT_EXIT_DONE;
	return ddt_job_refuse(job, "%s: %s", name,
			      err == -ENODEV ? "no such device" :
			      err == -EOPNOTSUPP ? "is in no bridge" :
			      err == -ENOTUNIQ ? "has several ports (name one)" :
			      err == -ENOENT ? "has no port" : strerror(-err));
}

/* Find out what is to be done, and do it. Return: exit code. */
static int detach(struct ddt_job *job, const char *name)
{
	int code = ddt_job_look(job);

	if (!code)
		code = detach_target(job, name);
	return code ? code : ddt_job_run(job);
}

/* carry the command out */
static int detach_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_args args;
	struct ddt_job job;
	int key, code;

	ddt_job_init(&job, DDOM_BRIDGE_OP_DETACH);
	ddt_args_init(&args, argc, argv, cmd->options);
	while ((key = ddt_args_next(&args)) != DDT_ARGS_END) {
		if (key == DDT_KEY_HELP)
			return ddt_command_help(cmd);
		if (key == DDT_ARGS_USAGE ||
		    ddt_job_option(&job, key, args.value))
			return ddt_command_usage(cmd);
	}
	if (args.noperands > 1) {
		ddt_msg_error("%s: one port or one bridge only",
			      args.operands[1]);
		return ddt_command_usage(cmd);
	}
	code = detach(&job, args.operands[0]);
	ddt_links_free(&job.links);
	return code;
}

const struct ddt_command ddt_cmd_bridge_detach = {
	.name = "bridge-detach",
	.run = detach_run,
	.operands = "[PORT|BRIDGE]",
	.summary = "take a port out of its bridge, what that carries moves back",
	.options = ddt_detach_options,
	.details =
	"Without an argument it is the bridge that carries the root file system.\n"
	"A bridge that bridge-attach created is deleted. Unless the root, and every\n"
	"probe, answers through the port in time, everything is undone.\n",
};
