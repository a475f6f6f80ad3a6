// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the manager would not work, as far as the server tells.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "manager/slurm_internal.h"

#define DDT_KEY_USERS	"/etc/munge/munge.key"
#define DDT_KEY_POOL	"/etc/munge-pool/munge.key"

struct check {
	const char *root;
	struct ddt_findings *found;
};

/* is a file there? */
static void check_file(const struct check *c, const char *id, const char *what,
		       const char *name, const char *path, const char *advice)
{
	char full[1024];

	snprintf(full, sizeof(full), "%s%s", c->root, path);
	if (access(full, F_OK))
		ddt_finding_advice(ddt_finding_add(c->found, DDT_PROBLEM, id,
			full, NULL, "%s %s: %s", what, name, strerror(errno)),
			"%s", advice);
}

/* may others read a key? It is root's, or whose its directory is. */
static void check_key(const struct check *c, const char *key)
{
	char full[1024], above[1024];
	struct stat st, dir;

	snprintf(full, sizeof(full), "%s%s", c->root, key);
	if (stat(full, &st))
		ddt_finding_mend(ddt_finding_add(c->found, DDT_PROBLEM,
			"no-key", full, NULL, "%s", strerror(errno)),
			"mungekey -c -k %s", full);
	else if (st.st_mode & 077)
		ddt_finding_mend(ddt_finding_add(c->found, DDT_PROBLEM,
			"key-readable", full,
			"who has it may be anybody, root too",
			"its mode is %04o", st.st_mode & 07777),
			"chmod 0400 %s", full);
	else if (snprintf(above, sizeof(above), "%.*s",
			  (int)(strrchr(full, '/') - full), full) &&
		 !stat(above, &dir) && st.st_uid && st.st_uid != dir.st_uid)
		ddt_finding_mend(ddt_finding_add(c->found, DDT_PROBLEM,
			"key-readable", full,
			"who has it may be anybody, root too",
			"it is user %u's, who may read it", st.st_uid),
			"chown --reference=%s %s", above, full);
}

/* have both clusters the same key? */
static void check_same_key(const struct check *c)
{
	struct ddt_buf a = { .data = NULL }, b = { .data = NULL };
	char one[1024], two[1024];

	snprintf(one, sizeof(one), "%s" DDT_KEY_USERS, c->root);
	snprintf(two, sizeof(two), "%s" DDT_KEY_POOL, c->root);
	if (!ddt_buf_read(&a, one) && !ddt_buf_read(&b, two) &&
	    a.len == b.len && !memcmp(a.data, b.data, a.len))
		ddt_finding_mend(ddt_finding_add(c->found, DDT_PROBLEM,
			"same-key", two, "root in a domU is root on the dom0s",
			"both clusters have the same key"),
			"mungekey -c -f -k %s", two);
	ddt_buf_free(&a);
	ddt_buf_free(&b);
}

/* are the files of a kind there? */
static void check_kind(const struct check *c, const struct ddt_domu_kind *kind)
{
	static const char advice[] = "put it there, or correct pool.conf";
	unsigned int i;

	if (kind->kernel)
		check_file(c, "no-image", "kind", kind->id.name, kind->kernel,
			   advice);
	if (kind->initrd)
		check_file(c, "no-image", "kind", kind->id.name, kind->initrd,
			   advice);
	if (kind->copies)
		check_file(c, "no-image", "kind", kind->id.name, kind->copies,
			   advice);
	for (i = 0; i < kind->disks.n; i++)
		/* devices are the dom0s', ddtool server check knows the others */
		if (ddt_domu_file(kind, i))
			check_file(c, "no-image", "kind", kind->id.name,
				   kind->disks.path[i], advice);
}

/**
 * ddt_manager_check() - look for what would not work
 * @pool: pool
 * @sysroot: in front of every path
 * @found: where to
 *
 * Return: 0.
 */
int ddt_manager_check(const struct ddt_pool *pool, const char *sysroot,
		      struct ddt_findings *found)
{
	static const char *const hooks[] = { "resume", "suspend", "resume-fail",
					     "prolog", "epilog" };
	const struct check c = { .root = sysroot, .found = found };
	const struct ddt_pool_server *server = ddt_find_manager(pool);
	char path[128];
	unsigned int i;

	for (i = 0; i < pool->ndomu_kinds; i++)
		check_kind(&c, &pool->domu_kinds[i]);
	check_key(&c, DDT_KEY_USERS);
	check_key(&c, DDT_KEY_POOL);
	check_same_key(&c);
	check_file(&c, "no-slurm", "server", server->id.name,
		   "/usr/sbin/slurmctld", "apt-get install slurmctld");
	for (i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		snprintf(path, sizeof(path), DDT_MANAGER_HOOKS "/%s", hooks[i]);
		check_file(&c, "no-hook", "server", server->id.name, path,
			   "install ddtool on this server");
	}
	return 0;
}
