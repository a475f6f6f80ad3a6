// SPDX-License-Identifier: GPL-2.0-only
/*
 * A list of findings, and how it is written.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/findings.h"

static const char *const levels[DDT_LEVELS] = { "problem", "risk", "note" };
static const char *const sums[DDT_LEVELS] = { "problems", "risks", "notes" };

/**
 * ddt_finding_add() - add a finding
 * @f: list
 * @level: how bad it is
 * @id: its kind
 * @why: what comes of it
 * @what: format: what was seen
 *
 * Return: the finding, for what mends it; also when the list is full.
 */
struct ddt_finding *ddt_finding_add(struct ddt_findings *f,
				    enum ddt_level level, const char *id,
				    const char *why, const char *what, ...)
{
	static struct ddt_finding spare;
	struct ddt_finding *finding = &spare;
	va_list ap;

	if (f->n < DDT_FINDINGS_MAX)
		finding = &f->list[f->n++];
	else
		f->lost++;
	memset(finding, 0, sizeof(*finding));
	finding->level = level;
	finding->id = id;
	finding->why = why;
	va_start(ap, what);
	vsnprintf(finding->what, sizeof(finding->what), what, ap);
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
	vsnprintf(finding->mend, sizeof(finding->mend), command, ap);
	va_end(ap);
}

/**
 * ddt_finding_advice() - say what else is to be done
 * @finding: finding
 * @advice: format, one sentence
 */
void ddt_finding_advice(struct ddt_finding *finding, const char *advice, ...)
{
	va_list ap;

	va_start(ap, advice);
	vsnprintf(finding->advice, sizeof(finding->advice), advice, ap);
	va_end(ap);
}

/* write a string which may be missing */
static void optional(struct ddt_print *p, const char *key, const char *fmt,
		     const char *value)
{
	if (value[0])
		ddt_print_str(p, key, fmt, value);
	else
		ddt_print_null(p, key);
}

/* write a finding */
static void print_one(struct ddt_print *p, const struct ddt_finding *finding)
{
	ddt_print_object(p, NULL);
	ddt_print_str(p, "level", "%s", levels[finding->level]);
	ddt_print_str(p, "id", " %s: ", finding->id);
	ddt_print_str(p, "what", "%s\n", finding->what);
	ddt_print_str(p, "why", "    why:  %s\n", finding->why);
	optional(p, "mend", "    mend: %s\n", finding->mend);
	optional(p, "advice", "    do:   %s\n", finding->advice);
	ddt_print_close(p);
}

/**
 * ddt_findings_print() - write all findings and their sum
 * @p: output, with the document's object open
 * @f: findings
 *
 * The worst come first.
 *
 * Return: how many there are, without notes.
 */
unsigned int ddt_findings_print(struct ddt_print *p,
				const struct ddt_findings *f)
{
	unsigned int counts[DDT_LEVELS] = { 0 }, level, i;

	ddt_print_array(p, "findings");
	for (level = 0; level < DDT_LEVELS; level++)
		for (i = 0; i < f->n; i++)
			if (f->list[i].level == level) {
				print_one(p, &f->list[i]);
				counts[level]++;
			}
	ddt_print_close(p);
	for (level = 0; level < DDT_LEVELS; level++) {
		ddt_print_u64(p, sums[level],
			      level ? ", %" PRIu64 : "%" PRIu64, counts[level]);
		ddt_print_text(p, " %s", sums[level]);
	}
	ddt_print_text(p, "\n");
	if (f->lost)
		ddt_print_u64(p, "not_shown", "%" PRIu64 " more are not shown\n",
			      f->lost);
	return counts[DDT_PROBLEM] + counts[DDT_RISK];
}
