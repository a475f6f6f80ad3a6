// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strict command lines.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/if.h>

#include "base/args.h"
#include "base/msg.h"
#include "base/nearest.h"

/* Help is for terminals of 80 columns, the last of which stays empty. */
#define HELP_COLUMNS	79
#define HELP_LEFT	29

/**
 * ddt_args_init() - start reading a command line
 * @args: to initialise
 * @argc: number of elements of @argv
 * @argv: the command's name and its arguments
 * @options: what may occur, at most DDT_OPTIONS_MAX entries
 */
void ddt_args_init(struct ddt_args *args, int argc, char **argv,
		   const struct ddt_option *options)
{
	char *s = args->shrt;
	int i;

	memset(args, 0, sizeof(*args));
	args->argc = argc;
	args->argv = argv;
	args->options = options;

	/* '+': stop at operands; ':': tell a missing argument apart */
	*s++ = '+';
	*s++ = ':';
	for (i = 0; i < DDT_OPTIONS_MAX && options[i].name; i++) {
		args->lng[i].name = options[i].name;
		args->lng[i].has_arg = !options[i].arg ? no_argument :
				       options[i].arg[0] == '[' ?
				       optional_argument : required_argument;
		args->lng[i].val = options[i].key;
		if (options[i].key > 255)
			continue;
		*s++ = (char)options[i].key;
		if (options[i].arg)
			*s++ = ':';
	}
	/* 0, not 1: makes the C library forget the command line before */
	optind = 0;
	opterr = 0;
}

/*
 * Check that a long option is written in full. getopt_long() accepts any
 * unambiguous prefix, which turns a typing error into another option once a new
 * one is added.
 */
static bool args_exact(const struct ddt_args *args, const char *word)
{
	size_t len = strcspn(word + 2, "=");
	const struct ddt_option *o;

	for (o = args->options; o->name; o++)
		if (strlen(o->name) == len && !strncmp(o->name, word + 2, len))
			return true;
	return false;
}

/* say that there is no such long option, and which one may have been meant */
static void args_unknown(const struct ddt_args *args, const char *word)
{
	int len = (int)strcspn(word + 2, "=");
	const struct ddt_option *o;
	char name[64];
	struct ddt_nearest near = { .word = name };

	snprintf(name, sizeof(name), "%.*s", len, word + 2);
	for (o = args->options; o->name; o++)
		ddt_nearest_offer(&near, o->name);
	if (near.best)
		ddt_msg_error("%.*s: unknown option; did you mean --%s?",
			      len + 2, word, near.best);
	else
		ddt_msg_error("%s: unknown option", word);
}

/*
 * Keep an operand.
 *
 * Return: 0, or -E2BIG with a message when there are too many.
 */
static int args_operand(struct ddt_args *args, const char *word)
{
	if (args->noperands == DDT_OPERANDS_MAX) {
		ddt_msg_error("%s: too many arguments", word);
		return -E2BIG;
	}
	args->operands[args->noperands++] = word;
	return 0;
}

/*
 * Keep everything after "--" as operands.
 *
 * Return: DDT_ARGS_END or DDT_ARGS_USAGE.
 */
static int args_rest(struct ddt_args *args)
{
	while (optind < args->argc)
		if (args_operand(args, args->argv[optind++]))
			return DDT_ARGS_USAGE;
	return DDT_ARGS_END;
}

/**
 * ddt_args_next() - read the next option
 * @args: command line
 *
 * Operands are collected on the way. Errors are printed.
 *
 * Return: the option's key, with its argument in @args->value; DDT_ARGS_END;
 * DDT_ARGS_USAGE when the command line is wrong.
 */
int ddt_args_next(struct ddt_args *args)
{
	const char *word;
	int key;

	while ((optind ? optind : 1) < args->argc) {
		word = args->argv[optind ? optind : 1];
		if (!strcmp(word, "--")) {
			optind = optind ? optind + 1 : 2;
			return args_rest(args);
		}
		if (!strncmp(word, "--", 2) && !args_exact(args, word)) {
			args_unknown(args, word);
			return DDT_ARGS_USAGE;
		}
		key = getopt_long(args->argc, args->argv, args->shrt,
				  args->lng, NULL);
		args->value = optarg;
		if (key == ':')
			ddt_msg_error("%s: argument missing", word);
		else if (key == '?')
			ddt_msg_error("%s: unknown option, or one without argument",
				      word);
		if (key == ':' || key == '?')
			return DDT_ARGS_USAGE;
		if (key != -1)
			return key;
		if (args_operand(args, args->argv[optind++]))
			return DDT_ARGS_USAGE;
	}
	return DDT_ARGS_END;
}

/**
 * ddt_args_help_row() - print a name and what it means, within 80 columns
 * @left: name
 * @width: columns for names
 * @text: what it means; broken between words
 */
void ddt_args_help_row(const char *left, int width, const char *text)
{
	int room = HELP_COLUMNS - width - 4;
	int n;

	printf("  %-*s", width, left);
	while (*text) {
		n = (int)strlen(text);
		if (n > room)
			for (n = room; n > 0 && text[n] != ' '; n--)
				;
		if (!n)
			n = (int)strcspn(text, " ");
		printf("  %.*s\n", n, text);
		text += n;
		text += strspn(text, " ");
		if (*text)
			printf("  %*s", width, "");
	}
}

/**
 * ddt_args_help() - print an option table
 * @options: the table
 */
void ddt_args_help(const struct ddt_option *options)
{
	const struct ddt_option *o;
	char left[48], letter[8];

	for (o = options; o->name; o++) {
		snprintf(letter, sizeof(letter), o->key < 256 ? "-%c," : "   ",
			 o->key);
		snprintf(left, sizeof(left), "%s --%s%s%s", letter, o->name,
			 o->arg && o->arg[0] != '[' ? " " : "",
			 o->arg ? o->arg : "");
		ddt_args_help_row(left, HELP_LEFT, o->help);
	}
}

/**
 * ddt_args_seconds() - read a time in seconds
 * @text: decimal number with up to three decimals, for example "2.5"
 * @max_ms: largest value, in milliseconds
 * @ms: where the milliseconds go
 *
 * Return: 0, -EINVAL when @text is not such a number, -ERANGE above @max_ms.
 */
int ddt_args_seconds(const char *text, uint32_t max_ms, uint32_t *ms)
{
	uint64_t value = 0;
	int decimals = -1;
	const char *p;

	for (p = text; *p; p++) {
		if (*p == '.' && decimals < 0 && p != text) {
			decimals = 0;
			continue;
		}
		if (!isdigit((unsigned char)*p) || decimals == 3)
			return -EINVAL;
		value = value * 10 + (uint64_t)(*p - '0');
		if (value > UINT32_MAX)
			return -ERANGE;
		if (decimals >= 0)
			decimals++;
	}
	if (p == text || p[-1] == '.')
		return -EINVAL;
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 3; decimals++)
		value *= 10;
	if (value > max_ms)
		return -ERANGE;
	*ms = (uint32_t)value;
	return 0;
}

/**
 * ddt_args_is_ifname() - check a device name as the kernel does
 * @name: the name
 *
 * Return: true when a device could have it.
 */
bool ddt_args_is_ifname(const char *name)
{
	const char *p;

	if (!*name || strlen(name) >= IFNAMSIZ)
		return false;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (p = name; *p; p++)
		if (*p == '/' || *p == ':' || isspace((unsigned char)*p))
			return false;
	return true;
}
