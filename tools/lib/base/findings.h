/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ddtool doctor has found.
 */
#ifndef _DDT_BASE_FINDINGS_H
#define _DDT_BASE_FINDINGS_H

#include "base/print.h"

#define DDT_FINDINGS_MAX	128

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
 * struct ddt_finding - one finding
 * @level: how bad it is
 * @id: its kind, for programs
 * @why: what comes of it, one sentence
 * @what: what was seen, with the object's name
 * @mend: shell command that mends it, "" if there is none
 * @advice: what else to do, "" for nothing
 */
struct ddt_finding {
	enum ddt_level level;
	const char *id;
	const char *why;
	char what[256];
	char mend[320];
	char advice[256];
};

/**
 * struct ddt_findings - all of them
 * @n: how many
 * @lost: how many more there were
 * @list: the findings
 */
struct ddt_findings {
	unsigned int n;
	unsigned int lost;
	struct ddt_finding list[DDT_FINDINGS_MAX];
};

struct ddt_finding *ddt_finding_add(struct ddt_findings *f,
				    enum ddt_level level, const char *id,
				    const char *why, const char *what, ...)
	__attribute__((format(printf, 5, 6)));
void ddt_finding_mend(struct ddt_finding *finding, const char *command, ...)
	__attribute__((format(printf, 2, 3)));
void ddt_finding_advice(struct ddt_finding *finding, const char *advice, ...)
	__attribute__((format(printf, 2, 3)));
unsigned int ddt_findings_print(struct ddt_print *p,
				const struct ddt_findings *f);

#endif /* _DDT_BASE_FINDINGS_H */
