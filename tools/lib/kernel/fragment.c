// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads fragments as merge_config.sh takes them. The comment directly above
 * symbols, up to the next empty line or comment, is the reason for them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel_internal.h"

/* A reason is a sentence or two. */
#define REASON_MAX	512

/**
 * struct fragment_reader - a fragment being read
 * @fragment: it
 * @reason: comment above
 * @used: a symbol has it already: the next comment is a new one
 */
struct fragment_reader {
	struct ddt_fragment *fragment;
	char reason[REASON_MAX];
	bool used;
};

/* take up a line of comment */
static void add_comment(struct fragment_reader *r, const char *text)
{
	size_t len;

	if (r->used)
		r->reason[0] = '\0';
	r->used = false;
	text += strspn(text, "# \t");
	len = strlen(r->reason);
	snprintf(r->reason + len, sizeof(r->reason) - len, "%s%s",
		 len && *text ? " " : "", text);
}

/*
 * Cut off a comment behind a value.
 *
 * Return: the comment, NULL if there is none.
 */
static const char *cut_comment(char *line)
{
	char *hash = line[0] == '#' ? NULL : strstr(line, " #"), *end;

	/* a string may have it */
	if (!hash || strchr(line, '"'))
		return NULL;
	for (end = hash; end > line && (end[-1] == ' ' || end[-1] == '\t');)
		end--;
	*end = '\0';
	return hash + 2;
}

/* take up a symbol */
static int add_symbol(struct fragment_reader *r, const struct ddt_ksym *sym,
		      const char *behind)
{
	struct ddt_fragment *f = r->fragment;
	struct ddt_want *want;

	if (behind) {
		r->used = true;
		add_comment(r, behind);
	}
	want = realloc(f->wants, (f->n + 1) * sizeof(*want));
	if (!want)
		return -ENOMEM;
	f->wants = want;
	want += f->n;
	want->sym = *sym;
	want->reason = strdup(r->reason);
	if (!want->reason)
		return -ENOMEM;
	f->n++;
	r->used = true;
	return 0;
}

/*
 * Read one line.
 *
 * Return: 0, -EINVAL if it is neither symbol nor comment, -ENOMEM.
 */
static int read_line(struct fragment_reader *r, char *line, uint32_t number)
{
	struct ddt_ksym sym = { .line = number };
	const char *behind = cut_comment(line);

	if (ddt_kconfig_line(line, &sym))
		return add_symbol(r, &sym, behind);
	if (line[0] == '#') {
		add_comment(r, line + 1);
		return 0;
	}
	r->reason[0] = '\0';
	r->used = false;
	return line[strspn(line, " \t")] ? -EINVAL : 0;
}

/* read all lines */
static int read_text(struct ddt_fragment *fragment, uint32_t *line)
{
	struct fragment_reader r = { .fragment = fragment };
	char *p = (char *)fragment->text.data, *next;
	int err;

	for (*line = 1; p; p = next, ++*line) {
		next = strchr(p, '\n');
		if (next)
			*next++ = '\0';
		p[strcspn(p, "\r")] = '\0';
		err = read_line(&r, p, *line);
		if (err)
			return err;
	}
	return 0;
}

/* name a fragment after its file */
static void set_name(struct ddt_fragment *fragment, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strlen(base);

	if (len > 7 && !strcmp(base + len - 7, ".config"))
		len -= 7;
	snprintf(fragment->name, sizeof(fragment->name), "%.*s", (int)len,
		 base);
}

/**
 * ddt_fragment_load() - read a fragment
 * @fragment: filled; to be freed also on failure
 * @path: file
 * @why: filled on failure, with file and line
 * @size: bytes at @why
 *
 * Return: 0; -ENODATA: it asks for nothing; another negative errno.
 */
int ddt_fragment_load(struct ddt_fragment *fragment, const char *path,
		      char *why, size_t size)
{
	uint32_t line;
	int err;

	memset(fragment, 0, sizeof(*fragment));
	set_name(fragment, path);
	err = ddt_buf_read(&fragment->text, path);
	if (err) {
		snprintf(why, size, "%s: %s", path, strerror(-err));
		return err;
	}
	if (memchr(fragment->text.data, '\0', fragment->text.len)) {
		snprintf(why, size, "%s: not a text", path);
		return -EINVAL;
	}
	err = read_text(fragment, &line);
	if (err) {
		snprintf(why, size, "%s:%u: %s", path, line, err == -EINVAL ?
			 "neither a symbol nor a comment" : strerror(-err));
		return err;
	}
	if (!fragment->n) {
		snprintf(why, size, "%s: no symbols in it", path);
		return -ENODATA;
	}
	return 0;
}

/**
 * ddt_fragment_free() - forget a fragment
 * @fragment: fragment
 */
void ddt_fragment_free(struct ddt_fragment *fragment)
{
	size_t i;

	for (i = 0; i < fragment->n; i++)
		free(fragment->wants[i].reason);
	free(fragment->wants);
	ddt_buf_free(&fragment->text);
	memset(fragment, 0, sizeof(*fragment));
}

/* compare a value */
static bool is_word(const char *value, const char *word)
{
	return value && !strcmp(value, word);
}

/* compare what is wanted with what is there */
static enum ddt_fit compare(const char *want, const char *found)
{
	bool off = !found || is_word(found, "n");

	if (is_word(want, "n"))
		return off ? DDT_FIT : DDT_FIT_UNWANTED;
	if (is_word(found, want))
		return DDT_FIT;
	if (off)
		return DDT_FIT_MISSING;
	if (is_word(want, "y") && is_word(found, "m"))
		return DDT_FIT_MODULAR;
	if (is_word(want, "m") && is_word(found, "y"))
		return DDT_FIT;
	return DDT_FIT_VALUE;
}

/**
 * ddt_fragment_check() - look for a symbol of a fragment in a configuration
 * @kc: configuration
 * @want: what the fragment asks for
 * @result: filled
 */
void ddt_fragment_check(const struct ddt_kconfig *kc,
			const struct ddt_want *want,
			struct ddt_fit_result *result)
{
	const struct ddt_kname *k = NULL;

	memset(result, 0, sizeof(*result));
	result->name = want->sym.name;
	result->found = ddt_kconfig_get(kc, want->sym.name);
	if (!result->found)
		k = ddt_kname_find(kc, want->sym.name);
	if (k) {
		result->renamed = k;
		result->name = strcmp(k->old, want->sym.name) ? k->old : k->now;
		if (!result->name) {
			result->fit = DDT_FIT_GONE;
			return;
		}
		result->found = ddt_kconfig_get(kc, result->name);
	}
	result->fit = compare(want->sym.value, result->found);
	if (k && result->fit == DDT_FIT)
		result->fit = DDT_FIT_RENAMED;
	if (!k && !result->found && result->fit == DDT_FIT_MISSING &&
	    ddt_kname_later(kc, want->sym.name))
		result->fit = DDT_FIT_LATER;
}

/**
 * ddt_fragment_fits() - is that good enough
 * @fit: how it fares
 *
 * Return: true if so.
 */
bool ddt_fragment_fits(enum ddt_fit fit)
{
	return fit < DDT_FIT_MISSING;
}

/**
 * ddt_fragment_fit_word() - the word for how a symbol fares
 * @fit: how it fares
 *
 * Return: the word.
 */
const char *ddt_fragment_fit_word(enum ddt_fit fit)
{
	static const char *const words[DDT_FITS] = {
		"fits", "renamed", "gone", "later", "missing", "modular", "value",
		"unwanted",
	};

	return words[fit];
}
