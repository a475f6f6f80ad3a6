// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files.
 *
 * A line is empty, a comment that begins with "#", or "key = value". Keys are
 * lower case letters and dashes. A value reaches to the end of the line,
 * without the blanks around it, and is not empty; a comment behind it is
 * separated by a blank.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/conf.h"
#include "base/msg.h"

#define DDT_CONF_LINE		512

/**
 * struct ddt_conf - a file being read
 * @name: its name, for messages
 * @line: number of the line
 * @text: the line
 */
struct ddt_conf {
	const char *name;
	unsigned int line;
	char text[DDT_CONF_LINE];
};

/* say where a file is wrong, and how */
static int conf_wrong(const struct ddt_conf *c, const char *where,
		      const char *what)
{
	ddt_msg_error("%s:%u:%zu: %s", c->name, c->line,
		      (size_t)(where - c->text) + 1, what);
	return -EINVAL;
}

/* Skip blanks. Return: the first place that is not a blank. */
static char *conf_blank(char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/*
 * Find the end of a value.
 *
 * Return: the place behind its last character.
 */
static char *conf_value_end(char *value)
{
	char *p, *end = value;

	for (p = value; *p; p++) {
		if (*p == '#' && p != value && (p[-1] == ' ' || p[-1] == '\t'))
			break;
		if (*p != ' ' && *p != '\t')
			end = p + 1;
	}
	return end;
}

/* read one line */
static int conf_line(struct ddt_conf *c, ddt_conf_fn fn, void *arg)
{
	char *key = conf_blank(c->text), *end = key, *p, *value;
	char why[256] = "";
	int err;

	if (!*key || *key == '#')
		return 0;
	while (islower((unsigned char)*end) || *end == '-')
		end++;
	if (end == key)
		return conf_wrong(c, key, "a key expected");
	p = conf_blank(end);
	if (*p != '=')
		return conf_wrong(c, p, "\"=\" expected");
	value = conf_blank(p + 1);
	if (!*value || *value == '#')
		return conf_wrong(c, value, "a value expected");
	*end = '\0';
	*conf_value_end(value) = '\0';
	err = fn(key, value, arg, why, sizeof(why));
	if (err == -ENOENT)
		return conf_wrong(c, key, "unknown key");
	if (err)
		return conf_wrong(c, value + (err > 0 ? err - 1 : 0), why);
	return 0;
}

/* check a line as it was read */
static int conf_check(struct ddt_conf *c, size_t len)
{
	size_t i;

	if (len && c->text[len - 1] == '\n')
		c->text[--len] = '\0';
	else if (len == sizeof(c->text) - 1)
		return conf_wrong(c, c->text + len - 1, "line too long");
	for (i = 0; i < len; i++)
		if ((unsigned char)c->text[i] < ' ' && c->text[i] != '\t')
			return conf_wrong(c, c->text + i,
					  "control character");
	return 0;
}

/**
 * ddt_conf_read() - read a file
 * @file: the file
 * @name: its name, for messages
 * @fn: takes the settings, in their order
 * @arg: for @fn
 *
 * Stops at the first line that is wrong.
 *
 * Return: 0, or -EINVAL with a message that names line and column.
 */
int ddt_conf_read(FILE *file, const char *name, ddt_conf_fn fn, void *arg)
{
	struct ddt_conf c = { .name = name };
	int ch, err, fd = fileno(file);
	struct stat st;
	size_t len;

	/* a FIFO, opened without waiting, would be an empty file */
	if (fd >= 0 && (fcntl(fd, F_GETFL) & O_NONBLOCK) && !fstat(fd, &st) &&
	    !S_ISREG(st.st_mode)) {
		ddt_msg_error("%s: no regular file; put one there", name);
		return -EINVAL;
	}

	do {
		/* character by character: a NUL must not hide what follows */
		len = 0;
		while (len < sizeof(c.text) - 1 && (ch = getc(file)) != EOF) {
			c.text[len++] = (char)ch;
			if (ch == '\n')
				break;
		}
		if (!len)
			return 0;
		c.text[len] = '\0';
		c.line++;
		err = conf_check(&c, len);
		if (!err)
			err = conf_line(&c, fn, arg);
	} while (!err);
	return err;
}
