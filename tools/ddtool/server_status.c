// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool server status
 */
#include <inttypes.h>
#include <string.h>

#include "server.h"

static const struct ddt_option status_options[] = {
	DDT_OPTION_OUTPUT,
	DDT_OPTION_POOL,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* write a host */
static void status_host(struct ddt_server *s, const struct ddt_pool_host *host)
{
	const struct ddt_pool_profile *chosen =
		s->render.chosen[host - s->pool.hosts];
	char ip[INET_ADDRSTRLEN], mac[DDT_MAC_TEXT];
	struct ddt_print *p = &s->print;
	bool switched = chosen != host->profile;

	ddt_print_object(p, NULL);
	ddt_print_str(p, "name", "%s ", host->id.name);
	ddt_print_str(p, "address", "%s ", ddt_text_ip(host->addr, ip));
	ddt_print_str(p, "mac", "%s ", ddt_text_mac(host->mac, ':', mac));
	ddt_print_str(p, "network", "%s ", host->network->id.name);
	ddt_print_str(p, "loader", "%s ", host->loader->name);
	ddt_print_str(p, "profile", "%s", chosen->id.name);
	ddt_print_bool(p, "switched", " (switched)", switched);
	ddt_print_str(p, "configured", NULL, host->profile->id.name);
	ddt_print_text(p, "\n");
	ddt_print_close(p);
}

/* write everything, or the hosts asked for */
static int status_print(struct ddt_server *s, const struct ddt_args *args)
{
	struct ddt_print *p = &s->print;
	bool current = s->dir.old_hash == s->pool.hash;
	unsigned int i;
	int k;

	for (k = 0; k < args->noperands; k++)
		if (!ddt_find_host(&s->pool, args->operands[k]))
			return ddt_print_failure(p, DDT_EXIT_REFUSED,
						 "%s: no such host in %s",
						 args->operands[k], s->config);
	ddt_print_begin(p, false);
	ddt_print_str(p, "config", NULL, s->config);
	ddt_print_str(p, "output", NULL, s->output);
	ddt_print_bool(p, "current", NULL, current);
	ddt_print_array(p, "hosts");
	for (k = 0; k < args->noperands; k++)
		status_host(s, ddt_find_host(&s->pool, args->operands[k]));
	for (i = 0; !args->noperands && i < s->pool.nhosts; i++)
		status_host(s, &s->pool.hosts[i]);
	ddt_print_close(p);
	ddt_print_end(p, false);
	if (!current)
		ddt_msg_note("%s was changed since %s was made; run ddtool server render -o %s",
			     s->config, s->output, s->output);
	return DDT_EXIT_DONE;
}

static int status_act(struct ddt_server *s, const struct ddt_args *args)
{
	return ddt_server_open(s, false) ?: status_print(s, args);
}

static int status_run(const struct ddt_command *cmd, int argc, char **argv)
{
	return ddt_server_act(cmd, argc, argv, status_act);
}

const struct ddt_command ddt_server_status = {
	.name = "server status",
	.run = status_run,
	.operands = "[HOST]...",
	.summary = "what hosts boot, and who was switched",
	.options = status_options,
	.details = NULL,
};
