// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction from its beginning to its report: the root's part in it, the
 * proof that the root is alive, and the way it is run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"

/* see to it that the root's server must answer */
static void add_root(struct ddt_job *job)
{
	job->on_root = job->root.ifindex &&
		       (!strcmp(job->root.name, job->port) ||
			!strcmp(job->root.port, job->port) ||
			(job->bridge[0] &&
			 !strcmp(job->root.name, job->bridge)));
	if (!job->on_root)
		return;
	if (!ddt_probes_add(&job->probes, &job->root.server.server,
			    job->root.server.scope))
		return;
	job->probes.list[0] = job->root.server.server;
	memcpy(job->probes.scope[0], job->root.server.scope,
	       sizeof(job->probes.scope[0]));
}

static bool is_device(const char *name, unsigned int index)
{
	return name[0] && index && ddt_probe_scope_index(name) == index;
}

/*
 * A connection to a link-local address stays bound to its device. That hears
 * nothing as a port of a bridge, and the bridge nothing without it; a new
 * connection of NFS is bound to the same device.
 */
static int check_scopes(struct ddt_job *job)
{
	const struct ddt_probes *probes = &job->probes;
	char text[DDT_PROBE_TEXT];
	unsigned int i, index;

	if (job->on_root && ddt_probe_is_local(&job->root.server.server))
		return ddt_job_refuse(job,
				      "%s: the root is on %s, and dies with the move from there; mount it by a global address of its server",
				      job->port,
				      ddt_root_dev_server(&job->root, text,
							  sizeof(text)));
	for (i = 0; i < probes->n; i++) {
		index = ddt_probe_scope_index(probes->scope[i]);
		if (!probes->scope[i][0] || is_device(job->port, index) ||
		    is_device(job->bridge, index))
			continue;
		return ddt_job_refuse(job,
				      "%s: probe %s is of another device; give one behind %s",
				      job->port,
				      ddt_probe_text(&probes->list[i],
						     probes->scope[i], text,
						     sizeof(text)),
				      job->port);
	}
	return DDT_EXIT_DONE;
}

/* prepare to prove that the root is alive, if it is, or may be, on a server */
static int start_reader(struct ddt_job *job)
{
	const struct ddt_root_server *server = &job->root.server;
	int err = 0;

	if (server->found || server->unknown)
		err = ddt_uncached_start(&job->reader, server->image);
	return server->found ? err : 0;
}

/* All that may need the root. Return: as ddt_job_run(). */
static int get_ready(struct ddt_job *job)
{
	int err = start_reader(job);

	if (err)
		return ddt_job_refuse(job,
				      "/: cannot be read past the cache: %s",
				      strerror(-err));
	err = ddt_stay_in_memory();
	if (err)
		return ddt_job_refuse(job, "cannot lock memory: %s",
				      strerror(-err));
	return DDT_EXIT_DONE;
}

/**
 * ddt_job_look() - find out what carries the root
 * @job: job; it keeps the devices that are read for that
 *
 * Return: DDT_EXIT_DONE, or an exit code with a message.
 */
int ddt_job_look(struct ddt_job *job)
{
	int err = ddt_root_dev_find_in(&job->root, &job->links);

	return err ? ddt_job_refuse(job, "cannot find out about the root: %s",
				    strerror(-err)) : DDT_EXIT_DONE;
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
 * Exit code for a state: a transaction that stands anywhere but at one of its
 * ends counts as an incomplete rollback.
 */
static int exit_code(const struct ddt_job *job, uint32_t state)
{
	if (job->dry_run || state == DDOM_BRIDGE_STATE_COMMITTED)
		return DDT_EXIT_DONE;
	return state == DDOM_BRIDGE_STATE_UNDONE ? DDT_EXIT_UNDONE :
						   DDT_EXIT_UNDO_FAILED;
}

/* What a transaction that was not committed has come to, in words. */
static const char *outcome(uint32_t state)
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

/* Report the result. Return: exit code. */
static int report(struct ddt_job *job, const struct ddt_report *obj)
{
	int code = exit_code(job, obj->state);
	struct ddt_print *p = &job->print;
	struct ddt_root_dev now;

	/* what was found before stays when that cannot be read */
	if (!job->dry_run && !ddt_root_dev_find(&now))
		job->root = now;
	if (code != DDT_EXIT_DONE)
		ddt_msg_error("%s: %s%s", obj->port,
			      obj->reason[0] ?
			      obj->reason : strerror(-obj->err),
			      outcome(obj->state));
	ddt_print_begin(p, false);
	ddt_report_print(p, obj, job->dry_run || job->verbose || p->json ||
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

/* Run what was opened. Return: exit code. */
static int transact(struct ddt_job *job, const struct ddt_way *way, void *run)
{
	struct ddt_report obj = { 0 };
	sigset_t signals;
	int code;

	code = job->dry_run ? DDT_EXIT_DONE : get_ready(job);
	if (code)
		return code;
	ddt_stay_block_signals(&signals);
	code = way->transact(job, run, &obj);
	if (!code)
		code = report(job, &obj);
	ddt_stay_restore_signals(&signals);
	ddt_report_free(&obj);
	return code;
}

/**
 * ddt_job_run() - run it the way that was asked for
 * @job: job with its port, and the root found
 *
 * Return: exit code.
 */
int ddt_job_run(struct ddt_job *job)
{
	const struct ddt_way *way = job->dry_run ? &ddt_way_dry : job->way;
	void *run;
	int code;

	add_root(job);
	code = check_scopes(job);
	if (code)
		return code;
	run = calloc(1, way->size);
	if (!run)
		return ddt_job_refuse(job, "%s", strerror(ENOMEM));
	code = way->open(job, run);
	if (!code)
		code = transact(job, way, run);
	ddt_uncached_stop(&job->reader);
	way->close(run);
	free(run);
	return code;
}
