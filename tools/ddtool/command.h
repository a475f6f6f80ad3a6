/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every subcommand has, and what they share.
 */
#ifndef _DDT_COMMAND_H
#define _DDT_COMMAND_H

#include "base/args.h"
#include "base/msg.h"
#include "base/print.h"

/* Kernels that the module is made for. */
#define DDT_KERNELS		"2.6.18 to 2.6.20, 5.10 and later"

/* Keys of options without a letter. */
enum {
	DDT_KEY_HELP = 'h',
	DDT_KEY_VERSION = 'V',
	DDT_KEY_VERBOSE = 'v',
	DDT_KEY_JSON = 'j',
	DDT_KEY_TIMEOUT = 't',
	DDT_KEY_PROBE = 'p',
	DDT_KEY_DRY_RUN = 'n',
	DDT_KEY_CONFIRM_TIMEOUT = 256,
	DDT_KEY_NO_ADDRESS,
	DDT_KEY_NO_MODULE,
	DDT_KEY_CONFIG,
	DDT_KEY_PATH,
	DDT_KEY_ATTACH,
	DDT_KEY_STEPS,
	DDT_KEY_DIR,
	DDT_KEY_ABSOLUTE,
	DDT_KEY_NO_INSTALL,
	DDT_KEY_FROM,
	DDT_KEY_LOG,
	DDT_KEY_ROOT,
	DDT_KEY_FORM,
	DDT_KEY_TYPE,
	DDT_KEY_COMPRESS,
};

#define DDT_OPTION_HELP \
	{ "help", DDT_KEY_HELP, NULL, "show this help" }
#define DDT_OPTION_JSON \
	{ "json", DDT_KEY_JSON, NULL, "write JSON" }
#define DDT_OPTIONS_END \
	{ NULL, 0, NULL, NULL }

/**
 * struct ddt_command - a subcommand
 * @name: its name
 * @run: carries it out; gets its own name and arguments; Return: exit code
 * @operands: for the help, "" for none
 * @summary: one line
 * @options: what it understands
 * @details: paragraph below its options
 * @actions: what its first operand may be, named "COMMAND ACTION", then NULL;
 *	without @options they have those of the command
 * @hidden: not in the help: for programs
 *
 * The words of @operands, and of options' arguments, are what shells complete
 * by: HOST is a host wherever it stands; see complete_words.c.
 */
struct ddt_command {
	const char *name;
	int (*run)(const struct ddt_command *cmd, int argc, char **argv);
	const char *operands;
	const char *summary;
	const struct ddt_option *options;
	const char *details;
	const struct ddt_command *const *actions;
	bool hidden;
};

extern const struct ddt_command ddt_cmd_bridge_attach;
extern const struct ddt_command ddt_cmd_bridge_detach;
extern const struct ddt_command ddt_cmd_status;
extern const struct ddt_command ddt_cmd_watch;
extern const struct ddt_command ddt_cmd_load;
extern const struct ddt_command ddt_cmd_unload;
extern const struct ddt_command ddt_cmd_d3;
extern const struct ddt_command ddt_cmd_kconfig;
extern const struct ddt_command ddt_cmd_rootfs;
extern const struct ddt_command ddt_cmd_doctor;
extern const struct ddt_command ddt_cmd_server;
extern const struct ddt_command ddt_cmd_manager;
extern const struct ddt_command ddt_cmd_domu;
extern const struct ddt_command ddt_cmd_info;
extern const struct ddt_command ddt_cmd_help;
extern const struct ddt_command ddt_cmd_complete;

/* all of them, then NULL */
extern const struct ddt_command *const ddt_commands[];
extern const struct ddt_option ddt_main_options[];

const struct ddt_command *ddt_command_find(const struct ddt_command *const *list,
					   const char *name);
const char *ddt_command_name(const struct ddt_command *cmd);
void ddt_command_unknown(const struct ddt_command *const *list, const char *name,
			 const char *what);
int ddt_main_help(void);
int ddt_command_help(const struct ddt_command *cmd);
int ddt_command_usage(const struct ddt_command *cmd);
int ddt_command_action(const struct ddt_command *cmd, const char *word);
int ddt_command_run(const struct ddt_command *cmd, int argc, char **argv);
int ddt_command_next(const struct ddt_command *cmd, struct ddt_args *args,
		     struct ddt_print *print, int *code);
int ddt_command_operands(const struct ddt_command *cmd,
			 const struct ddt_args *args, int most);

#endif /* _DDT_COMMAND_H */
