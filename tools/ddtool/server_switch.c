// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool server switch
 */
#include <errno.h>
#include <string.h>

#include "server.h"

static const struct ddt_option switch_options[] = {
	{ "wake", 'w', NULL, "send Wake-on-LAN afterwards" },
	DDT_OPTION_OUTPUT,
	DDT_OPTION_POOL,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/*
 * Refuse what cannot be done as a whole.
 *
 * Return: DDT_EXIT_DONE, or the exit code after a message.
 */
static int switch_prepare(struct ddt_server *s, const struct ddt_args *args)
{
	const char *name = args->operands[args->noperands - 1];
	int i;

	if (!ddt_find_profile(&s->pool, name))
		return ddt_print_failure(&s->print, DDT_EXIT_REFUSED,
					 "%s: no such profile in %s; nothing was changed",
					 name, s->config);
	for (i = 0; i < args->noperands - 1; i++)
		if (!ddt_find_host(&s->pool, args->operands[i]))
			return ddt_print_failure(&s->print, DDT_EXIT_REFUSED,
						 "%s: no such host in %s; nothing was changed",
						 args->operands[i], s->config);
	if (s->dir.old_hash != s->pool.hash)
		return ddt_print_failure(&s->print, DDT_EXIT_REFUSED,
					 "%s was changed since %s was made; run ddtool server render -o %s first",
					 s->config, s->output, s->output);
	return DDT_EXIT_DONE;
}

/*
 * Is there all that a host needs to boot a profile?
 *
 * Return: DDT_EXIT_DONE, or the exit code after a message.
 */
static int switch_usable(struct ddt_server *s, const struct ddt_pool_host *host,
			 const struct ddt_pool_profile *profile)
{
	if (ddt_menu_has(&s->render, host, profile))
		return DDT_EXIT_DONE;
	return ddt_print_failure(&s->print, DDT_EXIT_REFUSED,
				 "%s: %s is not among what it can boot; add it to \"menu:\" of network %s",
				 host->id.name, profile->id.name,
				 host->network->id.name);
}

/* wake the hosts */
static int switch_wake(struct ddt_server *s, const struct ddt_args *args)
{
	int i, err, code = DDT_EXIT_DONE;

	for (i = 0; s->wake && i < args->noperands - 1; i++) {
		err = ddt_wol(ddt_find_host(&s->pool, args->operands[i]));
		if (!err)
			continue;
		ddt_msg_error("%s: Wake-on-LAN: %s; it is switched, wake it by hand",
			      args->operands[i], strerror(-err));
		code = DDT_EXIT_UNDONE;
	}
	return code;
}

/*
 * Switch. The choice is recorded first: cut short after that, render completes
 * it.
 */
static int switch_do(struct ddt_server *s, const struct ddt_args *args)
{
	const char *name = args->operands[args->noperands - 1];
	const struct ddt_pool_profile *profile = ddt_find_profile(&s->pool,
								  name);
	struct ddt_print *p = &s->print;
	int i, err = 0, code;

	for (i = 0; i < args->noperands - 1; i++) {
		code = switch_usable(s, ddt_find_host(&s->pool,
						      args->operands[i]),
				     profile);
		if (code)
			return code;
	}
	for (i = 0; i < args->noperands - 1 && !err; i++) {
		const struct ddt_pool_host *host =
			ddt_find_host(&s->pool, args->operands[i]);

		s->render.chosen[host - s->pool.hosts] = profile;
		err = ddt_choice_write(&s->dir, host, profile);
		if (!err)
			ddt_render_host(&s->render, host);
	}
	err = err ? err : s->render.err;
	if (!err)
		err = ddt_outdir_commit(&s->dir, false);
	if (err)
		return ddt_print_failure(p, DDT_EXIT_UNDONE,
					 "%s: incomplete; ddtool server render completes it",
					 s->output);
	code = switch_wake(s, args);
	ddt_print_begin(p, false);
	ddt_print_array(p, "hosts");
	for (i = 0; i < args->noperands - 1; i++)
		ddt_print_str(p, NULL, "%s ", args->operands[i]);
	ddt_print_close(p);
	ddt_print_str(p, "profile", "%s at the next boot", name);
	ddt_print_bool(p, "woken", ", woken", s->wake && !code);
	ddt_print_text(p, "\n");
	ddt_print_end(p, false);
	return code;
}

static int switch_act(struct ddt_server *s, const struct ddt_args *args)
{
	if (args->noperands < 2) {
		ddt_msg_error("server switch: want one or more hosts and a profile");
		return ddt_command_usage(&ddt_server_switch);
	}
	return ddt_server_open(s, false) ?: switch_prepare(s, args) ?:
	       switch_do(s, args);
}

static int switch_run(const struct ddt_command *cmd, int argc, char **argv)
{
	return ddt_server_act(cmd, argc, argv, switch_act);
}

const struct ddt_command ddt_server_switch = {
	.name = "server switch",
	.run = switch_run,
	.operands = "HOST... PROFILE",
	.summary = "what hosts boot next time, and from then on",
	.options = switch_options,
	.details =
	"Kept in DIR, over renders too, until the host is switched again;\n"
	"pool.conf is not edited. The profile must be in the network's menu, or\n"
	"be the host's profile or fallback.\n",
};
