/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strict command lines: one table per command drives the parser, its help and
 * the completion of shells. Long names must be written in full; options and operands mix.
 */
#ifndef _DDT_BASE_ARGS_H
#define _DDT_BASE_ARGS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#define DDT_OPTIONS_MAX		24
/* As many hosts as one call of "server switch" takes. */
#define DDT_OPERANDS_MAX	4096

/* What ddt_args_next() returns besides an option's key. */
#define DDT_ARGS_END		(-1)
#define DDT_ARGS_USAGE		'?'

/**
 * struct ddt_option - an option of a command
 * @name: long name, without the dashes; NULL ends a table
 * @key: its letter, or a number above 255 when it has none
 * @arg: what its argument is called, NULL when it takes none; "[=NAME]": may
 *	be left out, and then only the long form can give it
 * @help: one line
 */
struct ddt_option {
	const char *name;
	int key;
	const char *arg;
	const char *help;
};

/**
 * struct ddt_args - a command line being read
 * @argc: number of elements of @argv
 * @argv: the command's name and its arguments
 * @options: what may occur
 * @lng: @options for getopt_long()
 * @shrt: @options for getopt_long()
 * @value: argument of the option that was returned last
 * @operands: what is not an option, then NULL
 * @noperands: how many
 */
struct ddt_args {
	int argc;
	char **argv;
	const struct ddt_option *options;
	struct option lng[DDT_OPTIONS_MAX + 1];
	char shrt[2 * DDT_OPTIONS_MAX + 3];
	const char *value;
	const char *operands[DDT_OPERANDS_MAX + 1];
	int noperands;
};

void ddt_args_init(struct ddt_args *args, int argc, char **argv,
		   const struct ddt_option *options);
int ddt_args_next(struct ddt_args *args);
void ddt_args_help_row(const char *left, int width, const char *text);
void ddt_args_help(const struct ddt_option *options);

int ddt_args_seconds(const char *text, uint32_t max_ms, uint32_t *ms);
bool ddt_args_is_ifname(const char *name);

#endif /* _DDT_BASE_ARGS_H */
