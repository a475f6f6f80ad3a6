// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files.
 *
 * A line is empty, a comment that begins with "#", "key = value", or "[name]",
 * where a section begins. Keys are lower case letters and dashes. A value reaches to the end of the line,
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
 * @section: name of the section, "" before the first
 * @begun: number of the line where it begins
 * @fn: takes the settings
 * @arg: for @fn
 */
struct ddt_conf {
	const char *name;
	unsigned int line;
	char text[DDT_CONF_LINE];
	char section[DDT_CONF_LINE];
	unsigned int begun;
	ddt_conf_fn fn;
	void *arg;
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

/* a section, if there is one, is complete */
static int conf_section_end(struct ddt_conf *c)
{
	char why[256] = "";

	if (!c->section[0] ||
	    !c->fn(DDT_CONF_END, c->section, c->arg, why, sizeof(why)))
		return 0;
	ddt_msg_error("%s:%u: [%s]: %s", c->name, c->begun, c->section, why);
	return -EINVAL;
}

/* read a line that begins with @name, a "[" */
static int conf_section(struct ddt_conf *c, char *name)
{
	char *end = strchr(name++, ']'), *rest;
	char why[256] = "";
	int err;

	if (!end)
		return conf_wrong(c, name + strlen(name), "\"]\" expected");
	rest = conf_blank(end + 1);
	if (*rest && (*rest != '#' || rest == end + 1))
		return conf_wrong(c, rest, "nothing expected after \"]\"");
	err = conf_section_end(c);
	if (err)
		return err;
	*end = '\0';
	err = c->fn(DDT_CONF_BEGIN, name, c->arg, why, sizeof(why));
	if (err == -ENOENT)
		return conf_wrong(c, name - 1, "a key expected");
	if (err)
		return conf_wrong(c, name, why);
	snprintf(c->section, sizeof(c->section), "%s", name);
	c->begun = c->line;
	return 0;
}

/* read one line */
static int conf_line(struct ddt_conf *c)
{
	char *key = conf_blank(c->text), *end = key, *p, *value;
	char why[256] = "";
	int err;

	if (!*key || *key == '#')
		return 0;
	if (*key == '[')
		return conf_section(c, key);
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
	err = c->fn(key, value, c->arg, why, sizeof(why));
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
	struct ddt_conf c = { .name = name, .fn = fn, .arg = arg };
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
			return conf_section_end(&c);
		c.text[len] = '\0';
		c.line++;
		err = conf_check(&c, len);
		if (!err)
			err = conf_line(&c);
	} while (!err);
	return err;
}
