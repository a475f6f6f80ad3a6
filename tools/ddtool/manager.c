// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool manager
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "managed.h"

static const struct ddt_option manager_options[] = {
	DDT_OPTION_MANAGED,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

static const struct ddt_option render_options[] = {
	{ "output", 'o', "DIR", "where the files go, not " DDT_MANAGER_DIR },
	DDT_OPTION_MANAGED,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

static const struct ddt_option check_options[] = {
	{ "root", DDT_KEY_ROOT, "DIR", "look for files below DIR, not /" },
	DDT_OPTION_MANAGED,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

static const struct ddt_option hook_options[] = {
	DDT_OPTION_MANAGED,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* is there anything to manage, and by whom? */
static int manager_ready(struct ddt_managed *m)
{
	const char *why = NULL;
	unsigned int i;

	for (i = 0; i < m->pool.nhosts && !m->pool.hosts[i].take.take; i++)
		;
	if (!ddt_find_manager(&m->pool))
		why = "no server has \"manager:\"";
	else if (!m->pool.ndomu_kinds)
		why = "no \"kinds:\"";
	else if (i == m->pool.nhosts)
		why = "no host has \"pool:\", nor its network";
	return why ? ddt_print_failure(&m->print, DDT_EXIT_REFUSED,
				       "%s: %s; add it, see ddom-pool.conf(5)",
				       m->config, why) : DDT_EXIT_DONE;
}

/* what makes the result of a hook or a request an exit code */
static int manager_code(struct ddt_managed *m, int err, const char *what)
{
	if (!err)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&m->print, DDT_EXIT_UNDONE,
				 "%s: not done; once more when the reason is gone",
				 what);
}

static int render_refused(struct ddt_managed *m)
{
	struct ddt_lint lint = { .pool = &m->pool };
	int err = ddt_check_pool(&lint);
	unsigned int errors = lint.found.count[DDT_PROBLEM];

	ddt_findings_errors(&lint.found);
	ddt_findings_free(&lint.found);
	if (!err && !errors)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&m->print, DDT_EXIT_REFUSED,
				 "%s: %u error%s; nothing was changed",
				 m->config, errors, errors == 1 ? "" : "s");
}

static int render_write(struct ddt_managed *m)
{
	struct ddt_print *p = &m->print;
	struct ddt_outdir dir;
	int err = ddt_outdir_open(&dir, m->output, true) ?:
		  ddt_manager_render(&m->pool, &dir);

	if (!err) {
		ddt_print_begin(p, false);
		ddt_print_str(p, "output", "%s: ", m->output);
		ddt_print_count(p, "files", "%" PRIu64 " %s, ", dir.n, "file",
				"files");
		ddt_print_u64(p, "written", "%" PRIu64 " written, ",
			      dir.written);
		ddt_print_u64(p, "removed", "%" PRIu64 " removed\n",
			      dir.removed);
		ddt_print_end(p, false);
	}
	ddt_outdir_close(&dir);
	return !err ? DDT_EXIT_DONE :
	       ddt_print_failure(p, err == -EEXIST ? DDT_EXIT_REFUSED :
				 DDT_EXIT_UNDONE, "%s: %s", m->output,
				 err == -EEXIST ? "nothing was changed" :
				 "incomplete; run it again when the reason is gone");
}

static int act_render(struct ddt_managed *m)
{
	return manager_ready(m) ?: render_refused(m) ?: render_write(m);
}

static int act_check(struct ddt_managed *m)
{
	struct ddt_lint lint = { .pool = &m->pool };
	struct ddt_print *p = &m->print;
	unsigned int broken;
	int code = manager_ready(m);

	if (code)
		return code;
	ddt_check_pool(&lint);
	ddt_manager_check(&m->pool, m->sysroot, &lint.found);
	broken = lint.found.count[DDT_PROBLEM];
	ddt_print_begin(p, false);
	ddt_print_str(p, "config", NULL, m->config);
	ddt_findings_print(p, &lint.found, true);
	ddt_print_count(p, "kinds", "%" PRIu64 " %s, ", m->pool.ndomu_kinds,
			"kind", "kinds");
	ddt_print_text(p, "%u error%s\n", broken, broken == 1 ? "" : "s");
	ddt_print_end(p, false);
	ddt_findings_free(&lint.found);
	return broken ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

static int act_windows(struct ddt_managed *m)
{
	return manager_ready(m) ?:
	       manager_code(m, ddt_closed_apply(&m->pool), "windows");
}

static int act_resume(struct ddt_managed *m)
{
	return manager_code(m, ddt_hook_resume(&m->pool, m->operands[0]),
			    m->operands[0]);
}

static int act_suspend(struct ddt_managed *m)
{
	return manager_code(m, ddt_hook_suspend(&m->pool, m->operands[0]),
			    m->operands[0]);
}

static int act_resume_fail(struct ddt_managed *m)
{
	return manager_code(m, ddt_hook_resume_fail(&m->pool, m->operands[0]),
			    m->operands[0]);
}

/* what slurmctld says in the environment; NULL with a message */
static const char *hook_variable(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		ddt_msg_error("%s is not set; slurmctld does that", name);
	return value;
}

static int act_prolog(struct ddt_managed *m)
{
	const char *job = hook_variable("SLURM_JOB_ID");
	const char *nodes = hook_variable("SLURM_JOB_NODELIST");

	if (!job || !nodes)
		return DDT_EXIT_USAGE;
	/* its failure would hold the job back */
	ddt_hook_prolog(&m->pool, job, nodes);
	return DDT_EXIT_DONE;
}

static int act_epilog(struct ddt_managed *m)
{
	const char *job = hook_variable("SLURM_JOB_ID");
	const char *name = hook_variable("SLURM_JOB_NAME");
	const char *status = getenv("SLURM_JOB_EXIT_CODE2");

	if (!job || !name)
		return DDT_EXIT_USAGE;
	return manager_code(m, ddt_hook_epilog(&m->pool, job, name,
					       status ? status : "?"), name);
}

/* the host that an operand names; NULL: there is none, with the exit code */
static const struct ddt_pool_host *manager_host(struct ddt_managed *m,
						int *code)
{
	const struct ddt_pool_host *host = ddt_find_host(&m->pool,
							 m->operands[0]);

	if (!host || !host->take.take)
		*code = ddt_print_failure(&m->print, DDT_EXIT_REFUSED,
					  "%s: no such host that may be taken in %s",
					  m->operands[0], m->config);
	return host && host->take.take ? host : NULL;
}

static int manager_say(struct ddt_managed *m, const char *key, const char *text)
{
	ddt_print_begin(&m->print, false);
	ddt_print_str(&m->print, key, "%s\n", text);
	ddt_print_end(&m->print, false);
	return DDT_EXIT_DONE;
}

static int act_evict(struct ddt_managed *m)
{
	int code;
	const struct ddt_pool_host *host = manager_host(m, &code);

	if (!host)
		return code;
	return manager_code(m, ddt_evict(&m->pool, host), host->id.name) ?:
	       manager_say(m, "evicted", host->id.name);
}

static int act_release(struct ddt_managed *m)
{
	int code;
	const struct ddt_pool_host *host = manager_host(m, &code);

	if (!host)
		return code;
	return manager_code(m, ddt_evict_release(host), host->id.name) ?:
	       manager_say(m, "released", host->id.name);
}

static int act_status(struct ddt_managed *m)
{
	return manager_code(m, ddt_status(&m->pool, &m->print), "status");
}

static int act_why(struct ddt_managed *m)
{
	char text[512];
	int err = ddt_why(m->operands[0], text, sizeof(text));

	if (err == -ENOENT)
		return ddt_print_failure(&m->print, DDT_EXIT_REFUSED,
					 "%s: no such job, or it has ended",
					 m->operands[0]);
	return err ? manager_code(m, err, "why") : manager_say(m, "why", text);
}

#define ACTION(variable, name_, operands_, n, summary_, options_, details_) \
	static const struct ddt_managed_action variable = { \
		.cmd = { .name = "manager " name_, .run = ddt_managed_run, \
			 .operands = operands_, .summary = summary_, \
			 .options = options_, .details = details_ }, \
		.act = act_##variable, .operands = n }

ACTION(render, "render", "", 0, "write the files of both Slurm clusters",
       render_options,
       "Below DIR: controller/ for the server with \"manager:\", dom0/ for the root of\n"
       "dom0s, domu/ for those of the kinds. What DHCP says to domUs is written by\n"
       "\"ddtool server render\".\n");
ACTION(check, "check", "", 0, "find what would not work", check_options,
       "Looks at the pool, and on its server at keys, images and hooks. Exit\n"
       "status 1: something would not work.\n");
ACTION(windows, "windows", "", 0, "keep hosts out of the pool outside of their windows",
       hook_options, NULL);
ACTION(resume, "resume", "NODES", 1, "hook: hosts are woken as dom0s, domUs asked for",
       hook_options, NULL);
ACTION(suspend, "suspend", "NODES", 1, "hook: the inverse", hook_options, NULL);
ACTION(resume_fail, "resume-fail", "NODES", 1, "hook: give back what did not come",
       hook_options, NULL);
ACTION(prolog, "prolog", "", 0, "hook: wait until the nodes of a job are there",
       hook_options, NULL);
ACTION(epilog, "epilog", "", 0, "hook: a domU ended, tell its jobs", hook_options,
       NULL);
ACTION(evict, "evict", "HOST", 1, "the owner wants a host back", manager_options,
       "DomUs on it get no more jobs, and end as their kind says; then it is given\n"
       "back, and stays so until it is released.\n");
ACTION(release, "release", "HOST", 1, "a host may be taken again",
       manager_options, NULL);
ACTION(status, "status", "", 0, "jobs, domUs and dom0s", manager_options, NULL);
ACTION(why, "why", "JOB", 1, "say why a job does not run yet", manager_options,
       NULL);

static const struct ddt_command *const manager_actions[] = {
	&render.cmd,
	&check.cmd,
	&windows.cmd,
	&resume.cmd,
	&suspend.cmd,
	&resume_fail.cmd,
	&prolog.cmd,
	&epilog.cmd,
	&evict.cmd,
	&release.cmd,
	&status.cmd,
	&why.cmd,
	NULL
};

static const struct ddt_option top_options[] = {
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

const struct ddt_command ddt_cmd_manager = {
	.name = "manager",
	.run = ddt_command_run,
	.operands = "ACTION",
	.summary = "domUs of every kind on workstations that become dom0s, by Slurm",
	.options = top_options,
	.details =
	"\"ddtool help manager ACTION\" explains an action; see also ddom-manager(7).\n",
	.actions = manager_actions,
};
