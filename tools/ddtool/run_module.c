// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction run by the kernel module.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "job.h"
#include "module.h"
#include "root/stay.h"

#define DDT_UNDO_SLACK_MS	30000
#define DDT_POLL_NS		50000000L

/**
 * ddt_connect() - connect to the module, loading it when it is not there
 * @job: job
 * @c: connection
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

/**
 * ddt_finished() - has a transaction come to one of its ends
 * @obj: transaction
 *
 * Return: true when it will not change by itself any more.
 */
static bool ddt_finished(const struct ddt_object *obj)
{
	return obj->state == DDOM_BRIDGE_STATE_COMMITTED ||
	       obj->state == DDOM_BRIDGE_STATE_UNDONE ||
	       obj->state == DDOM_BRIDGE_STATE_UNDO_FAILED;
}

/**
 * ddt_wait_finished() - wait until the kernel is done with a transaction
 * @job: job
 * @c: connection
 * @obj: transaction; updated
 *
 * Bounded by the timeouts of the transaction and some time for its undo.
 */
static void ddt_wait_finished(struct ddt_job *job, struct ddt_client *c,
			      struct ddt_object *obj)
{
	const struct timespec pause = { .tv_nsec = DDT_POLL_NS };
	uint64_t deadline = ddt_now_ns() + 1000000ULL *
			    (job->verify_ms + job->confirm_ms +
			     DDT_UNDO_SLACK_MS);
	struct ddt_object now = { 0 };

	while (!ddt_finished(obj) && ddt_left_ms(deadline)) {
		nanosleep(&pause, NULL);
		if (ddt_client_get(c, job->port, &now)) {
			ddt_object_free(&now);
			continue;
		}
		ddt_object_free(obj);
		*obj = now;
		memset(&now, 0, sizeof(now));
	}
}

/**
 * ddt_confirm() - prove that the root is alive, and say so
 * @job: job
 * @c: connection
 * @obj: transaction in WAIT_CONFIRM; updated
 *
 * Without proof nothing is said: the kernel then undoes it by itself.
 */
static void ddt_confirm(struct ddt_job *job, struct ddt_client *c,
			struct ddt_object *obj)
{
	struct ddt_object after = { 0 };
	int err;

	err = ddt_job_prove(job);
	if (err) {
		ddt_note("%s: the root does not answer (%s); waiting for the undo",
			 job->port, strerror(-err));
		return;
	}
	err = ddt_client_confirm(c, job->port, obj->id, &after);
	if (!err && after.id == obj->id) {
		ddt_object_free(obj);
		*obj = after;
		return;
	}
	ddt_object_free(&after);
	if (err)
		ddt_note("%s: not confirmed: %s", job->port,
			 ddt_client_why(c, err));
}

/**
 * ddt_transact() - run the transaction to its end
 * @job: job
 * @c: connection
 *
 * Return: exit code.
 */
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
	struct ddt_object obj = { 0 };
	int code, err;

	err = ddt_client_run(c, &req, &obj);
	if (err == -ETIMEDOUT)
		err = ddt_client_get(c, job->port, &obj);
	if (!err && obj.state == DDOM_BRIDGE_STATE_WAIT_CONFIRM)
		ddt_confirm(job, c, &obj);
	if (!err) {
		ddt_wait_finished(job, c, &obj);
		code = ddt_job_finish(job, &obj);
	} else {
		code = ddt_print_failure(&job->print, DDT_EXIT_REFUSED, "%s",
					 ddt_client_why(c, err));
	}
	ddt_object_free(&obj);
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
