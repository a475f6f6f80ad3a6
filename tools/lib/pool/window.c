// SPDX-License-Identifier: GPL-2.0-only
/*
 * When hosts may be taken: a week, minute by minute.
 */
#include "pool/pool.h"

#define DDT_DAY	(24 * 60)

/**
 * ddt_window_week() - the minutes of a week in which hosts may be taken
 * @w: windows; none: always
 * @open: filled, from Monday 00:00 on
 */
void ddt_window_week(const struct ddt_pool_windows *w, bool open[DDT_WEEK])
{
	unsigned int i, day, at, n;

	for (at = 0; at < DDT_WEEK; at++)
		open[at] = !w->n;
	for (i = 0; i < w->n; i++) {
		const struct ddt_pool_window *one = &w->window[i];

		n = one->to + (one->to > one->from ? 0U : DDT_DAY) - one->from;
		for (day = 0; day < 7; day++)
			for (at = 0; one->days & 1U << day && at < n; at++)
				open[(day * DDT_DAY + one->from + at) %
				     DDT_WEEK] = true;
	}
}

/**
 * ddt_window_next() - the next stretch of a week that begins at or after a minute
 * @open: week; of its stretches with true in them
 * @from: minute, up to DDT_WEEK
 * @begin: set to where it begins
 *
 * Of a week without a change it is all of it, beginning with minute 0.
 *
 * Return: its minutes, over the week's end, too; 0: there is none before it.
 */
unsigned int ddt_window_next(const bool open[DDT_WEEK], unsigned int from,
			     unsigned int *begin)
{
	unsigned int i, n;

	for (i = from; i < DDT_WEEK; i++)
		if (open[i] && !open[(i + DDT_WEEK - 1) % DDT_WEEK])
			break;
	*begin = i;
	if (i == DDT_WEEK) {
		for (n = 0; n < DDT_WEEK && open[n]; n++)
			;
		*begin = 0;
		return from || n < DDT_WEEK ? 0 : DDT_WEEK;
	}
	for (n = 1; open[(i + n) % DDT_WEEK]; n++)
		;
	return n;
}
