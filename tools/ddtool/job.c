// SPDX-License-Identifier: GPL-2.0-only
/*
 * What bridge-attach and bridge-detach have in common: options, proof of
 * life, result.
 */
#include <errno.h>
#include <string.h>

#include "job.h"

/**
 * ddt_job_init() - set the defaults
 * @job: to initialise
 * @op: enum ddom_bridge_op
 */
void ddt_job_init(struct ddt_job *job, uint32_t op)
{
	memset(job, 0, sizeof(*job));
	job->op = op;
	job->verify_ms = DDOM_BRIDGE_VERIFY_DEFAULT;
	job->confirm_ms = DDOM_BRIDGE_CONFIRM_DEFAULT;
}

/**
 * ddt_job_name() - take a device name
 * @where: where it goes, IFNAMSIZ bytes
 * @name: the name
 *
 * Return: 0, or -EINVAL with a message.
 */
int ddt_job_name(char *where, const char *name)
{
	if (!ddt_ifname_valid(name)) {
		ddt_error("%s: not a device name", name);
		return -EINVAL;
	}
	snprintf(where, IFNAMSIZ, "%s", name);
	return 0;
}

/* take a time */
static int ddt_job_seconds(const char *value, uint32_t max_ms, uint32_t min_ms,
			   uint32_t *ms)
{
	uint32_t parsed;

	if (!ddt_parse_seconds(value, max_ms, &parsed) && parsed >= min_ms) {
		*ms = parsed;
		return 0;
	}
	ddt_error("%s: not a time between %s and %u seconds", value,
		  min_ms ? "0.001" : "0", max_ms / 1000);
	return -EINVAL;
}

/* take a probe */
static int ddt_job_probe(struct ddt_job *job, const char *value)
{
	char scope[DDOM_IFNAMSIZ];
	struct ddom_probe probe;

	if (ddt_probe_parse(value, &probe, scope)) {
		ddt_error("%s: not ADDR, ADDR:PORT or [ADDR6]:PORT", value);
		return -EINVAL;
	}
	if (ddt_probes_add(&job->probes, &probe, scope)) {
		ddt_error("%s: more than %d probes", value,
			  DDOM_BRIDGE_MAX_PROBES);
		return -EINVAL;
	}
	return 0;
}

/**
 * ddt_job_option() - take an option that both commands have
 * @job: job
 * @key: the option
 * @value: its argument
 *
 * Return: 0, or -EINVAL with a message.
 */
int ddt_job_option(struct ddt_job *job, int key, const char *value)
{
	switch (key) {
	case DDT_KEY_TIMEOUT:
		return ddt_job_seconds(value, DDOM_BRIDGE_VERIFY_MAX, 1,
				       &job->verify_ms);
	case DDT_KEY_CONFIRM_TIMEOUT:
		return ddt_job_seconds(value, DDOM_BRIDGE_CONFIRM_MAX, 0,
				       &job->confirm_ms);
	case DDT_KEY_PROBE:
		return ddt_job_probe(job, value);
	case DDT_KEY_NO_ADDRESS:
		job->no_address = true;
		return 0;
	case DDT_KEY_NO_MODULE:
		job->no_module = true;
		return 0;
	case DDT_KEY_DRY_RUN:
		job->dry_run = true;
		return 0;
	case DDT_KEY_VERBOSE:
		job->verbose = true;
		return 0;
	case DDT_KEY_JSON:
		ddt_print_init(&job->print, true);
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * ddt_job_reader() - prepare to prove that the root is alive
 * @job: job; its reader is started if the root is, or may be, on a server
 *
 * Return: 0, or a negative errno when a root on NFS cannot be read.
 */
int ddt_job_reader(struct ddt_job *job)
{
	const struct ddt_root_server *server = &job->root.server;
	int err = 0;

	if (server->found || server->unknown)
		err = ddt_uncached_start(&job->reader, server->image);
	return server->found ? err : 0;
}

/**
 * ddt_job_prove() - prove that the root is alive
 * @job: job whose change has been made
 *
 * A root that is on NFS is read from, past every cache. Any other root cannot
 * have been lost; there the probes are all the proof that is needed.
 *
 * Return: 0 or a negative errno.
 */
int ddt_job_prove(struct ddt_job *job)
{
	uint64_t time_ns = 0;
	int err;

	if (!job->reader.pid) {
		snprintf(job->confirmation, sizeof(job->confirmation),
			 "the probes answer (%.300s)", job->root.server.why);
		return 0;
	}
	err = ddt_uncached_read(&job->reader, (int)job->confirm_ms, &time_ns);
	if (err)
		return err;
	snprintf(job->confirmation, sizeof(job->confirmation),
		 "uncached read of %.200s took %.3f ms", job->reader.path,
		 (double)time_ns / 1e6);
	return 0;
}

/*
 * Exit code for a state.
 *
 * Return: exit code; a transaction that stands anywhere but at one of its ends
 * counts as an incomplete rollback.
 */
static int ddt_job_code(uint32_t state)
{
	switch (state) {
	case DDOM_BRIDGE_STATE_COMMITTED:
		return DDT_EXIT_DONE;
	case DDOM_BRIDGE_STATE_UNDONE:
		return DDT_EXIT_UNDONE;
	default:
		return DDT_EXIT_UNDO_FAILED;
	}
}

/* What a transaction that was not committed has come to, in words. */
static const char *ddt_job_outcome(uint32_t state)
{
	switch (state) {
	case DDOM_BRIDGE_STATE_UNDONE:
		return "; everything is as before";
	case DDOM_BRIDGE_STATE_UNDO_FAILED:
		return "; the rollback is incomplete, state UNDO_FAILED";
	default:
		return "; it has not come to its end (use ddtool status)";
	}
}

/*
 * Find out what carries the root now. What was found before stays when that
 * cannot be read.
 */
static void ddt_job_look(struct ddt_job *job)
{
	struct ddt_root_dev now;

	if (!ddt_root_dev_find(&now))
		job->root = now;
}

/**
 * ddt_job_finish() - report the result
 * @job: job
 * @obj: how the transaction stands
 *
 * Return: exit code.
 */
int ddt_job_finish(struct ddt_job *job, const struct ddt_report *obj)
{
	int code = ddt_job_code(obj->state);
	struct ddt_print *p = &job->print;

	ddt_job_look(job);
	if (code != DDT_EXIT_DONE)
		ddt_error("%s: %s%s", obj->port,
			  obj->reason[0] ? obj->reason : strerror(-obj->err),
			  ddt_job_outcome(obj->state));
	ddt_print_begin(p, false);
	ddt_report_print(p, obj, job->verbose || p->json ||
			 code == DDT_EXIT_UNDO_FAILED);
	if (code == DDT_EXIT_UNDO_FAILED)
		ddt_report_print_leftovers(p, obj);
	if (code == DDT_EXIT_DONE && job->confirmation[0])
		ddt_print_str(p, "confirmation", "confirmed: %s\n",
			      job->confirmation);
	ddt_root_dev_print(p, &job->root);
	ddt_print_int(p, "exit", NULL, code);
	ddt_print_end(p, false);
	return code;
}
