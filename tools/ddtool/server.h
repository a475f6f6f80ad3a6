/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the actions of ddtool server share.
 */
#ifndef _DDT_SERVER_H
#define _DDT_SERVER_H

#include "check/check.h"
#include "command.h"
#include "pool/pool.h"
#include "render/render.h"

#define DDT_SERVER_DIR		"/var/lib/ddom"
#define DDT_SERVER_GRUB		"/usr/lib/grub"

#define DDT_OPTION_POOL \
	{ "config", 'c', "FILE", "the pool, not " DDT_POOL_PATH }
#define DDT_OPTION_OUTPUT \
	{ "output", 'o', "DIR", "where the files go, not " DDT_SERVER_DIR }

/**
 * struct ddt_server - an action at work
 * @print: output
 * @config: path of the pool.conf
 * @output: path of the output directory
 * @wake: send Wake-on-LAN
 * @as: the server that this machine is, NULL: find out
 * @sysroot: in front of every path looked at
 * @grub: directory with GRUB 2's platforms
 * @pool: the pool
 * @dir: the output directory
 * @render: files being made
 */
struct ddt_server {
	struct ddt_print print;
	const char *config;
	const char *output;
	bool wake;
	const char *as;
	const char *sysroot;
	const char *grub;
	struct ddt_pool pool;
	struct ddt_outdir dir;
	struct ddt_render render;
};

extern const struct ddt_command ddt_server_render;
extern const struct ddt_command ddt_server_check;
extern const struct ddt_command ddt_server_switch;
extern const struct ddt_command ddt_server_status;

int ddt_server_act(const struct ddt_command *cmd, int argc, char **argv,
		   int (*act)(struct ddt_server *s,
			      const struct ddt_args *args));
int ddt_server_open(struct ddt_server *s, bool create);

#endif /* _DDT_SERVER_H */
