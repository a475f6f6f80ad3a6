// SPDX-License-Identifier: GPL-2.0-only
/*
 * Patterns of log messages, and what the names in them say: which interfaces
 * can carry a root.
 */
#include <ctype.h>
#include <string.h>

#include "doctor/log_match_internal.h"

/* What ends a name in a message. */
#define DELIMITERS	" \t,;()<>'\"`"

/* Interfaces of virtualisation, containers, tunnels and radio. */
static const char *const never[] = {
	"lo", "vif", "vnet", "tap", "tun", "veth", "virbr", "docker", "podman",
	"cni", "cali", "flannel", "kube-", "lxc", "lxdbr", "incusbr", "vmnet",
	"vboxnet", "fwbr", "fwln", "fwpr", "qbr", "qvb", "qvo", "wl", "wg",
	"ww", "ppp", "dummy", "sit", "gre", "ip6tnl", "tailscale", "zt",
};

/* Keep a word; a longer one is none. */
static void keep(char name[DDT_LOG_NAME], const char *at, size_t len)
{
	snprintf(name, DDT_LOG_NAME, "%.*s",
		 len < DDT_LOG_NAME ? (int)len : 0, at);
}

/* A word that a pattern begins with stands before the text behind it. */
static const char *match_first(const char *text, size_t len, const char *line,
			       char name[DDT_LOG_NAME])
{
	const char *found = memmem(line, strlen(line), text, len);
	const char *at = found;

	while (at && at > line && !strchr(DELIMITERS "]", at[-1]))
		at--;
	if (!found || at == found)
		return NULL;
	keep(name, at, (size_t)(found - at));
	return found + len;
}

/**
 * ddt_log_match() - does a pattern fit a line
 * @pattern: see struct ddt_log_rule
 * @line: line
 * @names: filled with its words, "" where there are less
 *
 * Return: true if so.
 */
bool ddt_log_match(const char *pattern, const char *line,
		   char names[DDT_LOG_NAMES][DDT_LOG_NAME])
{
	bool anywhere = true;
	unsigned int n = 0;
	size_t len;

	names[0][0] = names[1][0] = '\0';
	if (*pattern == '@') {
		len = strcspn(++pattern, "*@");
		line = match_first(pattern, len, line, names[n++]);
		pattern += len;
		anywhere = false;
	}
	while (line && *pattern) {
		if (*pattern == '*') {
			anywhere = true;
			pattern++;
		} else if (*pattern == '@') {
			len = strcspn(line, DELIMITERS);
			/* a colon or stop behind it is not its own */
			while (len && strchr(":.", line[len - 1]))
				len--;
			if (!len || n == DDT_LOG_NAMES)
				return false;
			keep(names[n++], line, len);
			line += len;
			anywhere = false;
			pattern++;
		} else {
			len = strcspn(pattern, "*@");
			if (anywhere)
				line = memmem(line, strlen(line), pattern, len);
			else if (strncmp(line, pattern, len))
				return false;
			line = line ? line + len : NULL;
			pattern += len;
			anywhere = false;
		}
	}
	return line != NULL;
}

/**
 * ddt_log_match_outward() - can an interface of this name lead out of the
 *	machine, by a wire
 * @name: its name, "" if it is not known
 *
 * Return: true if so.
 */
bool ddt_log_match_outward(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (!strncmp(name, never[i], strlen(never[i])))
			return false;
	/* Docker's own networks: br- and the first 12 digits of an id */
	return strncmp(name, "br-", 3) || strspn(name + 3, "0123456789abcdef") != 12 ||
	       name[15];
}

/**
 * ddt_log_match_server() - the server in the value of root= or nfsroot=
 * @value: SERVER:/PATH, nfs:SERVER:/PATH, ...
 * @server: filled if there is one, DDT_LOG_NAME bytes
 */
void ddt_log_match_server(const char *value, char *server)
{
	size_t len;

	if (!strncmp(value, "nfs:", 4) || !strncmp(value, "nfs4:", 5))
		value = strchr(value, ':') + 1;
	if (*value == '[') {
		len = strcspn(++value, "]");
	} else {
		len = strcspn(value, ":");
		if (value[len] != ':' || value[len + 1] != '/' ||
		    value[len + 2] == '/')
			return;
	}
	if (len && len < DDT_LOG_NAME && isalnum((unsigned char)value[0]))
		snprintf(server, DDT_LOG_NAME, "%.*s", (int)len, value);
}
