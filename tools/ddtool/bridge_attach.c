// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool bridge-attach
 */
#include <errno.h>
#include <string.h>

#include "job.h"

static const struct ddt_option attach_options[] = {
	DDT_OPTIONS_JOB,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/*
 * Find the port when none was named.
 *
 * Return: DDT_EXIT_DONE, or an exit code with a message.
 */
static int attach_port(struct ddt_job *job)
{
	const struct ddt_root_via *via = &job->root.via;
	char text[DDT_ROOT_TEXT];

	if (job->port[0])
		return DDT_EXIT_DONE;
	ddt_root_dev_text(&job->root, text, sizeof(text));
	if (!via->ifindex)
		return ddt_job_refuse(job, "no port named, and none found: %s",
				      text);
	if (!strcmp(via->kind, "bridge"))
		return ddt_job_refuse(job, "%s: carries the root already: %s",
				      via->name, text);
	memcpy(job->port, via->port, sizeof(job->port));
	if (!job->print.json)
		ddt_msg_note("%s: %s", job->port, text);
	return DDT_EXIT_DONE;
}

/*
 * Is what the configuration asks for there already? At boot that is so when an
 * initramfs, or the kernel, has seen to it.
 */
static bool attach_is_done(struct ddt_job *job)
{
	char bridge[IFNAMSIZ];

	if (!job->port[0])
		return !strcmp(job->root.via.kind, "bridge") &&
		       !strcmp(job->root.via.name, job->bridge);
	return !ddt_links_bridge_of(&job->links, job->port, bridge) &&
	       !strcmp(bridge, job->bridge);
}

/* say that there is nothing to do */
static int attach_nothing(struct ddt_job *job)
{
	struct ddt_print *p = &job->print;
	int code;

	/* one that the kernel attached was not named, and has domUs beside it */
	if (!job->port[0] && job->vlans.n)
		job->way->port(job);
	ddt_print_begin(p, false);
	ddt_print_str(p, "bridge", "%s: attached already\n", job->bridge);
	ddt_print_bool(p, "already", NULL, true);
	ddt_root_dev_print(p, &job->root);
	code = ddt_job_vlans_make(job);
	ddt_job_vlans_print(job);
	ddt_print_int(p, "exit", NULL, code);
	ddt_print_end(p, false);
	return code;
}

/* take PORT and BRIDGE */
static int attach_operands(struct ddt_job *job, const struct ddt_args *args)
{
	if (args->noperands > 2) {
		ddt_msg_error("%s: one port and one bridge only",
			      args->operands[2]);
		return -EINVAL;
	}
	if (args->noperands &&
	    ddt_job_set(job, "bridge", args->operands[args->noperands - 1]))
		return -EINVAL;
	if (args->noperands == 2 && ddt_job_set(job, "port", args->operands[0]))
		return -EINVAL;
	if (!job->bridge[0]) {
		ddt_msg_error("name of the bridge missing");
		return -EINVAL;
	}
	if (!strcmp(job->port, job->bridge)) {
		ddt_msg_error("%s: port and bridge have the same name",
			      job->port);
		return -EINVAL;
	}
	return 0;
}

/* Find out what is to be done, and do it. Return: exit code. */
static int attach(struct ddt_job *job)
{
	int code = ddt_job_look(job);

	if (code)
		return code;
	if (job->config && attach_is_done(job))
		return attach_nothing(job);
	code = attach_port(job);
	return code ? code : ddt_job_run(job);
}

/* carry the command out */
static int attach_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_args args;
	struct ddt_job job;
	int key, code;

	ddt_job_init(&job, DDOM_BRIDGE_OP_ATTACH);
	ddt_args_init(&args, argc, argv, cmd->options);
	key = ddt_job_options(&job, &args);
	if (key == DDT_KEY_HELP)
		return ddt_command_help(cmd);
	if (key == DDT_ARGS_USAGE || attach_operands(&job, &args))
		return ddt_command_usage(cmd);
	code = attach(&job);
	ddt_links_free(&job.links);
	return code;
}

const struct ddt_command ddt_cmd_bridge_attach = {
	.name = "bridge-attach",
	.run = attach_run,
	.operands = "[PORT] BRIDGE",
	.summary = "make a device a bridge port, what it carries moves to the bridge",
	.options = attach_options,
	.details =
	"Without PORT it is the device that carries the root file system. BRIDGE is\n"
	"created when it does not exist. Unless the root, and every probe, answers\n"
	"through the bridge in time, everything is undone.\n",
};
