// SPDX-License-Identifier: GPL-2.0-only
/*
 * What there is: users' jobs, domUs, dom0s.
 */
#include <errno.h>
#include <string.h>

#include "manager/slurm_internal.h"

/* write when something began, if it did */
static void status_since(struct ddt_print *p, const char *start)
{
	if (!strcmp(start, "N/A") || !*start)
		ddt_print_null(p, "since");
	else
		ddt_print_str(p, "since", " since %s", start);
}

/* the end of an entry: where it is, since when, and what it waits for */
static void status_end(struct ddt_print *p, const struct ddt_slurm_job *job,
		       const char *dom0)
{
	if (*dom0)
		ddt_print_str(p, "dom0", " on %s", dom0);
	else
		ddt_print_null(p, "dom0");
	status_since(p, job->start);
	if (strcmp(job->reason, "None"))
		ddt_print_str(p, "waits_for", ", waits: %s", job->reason);
	else
		ddt_print_null(p, "waits_for");
	ddt_print_text(p, "\n");
	ddt_print_close(p);
}

static void status_jobs(struct ddt_print *p, const struct ddt_slurm_jobs *users,
			const struct ddt_slurm_jobs *pool)
{
	const struct ddt_slurm_job *on;
	size_t i;

	ddt_print_array(p, "jobs");
	for (i = 0; i < users->n; i++) {
		const struct ddt_slurm_job *job = &users->list[i];

		on = *job->nodes ? ddt_slurm_job_find(pool, job->nodes) : NULL;
		ddt_print_object(p, NULL);
		ddt_print_str(p, "job", "job %s", job->id);
		ddt_print_str(p, "user", " %s", job->user);
		ddt_print_str(p, "name", NULL, job->name);
		ddt_print_str(p, "state", ": %s", job->state);
		ddt_print_str(p, "features", NULL, job->features);
		if (*job->nodes)
			ddt_print_str(p, "domu", " on %s", job->nodes);
		else
			ddt_print_null(p, "domu");
		status_end(p, job, on ? on->nodes : "");
	}
	ddt_print_close(p);
}

static void status_domus(struct ddt_print *p, const struct ddt_pool *pool,
			 const struct ddt_slurm_jobs *jobs)
{
	size_t i, len = strlen(DDT_JOB_PREFIX);
	struct ddt_domu domu;

	ddt_print_array(p, "domus");
	for (i = 0; i < jobs->n; i++) {
		const struct ddt_slurm_job *job = &jobs->list[i];

		if (strncmp(job->name, DDT_JOB_PREFIX, len))
			continue;
		ddt_print_object(p, NULL);
		ddt_print_str(p, "name", "domU %s", job->name + len);
		/* one may be there that pool.conf no longer has */
		if (ddt_domu_find(pool, job->name + len, &domu))
			ddt_print_null(p, "kind");
		else
			ddt_print_str(p, "kind", NULL, domu.kind->id.name);
		ddt_print_str(p, "state", ": %s", job->state);
		ddt_print_str(p, "pool_job", ", job %s of the pool", job->id);
		status_end(p, job, job->nodes);
	}
	ddt_print_close(p);
}

/* hosts that are not off */
static void status_dom0s(struct ddt_print *p, char *states)
{
	char *line, *save, *state;

	ddt_print_array(p, "dom0s");
	for (line = strtok_r(states, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		state = strchr(line, ' ');
		if (!state || strchr(state, '~'))
			continue;
		*state++ = '\0';
		ddt_print_object(p, NULL);
		ddt_print_str(p, "name", "dom0 %s", line);
		ddt_print_str(p, "state", ": %s\n", state);
		ddt_print_close(p);
	}
	ddt_print_close(p);
}

/**
 * ddt_status() - write what there is
 * @pool: pool
 * @p: where to, begun
 *
 * Return: 0; negative errno with a message, nothing was written.
 */
int ddt_status(const struct ddt_pool *pool, struct ddt_print *p)
{
	struct ddt_slurm_jobs users, jobs;
	struct ddt_run run = { .conf = NULL };
	int err;

	memset(&jobs, 0, sizeof(jobs));
	err = ddt_slurm_jobs(&users, DDT_USERS_CONF) ?:
	      ddt_slurm_jobs(&jobs, DDT_POOL_CONF) ?:
	      ddt_slurm_state(&run, DDT_POOL_CONF, NULL);
	if (!err) {
		ddt_print_begin(p, false);
		status_jobs(p, &users, &jobs);
		status_domus(p, pool, &jobs);
		ddt_run_text(&run, 0);
		status_dom0s(p, run.out[0].data ? (char *)run.out[0].data :
			     (char []){ "" });
		ddt_print_end(p, false);
	}
	ddt_run_free(&run);
	ddt_slurm_jobs_free(&users);
	ddt_slurm_jobs_free(&jobs);
	return err;
}
