/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a word of the help may be completed to.
 */
#ifndef _DDT_COMPLETE_WORDS_H
#define _DDT_COMPLETE_WORDS_H

#include <stddef.h>

/**
 * struct ddt_typed - the word being completed, and what came before it
 * @word: the word, or what of it is behind "--OPTION="
 * @prefix: in front of each proposal: "--OPTION=", or ""
 * @pool: pool.conf that was named, "" for the usual one
 * @dir: directory of fragments that was named, "" for the usual one
 */
struct ddt_typed {
	const char *word;
	char prefix[64];
	char pool[512];
	char dir[512];
};

void ddt_propose(const struct ddt_typed *t, const char *text,
		 const char *what);
void ddt_propose_kinds(const struct ddt_typed *t, const char *kinds,
		       size_t len);

#endif /* _DDT_COMPLETE_WORDS_H */
