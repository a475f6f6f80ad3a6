// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is found in a pool.conf has its place there.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "check/check_internal.h"

/**
 * ddt_lint_add() - something was found
 * @lint: where to
 * @level: how bad it is
 * @id: its kind
 * @place: where in the file
 * @why: what comes of it, or NULL
 * @advice: the remedy; NULL: the caller says it
 * @what: format: what it is
 *
 * Return: as ddt_finding_add().
 */
struct ddt_finding *ddt_lint_add(struct ddt_lint *lint, enum ddt_level level,
				 const char *id, struct ddt_place place,
				 const char *why, const char *advice,
				 const char *what, ...)
{
	struct ddt_finding *finding;
	char *where;
	va_list ap;

	if (asprintf(&where, "%s:%u:%u", lint->pool->path, place.line,
		     place.column) < 0)
		where = NULL;
	va_start(ap, what);
	finding = ddt_finding_vadd(&lint->found, level, id, where, why, what,
				   ap);
	va_end(ap);
	if (advice)
		ddt_finding_advice(finding, "%s", advice);
	free(where);
	return finding;
}
