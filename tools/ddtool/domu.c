// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool domu
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/run.h"
#include "managed.h"

#define REBOOT_MS	60000

static const struct ddt_option domu_options[] = {
	DDT_OPTION_MANAGED,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

static const struct ddt_option create_options[] = {
	{ "dry-run", DDT_KEY_DRY_RUN, NULL, "write its configuration, create nothing" },
	DDT_OPTION_MANAGED,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

static const struct ddt_option list_options[] = {
	DDT_OPTION_MANAGED,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* a job's number, which files are named by */
static bool job_number(const char *text)
{
	size_t len = strlen(text);

	if (len && len <= 10 && strspn(text, "0123456789") == len)
		return true;
	ddt_msg_error("\"%s\": the number of a job expected", text);
	return false;
}

/* the domU that the first operand names; -1: there is none, after a message */
static int domu_named(struct ddt_managed *m, struct ddt_domu *domu)
{
	if (!ddt_domu_find(&m->pool, m->operands[0], domu))
		return 0;
	ddt_print_failure(&m->print, DDT_EXIT_REFUSED, "%s: no such domU in %s",
			  m->operands[0], m->config);
	return -1;
}

static int act_run(struct ddt_managed *m)
{
	struct ddt_domu domu;

	if (!job_number(m->operands[1]))
		return DDT_EXIT_USAGE;
	return domu_named(m, &domu) ? DDT_EXIT_REFUSED :
	       ddt_guest_run(&domu, m->operands[1]);
}

static int act_epilog(struct ddt_managed *m)
{
	const char *job = getenv("SLURM_JOB_ID");

	if (!job) {
		ddt_msg_error("SLURM_JOB_ID is not set; slurmd does that");
		return DDT_EXIT_USAGE;
	}
	if (!job_number(job))
		return DDT_EXIT_USAGE;
	return ddt_guest_run_epilog(&m->pool, job) ? DDT_EXIT_UNDONE :
	       DDT_EXIT_DONE;
}

static int create_dry(const struct ddt_domu *domu)
{
	ddt_xl_write(stdout, domu, false);
	return DDT_EXIT_DONE;
}

/* the first of a kind that nobody runs here */
static int act_create(struct ddt_managed *m)
{
	const struct ddt_domu_kind *kind = ddt_find_kind(&m->pool,
							 m->operands[0]);
	struct ddt_domu domu;
	int err = -EBUSY;
	unsigned int i;

	if (!kind)
		return ddt_print_failure(&m->print, DDT_EXIT_REFUSED,
					 "%s: no such kind in %s",
					 m->operands[0], m->config);
	for (i = 1; i <= kind->count && err == -EBUSY; i++) {
		ddt_domu_get(kind, i, &domu);
		if (ddt_guest_there(domu.name))
			continue;
		if (m->dry_run)
			return create_dry(&domu);
		err = ddt_guest_create(&domu);
	}
	if (err == -EBUSY)
		return ddt_print_failure(&m->print, DDT_EXIT_REFUSED,
					 "%s: all %u are here already; nothing was changed",
					 kind->id.name, kind->count);
	if (err)
		return ddt_print_failure(&m->print, DDT_EXIT_UNDONE,
					 "%s: not created", domu.name);
	ddt_print_begin(&m->print, false);
	ddt_print_str(&m->print, "name", "%s\n", domu.name);
	ddt_print_end(&m->print, false);
	return DDT_EXIT_DONE;
}

static int act_destroy(struct ddt_managed *m)
{
	struct ddt_domu domu;

	if (domu_named(m, &domu))
		return DDT_EXIT_REFUSED;
	return ddt_guest_destroy(&domu) ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

static int act_list(struct ddt_managed *m)
{
	ddt_print_begin(&m->print, false);
	ddt_print_array(&m->print, "domus");
	ddt_guest_list(&m->pool, &m->print);
	ddt_print_close(&m->print);
	ddt_print_end(&m->print, false);
	return DDT_EXIT_DONE;
}

static int act_leave(struct ddt_managed *m)
{
	static const char *const argv[] = { "systemctl", "reboot", NULL };
	struct ddt_run run = { .limit_ms = REBOOT_MS };
	int err = ddt_guest_list_leave(&m->pool);

	if (err > 0) {
		ddt_msg_note("this host is given back, and restarts");
		err = ddt_run(&run, argv);
		ddt_run_free(&run);
	}
	return err ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

#define ACTION(variable, operands_, n, summary_, options_, details_) \
	static const struct ddt_managed_action variable = { \
		.cmd = { .name = "domu " #variable, .run = ddt_managed_run, \
			 .operands = operands_, .summary = summary_, \
			 .options = options_, .details = details_ }, \
		.act = act_##variable, .operands = n }

ACTION(run, "DOMU POOL-JOB", 2, "what a job of the pool is: a domU, to its end",
       domu_options,
       "Exit status: 0 it was ended; 1 it could not be created; 2 it ended by\n"
       "itself; 3 its slurmd did not answer in time; 4 the pool has forgotten the\n"
       "job.\n");
ACTION(epilog, "", 0, "hook: what a job of the pool has left goes", domu_options,
       NULL);
ACTION(create, "KIND", 1, "create a domU of a kind, without Slurm",
       create_options, NULL);
ACTION(destroy, "DOMU", 1, "end such a domU, and remove its copies",
       domu_options, NULL);
ACTION(list, "", 0, "domUs on this dom0", list_options, NULL);
ACTION(leave, "", 0, "restart if this dom0 was given back", domu_options, NULL);

static const struct ddt_command *const domu_actions[] = {
	&run.cmd,
	&epilog.cmd,
	&create.cmd,
	&destroy.cmd,
	&list.cmd,
	&leave.cmd,
	NULL
};

static const struct ddt_option top_options[] = {
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

const struct ddt_command ddt_cmd_domu = {
	.name = "domu",
	.run = ddt_command_run,
	.operands = "ACTION",
	.summary = "domUs on this dom0, made of the kinds of pool.conf",
	.options = top_options,
	.details =
	"\"ddtool help domu ACTION\" explains an action; see also ddom-manager(7).\n",
	.actions = domu_actions,
};
