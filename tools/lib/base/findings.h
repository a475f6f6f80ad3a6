/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was found wrong, with its remedy: by doctor, server check and rootfs
 * check.
 */
#ifndef _DDT_BASE_FINDINGS_H
#define _DDT_BASE_FINDINGS_H

#include <stdarg.h>
#include <stddef.h>

#include "base/print.h"

/**
 * enum ddt_level - how bad a finding is
 * @DDT_PROBLEM: does not work, or will stop working by itself
 * @DDT_RISK: works, until something happens that is to be expected
 * @DDT_NOTE: worth knowing; no fault
 */
enum ddt_level {
	DDT_PROBLEM,
	DDT_RISK,
	DDT_NOTE,
	DDT_LEVELS,
};

/**
 * struct ddt_finding - one finding; any string but @id and @what may be NULL
 * @level: how bad it is
 * @id: its kind, for programs
 * @place: where: an interface, a path, a line of a file
 * @what: what was seen
 * @why: what comes of it
 * @command: remedy: a shell command
 * @advice: remedy: what else, or instead, is to be done
 */
struct ddt_finding {
	enum ddt_level level;
	const char *id;
	char *place;
	char *what;
	char *why;
	char *command;
	char *advice;
};

/**
 * struct ddt_findings - all of them
 * @list: in the order in which they were found
 * @n: how many
 * @count: how many of each level, also if there was no memory for them
 */
struct ddt_findings {
	struct ddt_finding *list;
	size_t n;
	unsigned int count[DDT_LEVELS];
};

struct ddt_finding *ddt_finding_add(struct ddt_findings *f,
				    enum ddt_level level, const char *id,
				    const char *place, const char *why,
				    const char *what, ...)
	__attribute__((format(printf, 6, 7)));
struct ddt_finding *ddt_finding_vadd(struct ddt_findings *f,
				     enum ddt_level level, const char *id,
				     const char *place, const char *why,
				     const char *what, va_list ap)
	__attribute__((format(printf, 6, 0)));
void ddt_finding_mend(struct ddt_finding *finding, const char *command, ...)
	__attribute__((format(printf, 2, 3)));
void ddt_finding_advice(struct ddt_finding *finding, const char *advice, ...)
	__attribute__((format(printf, 2, 3)));
unsigned int ddt_findings_print(struct ddt_print *p,
				const struct ddt_findings *f, bool lines);
void ddt_findings_errors(const struct ddt_findings *f);
void ddt_findings_free(struct ddt_findings *f);

#endif /* _DDT_BASE_FINDINGS_H */
