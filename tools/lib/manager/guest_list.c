// SPDX-License-Identifier: GPL-2.0-only
/*
 * DomUs on this dom0: what there is, and whether the dom0 is to go.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/msg.h"
#include "manager/guest_internal.h"
#include "manager/slurm_internal.h"

#define DDT_SWITCHED_S	10	/* by the hook that Slurm runs meanwhile */

static void guest_print(struct ddt_print *p, const struct ddt_pool *pool,
			const char *name)
{
	struct ddt_guest_note note;
	struct ddt_domu domu;
	char since[32] = "";
	struct tm tm;
	time_t when;

	ddt_guest_read(name, &note);
	when = (time_t)note.at;
	ddt_print_object(p, NULL);
	ddt_print_str(p, "name", "%s: ", name);
	if (ddt_domu_find(pool, name, &domu))
		ddt_print_null(p, "kind");
	else
		ddt_print_str(p, "kind", NULL, domu.kind->id.name);
	ddt_print_str(p, "state", "%s", note.state);
	if (when && localtime_r(&when, &tm) &&
	    strftime(since, sizeof(since), "%Y-%m-%dT%H:%M:%S", &tm))
		ddt_print_str(p, "since", " since %s", since);
	else
		ddt_print_null(p, "since");
	if (strcmp(note.job, "-"))
		ddt_print_str(p, "pool_job", ", job %s of the pool", note.job);
	else
		ddt_print_null(p, "pool_job");
	ddt_print_text(p, "\n");
	ddt_print_close(p);
}

/**
 * ddt_guest_list() - write the domUs on this dom0
 * @pool: pool
 * @p: where to, in a document; NULL: they are only counted
 *
 * One that is no longer in the pool is one, too.
 *
 * Return: how many there are.
 */
int ddt_guest_list(const struct ddt_pool *pool, struct ddt_print *p)
{
	DIR *dir = opendir(DDT_GUEST_DIR);
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir))) {
		/* a domU's other files have a dot in their names */
		if (strchr(entry->d_name, '.'))
			continue;
		n++;
		if (p)
			guest_print(p, pool, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return n;
}

/* is this dom0 off, as Slurm sees it, and without a domU? */
static int guest_off(const struct ddt_pool *pool, const char *name)
{
	struct ddt_run run = { .conf = NULL };
	int off = ddt_slurm_state(&run, DDT_POOL_CONF, name);
	const char *state = ddt_run_text(&run, 0);
	int here;

	if (!off && *state && ddt_slurm_off(state)) {
		here = ddt_guest_list(pool, NULL);
		off = !here;
		if (here)
			ddt_msg_note("%s: given back, and stays for what \"ddtool domu list\" shows",
				     name);
	}
	ddt_run_free(&run);
	return off;
}

/**
 * ddt_guest_list_leave() - is this dom0 to go?
 * @pool: pool
 *
 * Nobody but the dom0 itself can restart it. It waits a little, until what it is
 * to boot has been switched.
 *
 * Return: 1 when it is, 0 when not; negative errno with a message.
 */
int ddt_guest_list_leave(const struct ddt_pool *pool)
{
	char name[256] = "";
	int off;

	gethostname(name, sizeof(name) - 1);
	name[strcspn(name, ".")] = '\0';
	if (!ddt_find_host(pool, name)) {
		ddt_msg_error("%s: no such host in %s", name, pool->path);
		return -ENOENT;
	}
	off = guest_off(pool, name);
	if (off <= 0)
		return off;
	sleep(DDT_SWITCHED_S);
	return guest_off(pool, name);
}
