// SPDX-License-Identifier: GPL-2.0-only
/*
 * A list of findings, and how it is written.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/findings.h"
#include "base/msg.h"

static const struct {
	const char *name;
	const char *sum;
	const char *line;	/* what editors know in the messages of compilers */
} levels[DDT_LEVELS] = {
	[DDT_PROBLEM] = { "problem", "problems", "error" },
	[DDT_RISK] = { "risk", "risks", "warning" },
	[DDT_NOTE] = { "note", "notes", "note" },
};

static void clear(struct ddt_finding *finding)
{
	free(finding->place);
	free(finding->what);
	free(finding->why);
	free(finding->command);
	free(finding->advice);
	memset(finding, 0, sizeof(*finding));
}

/* Replaces a string; without memory there is none. */
static void format(char **string, const char *fmt, va_list ap)
{
	free(*string);
	if (vasprintf(string, fmt, ap) < 0)
		*string = NULL;
}

/**
 * ddt_finding_vadd() - add a finding, as ddt_finding_add()
 * @f: list
 * @level: how bad it is
 * @id: its kind
 * @place: where, or NULL
 * @why: what comes of it, or NULL
 * @what: format: what was seen
 * @ap: for @what
 */
struct ddt_finding *ddt_finding_vadd(struct ddt_findings *f,
				     enum ddt_level level, const char *id,
				     const char *place, const char *why,
				     const char *what, va_list ap)
{
	static struct ddt_finding spare;
	struct ddt_finding *finding, *list;

	f->count[level]++;
	list = realloc(f->list, (f->n + 1) * sizeof(*list));
	if (list) {
		f->list = list;
		finding = &list[f->n++];
		memset(finding, 0, sizeof(*finding));
	} else {
		finding = &spare;
		clear(finding);
	}
	finding->level = level;
	finding->id = id;
	finding->place = place ? strdup(place) : NULL;
	finding->why = why ? strdup(why) : NULL;
	format(&finding->what, what, ap);
	return finding;
}

/**
 * ddt_finding_add() - add a finding
 * @f: list
 * @level: how bad it is
 * @id: its kind
 * @place: where, or NULL
 * @why: what comes of it, or NULL
 * @what: format: what was seen
 *
 * Return: the finding, for its remedy, until the next one is added; also when
 * there was no memory for it.
 */
struct ddt_finding *ddt_finding_add(struct ddt_findings *f,
				    enum ddt_level level, const char *id,
				    const char *place, const char *why,
				    const char *what, ...)
{
	struct ddt_finding *finding;
	va_list ap;

	va_start(ap, what);
	finding = ddt_finding_vadd(f, level, id, place, why, what, ap);
	va_end(ap);
	return finding;
}

/**
 * ddt_finding_mend() - say which command mends it
 * @finding: finding
 * @command: format of a shell command
 */
void ddt_finding_mend(struct ddt_finding *finding, const char *command, ...)
{
	va_list ap;

	va_start(ap, command);
	format(&finding->command, command, ap);
	va_end(ap);
}

/**
 * ddt_finding_advice() - say what is to be done, or what else
 * @finding: finding
 * @advice: format, one sentence
 */
void ddt_finding_advice(struct ddt_finding *finding, const char *advice, ...)
{
	va_list ap;

	va_start(ap, advice);
	format(&finding->advice, advice, ap);
	va_end(ap);
}

/* write a string which may be missing */
static void optional(struct ddt_print *p, const char *key, const char *fmt,
		     const char *value)
{
	if (value)
		ddt_print_str(p, key, fmt, value);
	else
		ddt_print_null(p, key);
}

/* Write a finding: as a compiler does, or a paragraph with a line a thing. */
static void print_one(struct ddt_print *p, const struct ddt_finding *x,
		      bool lines)
{
	ddt_print_object(p, NULL);
	if (lines && x->place)
		ddt_print_text(p, "%s: ", x->place);
	ddt_print_str(p, "level", lines ? NULL : "%s", levels[x->level].name);
	ddt_print_str(p, "id", lines ? NULL : " %s: ", x->id);
	if (lines)
		ddt_print_text(p, "%s: ", levels[x->level].line);
	optional(p, "place", lines ? NULL : "%s: ", x->place);
	optional(p, "what", lines ? "%s" : "%s\n", x->what);
	optional(p, "why", lines ? ": %s" : "    why:  %s\n", x->why);
	ddt_print_object(p, "remedy");
	optional(p, "command", lines ? "; %s" : "    mend: %s\n", x->command);
	optional(p, "advice", lines ? "; %s" : "    do:   %s\n", x->advice);
	ddt_print_close(p);
	if (lines)
		ddt_print_text(p, "\n");
	ddt_print_close(p);
}

/**
 * ddt_findings_print() - write all findings and their sum
 * @p: output, with the document's object open
 * @f: findings
 * @lines: text: a line each, and no sum
 *
 * The worst come first.
 *
 * Return: how many there are, without notes.
 */
unsigned int ddt_findings_print(struct ddt_print *p,
				const struct ddt_findings *f, bool lines)
{
	unsigned int level;
	size_t i;

	ddt_print_array(p, "findings");
	for (level = 0; level < DDT_LEVELS; level++)
		for (i = 0; i < f->n; i++)
			if (f->list[i].level == level)
				print_one(p, &f->list[i], lines);
	ddt_print_close(p);
	for (level = 0; level < DDT_LEVELS; level++)
		if (lines)
			ddt_print_u64(p, levels[level].sum, NULL,
				      f->count[level]);
		else
			ddt_print_count(p, levels[level].sum, level ?
					", %" PRIu64 " %s" : "%" PRIu64 " %s",
					f->count[level], levels[level].name,
					levels[level].sum);
	if (!lines)
		ddt_print_text(p, "\n");
	return f->count[DDT_PROBLEM] + f->count[DDT_RISK];
}

/**
 * ddt_findings_errors() - say on standard error what the problems are
 * @f: findings, with their advice
 */
void ddt_findings_errors(const struct ddt_findings *f)
{
	const struct ddt_finding *x;

	for (x = f->list; x < f->list + f->n; x++)
		if (x->level == DDT_PROBLEM)
			ddt_msg_error("%s: %s%s%s; %s", x->place, x->what,
				      x->why ? ": " : "", x->why ? x->why : "",
				      x->advice);
}

/**
 * ddt_findings_free() - forget what was found
 * @f: findings
 */
void ddt_findings_free(struct ddt_findings *f)
{
	while (f->n)
		clear(&f->list[--f->n]);
	free(f->list);
	memset(f, 0, sizeof(*f));
}
