// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why a user's job does not run yet, in a sentence.
 */
#include <errno.h>
#include <string.h>

#include "manager/slurm_internal.h"

/* what the pool's reasons for a job that waits mean */
static const struct {
	const char *reason;
	const char *text;
} why_pool[] = {
	{ "Resources", "no host has room for it now" },
	{ "Priority", "others of the pool's jobs come before it" },
	{ "ReqNodeNotAvail", "hosts that it fits on are reserved or down" },
	{ "Reservation", "hosts that it fits on may not be taken at this hour" },
	{ "Dependency", "its last life has not ended yet" },
	{ "BeginTime", "the pool starts it a little later" },
	{ "Nodes required for job are DOWN",
	  "hosts that it fits on are down, reserved or evicted" },
};

static const char *why_reason(const char *reason)
{
	const char *text = reason + (*reason == '(');
	size_t i;

	for (i = 0; i < sizeof(why_pool) / sizeof(why_pool[0]); i++)
		if (!strncmp(text, why_pool[i].reason,
			     strlen(why_pool[i].reason)))
			return why_pool[i].text;
	return reason;
}

/* a job that has a domU, which is not there yet */
static void why_domu(const struct ddt_slurm_job *job, const char *name,
		     const struct ddt_slurm_job *domu, char *text, size_t size)
{
	char what[256];

	if (!domu)
		snprintf(what, sizeof(what),
			 "the pool has no job for it yet, or no more");
	else if (!strcmp(domu->state, "PENDING"))
		snprintf(what, sizeof(what), "job %s of the pool waits: %s",
			 domu->id, why_reason(domu->reason));
	else if (!strcmp(domu->state, "CONFIGURING"))
		snprintf(what, sizeof(what), "%s becomes a dom0 since %s",
			 domu->nodes, domu->start);
	else
		snprintf(what, sizeof(what), "it boots on %s since %s",
			 domu->nodes, domu->start);
	snprintf(text, size, "job %s waits for domU %.64s: %s", job->id, name,
		 what);
}

/* of a job's domUs the first that is not even created, else the first */
static const char *why_node(const struct ddt_slurm_nodes *nodes,
			    const struct ddt_slurm_jobs *pool,
			    const struct ddt_slurm_job **domu)
{
	size_t i;

	for (i = 0; i < nodes->n; i++) {
		*domu = ddt_slurm_job_find(pool, nodes->name[i]);
		if (!*domu || strcmp((*domu)->state, "RUNNING"))
			return nodes->name[i];
	}
	*domu = nodes->n ? ddt_slurm_job_find(pool, nodes->name[0]) : NULL;
	return nodes->n ? nodes->name[0] : "";
}

/* is it a job's number? Of an array that waits the elements are behind it. */
static bool why_is(const struct ddt_slurm_job *job, const char *id)
{
	size_t len = strlen(id);

	return *id && !strncmp(job->id, id, len) &&
	       (!job->id[len] || job->id[len] == '_' || job->id[len] == '+');
}

/* a job that has no domU */
static void why_pending(const struct ddt_slurm_job *job, char *text, size_t size)
{
	if (!strcmp(job->reason, "BeginTime"))
		snprintf(text, size, "job %s was queued again, its domU had failed or was taken away; it is tried again after %s",
			 job->id, job->start);
	else if (!strcmp(job->reason, "Resources") ||
		 !strcmp(job->reason, "None"))
		snprintf(text, size, "job %s waits for a domU with %s: all there are have jobs",
			 job->id, strcmp(job->features, "(null)") ?
			 job->features : "enough room");
	else if (!strcmp(job->reason, "Priority"))
		snprintf(text, size, "job %s waits: other users' jobs come before it",
			 job->id);
	else
		snprintf(text, size, "job %s waits: Slurm says %s", job->id,
			 job->reason);
}

/**
 * ddt_why() - why does a job not run yet?
 * @id: the job's number
 * @text: the sentence
 * @size: bytes at @text
 *
 * Return: 0; -ENOENT: there is no such job; another negative errno with a
 * message.
 */
int ddt_why(const char *id, char *text, size_t size)
{
	const struct ddt_slurm_job *job = NULL, *domu;
	struct ddt_slurm_nodes nodes = { .n = 0 };
	struct ddt_slurm_jobs users, jobs;
	const char *name;
	size_t i;
	int err;

	memset(&jobs, 0, sizeof(jobs));
	err = ddt_slurm_jobs(&users, DDT_USERS_CONF) ?:
	      ddt_slurm_jobs(&jobs, DDT_POOL_CONF);
	for (i = 0; i < users.n && !err && !job; i++)
		if (why_is(&users.list[i], id))
			job = &users.list[i];
	if (!err && !job)
		err = -ENOENT;
	if (!err && *job->nodes)
		err = ddt_slurm_nodes(&nodes, job->nodes);
	if (err)
		goto out;
	name = why_node(&nodes, &jobs, &domu);
	if (!strcmp(job->state, "PENDING"))
		why_pending(job, text, size);
	else if (!strcmp(job->state, "CONFIGURING"))
		why_domu(job, name, domu, text, size);
	else if (nodes.n > 1)
		snprintf(text, size, "job %s is %s on %s", job->id, job->state,
			 job->nodes);
	else
		snprintf(text, size, "job %s is %s on %s, which is on %s",
			 job->id, job->state, name,
			 domu ? domu->nodes : "no dom0");
out:
	ddt_slurm_nodes_free(&nodes);
	ddt_slurm_jobs_free(&users);
	ddt_slurm_jobs_free(&jobs);
	return err;
}
