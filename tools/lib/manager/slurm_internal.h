/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Slurm, by its commands: the library's interface is another one in each
 * release.
 */
#ifndef _DDT_MANAGER_SLURM_INTERNAL_H
#define _DDT_MANAGER_SLURM_INTERNAL_H

#include "base/run.h"
#include "manager/manager.h"

#define DDT_USERS_CONF		"/etc/slurm/slurm.conf"
#define DDT_POOL_CONF		"/etc/slurm/pool/slurm.conf"
#define DDT_USERS_SLURMCTLD	6817
#define DDT_USERS_SLURMD	6818
#define DDT_POOL_SLURMCTLD	6827
#define DDT_POOL_SLURMD		6828
#define DDT_POOL_PARTITION	"dom0"
#define DDT_SLURM_USER		"slurm"
#define DDT_TOOL		"/usr/sbin/ddtool"	/* also of dom0s */
#define DDT_SLURM_MS		60000	/* longer than its commands try themselves */
#define DDT_JOB_NAME		(DDT_DOMU_NAME + 8)
#define DDT_JOB_PREFIX		"domu-"

/**
 * enum ddt_guest_exit - how a job of the pool ends
 * @DDT_GUEST_DONE: it was ended
 * @DDT_GUEST_FAILED: the domU could not be created
 * @DDT_GUEST_ENDED: the domU ended by itself
 * @DDT_GUEST_DEAD: its slurmd did not answer in time
 * @DDT_GUEST_LOST: the pool had forgotten the job
 */
enum ddt_guest_exit {
	DDT_GUEST_DONE,
	DDT_GUEST_FAILED,
	DDT_GUEST_ENDED,
	DDT_GUEST_DEAD,
	DDT_GUEST_LOST,
};

/**
 * struct ddt_slurm_job - a job
 * @id: its number
 * @state: its state, in capitals
 * @reason: why it waits
 * @nodes: where it runs, "" for nowhere
 * @start: when it was, or will be, started
 * @user: whose it is
 * @features: what it asks for
 * @name: its name
 */
struct ddt_slurm_job {
	const char *id;
	const char *state;
	const char *reason;
	const char *nodes;
	const char *start;
	const char *user;
	const char *features;
	const char *name;
};

/**
 * struct ddt_slurm_jobs - jobs of a cluster
 * @list: they
 * @n: how many
 * @run: what they point into
 */
struct ddt_slurm_jobs {
	struct ddt_slurm_job *list;
	size_t n;
	struct ddt_run run;
};

/**
 * struct ddt_slurm_nodes - nodes
 * @name: they
 * @n: how many
 * @run: what @name points into
 */
struct ddt_slurm_nodes {
	char **name;
	size_t n;
	struct ddt_run run;
};

int ddt_slurm(struct ddt_run *run, const char *conf, const char *const argv[]);
int ddt_slurm_jobs(struct ddt_slurm_jobs *jobs, const char *conf);
void ddt_slurm_jobs_free(struct ddt_slurm_jobs *jobs);
const struct ddt_slurm_job *
ddt_slurm_job_find(const struct ddt_slurm_jobs *jobs, const char *domu);
const char *ddt_slurm_job_name(const char *domu, char name[DDT_JOB_NAME]);
int ddt_slurm_nodes(struct ddt_slurm_nodes *nodes, const char *list);
void ddt_slurm_nodes_free(struct ddt_slurm_nodes *nodes);
int ddt_slurm_node(const char *conf, const char *node, const char *state,
		   const char *reason);
int ddt_slurm_state(struct ddt_run *run, const char *conf, const char *node);
int ddt_slurm_reservations(struct ddt_run *run);
bool ddt_slurm_reserved(const char *text, const char *name);
bool ddt_slurm_off(const char *state);
void ddt_slurm_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* _DDT_MANAGER_SLURM_INTERNAL_H */
