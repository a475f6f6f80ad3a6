// SPDX-License-Identifier: GPL-2.0-only
/*
 * What slurmctld calls: nodes are to come, to go, or did not come. Both clusters
 * call the same: a node is a host, or a domU. Each hook may be called again, and
 * does then what is left to do.
 */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manager/slurm_internal.h"

#define DDT_SWITCH_MAX		1000	/* hosts a command */
#define DDT_SWITCH_MS		120000
#define DDT_SUBMIT_TRIES	3
#define DDT_SUSPEND_TRIES	60	/* of half a minute, or longer */
#define DDT_PROLOG_S		43200	/* as ResumeTimeout */

/* a node that cannot come: its job is queued again, and it is free again */
static void node_failed(const char *conf, const char *node, const char *why)
{
	ddt_slurm_log("%s: %s", node, why);
	ddt_slurm_node(conf, node, "DOWN", why);
	ddt_slurm_node(conf, node, "POWER_DOWN_FORCE", NULL);
}

/* what a host boots when it comes, or when it goes */
static const struct ddt_pool_profile *host_profile(const struct ddt_pool *pool,
						   const char *name, bool on)
{
	const struct ddt_pool_host *host = ddt_find_host(pool, name);

	if (!host)
		return NULL;
	return on && host->take.profile ? host->take.profile : host->profile;
}

/* switch the hosts that boot a profile */
static void hosts_switch(const struct ddt_pool *pool,
			 const struct ddt_slurm_nodes *nodes, bool on,
			 const struct ddt_pool_profile *profile)
{
	const char *argv[DDT_SWITCH_MAX + 10];
	struct ddt_run run = { .limit_ms = DDT_SWITCH_MS };
	unsigned int n, first;
	size_t i = 0;
	int err;

	while (i < nodes->n) {
		n = 0;
		if (geteuid()) {
			argv[n++] = "sudo";
			argv[n++] = "-n";
		}
		argv[n++] = DDT_TOOL;
		argv[n++] = "server";
		argv[n++] = "switch";
		if (on)
			argv[n++] = "--wake";
		for (first = n; i < nodes->n && n < first + DDT_SWITCH_MAX; i++)
			if (host_profile(pool, nodes->name[i], on) == profile)
				argv[n++] = nodes->name[i];
		if (n == first)
			break;
		argv[n++] = profile->id.name;
		argv[n] = NULL;
		err = ddt_run(&run, argv);
		ddt_slurm_log("%s and %u more: %s%s", argv[first],
			      n - first - 2, err ? "not switched: " :
			      on ? "woken as " : "next time ", !err ?
			      profile->id.name : err < 0 ? strerror(-err) :
			      ddt_run_text(&run, 1));
		for (; err && on && first < n - 1; first++)
			node_failed(DDT_POOL_CONF, argv[first],
				    "cannot be switched on, see ddom.log");
	}
	ddt_run_free(&run);
}

/* switch all hosts among nodes */
static void hosts_all(const struct ddt_pool *pool,
		      const struct ddt_slurm_nodes *nodes, bool on)
{
	unsigned int i;

	for (i = 0; i < pool->nprofiles; i++)
		hosts_switch(pool, nodes, on, &pool->profiles[i]);
}

/* ask the pool for a domU */
static int domu_submit(const struct ddt_domu *domu)
{
	const struct ddt_domu_kind *kind = domu->kind;
	char name[DDT_JOB_NAME], cpus[16], memory[16], limit[24], wrap[256];
	const char *const argv[] = { "sbatch", "--parsable", "--no-requeue",
		"-d", "singleton", "-p", DDT_POOL_PARTITION, "-D", "/",
		"-J", ddt_slurm_job_name(domu->name, name), "-n", "1", "-c",
		cpus, "--mem", memory, "-t", limit, "-o", "/var/log/slurm/domu.log",
		"--open-mode", "append", "--wrap", wrap, NULL };
	struct ddt_run run = { .conf = NULL };
	int err;

	snprintf(cpus, sizeof(cpus), "%u", kind->vcpus);
	snprintf(memory, sizeof(memory), "%uM", kind->memory);
	snprintf(limit, sizeof(limit), "%u", (kind->limit + 59) / 60);
	if (!kind->limit)
		strcpy(limit, "UNLIMITED");
	snprintf(wrap, sizeof(wrap), "exec sudo -n " DDT_TOOL " domu run %s $SLURM_JOB_ID",
		 domu->name);
	err = ddt_slurm(&run, DDT_POOL_CONF, argv);
	if (!err)
		ddt_slurm_log("%s: job %s of the pool", domu->name,
			      ddt_run_text(&run, 0));
	ddt_run_free(&run);
	return err;
}

/* ask for domUs that nobody has asked for, and forget their names; more left? */
static bool domus_left(const struct ddt_pool *pool,
		       const struct ddt_slurm_nodes *nodes)
{
	struct ddt_slurm_jobs jobs;
	struct ddt_domu domu;
	bool told = !ddt_slurm_jobs(&jobs, DDT_POOL_CONF), left = !told;
	size_t i;

	for (i = 0; i < nodes->n && told; i++) {
		if (ddt_domu_find(pool, nodes->name[i], &domu))
			continue;
		if (ddt_slurm_job_find(&jobs, domu.name) || !domu_submit(&domu))
			nodes->name[i][0] = '\0';
		else
			left = true;
	}
	ddt_slurm_jobs_free(&jobs);
	return left;
}

/*
 * Ask for domUs. An answer that was lost may have been a yes: so look again
 * before asking again. If two got through all the same, the second waits for the
 * first (singleton), and goes with it. One that is refused keeps no other.
 */
static void domus_submit(const struct ddt_pool *pool,
			 const struct ddt_slurm_nodes *nodes)
{
	struct ddt_domu domu;
	unsigned int try;
	bool failed = true;
	size_t i;

	for (try = 0; failed && try < DDT_SUBMIT_TRIES; try++)
		failed = domus_left(pool, nodes);
	for (i = 0; i < nodes->n && failed; i++)
		if (!ddt_domu_find(pool, nodes->name[i], &domu))
			node_failed(DDT_USERS_CONF, domu.name,
				    "the pool takes no job for it, see ddom.log");
}

/* are there domUs among nodes? */
static bool domus_any(const struct ddt_pool *pool,
		      const struct ddt_slurm_nodes *nodes)
{
	struct ddt_domu domu;
	size_t i;

	for (i = 0; i < nodes->n; i++)
		if (!ddt_domu_find(pool, nodes->name[i], &domu))
			return true;
	return false;
}

/**
 * ddt_hook_resume() - nodes are to come
 * @pool: pool
 * @nodes: they, in Slurm's short form
 *
 * Return: 0; negative errno with a message.
 */
int ddt_hook_resume(const struct ddt_pool *pool, const char *nodes)
{
	struct ddt_slurm_nodes list;
	int err = ddt_slurm_nodes(&list, nodes);

	if (!err) {
		hosts_all(pool, &list, true);
		if (domus_any(pool, &list))
			domus_submit(pool, &list);
	}
	ddt_slurm_nodes_free(&list);
	return err;
}

/* end the pool's jobs for domUs */
static int domus_cancel(const struct ddt_pool *pool,
			const struct ddt_slurm_nodes *nodes)
{
	struct ddt_run run = { .conf = NULL };
	struct ddt_slurm_jobs jobs;
	struct ddt_domu domu;
	const char **argv;
	size_t i, k, n = 0;
	int err = ddt_slurm_jobs(&jobs, DDT_POOL_CONF);

	argv = calloc(jobs.n + 2, sizeof(*argv));
	if (!err && !argv)
		err = -ENOMEM;
	if (err)
		goto out;
	argv[n++] = "scancel";
	for (k = 0; k < jobs.n; k++) {
		size_t len = strlen(DDT_JOB_PREFIX);

		if (strncmp(jobs.list[k].name, DDT_JOB_PREFIX, len))
			continue;
		for (i = 0; i < nodes->n; i++)
			if (!strcmp(jobs.list[k].name + len, nodes->name[i]) &&
			    !ddt_domu_find(pool, nodes->name[i], &domu))
				break;
		if (i < nodes->n) {
			argv[n++] = jobs.list[k].id;
			ddt_slurm_log("%s: end of job %s of the pool",
				      nodes->name[i], jobs.list[k].id);
		}
	}
	err = n > 1 ? ddt_slurm(&run, DDT_POOL_CONF, argv) : 0;
out:
	free(argv);
	ddt_run_free(&run);
	ddt_slurm_jobs_free(&jobs);
	return err;
}

/* let nodes go */
static int nodes_end(const struct ddt_pool *pool,
		     const struct ddt_slurm_nodes *nodes)
{
	hosts_all(pool, nodes, false);
	return domus_any(pool, nodes) ? domus_cancel(pool, nodes) : 0;
}

/**
 * ddt_hook_suspend() - nodes are to go
 * @pool: pool
 * @nodes: they, in Slurm's short form
 *
 * A dom0 sees by itself that it is to go, ddt_guest_list_leave(). Nobody asks
 * for this a second time, so that it is tried for long.
 *
 * Return: 0; negative errno with a message.
 */
int ddt_hook_suspend(const struct ddt_pool *pool, const char *nodes)
{
	struct ddt_slurm_nodes list;
	int err = ddt_slurm_nodes(&list, nodes) ?: nodes_end(pool, &list);
	unsigned int i;

	for (i = 0; i < DDT_SUSPEND_TRIES && err && list.n; i++)
		err = domus_cancel(pool, &list);
	ddt_slurm_nodes_free(&list);
	return err;
}

/**
 * ddt_hook_resume_fail() - nodes did not come in time
 * @pool: pool
 * @nodes: they, in Slurm's short form
 *
 * Return: 0; negative errno with a message.
 */
int ddt_hook_resume_fail(const struct ddt_pool *pool, const char *nodes)
{
	struct ddt_slurm_nodes list;
	int err = ddt_slurm_nodes(&list, nodes);
	size_t i;

	for (i = 0; i < list.n; i++)
		ddt_slurm_log("%s: did not come in time", list.name[i]);
	err = err ?: nodes_end(pool, &list);
	for (i = 0; i < list.n; i++)
		ddt_slurm_node(ddt_find_host(pool, list.name[i]) ?
			       DDT_POOL_CONF : DDT_USERS_CONF, list.name[i],
			       "RESUME", NULL);
	ddt_slurm_nodes_free(&list);
	return err;
}

/* does a job still wait for its nodes? */
static bool prolog_waits(const char *conf, const char *job, const char *nodes)
{
	const char *const argv[] = { "squeue", "-h", "-a", "-j", job, "-o",
				     "%T", NULL };
	struct ddt_run run = { .conf = NULL };
	bool waits = !ddt_slurm(&run, conf, argv) &&
		     !strcmp(ddt_run_text(&run, 0), "CONFIGURING");

	if (waits)
		waits = !ddt_slurm_state(&run, conf, nodes) &&
			strpbrk(ddt_run_text(&run, 0), "~#%");
	ddt_run_free(&run);
	return waits;
}

/**
 * ddt_hook_prolog() - wait until the nodes of a job are there
 * @pool: pool
 * @job: its number
 * @nodes: its nodes
 *
 * slurmctld looks by itself every 30 s only. A job that was queued again or
 * cancelled meanwhile cannot go on before this ends.
 *
 * Return: 0; -EIO with a message.
 */
int ddt_hook_prolog(const struct ddt_pool *pool, const char *job,
		    const char *nodes)
{
	struct ddt_slurm_nodes list;
	const char *conf;
	unsigned int i;
	int err = ddt_slurm_nodes(&list, nodes);

	if (!err && list.n) {
		conf = ddt_find_host(pool, list.name[0]) ? DDT_POOL_CONF :
		       DDT_USERS_CONF;
		for (i = 0; i < DDT_PROLOG_S && prolog_waits(conf, job, nodes);
		     i++)
			poll(NULL, 0, 1000);
	}
	ddt_slurm_nodes_free(&list);
	return err;
}

/**
 * ddt_hook_epilog() - a job of the pool has ended
 * @pool: pool
 * @job: its number
 * @name: its name
 * @status: its exit status and signal, as Slurm writes them
 *
 * If users' jobs still count on its domU, they are told.
 *
 * Return: 0; -EIO with a message.
 */
int ddt_hook_epilog(const struct ddt_pool *pool, const char *job,
		    const char *name, const char *status)
{
	const struct ddt_slurm_job *other;
	struct ddt_run run = { .conf = NULL };
	struct ddt_slurm_jobs jobs;
	struct ddt_domu domu;
	char why[128];
	int err;

	if (strncmp(name, DDT_JOB_PREFIX, strlen(DDT_JOB_PREFIX)) ||
	    ddt_domu_find(pool, name + strlen(DDT_JOB_PREFIX), &domu))
		return 0;
	err = ddt_slurm_jobs(&jobs, DDT_POOL_CONF);
	other = err ? NULL : ddt_slurm_job_find(&jobs, domu.name);
	if (err || (other && strcmp(other->id, job)))
		goto out;
	err = ddt_slurm_state(&run, DDT_USERS_CONF, domu.name);
	if (!err && !ddt_slurm_off(ddt_run_text(&run, 0))) {
		snprintf(why, sizeof(why), "job %s of the pool ended with %s",
			 job, status);
		node_failed(DDT_USERS_CONF, domu.name, why);
	}
out:
	ddt_run_free(&run);
	ddt_slurm_jobs_free(&jobs);
	return err;
}
