// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the words that are understood a mistyped one may have meant.
 */
#include <string.h>

#include "base/nearest.h"

/* longer words are nobody's typing error */
#define WORD_MAX	31

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * Letters added, missing, wrong, or swapped with a neighbour: the distance of
 * Damerau and Levenshtein, without edits inside a swap.
 */
static unsigned int nearest_distance(const char *a, size_t n, const char *b,
				     size_t m)
{
	unsigned int d[WORD_MAX + 1][WORD_MAX + 1];
	size_t i, k;

	for (i = 0; i <= n; i++)
		d[i][0] = (unsigned int)i;
	for (k = 0; k <= m; k++)
		d[0][k] = (unsigned int)k;
	for (i = 1; i <= n; i++)
		for (k = 1; k <= m; k++) {
			d[i][k] = min(min(d[i - 1][k], d[i][k - 1]) + 1,
				      d[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				d[i][k] = min(d[i][k], d[i - 2][k - 2] + 1);
		}
	return d[n][m];
}

/**
 * ddt_nearest_offer() - compare one more word
 * @near: search
 * @candidate: a word that is understood
 *
 * Near is what begins with all that was typed, or differs in no more than a
 * third of it.
 */
void ddt_nearest_offer(struct ddt_nearest *near, const char *candidate)
{
	size_t n = strlen(near->word), m = strlen(candidate);
	unsigned int distance;

	if (!n || n > WORD_MAX || m > WORD_MAX)
		return;
	distance = nearest_distance(near->word, n, candidate, m);
	if (distance > (n + 2) / 3) {
		if (strncmp(near->word, candidate, n))
			return;
		/* behind every typing error */
		distance = WORD_MAX + distance;
	}
	if (near->best && near->distance <= distance)
		return;
	near->best = candidate;
	near->distance = distance;
}
