// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction run by the kernel module.
 */
#include <errno.h>
#include <string.h>

#include "job.h"
#include "kernel/kernel.h"

/*
 * The kernel's own times bound a transaction, but for its steps, which are as
 * many as there are addresses and routes.
 */
#define DDT_STEPS_MS		600000

/* recognise the port that the module attached to a bridge */
static int on_attached(const struct ddt_report *obj, void *arg)
{
	struct ddt_job *job = arg;

	if (obj->op == DDOM_BRIDGE_OP_ATTACH &&
	    obj->state == DDOM_BRIDGE_STATE_COMMITTED &&
	    !strcmp(obj->bridge, job->bridge))
		memcpy(job->port, obj->port, sizeof(job->port));
	return 0;
}

/* What the module does not know may have been attached without it. */
static int module_port(struct ddt_job *job)
{
	struct ddt_client c;

	if (!ddt_client_open(&c)) {
		ddt_client_dump(&c, on_attached, job);
		ddt_client_close(&c);
	}
	return job->port[0] ? 0 : ddt_way_user.port(job);
}

/* connect to the module, loading it when it is not there */
static int module_open(struct ddt_job *job, void *run)
{
	struct ddt_client *c = run;
	char why[256] = "";
	int err;

	err = ddt_client_open(c);
	if (err == -ENOENT) {
		err = ddt_module_load(NULL, NULL, why, sizeof(why));
		if (err && err != -EEXIST)
			return ddt_job_refuse(job,
					      "%s; --no-module does without",
					      why);
		err = ddt_client_open(c);
	}
	if (err)
		return ddt_job_refuse(job, "%s", ddt_client_why(c, err));
	return DDT_EXIT_DONE;
}

static bool finished(uint32_t state)
{
	return state == DDOM_BRIDGE_STATE_COMMITTED ||
	       state == DDOM_BRIDGE_STATE_UNDONE ||
	       state == DDOM_BRIDGE_STATE_UNDO_FAILED;
}

static bool finished_or_waits(uint32_t state)
{
	return finished(state) || state == DDOM_BRIDGE_STATE_WAIT_CONFIRM;
}

/*
 * Wait for the kernel. A transaction that is forgotten has lost its port: the
 * kernel has undone what could be, and nothing is as before.
 */
static void wait_for(struct ddt_job *job, struct ddt_client *c,
		     struct ddt_report *obj, bool (*until)(uint32_t state))
{
	int ms = (int)(job->verify_ms + job->confirm_ms + DDT_STEPS_MS);

	if (ddt_client_wait(c, obj, until, ms) != -ENOENT)
		return;
	obj->state = DDOM_BRIDGE_STATE_UNDO_FAILED;
	obj->err = -ENODEV;
	snprintf(obj->reason, sizeof(obj->reason), "the port is gone");
}

/*
 * Prove that the root is alive, and say so. Without proof nothing is said: the
 * kernel then undoes it by itself.
 */
static void confirm(struct ddt_job *job, struct ddt_client *c,
		    const struct ddt_report *obj)
{
	struct ddt_report after = { 0 };
	int err;

	err = ddt_job_prove(job);
	if (err) {
		ddt_msg_note("%s: the root does not answer (%s); waiting for the undo",
			     job->port, strerror(-err));
		return;
	}
	err = ddt_client_confirm(c, job->port, obj->id, &after);
	ddt_report_free(&after);
	if (err)
		ddt_msg_note("%s: not confirmed: %s", job->port,
			     ddt_client_why(c, err));
}

/* from the request's answer to the transaction's end */
static void follow(struct ddt_job *job, struct ddt_client *c,
		   struct ddt_report *obj)
{
	int err = 0;

	wait_for(job, c, obj, finished_or_waits);
	if (obj->state == DDOM_BRIDGE_STATE_WAIT_CONFIRM) {
		confirm(job, c, obj);
		wait_for(job, c, obj, finished);
	}
	if (job->verbose || job->print.json ||
	    obj->state != DDOM_BRIDGE_STATE_COMMITTED)
		err = ddt_client_steps(c, obj);
	if (err && err != -ENOENT)
		ddt_msg_note("%s: its steps cannot be read: %s", job->port,
			     ddt_client_why(c, err));
}

static int module_transact(struct ddt_job *job, void *run,
			   struct ddt_report *obj)
{
	const struct ddt_request req = {
		.op = job->op,
		.port = job->port,
		.bridge = job->bridge,
		.probes = job->probes.list,
		.nprobes = job->probes.n,
		.verify_ms = job->verify_ms,
		.confirm_ms = job->confirm_ms,
		.flags = job->no_address ? DDOM_BRIDGE_F_NO_ADDRESS : 0,
	};
	struct ddt_client *c = run;
	int err;

	/* before the request: without events GET has to do */
	ddt_client_subscribe(c);
	err = ddt_client_run(c, &req, obj);
	if (err)
		return ddt_job_refuse(job, "%s", ddt_client_why(c, err));
	follow(job, c, obj);
	return DDT_EXIT_DONE;
}

static void module_close(void *run)
{
	ddt_client_close(run);
}

const struct ddt_way ddt_way_module = {
	.size = sizeof(struct ddt_client),
	.port = module_port,
	.open = module_open,
	.transact = module_transact,
	.close = module_close,
};
