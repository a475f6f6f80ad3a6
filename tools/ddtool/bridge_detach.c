// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool bridge-detach
 */
#include <errno.h>
#include <string.h>

#include "job.h"

static const struct ddt_option detach_options[] = {
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

/* The root's bridge is gone: what is left is to remove the others. */
static int detach_rest(struct ddt_job *job)
{
	struct ddt_print *p = &job->print;
	int code;

	if (!job->port[0])
		memcpy(job->port, job->root.via.name, sizeof(job->port));
	code = ddt_job_vlans_remove(job);
	if (code)
		return code;
	ddt_print_begin(p, false);
	ddt_print_str(p, "bridge", "%s: detached already\n", job->bridge);
	ddt_print_bool(p, "already", NULL, true);
	ddt_root_dev_print(p, &job->root);
	ddt_job_vlans_print(job);
	ddt_print_int(p, "exit", NULL, DDT_EXIT_DONE);
	ddt_print_end(p, false);
	return DDT_EXIT_DONE;
}

/* Find out what is to be done, and do it. Return: exit code. */
static int detach(struct ddt_job *job, const char *name)
{
	char bridge[IFNAMSIZ];
	int code = ddt_job_look(job);

	if (code)
		return code;
	memcpy(bridge, job->bridge, sizeof(bridge));
	if (!name && bridge[0]) {
		if (!ddt_probe_scope_index(bridge))
			return detach_rest(job);
		name = bridge;
	}
	/* what is attached counts, not what the file wants */
	job->port[0] = '\0';
	code = detach_target(job, name);
	if (!code)
		code = ddt_job_vlans_remove(job);
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
	key = ddt_job_options(&job, &args);
	if (key == DDT_KEY_HELP)
		return ddt_command_help(cmd);
	if (key == DDT_ARGS_USAGE)
		return ddt_command_usage(cmd);
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
	.options = detach_options,
	.details =
	"Without an argument it is the bridge that carries the root file system.\n"
	"A bridge that bridge-attach created is deleted. Unless the root, and every\n"
	"probe, answers through the port in time, everything is undone.\n",
};
