// SPDX-License-Identifier: GPL-2.0-only
/*
 * The owner of a host wants it back. Slurm keeps what was said, and does it: a
 * reservation keeps domUs away, the time limits of the pool's jobs are the
 * domUs' graces.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/msg.h"
#include "manager/slurm_internal.h"

#define DDT_EVICTED	"evicted-"

/* Run a command of Slurm's on the pool. */
static int evict_pool(const char *const argv[])
{
	struct ddt_run run = { .conf = NULL };
	int err = ddt_slurm(&run, DDT_POOL_CONF, argv);

	ddt_run_free(&run);
	return err;
}

/* is a host evicted already? -EIO with a message: nobody tells */
static int evict_reserved(const char *host)
{
	struct ddt_run run = { .conf = NULL };
	char name[96];
	int err;

	snprintf(name, sizeof(name), DDT_EVICTED "%s", host);
	err = ddt_slurm_reservations(&run);
	if (!err)
		err = ddt_slurm_reserved(ddt_run_text(&run, 0), name);
	ddt_run_free(&run);
	return err;
}

static int evict_reserve(const char *host)
{
	char name[112], nodes[96];
	const char *const argv[] = { "scontrol", "create", "reservation", name,
		nodes, "StartTime=now", "Duration=UNLIMITED", "Users=root",
		"Flags=IGNORE_JOBS,OVERLAP", NULL };
	int there = evict_reserved(host);

	if (there)
		return there < 0 ? there : 0;
	snprintf(name, sizeof(name), "ReservationName=" DDT_EVICTED "%s", host);
	snprintf(nodes, sizeof(nodes), "Nodes=%s", host);
	return evict_pool(argv);
}

/* A domU gets no more jobs; those that it has end with its grace. */
static int evict_domu(const struct ddt_domu *domu,
		      const struct ddt_slurm_job *job)
{
	unsigned int grace = domu->kind->grace;
	time_t at = time(NULL) + grace;
	char id[64], end[64];
	const char *const argv[] = { "scontrol", "update", id, end, NULL };
	const char *const cancel[] = { "scancel", job->id, NULL };
	struct tm tm;
	int err;

	err = ddt_slurm_node(DDT_USERS_CONF, domu->name, "POWER_DOWN_ASAP",
			     "its host is wanted back");
	if (err || domu->kind->evict == DDT_EVICT_WAIT)
		return err;
	if (!grace || strcmp(job->state, "RUNNING"))
		return evict_pool(cancel);
	localtime_r(&at, &tm);
	snprintf(id, sizeof(id), "JobId=%s", job->id);
	strftime(end, sizeof(end), "EndTime=%Y-%m-%dT%H:%M:%S", &tm);
	return evict_pool(argv);
}

/**
 * ddt_evict() - give a host back
 * @pool: pool
 * @host: host
 *
 * Return: 0; negative errno with a message.
 */
int ddt_evict(const struct ddt_pool *pool, const struct ddt_pool_host *host)
{
	struct ddt_slurm_jobs jobs;
	struct ddt_run run = { .conf = NULL };
	struct ddt_domu domu;
	size_t i, len = strlen(DDT_JOB_PREFIX);
	int err = evict_reserve(host->id.name), one;

	if (err)
		return err;
	err = ddt_slurm_jobs(&jobs, DDT_POOL_CONF);
	for (i = 0; i < jobs.n; i++) {
		if (strcmp(jobs.list[i].nodes, host->id.name) ||
		    strncmp(jobs.list[i].name, DDT_JOB_PREFIX, len) ||
		    ddt_domu_find(pool, jobs.list[i].name + len, &domu))
			continue;
		/* one that cannot be told does not keep the others */
		one = evict_domu(&domu, &jobs.list[i]);
		err = err ? err : one;
	}
	err = err ?: ddt_slurm_state(&run, DDT_POOL_CONF, host->id.name);
	if (!err && !ddt_slurm_off(ddt_run_text(&run, 0)))
		err = ddt_slurm_node(DDT_POOL_CONF, host->id.name,
				     "POWER_DOWN_ASAP", "wanted back");
	ddt_run_free(&run);
	ddt_slurm_jobs_free(&jobs);
	return err;
}

/**
 * ddt_evict_release() - a host may be taken again
 * @host: host
 *
 * Return: 0; negative errno with a message.
 */
int ddt_evict_release(const struct ddt_pool_host *host)
{
	char name[112];
	const char *const argv[] = { "scontrol", "delete", name, NULL };
	int there = evict_reserved(host->id.name);

	if (there <= 0)
		return there;
	snprintf(name, sizeof(name), "ReservationName=" DDT_EVICTED "%s",
		 host->id.name);
	return evict_pool(argv);
}
