/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of the words that are understood a mistyped one may have meant.
 */
#ifndef _DDT_BASE_NEAREST_H
#define _DDT_BASE_NEAREST_H

/**
 * struct ddt_nearest - a search
 * @word: what was typed
 * @best: the nearest of the words offered, NULL: none is near
 * @distance: between the two
 */
struct ddt_nearest {
	const char *word;
	const char *best;
	unsigned int distance;
};

void ddt_nearest_offer(struct ddt_nearest *near, const char *candidate);

#endif /* _DDT_BASE_NEAREST_H */
