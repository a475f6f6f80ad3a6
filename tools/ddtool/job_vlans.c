// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bridges for domUs that bridge.conf has beside the root's: made after it,
 * removed before it. None of them matters to the root.
 */
#include <string.h>

#include "job.h"

/* whose port was not named has the root's */
static void find_port(const struct ddt_job *job, struct ddt_vlan *v)
{
	if (!v->port[0])
		snprintf(v->port, sizeof(v->port), "%s", job->port);
}

/* Would what is for a server of the root be sent there? */
static bool takes_root(const struct ddt_job *job, const struct ddt_vlan *v)
{
	const struct ddt_root_server *root = &job->root.server;
	unsigned int i;

	for (i = 0; i < root->npaths; i++)
		if (ddt_vlan_make_covers(v, (uint8_t)root->paths[i].server.family,
					 root->paths[i].server.addr))
			return true;
	return false;
}

static void make(const struct ddt_job *job, struct ddt_vlan *v)
{
	find_port(job, v);
	if (!strcmp(v->bridge, job->bridge)) {
		snprintf(v->why, sizeof(v->why), "is the root's");
	} else if (takes_root(job, v)) {
		snprintf(v->why, sizeof(v->why), "its subnet has the root's server in it");
	} else if (job->dry_run && !strcmp(v->port, job->bridge) &&
		   !ddt_probe_scope_index(job->bridge)) {
		/* it will be there */
		v->done = DDT_VLAN_TO_MAKE;
		ddt_vlan_device_name(v->port, v->id, v->device);
	} else {
		ddt_vlan_make(v, job->dry_run);
	}
}

/**
 * ddt_job_vlans_make() - make all that are not there
 * @job: attached, with its port
 *
 * Return: DDT_EXIT_DONE, or DDT_EXIT_PARTLY; ddt_job_vlans_print() says why.
 */
int ddt_job_vlans_make(struct ddt_job *job)
{
	int code = DDT_EXIT_DONE;
	unsigned int i;

	for (i = 0; i < job->vlans.n; i++) {
		make(job, &job->vlans.list[i]);
		if (job->vlans.list[i].done == DDT_VLAN_FAILED)
			code = DDT_EXIT_PARTLY;
	}
	return code;
}

/* Remove one. Return: exit code, @failed with a message. */
static int remove_one(struct ddt_job *job, struct ddt_vlan *v, bool dry,
		      int failed)
{
	find_port(job, v);
	ddt_vlan_remove(v, dry);
	if (v->done != DDT_VLAN_FAILED)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&job->print, failed, "%s: %s", v->bridge,
				 v->why);
}

/**
 * ddt_job_vlans_remove() - remove all that were made
 * @job: to be detached, with its port
 *
 * Return: DDT_EXIT_DONE; or, with a message, DDT_EXIT_REFUSED when one of them
 * is in use: then all stay; or DDT_EXIT_PARTLY.
 */
int ddt_job_vlans_remove(struct ddt_job *job)
{
	unsigned int i;
	int code = 0;

	for (i = 0; !code && i < job->vlans.n; i++)
		code = remove_one(job, &job->vlans.list[i], true,
				  DDT_EXIT_REFUSED);
	for (i = 0; !code && !job->dry_run && i < job->vlans.n; i++)
		code = remove_one(job, &job->vlans.list[i], false,
				  DDT_EXIT_PARTLY);
	/* The plan must not see them. */
	if (job->vlans.n)
		ddt_links_free(&job->links);
	return code;
}

/**
 * ddt_job_vlans_print() - say what has come of them
 * @job: its document is open
 */
void ddt_job_vlans_print(struct ddt_job *job)
{
	unsigned int i;

	ddt_print_array(&job->print, "bridges");
	for (i = 0; i < job->vlans.n; i++)
		if (job->vlans.list[i].device[0] || job->vlans.list[i].why[0])
			ddt_vlan_print(&job->print, &job->vlans.list[i]);
	ddt_print_close(&job->print);
}
