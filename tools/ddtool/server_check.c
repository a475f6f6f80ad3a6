// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool server check
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "server.h"

static const struct ddt_option check_options[] = {
	{ "as", 'a', "SERVER", "this machine is SERVER, whatever its addresses are" },
	{ "root", DDT_KEY_ROOT, "DIR", "look for files below DIR, not /" },
	DDT_OPTION_POOL,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* look, and say what was found */
static int check_do(struct ddt_server *s)
{
	struct ddt_lint lint = { .pool = &s->pool };
	const struct ddt_pool_server *as = NULL;
	struct ddt_print *p = &s->print;
	unsigned int broken;

	if (s->as) {
		as = ddt_find_server(&s->pool, s->as);
		if (!as)
			return ddt_print_failure(p, DDT_EXIT_REFUSED,
						 "%s: no such server in %s",
						 s->as, s->config);
	}
	if (ddt_check_pool(&lint) || ddt_check_files(&lint, s->sysroot, as)) {
		ddt_findings_free(&lint.found);
		return ddt_print_failure(p, DDT_EXIT_REFUSED, "%s",
					 strerror(ENOMEM));
	}
	ddt_print_begin(p, false);
	ddt_print_str(p, "config", NULL, s->config);
	ddt_findings_print(p, &lint.found, true);
	ddt_print_count(p, "hosts", "%" PRIu64 " %s, ", s->pool.nhosts, "host",
			"hosts");
	broken = lint.found.count[DDT_PROBLEM];
	ddt_print_text(p, "%u error%s\n", broken, broken == 1 ? "" : "s");
	ddt_print_end(p, false);
	ddt_findings_free(&lint.found);
	return broken ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

static int check_act(struct ddt_server *s, const struct ddt_args *args)
{
	(void)args;
	return check_do(s);
}

static int check_run(const struct ddt_command *cmd, int argc, char **argv)
{
	return ddt_server_act(cmd, argc, argv, check_act);
}

const struct ddt_command ddt_server_check = {
	.name = "server check",
	.run = check_run,
	.operands = "",
	.summary = "find what would not boot",
	.options = check_options,
	.details =
	"Looks at the pool, and on a boot server at its files: hypervisors,\n"
	"kernels and their configuration, roots. Exit status 1: something would\n"
	"not boot.\n",
};
