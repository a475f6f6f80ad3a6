/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the actions of ddtool manager and ddtool domu share.
 */
#ifndef _DDT_MANAGED_H
#define _DDT_MANAGED_H

#include "command.h"
#include "manager/manager.h"

/**
 * struct ddt_managed - an action at work
 * @print: output
 * @config: path of the pool.conf
 * @output: where files go
 * @sysroot: in front of every path looked at
 * @dry_run: only say what would be done
 * @operands: of the command line, then NULL
 * @noperands: how many
 * @pool: the pool
 */
struct ddt_managed {
	struct ddt_print print;
	const char *config;
	const char *output;
	const char *sysroot;
	bool dry_run;
	const char *const *operands;
	int noperands;
	struct ddt_pool pool;
};

/**
 * struct ddt_managed_action - an action
 * @cmd: its place in the table of commands
 * @act: does it, with the pool read; returns the exit code
 * @operands: how many it wants
 */
struct ddt_managed_action {
	struct ddt_command cmd;
	int (*act)(struct ddt_managed *m);
	int operands;
};

#define DDT_OPTION_MANAGED \
	{ "config", 'c', "FILE", "the pool, not " DDT_POOL_PATH }

int ddt_managed_run(const struct ddt_command *cmd, int argc, char **argv);

#endif /* _DDT_MANAGED_H */
