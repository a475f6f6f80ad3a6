// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction begins: the root's part in it, and the way it is run.
 */
#include <string.h>

#include "job.h"

/* see to it that the root's server must answer */
static void ddt_job_add_root(struct ddt_job *job)
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
	return name[0] && index && ddt_scope_index(name) == index;
}

/*
 * A connection to a link-local address stays bound to its device. That hears
 * nothing as a port of a bridge, and the bridge nothing without it; a new
 * connection of NFS is bound to the same device.
 */
static int job_check_scopes(struct ddt_job *job)
{
	const struct ddt_probes *probes = &job->probes;
	char text[DDT_PROBE_TEXT];
	unsigned int i, index;

	if (job->on_root && ddt_probe_is_local(&job->root.server.server))
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
					 "%s: the root is on %s, and dies with the move from there; mount it by a global address of its server",
					 job->port,
					 ddt_root_dev_server(&job->root, text,
							     sizeof(text)));
	for (i = 0; i < probes->n; i++) {
		index = ddt_scope_index(probes->scope[i]);
		if (!probes->scope[i][0] || is_device(job->port, index) ||
		    is_device(job->bridge, index))
			continue;
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
					 "%s: probe %s is of another device; give one behind %s",
					 job->port,
					 ddt_probe_text(&probes->list[i],
							probes->scope[i], text,
							sizeof(text)),
					 job->port);
	}
	return DDT_EXIT_DONE;
}

/**
 * ddt_job_run() - run it the way that was asked for
 * @job: job with its port, and the root found
 *
 * Return: exit code.
 */
int ddt_job_run(struct ddt_job *job)
{
	int code;

	ddt_job_add_root(job);
	code = job_check_scopes(job);
	if (code)
		return code;
	if (job->dry_run)
		return ddt_run_dry(job);
	if (job->no_module)
		return ddt_run_user(job);
	return ddt_run_module(job);
}
