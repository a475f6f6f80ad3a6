// SPDX-License-Identifier: GPL-2.0-only
/*
 * /etc/ddom/flash.conf, read strictly.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "rootfs/flash_conf.h"

static const char *const flash_kinds[DDT_FLASH_NKINDS] = {
	[DDT_FLASH_COPY] = "copy",
	[DDT_FLASH_TREE] = "tree",
	[DDT_FLASH_EMPTY] = "empty",
	[DDT_FLASH_WRITE] = "write",
	[DDT_FLASH_LINK] = "link",
	[DDT_FLASH_TMPFS] = "tmpfs",
	[DDT_FLASH_STATIC] = "static",
};

/* Where nothing of the tree is kept: other file systems are mounted there. */
static const char *const flash_mounts[] = {
	DDT_FLASH_DIR, "/proc", "/sys", "/dev", "/run",
};

/**
 * struct ddt_flash_value - a value being taken apart
 * @words: its words
 * @at: where each begins, counted from 1
 * @n: how many
 * @why: what is wrong
 * @size: bytes at @why
 * @text: room for the words
 */
struct ddt_flash_value {
	char *words[DDT_FLASH_WORDS + 1];
	int at[DDT_FLASH_WORDS + 1];
	int n;
	char *why;
	size_t size;
	char text[512];
};

/**
 * ddt_flash_conf_kind_name() - a kind as the file spells it
 * @kind: kind
 *
 * Return: its key.
 */
const char *ddt_flash_conf_kind_name(enum ddt_flash_kind kind)
{
	return flash_kinds[kind];
}

/**
 * ddt_flash_conf_writable() - does a path of this kind move to /flash?
 * @kind: kind
 *
 * Return: true for copy, tree and empty.
 */
bool ddt_flash_conf_writable(enum ddt_flash_kind kind)
{
	return kind == DDT_FLASH_COPY || kind == DDT_FLASH_TREE ||
	       kind == DDT_FLASH_EMPTY;
}

/**
 * ddt_flash_conf_below() - is a path a directory or below it?
 * @path: path
 * @dir: directory, without a slash at its end
 *
 * Return: true when it is.
 */
bool ddt_flash_conf_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (!path[len] || path[len] == '/');
}

/*
 * Take a value apart.
 *
 * Return: 0, or the place that is wrong, counted from 1.
 */
static int flash_words(struct ddt_flash_value *v, const char *value)
{
	char *out = v->text;
	const char *p = value;

	/* conf.c bounds a line to fewer bytes than there are at v->text */
	while (*p) {
		if (*p == ' ' || *p == '\t') {
			p++;
			continue;
		}
		if (v->n == DDT_FLASH_WORDS) {
			snprintf(v->why, v->size, "more than %d words",
				 DDT_FLASH_WORDS);
			return (int)(p - value) + 1;
		}
		/* where its text begins, behind a quote */
		v->at[v->n] = (int)(p - value) + 1 + (*p == '"');
		v->words[v->n++] = out;
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				*out++ = *p;
			if (!*p) {
				snprintf(v->why, v->size, "no closing quote");
				return v->at[v->n - 1] - 1;
			}
			p++;
			if (*p && *p != ' ' && *p != '\t') {
				snprintf(v->why, v->size,
					 "a blank expected behind the quote");
				return (int)(p - value) + 1;
			}
		} else {
			for (; *p && *p != ' ' && *p != '\t' && *p != '"'; p++)
				*out++ = *p;
			if (*p == '"') {
				snprintf(v->why, v->size,
					 "a quote in the middle of a word");
				return (int)(p - value) + 1;
			}
		}
		*out++ = '\0';
	}
	return 0;
}

/*
 * Check that a word is a path of the tree.
 *
 * Return: 0, or the place that is wrong, counted from 1.
 */
static int flash_path(struct ddt_flash_value *v, int i, bool mounts)
{
	const char *path = v->words[i], *p, *end;
	size_t j;

	if (*path != '/') {
		snprintf(v->why, v->size, "a path begins with \"/\"");
		return v->at[i];
	}
	for (p = path; *p; p = end) {
		end = p + 1 + strcspn(p + 1, "/");
		if (end != p + 1 && strncmp(p, "/./", 3) && strcmp(p, "/.") &&
		    strncmp(p, "/../", 4) && strcmp(p, "/.."))
			continue;
		snprintf(v->why, v->size,
			 "a path without empty parts, \".\" and \"..\" expected");
		return v->at[i] + (int)(p - path);
	}
	for (j = 0; mounts && j < sizeof(flash_mounts) / sizeof(char *); j++)
		if (ddt_flash_conf_below(path, flash_mounts[j])) {
			snprintf(v->why, v->size, "%s is not of the tree",
				 flash_mounts[j]);
			return v->at[i];
		}
	return 0;
}

/*
 * Make room for one more element.
 *
 * Return: where it goes, zeroed; NULL without memory.
 */
static void *flash_grow(void *array, size_t n, size_t size)
{
	char **base = array, *grown = realloc(*base, (n + 1) * size);

	if (!grown)
		return NULL;
	*base = grown;
	return memset(grown + n * size, 0, size);
}

/* take an entry */
static int flash_entry(struct ddt_flash *flash, enum ddt_flash_kind kind,
		       struct ddt_flash_value *v)
{
	bool two = kind == DDT_FLASH_LINK;
	bool may = kind == DDT_FLASH_WRITE || kind == DDT_FLASH_TMPFS;
	struct ddt_flash_entry *e;
	size_t i;
	int err;

	if (v->n > 1 + (two || may)) {
		snprintf(v->why, v->size, "nothing more expected");
		return v->at[1 + (two || may)];
	}
	if (two && v->n < 2) {
		snprintf(v->why, v->size, "the target of the link is missing");
		return -EINVAL;
	}
	err = flash_path(v, 0, kind != DDT_FLASH_TMPFS);
	if (err)
		return err;
	for (i = 0; i < flash->n; i++)
		if (!strcmp(flash->entries[i].path, v->words[0])) {
			snprintf(v->why, v->size, "given before, as \"%s\"",
				 flash_kinds[flash->entries[i].kind]);
			return v->at[0];
		}
	e = flash_grow(&flash->entries, flash->n, sizeof(*e));
	if (!e)
		return -ENOMEM;
	flash->n++;
	e->kind = kind;
	e->path = strdup(v->words[0]);
	e->arg = v->n > 1 ? strdup(v->words[1]) : NULL;
	return e->path && (v->n < 2 || e->arg) ? 0 : -ENOMEM;
}

/* take a command */
static int flash_run(struct ddt_flash *flash, struct ddt_flash_value *v)
{
	struct ddt_flash_command *c;
	int i, err = flash_path(v, 0, false);

	if (err)
		return err;
	c = flash_grow(&flash->commands, flash->ncommands, sizeof(*c));
	if (!c)
		return -ENOMEM;
	flash->ncommands++;
	for (i = 0; i < v->n; i++) {
		c->words[i] = strdup(v->words[i]);
		if (!c->words[i])
			return -ENOMEM;
	}
	return 0;
}

/* take a candidate for the real init */
static int flash_init(struct ddt_flash *flash, struct ddt_flash_value *v)
{
	int err = flash_path(v, 0, false);
	char **init;

	if (err)
		return err;
	if (v->n > 1) {
		snprintf(v->why, v->size, "nothing more expected");
		return v->at[1];
	}
	init = flash_grow(&flash->inits, flash->ninits, sizeof(*init));
	if (!init)
		return -ENOMEM;
	*init = strdup(v->words[0]);
	if (!*init)
		return -ENOMEM;
	flash->ninits++;
	return 0;
}

/* take what may be given once */
static int flash_setting(struct ddt_flash *flash, const char *key,
			 struct ddt_flash_value *v)
{
	static const char *const words[] = { "auto", "yes", "no" };
	bool options = !strcmp(key, "options");
	int i;

	if (options ? !!flash->options : flash->attach_seen) {
		snprintf(v->why, v->size, "\"%s\" was given before", key);
		return -EINVAL;
	}
	if (v->n > 1) {
		snprintf(v->why, v->size, "nothing more expected");
		return v->at[1];
	}
	if (options) {
		flash->options = strdup(v->words[0]);
		return flash->options ? 0 : -ENOMEM;
	}
	flash->attach_seen = true;
	for (i = 0; i < 3; i++)
		if (!strcmp(v->words[0], words[i])) {
			flash->attach = (enum ddt_flash_attach)i;
			return 0;
		}
	snprintf(v->why, v->size, "\"auto\", \"yes\" or \"no\" expected");
	return -EINVAL;
}

/* take a line */
static int flash_key(const char *key, const char *value, void *arg,
		     char *why, size_t size)
{
	struct ddt_flash_value v = { .why = why, .size = size };
	int kind, err;

	for (kind = 0; kind < DDT_FLASH_NKINDS; kind++)
		if (!strcmp(key, flash_kinds[kind]))
			break;
	if (kind == DDT_FLASH_NKINDS && strcmp(key, "run") &&
	    strcmp(key, "init") && strcmp(key, "options") &&
	    strcmp(key, "attach"))
		return -ENOENT;
	err = flash_words(&v, value);
	if (err)
		return err;
	if (kind < DDT_FLASH_NKINDS)
		err = flash_entry(arg, (enum ddt_flash_kind)kind, &v);
	else if (!strcmp(key, "run"))
		err = flash_run(arg, &v);
	else if (!strcmp(key, "init"))
		err = flash_init(arg, &v);
	else
		err = flash_setting(arg, key, &v);
	if (err == -ENOMEM)
		snprintf(why, size, "no memory");
	return err;
}

/**
 * ddt_flash_conf_read() - read a file
 * @flash: filled; to be freed by ddt_flash_conf_free(), also on failure
 * @file: the file
 * @name: its name, for messages
 *
 * Return: 0, or -EINVAL with a message that names line and column.
 */
int ddt_flash_conf_read(struct ddt_flash *flash, FILE *file, const char *name)
{
	memset(flash, 0, sizeof(*flash));
	return ddt_conf_read(file, name, flash_key, flash);
}

/**
 * ddt_flash_conf_read_default() - read what is shipped
 * @flash: filled; to be freed by ddt_flash_conf_free(), also on failure
 *
 * Return: 0, or a negative errno.
 */
int ddt_flash_conf_read_default(struct ddt_flash *flash)
{
	FILE *file = fmemopen((void *)ddt_flash_default,
			      strlen(ddt_flash_default), "r");
	int err;

	memset(flash, 0, sizeof(*flash));
	if (!file)
		return -ENOMEM;
	err = ddt_flash_conf_read(flash, file, "built-in flash.conf");
	fclose(file);
	return err;
}

/**
 * ddt_flash_conf_free() - free what was read
 * @flash: file
 */
void ddt_flash_conf_free(struct ddt_flash *flash)
{
	size_t i, j;

	for (i = 0; i < flash->n; i++) {
		free(flash->entries[i].path);
		free(flash->entries[i].arg);
	}
	for (i = 0; i < flash->ncommands; i++)
		for (j = 0; flash->commands[i].words[j]; j++)
			free(flash->commands[i].words[j]);
	for (i = 0; i < flash->ninits; i++)
		free(flash->inits[i]);
	free(flash->entries);
	free(flash->commands);
	free(flash->inits);
	free(flash->options);
	memset(flash, 0, sizeof(*flash));
}
