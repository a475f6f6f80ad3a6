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
static void why_domu(const struct ddt_slurm_job *job,
		     const struct ddt_slurm_job *domu, char *text, size_t size)
{
	int n = snprintf(text, size, "job %s waits for domU %s: ", job->id,
			 job->nodes);

	text += n;
	size -= (size_t)n;
	if (!domu)
		snprintf(text, size, "the pool has no job for it yet, or no more");
	else if (!strcmp(domu->state, "PENDING"))
		snprintf(text, size, "job %s of the pool waits: %s", domu->id,
			 why_reason(domu->reason));
	else if (!strcmp(domu->state, "CONFIGURING"))
		snprintf(text, size, "%s becomes a dom0 since %s", domu->nodes,
			 domu->start);
	else
		snprintf(text, size, "it boots on %s since %s", domu->nodes,
			 domu->start);
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
	struct ddt_slurm_jobs users, jobs;
	size_t i;
	int err;

	memset(&jobs, 0, sizeof(jobs));
	err = ddt_slurm_jobs(&users, DDT_USERS_CONF) ?:
	      ddt_slurm_jobs(&jobs, DDT_POOL_CONF);
	for (i = 0; i < users.n && !err; i++)
		if (!strcmp(users.list[i].id, id))
			job = &users.list[i];
	if (!err && !job)
		err = -ENOENT;
	if (err)
		goto out;
	domu = ddt_slurm_job_find(&jobs, job->nodes);
	if (!strcmp(job->state, "PENDING"))
		why_pending(job, text, size);
	else if (!strcmp(job->state, "CONFIGURING"))
		why_domu(job, domu, text, size);
	else
		snprintf(text, size, "job %s is %s on %s, which is on %s",
			 job->id, job->state, job->nodes,
			 domu ? domu->nodes : "no dom0");
out:
	ddt_slurm_jobs_free(&users);
	ddt_slurm_jobs_free(&jobs);
	return err;
}
