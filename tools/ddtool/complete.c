// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool complete: what a shell may put in the place of the last word. The
 * table of commands says it all: options, actions, and operands by the words
 * that stand for them in the help.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "complete_words.h"

#define TOKENS_MAX	16

/**
 * struct ddt_completion - a command line, up to the last word
 * @typed: what proposals depend on
 * @cmd: its command, then the action that has been read
 * @options: what is understood
 * @pending: option whose argument the next word is, NULL: none
 * @operands: how many were read, without the action
 * @action: an action is expected
 * @rest: "--" was read
 * @lost: an unknown action: nothing can be said
 */
struct ddt_completion {
	struct ddt_typed typed;
	const struct ddt_command *cmd;
	const struct ddt_option *options;
	const struct ddt_option *pending;
	unsigned int operands;
	bool action;
	bool rest;
	bool lost;
};

static const struct ddt_option *option_long(const struct ddt_option *o,
					    const char *name, size_t len)
{
	for (; o->name; o++)
		if (strlen(o->name) == len && !strncmp(o->name, name, len))
			return o;
	return NULL;
}

static const struct ddt_option *option_short(const struct ddt_option *o,
					     char letter)
{
	for (; o->name; o++)
		if (o->key == letter)
			return o;
	return NULL;
}

/* keep what other words depend on; the shell leaves "~" to us */
static void walk_value(struct ddt_completion *w, const struct ddt_option *o,
		       const char *value)
{
	const char *home = value[0] == '~' && value[1] == '/' ?
			   getenv("HOME") : NULL;
	char *where = !strcmp(o->name, "config") ? w->typed.pool :
		      !strcmp(o->name, "dir") ? w->typed.dir : NULL;

	if (where)
		snprintf(where, sizeof(w->typed.pool), "%s%s", home ? home : "",
			 home ? value + 1 : value);
}

static void walk_long(struct ddt_completion *w, const char *word)
{
	size_t len = strcspn(word, "=");
	const struct ddt_option *o = option_long(w->options, word, len);

	if (!o || !o->arg)
		return;
	if (word[len])
		walk_value(w, o, word + len + 1);
	else if (o->arg[0] != '[')
		w->pending = o;
}

static void walk_short(struct ddt_completion *w, const char *word)
{
	const struct ddt_option *o;

	for (; *word; word++) {
		o = option_short(w->options, *word);
		if (!o || !o->arg)
			continue;
		if (word[1])
			walk_value(w, o, word + 1);
		else
			w->pending = o;
		return;
	}
}

static void walk_operand(struct ddt_completion *w, const char *word)
{
	if (!w->action) {
		w->operands++;
		return;
	}
	w->action = false;
	w->cmd = ddt_command_find(w->cmd->actions, word);
	if (!w->cmd)
		w->lost = true;
	else if (w->cmd->options)
		w->options = w->cmd->options;
}

static void walk_word(struct ddt_completion *w, const char *word)
{
	if (w->pending) {
		walk_value(w, w->pending, word);
		w->pending = NULL;
	} else if (w->rest || word[0] != '-' || !word[1]) {
		walk_operand(w, word);
	} else if (!strcmp(word, "--")) {
		w->rest = true;
	} else if (word[1] == '-') {
		walk_long(w, word + 2);
	} else {
		walk_short(w, word + 1);
	}
}

static void propose_options(const struct ddt_completion *w)
{
	const struct ddt_option *o;
	char text[64];

	for (o = w->options; o->name; o++) {
		snprintf(text, sizeof(text), "--%s", o->name);
		ddt_propose(&w->typed, text, o->help);
	}
}

/* the argument of an option; "[=FILE]" is a FILE */
static void propose_argument(const struct ddt_completion *w,
			     const struct ddt_option *o)
{
	const char *kind = o->arg + (o->arg[0] == '[' ? 2 : 0);

	ddt_propose_kinds(&w->typed, kind, strcspn(kind, "]"));
}

/* the argument in "--OPTION=..." */
static void propose_joined(struct ddt_completion *w, const char *word)
{
	size_t len = strcspn(word, "=");
	const struct ddt_option *o = option_long(w->options, word + 2, len - 2);

	if (!o || !o->arg || len + 2 > sizeof(w->typed.prefix))
		return;
	snprintf(w->typed.prefix, sizeof(w->typed.prefix), "%.*s=", (int)len,
		 word);
	w->typed.word = word + len + 1;
	propose_argument(w, o);
}

static void propose_actions(const struct ddt_completion *w,
			    const struct ddt_command *cmd)
{
	const struct ddt_command *const *action;

	for (action = cmd->actions; action && *action; action++)
		ddt_propose(&w->typed, ddt_command_name(*action),
			    (*action)->summary);
}

/*
 * What may stand at the place of the next operand, by a line of usage such as
 * "HOST... PROFILE" or "[PORT] BRIDGE": a bit for each of its words that could
 * come next, moved on by each operand that was read.
 */
static void propose_operand(const struct ddt_completion *w)
{
	const char *token[TOKENS_MAX], *p = w->cmd->operands;
	unsigned int n, i, k, now, next, maybe = 0, many = 0;
	size_t len[TOKENS_MAX];

	for (n = 0; *p && n < TOKENS_MAX; n++, p += strspn(p, " ")) {
		maybe |= (*p == '[') << n;
		token[n] = p + strspn(p, "[");
		len[n] = strcspn(token[n], " ].");
		p += strcspn(p, " ");
		many |= (p[-1] == '.') << n;
	}
	for (now = 1, k = 0; ; now = next, k++) {
		for (i = 0; i < n; i++)
			if (now & maybe & 1U << i)
				now |= 1U << (i + 1);
		if (k == w->operands)
			break;
		next = (now << 1) | (now & many);
	}
	for (i = 0; i < n; i++)
		if (now & 1U << i)
			ddt_propose_kinds(&w->typed, token[i], len[i]);
}

/* the last word */
static void propose(struct ddt_completion *w)
{
	const char *word = w->typed.word;

	if (w->pending)
		propose_argument(w, w->pending);
	else if (!w->rest && !strncmp(word, "--", 2) && strchr(word, '='))
		propose_joined(w, word);
	else if (!w->rest && word[0] == '-')
		propose_options(w);
	else if (w->action)
		propose_actions(w, w->cmd);
	else
		propose_operand(w);
}

/*
 * Everything behind "complete" is what was typed behind "ddtool", also what
 * looks like an option; the last word may be empty.
 */
static int complete_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_completion w = { .options = ddt_main_options };
	int i;

	(void)cmd;
	if (argc < 2)
		return ddt_command_usage(&ddt_cmd_complete);
	w.typed.word = argv[argc - 1];
	w.cmd = argc == 2 ? &ddt_cmd_help :
		ddt_command_find(ddt_commands, argv[1]);
	if (w.cmd == &ddt_cmd_help && argc > 3) {
		/* "help d3" goes on with the actions of d3 */
		w.cmd = ddt_command_find(ddt_commands, argv[2]);
		if (w.cmd && argc == 4)
			propose_actions(&w, w.cmd);
		return DDT_EXIT_DONE;
	}
	if (!w.cmd)
		return DDT_EXIT_DONE;
	if (argc > 2) {
		w.options = w.cmd->options;
		w.action = w.cmd->actions;
	}
	for (i = 2; i < argc - 1 && !w.lost; i++)
		walk_word(&w, argv[i]);
	if (!w.lost)
		propose(&w);
	return DDT_EXIT_DONE;
}

const struct ddt_command ddt_cmd_complete = {
	.name = "complete",
	.run = complete_run,
	.operands = "WORD...",
	.summary = "what the last word may become, for shells",
	.options = ddt_main_options,
	.hidden = true,
};
