// SPDX-License-Identifier: GPL-2.0-only
/*
 * interfaces(5) of ifupdown: continued lines, source and source-directory,
 * auto and allow-* with patterns, mappings, ports of bridges and bonds.
 */
#include <fnmatch.h>
#include <glob.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "doctor/doctor_internal.h"

#define LINES_MAX	256
#define DEPTH_MAX	8
/* All of them: those that name each other could be read for hours. */
#define FILES_MAX	256

/* What a kept line says. */
enum kind { AUTO, IFACE, MAPPING, PORTS, MEMBERS, MASTER };

/**
 * struct said - a line
 * @kind: what it says
 * @iface: in whose stanza it is; its name, for AUTO and MAPPING a pattern
 * @value: the rest
 * @file: where it is
 * @odd: it goes over several lines
 */
struct said {
	enum kind kind;
	char iface[64];
	char value[192];
	char file[192];
	bool odd;
};

/**
 * struct ifupdown_reader - the files being read
 * @h: state
 * @said: lines that matter
 * @n: how many
 * @iface: stanza being read, "" for another kind
 * @depth: of source
 * @files: how many were read
 */
struct ifupdown_reader {
	struct ddt_health *h;
	struct said said[LINES_MAX];
	unsigned int n;
	char iface[64];
	unsigned int depth;
	unsigned int files;
};

static const char blanks[] = " \t\n";

static void read_file(struct ifupdown_reader *r, const char *path);

/* Keep a line. */
static void keep(struct ifupdown_reader *r, enum kind kind, const char *iface,
		 const char *value, const char *file, bool odd)
{
	struct said *s = &r->said[r->n];

	if (r->n == LINES_MAX)
		return;
	s->kind = kind;
	s->odd = odd;
	snprintf(s->iface, sizeof(s->iface), "%.63s", iface);
	snprintf(s->value, sizeof(s->value), "%.191s", value);
	snprintf(s->file, sizeof(s->file), "%.191s", file);
	r->n++;
}

/* As run-parts(8) takes them, from a directory. */
static bool proper(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")];
}

/* read what a file names */
static void source(struct ifupdown_reader *r, const char *file,
		   const char *name, bool directory)
{
	char path[DDT_HEALTH_PATH];
	struct stat st;
	glob_t found;
	size_t i;

	if (*name == '/')
		ddt_file_place(r->h, path, "%s%s", name, directory ? "/*" : "");
	else
		snprintf(path, sizeof(path), "%.*s/%.200s%s",
			 (int)(strrchr(file, '/') - file), file, name,
			 directory ? "/*" : "");
	if (r->depth == DEPTH_MAX || glob(path, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		if ((!directory || proper(found.gl_pathv[i])) &&
		    !stat(found.gl_pathv[i], &st) && S_ISREG(st.st_mode)) {
			r->depth++;
			read_file(r, found.gl_pathv[i]);
			r->depth--;
		}
	globfree(&found);
}

/* take a line up */
static void read_line(struct ifupdown_reader *r, const char *path, char *line,
		      bool odd)
{
	char *rest = NULL, *key = strtok_r(line, blanks, &rest), *word;

	if (!key || *key == '#')
		return;
	rest += strspn(rest, blanks);
	rest[strcspn(rest, "\n")] = '\0';
	if (!strcmp(key, "iface")) {
		word = strtok_r(NULL, blanks, &rest);
		snprintf(r->iface, sizeof(r->iface), "%.63s", word ? word : "");
		strtok_r(NULL, blanks, &rest);	/* inet, inet6 */
		word = strtok_r(NULL, blanks, &rest);
		keep(r, IFACE, r->iface, word ? word : "manual", path, odd);
		return;
	}
	if (!strncmp(key, "auto", 5) || !strncmp(key, "allow-", 6)) {
		r->iface[0] = '\0';
		while ((word = strtok_r(NULL, blanks, &rest)))
			keep(r, AUTO, word, "", path, odd);
	} else if (!strcmp(key, "mapping")) {
		r->iface[0] = '\0';
		while ((word = strtok_r(NULL, blanks, &rest)))
			keep(r, MAPPING, word, "", path, odd);
	} else if (!strcmp(key, "source") || !strcmp(key, "source-directory")) {
		r->iface[0] = '\0';
		while ((word = strtok_r(NULL, blanks, &rest)))
			source(r, path, word, key[6] != '\0');
		r->iface[0] = '\0';
	} else if (r->iface[0] && (!strcmp(key, "bridge_ports") ||
				   !strcmp(key, "bridge-ports"))) {
		keep(r, PORTS, r->iface, rest, path, odd);
	} else if (r->iface[0] && (!strcmp(key, "bond-slaves") ||
				   !strcmp(key, "bond_slaves") ||
				   !strcmp(key, "slaves"))) {
		keep(r, MEMBERS, r->iface, rest, path, odd);
	} else if (r->iface[0] && (!strcmp(key, "bond-master") ||
				   !strcmp(key, "bond_master"))) {
		keep(r, MASTER, r->iface, rest, path, odd);
	}
}

/* Read a file, with lines that end in a backslash as one. */
static void read_file(struct ifupdown_reader *r, const char *path)
{
	char whole[1024] = "", *line = NULL;
	size_t size = 0, used = 0;
	bool odd = false;
	FILE *file = r->files < FILES_MAX ? fopen(path, "re") : NULL;
	ssize_t len;

	r->files++;
	while (file && (len = getline(&line, &size, file)) > 0) {
		bool more = len > 1 && !strcmp(line + len - 2, "\\\n");

		if (more)
			line[len - 2] = '\0';
		used += (size_t)snprintf(whole + used, sizeof(whole) - used,
					 "%s%s", odd ? " " : "", line);
		if (used >= sizeof(whole))
			used = sizeof(whole) - 1;
		if (!more)
			read_line(r, path, whole, odd);
		if (!more)
			used = 0;
		odd = more;
	}
	free(line);
	if (file)
		fclose(file);
}

/*
 * Does a pattern of auto fit an interface?
 *
 * Return: what stands behind "=", "" for nothing; NULL if it does not fit.
 */
static const char *fits(const char *pattern, const struct ddt_hlink *l)
{
	size_t len = strcspn(pattern, "=");
	const char *logical = pattern + len + (pattern[len] == '=');
	char value[64];
	char *slash;

	snprintf(value, sizeof(value), "%.*s", (int)(len < 63 ? len : 63), pattern);
	slash = strchr(value, '/');
	if (!slash)
		return strcmp(value, l->name) ? NULL : logical;
	slash[1 + strcspn(slash + 1, "/")] = '\0';
	if (!strncmp(value, "mac/", 4))
		return strcasecmp(slash + 1, l->mac) ? NULL : logical;
	return fnmatch(slash + 1, l->name, 0) ? NULL : logical;
}

/* Is an interface brought up by itself; how is it called then? */
static bool automatic(const struct ifupdown_reader *r,
		      const struct ddt_hlink *l, const char **logical)
{
	const char *name;
	unsigned int i;

	*logical = l->name;
	for (i = 0; i < r->n; i++) {
		name = r->said[i].kind == AUTO ? fits(r->said[i].iface, l) : NULL;
		if (name && *name)
			*logical = name;
		if (name)
			return true;
	}
	return false;
}

/* Is an interface one of a bridge's ports, as bridge-utils reads them? */
static bool is_port(const char *ports, const struct ddt_hlink *l)
{
	char list[192], *word, *rest = NULL;
	bool pattern = false, fit;
	regex_t re;

	strcpy(list, ports);
	for (word = strtok_r(list, blanks, &rest); word;
	     word = strtok_r(NULL, blanks, &rest)) {
		if (!strcmp(word, "regex") || !strcmp(word, "noregex")) {
			pattern = *word == 'r';
			continue;
		}
		if (!strcmp(word, "all") && !l->bridge && !l->inner)
			return true;
		if (!pattern && !strcmp(word, l->name))
			return true;
		if (!pattern || regcomp(&re, word, REG_EXTENDED | REG_NOSUB))
			continue;
		fit = !l->bridge && !regexec(&re, l->name, 0, NULL, 0);
		regfree(&re);
		if (fit)
			return true;
	}
	return false;
}

/* What becomes of an interface. */
static void judge(const struct ifupdown_reader *r, struct ddt_hlink *l)
{
	const char *logical;
	bool up = automatic(r, l, &logical);
	struct ddt_hclaim *c;
	unsigned int i;

	for (i = 0; i < r->n; i++) {
		const struct said *s = &r->said[i];
		struct ddt_hlink other = { .name = "" };
		const char *name;

		snprintf(other.name, sizeof(other.name), "%.15s", s->iface);
		c = NULL;
		if (s->kind == IFACE && !strcmp(s->iface, logical)) {
			l->ifupdown = true;
			if (strcmp(s->value, "manual"))
				c = ddt_claim(r->h, "ifupdown", l->name, s->file,
					      "", s->value);
			if (c)
				c->asked = !up;
		} else if (s->kind == MAPPING && up &&
			   !fnmatch(s->iface, l->name, 0)) {
			c = ddt_claim(r->h, "ifupdown", l->name, s->file, "",
				      "as a script says");
			s = NULL;
		} else if (((s->kind == PORTS || s->kind == MEMBERS) &&
			    is_port(s->value, l)) ||
			   (s->kind == MASTER && !strcmp(s->iface, logical))) {
			l->ifupdown = true;
			c = ddt_claim(r->h, "ifupdown", l->name, s->file,
				      s->kind == MASTER ? s->value : s->iface, "");
			if (c)
				c->asked = s->kind == MASTER ? !up :
					!automatic(r, &other, &name);
		}
		if (c)
			c->odd = !s || s->odd || s->kind == MASTER || strcmp(logical, l->name);
	}
}

/**
 * ddt_doctor_read_ifupdown() - what ifupdown configures
 * @h: state, with its links
 */
void ddt_doctor_read_ifupdown(struct ddt_health *h)
{
	static struct ifupdown_reader r;
	char path[DDT_HEALTH_PATH];
	unsigned int i;

	if (!ddt_file_exists(h, "/sbin/ifup") &&
	    !ddt_file_exists(h, "/usr/sbin/ifup"))
		return;
	memset(&r, 0, sizeof(r));
	r.h = h;
	ddt_file_place(h, path, "/etc/network/interfaces");
	read_file(&r, path);
	for (i = 0; i < h->nlinks; i++)
		judge(&r, &h->links[i]);
}
