// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything that was found.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_internal.h"

/**
 * ddt_lint_add() - something was found
 * @lint: where to
 * @level: how bad it is
 * @id: its kind
 * @place: where in the file
 * @fmt: what it is, and the remedy
 */
void ddt_lint_add(struct ddt_lint *lint, enum ddt_lint_level level,
		  const char *id, struct ddt_place place, const char *fmt, ...)
{
	struct ddt_lint_item *more;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	lint->errors += level == DDT_LINT_ERROR;
	more = realloc(lint->item, (lint->n + 1) * sizeof(*more));
	if (!more)
		return;
	lint->item = more;
	more[lint->n++] = (struct ddt_lint_item){
		.level = level, .id = id, .place = place, .text = strdup(text),
	};
}

/**
 * ddt_lint_free() - forget what was found
 * @lint: it
 */
void ddt_lint_free(struct ddt_lint *lint)
{
	size_t i;

	for (i = 0; i < lint->n; i++)
		free(lint->item[i].text);
	free(lint->item);
	memset(lint, 0, sizeof(*lint));
}
