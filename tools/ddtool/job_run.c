// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction from its beginning to its report: the root's part in it, the
 * proof that the root is alive, and the way it is run.
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "job.h"

#define START_MS	30000	/* for a root that is alive */
#define DUPLICATES_MS	5000	/* RFC 4862: a second of delay, one to wait */
#define DUPLICATES_POLL_MS	100

/* is a path's device stacked on the port, and stays where it is */
static bool stays_above(const struct ddt_job *job,
			const struct ddt_root_path *path)
{
	return !ddt_path_on(path, job->port, job->bridge) &&
	       ddt_path_over(path, job->port);
}

/* see to it that the root's servers must answer, as many as there is room for */
static void add_root(struct ddt_job *job)
{
	const struct ddt_root_server *server = &job->root.server;
	const struct ddt_root_path *path;
	unsigned int i, first = 0;

	for (i = 0; i < server->npaths; i++) {
		path = &server->paths[i];
		/* Nothing moves but the port, and the root is read. */
		if (stays_above(job, path))
			job->no_address = true;
		if (!ddt_path_on(path, job->port, job->bridge))
			continue;
		job->on_root = true;
		/* Nobody answers by IP: it is the root that is read. */
		if (!path->server.family)
			job->no_address = true;
		if (!path->server.family ||
		    !ddt_probes_add(&job->probes, &path->server, path->scope))
			continue;
		job->probes.list[first] = path->server;
		memcpy(job->probes.scope[first++], path->scope,
		       sizeof(path->scope));
	}
}

/* The root dies if one of its paths is bound to what does not receive any more. */
static int check_root(struct ddt_job *job)
{
	const struct ddt_root_server *server = &job->root.server;
	const bool attach = job->op == DDOM_BRIDGE_OP_ATTACH;
	const char *leaves = attach ? job->port : job->bridge;
	const char *to = attach ? job->bridge : job->port;
	struct ddt_path_cut cut;
	unsigned int i;

	for (i = 0; i < server->npaths; i++)
		if (ddt_path_on(&server->paths[i], job->port, job->bridge) &&
		    ddt_path_cut(&server->paths[i], leaves, to, &cut))
			return ddt_job_refuse(job,
					      "%s: %s, and dies with the move from there; %s%s%s",
					      job->port, cut.what, cut.advice,
					      cut.command[0] ? ": " : "",
					      cut.command);
	return DDT_EXIT_DONE;
}

static bool is_device(const char *name, unsigned int index)
{
	return name[0] && index && ddt_probe_scope_index(name) == index;
}

/* A connection to a link-local address is bound to its device. */
static int check_scopes(struct ddt_job *job)
{
	const struct ddt_probes *probes = &job->probes;
	char text[DDT_PROBE_TEXT];
	unsigned int i, index;

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

/*
 * Prepare to prove that the root is alive, if it is, or may be, on a server. Of
 * several disks only those that this port carries have to be.
 */
static int start_reader(struct ddt_job *job)
{
	struct ddt_root_server server = job->root.server;
	unsigned int i, n = 0;
	int err = 0;

	for (i = 0; job->on_root && i < server.npaths; i++)
		if (ddt_path_on(&server.paths[i], job->port, job->bridge) ||
		    stays_above(job, &server.paths[i]))
			server.paths[n++] = server.paths[i];
	if (job->on_root)
		server.npaths = n;
	if (server.found || server.unknown)
		err = ddt_uncached_start(&job->reader, &server, START_MS);
	return server.found ? err : 0;
}

/* All that may need the root. Return: as ddt_job_run(). */
static int get_ready(struct ddt_job *job)
{
	int err = start_reader(job);

	if (err)
		return ddt_job_refuse(job,
				      "/: cannot be read past the cache: %s",
				      err == -EINVAL ?
				      "this kernel has no direct reads of its file system (of NFS before Linux 2.6.26: CONFIG_NFS_DIRECTIO)" :
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

/* Does the way to the root's servers lead through where it should now? */
static int check_route(struct ddt_job *job)
{
	const char *to = job->op == DDOM_BRIDGE_OP_ATTACH ? job->bridge :
							    job->port;
	const struct ddt_root_server *server = &job->root.server;
	char now[IFNAMSIZ];
	unsigned int i;
	int err;

	for (i = 0; i < server->npaths; i++) {
		if (!ddt_path_on(&server->paths[i], job->port, job->bridge))
			continue;
		err = ddt_root_dev_route(&server->paths[i], now);
		if (err)
			return err;
		if (now[0] && strcmp(now, to)) {
			ddt_msg_note("%s: the root is routed through %s", to,
				     now);
			return -EHOSTUNREACH;
		}
	}
	return 0;
}

/* Does a driver still send by the bridge that is to be deleted? */
static bool sends_by_bridge(const struct ddt_job *job)
{
	const struct ddt_root_server *server = &job->root.server;
	unsigned int i;

	for (i = 0; i < server->npaths; i++)
		if (ddt_path_sends(&server->paths[i], job->bridge))
			return true;
	return false;
}

/* A driver forgets the bridge once it has lost enough by it: read on until then. */
static int lose_bridge(struct ddt_job *job)
{
	const int ms = (int)job->confirm_ms * 3 / 4;
	uint64_t deadline = ddt_clock_ns() + (uint64_t)ms * 1000000;
	int err = 0;

	while (!err && sends_by_bridge(job)) {
		if (!ddt_clock_left_ms(deadline)) {
			ddt_msg_note("%s: the root's driver still sends by it; use a longer --confirm-timeout",
				     job->bridge);
			return -EBUSY;
		}
		err = ddt_uncached_read(&job->reader, ms, NULL);
	}
	return err;
}

/**
 * ddt_job_prove() - prove that the root is alive
 * @job: job whose change has been made
 *
 * A root that is on the network is read from, past every cache, and its servers
 * must be routed through the new device. Any other root cannot have been lost;
 * there the probes are all the proof that is needed.
 *
 * Return: 0 or a negative errno.
 */
int ddt_job_prove(struct ddt_job *job)
{
	uint64_t time_ns = 0;
	char what[256];
	int err;

	if (!job->reader.pid) {
		snprintf(job->confirmation, sizeof(job->confirmation),
			 "the probes answer (%.300s)", job->root.server.why);
		return 0;
	}
	err = check_route(job);
	if (!err)
		err = ddt_uncached_read(&job->reader, (int)job->confirm_ms,
					&time_ns);
	if (!err && job->op == DDOM_BRIDGE_OP_DETACH)
		err = lose_bridge(job);
	if (err)
		return err;
	ddt_uncached_text(&job->reader, what, sizeof(what));
	snprintf(job->confirmation, sizeof(job->confirmation),
		 "uncached read of %.255s took %.3f ms", what,
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

/* look for who will hear nothing on the port, and say so */
static void look_for_deaf(struct ddt_job *job)
{
	char text[DDT_DEAF_TEXT];
	unsigned int i;

	if (job->op != DDOM_BRIDGE_OP_ATTACH)
		return;
	job->ndeaf =
		ddt_deaf_find("/proc", job->port,
			      ddt_probe_scope_index(job->port), job->deaf);
	for (i = 0; !job->print.json && i < job->ndeaf; i++) {
		ddt_deaf_text(&job->deaf[i], text, sizeof(text));
		ddt_msg_note("%s: %s: hears nothing on a port; have it listen on %s",
			     job->port, text, job->bridge);
	}
}

static void print_deaf(struct ddt_job *job)
{
	char text[DDT_DEAF_TEXT];
	unsigned int i;

	ddt_print_array(&job->print, "deaf");
	for (i = 0; i < job->ndeaf; i++) {
		ddt_deaf_text(&job->deaf[i], text, sizeof(text));
		ddt_print_str(&job->print, NULL, NULL, text);
	}
	ddt_print_close(&job->print);
}

/* Report the result. Return: exit code. */
static int report(struct ddt_job *job, const struct ddt_report *obj)
{
	int code = exit_code(job, obj->state);
	struct ddt_print *p = &job->print;
	struct ddt_root_dev now;

	if (code != DDT_EXIT_DONE)
		ddt_msg_error("%s: %s%s", obj->port,
			      obj->reason[0] ?
			      obj->reason : strerror(-obj->err),
			      outcome(obj->state));
	/*
	 * What was found before stays when that cannot be read, and when nothing
	 * was committed: then a look at a dead root's files may never return.
	 */
	if (!job->dry_run && code == DDT_EXIT_DONE && !ddt_root_dev_find(&now))
		job->root = now;
	ddt_print_begin(p, false);
	ddt_report_print(p, obj, job->dry_run || job->verbose || p->json ||
			 code == DDT_EXIT_UNDO_FAILED);
	if (code == DDT_EXIT_UNDO_FAILED)
		ddt_report_print_leftovers(p, obj);
	if (code == DDT_EXIT_DONE && job->confirmation[0])
		ddt_print_str(p, "confirmation", "confirmed: %s\n",
			      job->confirmation);
	print_deaf(job);
	ddt_root_dev_print(p, &job->root);
	if (code == DDT_EXIT_DONE && job->op == DDOM_BRIDGE_OP_ATTACH)
		code = ddt_job_vlans_make(job);
	ddt_job_vlans_print(job);
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

/* Is an address of the port being checked for duplicates? */
static bool is_checked(const struct ddt_job *job)
{
	FILE *file = fopen("/proc/net/if_inet6", "re");
	bool checked = false;
	unsigned int flags;
	char name[16];

	while (file && !checked &&
	       fscanf(file, "%*s %*s %*s %*s %x %15s", &flags, name) == 2)
		checked = !strcmp(name, job->port) &&
			  (flags & IFA_F_TENTATIVE) &&
			  !(flags & (IFA_F_OPTIMISTIC | IFA_F_DADFAILED));
	if (file)
		fclose(file);
	return checked;
}

/* At boot a NIC has just come up: what cannot move yet can in a moment. */
static void wait_for_addrs(const struct ddt_job *job)
{
	int tries = DUPLICATES_MS / DUPLICATES_POLL_MS;

	while (tries-- && is_checked(job))
		usleep(DUPLICATES_POLL_MS * 1000);
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
	code = check_root(job);
	if (!code)
		code = check_scopes(job);
	if (code)
		return code;
	look_for_deaf(job);
	wait_for_addrs(job);
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
