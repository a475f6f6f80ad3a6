// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a pool could not be copied.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check_internal.h"

/**
 * struct ddt_source - a file that is copied to a server
 * @profile: for which profile
 * @key: key of pool.conf
 * @path: below the server's TFTP root
 * @source: what is copied
 */
struct ddt_source {
	const struct ddt_pool_profile *profile;
	const char *key;
	const char *path;
	const char *source;
};

/* what is copied for a profile */
static unsigned int sources_of(const struct ddt_pool_profile *p,
			       struct ddt_source list[3])
{
	const struct ddt_source all[] = {
		{ p, "hypervisor", p->hypervisor, p->hypervisor_source },
		{ p, "kernel", p->kernel, p->kernel_source },
		{ p, "initrd", p->initrd, p->initrd_source },
	};
	unsigned int i, n = 0;

	for (i = 0; i < 3; i++)
		if (all[i].source)
			list[n++] = all[i];
	return n;
}

/* say so where a file cannot be copied */
static void sources_missing(struct ddt_lint *lint,
			    const struct ddt_source *s)
{
	const char *why = NULL;
	struct stat st;

	if (stat(s->source, &st) || access(s->source, R_OK))
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "no regular file";
	if (why)
		ddt_finding_advice(ddt_lint_add(lint, DDT_PROBLEM,
			"missing-source", s->profile->id.place, why, NULL,
			"profile %s: %s", s->profile->id.name, s->source),
			"correct \"%s-source:\"", s->key);
}

/**
 * ddt_check_sources() - look at what is to be copied
 * @lint: with its pool; filled
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_check_sources(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	struct ddt_source *all;
	unsigned int n = 0, i, k;

	all = calloc((size_t)pool->nprofiles * 3 + 1, sizeof(*all));
	if (!all)
		return -ENOMEM;
	for (i = 0; i < pool->nprofiles; i++)
		n += sources_of(&pool->profiles[i], all + n);
	for (i = 0; i < n; i++) {
		sources_missing(lint, &all[i]);
		for (k = 0; k < i; k++)
			if (all[i].profile->server == all[k].profile->server &&
			    !strcmp(all[i].path, all[k].path) &&
			    strcmp(all[i].source, all[k].source))
				ddt_lint_add(lint, DDT_PROBLEM, "two-sources",
					all[i].profile->id.place, NULL,
					"give it another path, or the same source",
					"profile %s: %s is a copy of %s for profile %s",
					all[i].profile->id.name, all[i].path,
					all[k].source, all[k].profile->id.name);
	}
	free(all);
	return 0;
}
