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

/*
 * Connect to the module, loading it when it is not there.
 *
 * Return: DDT_EXIT_DONE, or an exit code with a message.
 */
static int ddt_connect(struct ddt_job *job, struct ddt_client *c)
{
	char why[256] = "";
	int err;

	err = ddt_client_open(c);
	if (err == -ENOENT) {
		err = ddt_module_load(NULL, NULL, why, sizeof(why));
		if (err && err != -EEXIST)
			return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
						 "%s; --no-module does without",
						 why);
		err = ddt_client_open(c);
	}
	if (err)
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED, "%s",
					 ddt_client_why(c, err));
	return DDT_EXIT_DONE;
}

static bool ddt_finished(uint32_t state)
{
	return state == DDOM_BRIDGE_STATE_COMMITTED ||
	       state == DDOM_BRIDGE_STATE_UNDONE ||
	       state == DDOM_BRIDGE_STATE_UNDO_FAILED;
}

static bool ddt_finished_or_waits(uint32_t state)
{
	return ddt_finished(state) || state == DDOM_BRIDGE_STATE_WAIT_CONFIRM;
}

/*
 * Wait for the kernel. A transaction that is forgotten has lost its port: the
 * kernel has undone what could be, and nothing is as before.
 */
static void ddt_wait(struct ddt_job *job, struct ddt_client *c,
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
static void ddt_confirm(struct ddt_job *job, struct ddt_client *c,
			const struct ddt_report *obj)
{
	struct ddt_report after = { 0 };
	int err;

	err = ddt_job_prove(job);
	if (err) {
		ddt_note("%s: the root does not answer (%s); waiting for the undo",
			 job->port, strerror(-err));
		return;
	}
	err = ddt_client_confirm(c, job->port, obj->id, &after);
	ddt_report_free(&after);
	if (err)
		ddt_note("%s: not confirmed: %s", job->port,
			 ddt_client_why(c, err));
}

/* From the request's answer to the transaction's end. Return: exit code. */
static int ddt_follow(struct ddt_job *job, struct ddt_client *c,
		      struct ddt_report *obj)
{
	int err = 0;

	ddt_wait(job, c, obj, ddt_finished_or_waits);
	if (obj->state == DDOM_BRIDGE_STATE_WAIT_CONFIRM) {
		ddt_confirm(job, c, obj);
		ddt_wait(job, c, obj, ddt_finished);
	}
	if (job->verbose || job->print.json ||
	    obj->state != DDOM_BRIDGE_STATE_COMMITTED)
		err = ddt_client_steps(c, obj);
	if (err && err != -ENOENT)
		ddt_note("%s: its steps cannot be read: %s", job->port,
			 ddt_client_why(c, err));
	return ddt_job_finish(job, obj);
}

/* Run the transaction to its end. Return: exit code. */
static int ddt_transact(struct ddt_job *job, struct ddt_client *c)
{
	struct ddt_request req = {
		.op = job->op,
		.port = job->port,
		.bridge = job->bridge,
		.probes = job->probes.list,
		.nprobes = job->probes.n,
		.verify_ms = job->verify_ms,
		.confirm_ms = job->confirm_ms,
		.flags = job->no_address ? DDOM_BRIDGE_F_NO_ADDRESS : 0,
	};
	struct ddt_report obj = { 0 };
	int code, err;

	/* before the request: without events GET has to do */
	ddt_client_subscribe(c);
	err = ddt_client_run(c, &req, &obj);
	if (!err)
		code = ddt_follow(job, c, &obj);
	else
		code = ddt_print_failure(&job->print, DDT_EXIT_REFUSED, "%s",
					 ddt_client_why(c, err));
	ddt_report_free(&obj);
	return code;
}

/**
 * ddt_run_module() - run a transaction through the module
 * @job: job
 *
 * Everything that may need the root happens before the request is sent.
 *
 * Return: exit code.
 */
int ddt_run_module(struct ddt_job *job)
{
	struct ddt_client c;
	sigset_t signals;
	int code, err;

	code = ddt_connect(job, &c);
	if (code)
		return code;
	err = ddt_job_reader(job);
	if (err) {
		ddt_client_close(&c);
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
					 "/: cannot be read past the cache: %s",
					 strerror(-err));
	}
	err = ddt_prepare_memory();
	if (err) {
		code = ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
					 "cannot lock memory: %s",
					 strerror(-err));
	} else {
		ddt_prepare_signals(&signals);
		code = ddt_transact(job, &c);
		ddt_restore_signals(&signals);
	}
	ddt_uncached_stop(&job->reader);
	ddt_client_close(&c);
	return code;
}
