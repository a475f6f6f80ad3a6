// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction run from user space, or only planned.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"

#define DDT_GUARD_SLACK_MS	30000

/**
 * struct ddt_user - a transaction in user space
 * @job: what was asked for
 * @opts: the same, for the plan
 * @held: before there is a plan
 * @backend: way to the kernel
 * @snapshot: what the plan is made from
 * @record: a detach: of the attach, empty when it is not known
 * @shared: the plan
 * @guardian: takes it back if this process dies
 */
struct ddt_user {
	struct ddt_job *job;
	struct ddom_opts opts;
	struct ddt_held held;
	struct ddt_backend backend;
	struct ddom_store snapshot;
	struct ddt_record record;
	struct ddt_shared *shared;
	struct ddt_guardian guardian;
};

/* how things were before the attach that is taken back */
static void recall(struct ddt_user *u)
{
	int err = ddt_record_read(&u->record, u->snapshot.port,
				  u->snapshot.bridge);

	if (!err)
		u->opts.before = &u->record.snapshot.snap;
	else if (err != -ENOENT)
		ddt_msg_note("%s: the record of its attach cannot be used: %s",
			     u->job->port, strerror(-err));
}

/* keep what a detach will need, or forget it */
static void keep_record(struct ddt_user *u)
{
	const struct ddom_plan *plan = &u->shared->plan;
	struct ddt_record record = {
		.snapshot = u->snapshot,
		.lro = u->shared->held.lro_off,
	};
	int err;

	if (!plan->attach) {
		ddt_record_remove(plan->port.ifindex, plan->bridge.ifindex);
		return;
	}
	err = ddt_record_write(&record, plan->port.ifindex,
			       plan->bridge.ifindex);
	if (err)
		ddt_msg_note("%s: no record was kept, a detach will move all of the bridge: %s",
			     plan->port.name, strerror(-err));
}

/* Make the plan. Return: 0, -ENOMEM, or the plan's refusal. */
static int make_plan(struct ddt_user *u)
{
	const struct ddom_snapshot *snap = &u->snapshot.snap;
	struct ddom_plan *plan;

	if (u->job->op == DDOM_BRIDGE_OP_DETACH)
		recall(u);
	u->shared = ddt_guardian_shared_new(ddom_build_max_steps(snap,
								 &u->opts));
	if (!u->shared)
		return -ENOMEM;
	plan = &u->shared->plan;
	plan->scratch = malloc(ddom_notes_scratch(snap, &u->opts));
	if (!plan->scratch)
		return -ENOMEM;
	u->shared->held.lro_off = u->record.lro;
	u->backend.held = &u->shared->held;
	if (u->job->op == DDOM_BRIDGE_OP_DETACH)
		ddom_build_detach(plan, snap, &u->opts);
	else
		ddom_build_attach(plan, snap, &u->opts);
	free(plan->scratch);
	plan->scratch = NULL;
	return plan->err;
}

/* the port of a record, else the only one */
static int user_port(struct ddt_job *job)
{
	return ddt_links_port_of(&job->links, job->bridge, job->port,
				 ddt_record_exists);
}

/* read everything and plan */
static int plan_open(struct ddt_job *job, void *run)
{
	struct ddt_user *u = run;
	int err;

	u->job = job;
	snprintf(u->opts.port, sizeof(u->opts.port), "%s", job->port);
	snprintf(u->opts.bridge, sizeof(u->opts.bridge), "%s", job->bridge);
	u->opts.probes = job->probes.list;
	u->opts.nprobes = job->probes.n;
	u->opts.no_address = job->no_address;
	err = ddt_backend_open(&u->backend, &u->held, job->verify_ms);
	if (err)
		return ddt_job_refuse(job, "cannot talk to the kernel: %s",
				      strerror(-err));
	u->backend.links = &job->links;
	err = ddt_backend_ops_tables(&u->backend, &u->snapshot, &u->opts);
	if (err)
		return ddt_job_refuse(job, "%s", u->snapshot.reason);
	err = make_plan(u);
	if (!err)
		return DDT_EXIT_DONE;
	return ddt_job_refuse(job, "%s",
			      u->shared && u->shared->plan.reason[0] ?
			      u->shared->plan.reason : strerror(-err));
}

static int user_open(struct ddt_job *job, void *run)
{
	struct ddt_user *u = run;
	int code = plan_open(job, run);

	if (!code && ddt_backend_privileged(&u->backend, job->port))
		code = ddt_job_refuse(job, "%s: needs CAP_NET_ADMIN",
				      job->port);
	return code;
}

/*
 * Run the plan: forward, prove, commit; else back.
 *
 * Return: the state it ends in, enum ddom_bridge_state.
 */
static uint32_t run_plan(struct ddt_user *u)
{
	struct ddom_plan *plan = &u->shared->plan;
	int err;

	err = ddom_run_plan(plan, DDOM_PHASE_RELEASE, &ddt_backend_ops,
			    &u->backend);
	if (!err) {
		err = ddt_job_prove(u->job);
		if (err) {
			plan->err = err;
			snprintf(plan->reason, sizeof(plan->reason),
				 "the root does not answer: %s",
				 strerror(-err));
		}
	}
	if (err)
		return ddt_backend_ops_undo(&u->backend, plan) ?
		       DDOM_BRIDGE_STATE_UNDO_FAILED : DDOM_BRIDGE_STATE_UNDONE;
	u->shared->confirmed = true;
	if (ddom_run_plan(plan, DDOM_PHASE_COMMIT, &ddt_backend_ops,
			  &u->backend))
		ddt_msg_note("%s: %s", plan->port.name, plan->reason);
	keep_record(u);
	return DDOM_BRIDGE_STATE_COMMITTED;
}

static void tell(const struct ddt_user *u, uint32_t state,
		 struct ddt_report *obj)
{
	const struct ddom_plan *plan = &u->shared->plan;

	if (ddt_report_plan(obj, plan))
		ddt_msg_error("%s", strerror(ENOMEM));
	obj->state = state;
	snprintf(obj->reason, sizeof(obj->reason), "%s", plan->reason);
}

static int user_transact(struct ddt_job *job, void *run, struct ddt_report *obj)
{
	struct ddt_user *u = run;
	uint32_t state;
	int err;

	err = ddt_guardian_start(&u->guardian, u->shared, &u->backend,
				 job->verify_ms + job->confirm_ms +
				 2 * DDOM_LIVE_TIMEOUT_MS + DDT_GUARD_SLACK_MS);
	if (err)
		return ddt_job_refuse(job, "cannot start the guardian: %s",
				      strerror(-err));
	state = run_plan(u);
	ddt_guardian_dismiss(&u->guardian);
	tell(u, state, obj);
	return DDT_EXIT_DONE;
}

static int plan_transact(struct ddt_job *job, void *run, struct ddt_report *obj)
{
	(void)job;
	tell(run, DDOM_BRIDGE_STATE_PLANNED, obj);
	return DDT_EXIT_DONE;
}

static void user_close(void *run)
{
	struct ddt_user *u = run;

	if (u->backend.nl.sk)
		ddt_backend_close(&u->backend);
	ddt_guardian_shared_free(u->shared);
	ddom_snapshot_free(&u->snapshot);
	ddom_snapshot_free(&u->record.snapshot);
}

const struct ddt_way ddt_way_user = {
	.size = sizeof(struct ddt_user),
	.port = user_port,
	.open = user_open,
	.transact = user_transact,
	.close = user_close,
};

/* The plan that could be made without the module, whichever way it is for. */
const struct ddt_way ddt_way_dry = {
	.size = sizeof(struct ddt_user),
	.port = user_port,
	.open = plan_open,
	.transact = plan_transact,
	.close = user_close,
};
