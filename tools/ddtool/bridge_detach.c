// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool bridge-detach
 */
#include <errno.h>
#include <string.h>

#include "job.h"
#include "netdev/links.h"

static const struct ddt_option ddt_detach_options[] = {
	DDT_OPTIONS_JOB,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* recognise the port that the module attached to a bridge */
static int ddt_detach_known(const struct ddt_report *obj, void *arg)
{
	struct ddt_job *job = arg;

	if (obj->op == DDOM_BRIDGE_OP_ATTACH &&
	    obj->state == DDOM_BRIDGE_STATE_COMMITTED &&
	    !strcmp(obj->bridge, job->bridge))
		memcpy(job->port, obj->port, sizeof(job->port));
	return 0;
}

/*
 * Find the port to take out of a bridge. The one that was attached, by the
 * module or without; with no such record, the only one.
 *
 * Return: DDT_EXIT_DONE, or an exit code with a message.
 */
static int ddt_detach_from(struct ddt_job *job)
{
	struct ddt_client c;
	int err;

	if (!job->no_module && !ddt_client_open(&c)) {
		ddt_client_dump(&c, ddt_detach_known, job);
		ddt_client_close(&c);
	}
	if (job->port[0])
		return DDT_EXIT_DONE;
	err = ddt_port_of(job->bridge, job->port, ddt_record_exists);
	if (!err)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&job->print, DDT_EXIT_REFUSED, "%s: %s",
				 job->bridge,
				 err == -ENOTUNIQ ? "has several ports (name one)" :
				 err == -ENOENT ? "has no port" :
				 strerror(-err));
}

/*
 * Find port and bridge.
 *
 * Return: DDT_EXIT_DONE, or an exit code with a message.
 */
static int ddt_detach_target(struct ddt_job *job, const char *name)
{
	char text[DDT_ROOT_TEXT];
	int err;

	if (!name) {
		name = job->root.name;
		ddt_root_dev_text(&job->root, text, sizeof(text));
		if (strcmp(job->root.kind, "bridge"))
			return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
						 "no port named, and the root is on no bridge: %s",
						 text);
	}
	err = ddt_bridge_of(name, job->bridge);
	if (!err) {
		snprintf(job->port, sizeof(job->port), "%s", name);
		return DDT_EXIT_DONE;
	}
	if (err != -ENOTCONN)
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED, "%s: %s",
					 name, err == -ENODEV ? "no such device" :
					 strerror(-err));
	err = ddt_port_of(name, text, ddt_record_exists);
	if (err == -EOPNOTSUPP)
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
					 "%s: is in no bridge", name);
	snprintf(job->bridge, sizeof(job->bridge), "%s", name);
	return ddt_detach_from(job);
}

/* carry the command out */
static int ddt_detach_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_args args;
	struct ddt_job job;
	int key, err;

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
		ddt_error("%s: one port or one bridge only", args.operands[1]);
		return ddt_command_usage(cmd);
	}
	err = ddt_root_dev_find(&job.root);
	if (err)
		return ddt_print_failure(&job.print, DDT_EXIT_REFUSED,
					 "cannot find out about the root: %s",
					 strerror(-err));
	err = ddt_detach_target(&job, args.operands[0]);
	return err ? err : ddt_job_run(&job);
}

const struct ddt_command ddt_cmd_bridge_detach = {
	.name = "bridge-detach",
	.run = ddt_detach_run,
	.operands = "[PORT|BRIDGE]",
	.summary = "take a port out of its bridge, what that carries moves back",
	.options = ddt_detach_options,
	.details =
	"Without an argument it is the bridge that carries the root file system.\n"
	"A bridge that bridge-attach created is deleted. Unless the root, and every\n"
	"probe, answers through the port in time, everything is undone.\n",
};
