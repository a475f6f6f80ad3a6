// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the fragments of a kernel configuration are, a topic a file.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kconfig.h"

#define PATH_SIZE	512
#define SUFFIX		".config"

/**
 * ddt_kconfig_dir() - find the directory of fragments beside this program
 * @dir: filled
 * @size: of @dir
 *
 * PREFIX/sbin/ddtool has PREFIX/share/ddom/kconfig, build/ddtool of a source
 * tree that tree's.
 */
void ddt_kconfig_dir(char *dir, size_t size)
{
	static const char *const places[] = {
		"/../share/ddom/kconfig", "/../kconfig-fragments",
	};
	char self[PATH_SIZE - 32];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (n < 0)
		n = 0;
	self[n] = '\0';
	if (strrchr(self, '/'))
		*strrchr(self, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(dir, size, "%s%s", self, places[i]);
		if (!access(dir, F_OK))
			return;
	}
	snprintf(dir, size, "/usr/share/ddom/kconfig");
}

/* the topics below a directory, as they are named on the command line */
static void kconfig_topics(const char *dir, const char *below,
			   void (*each)(const char *topic, void *arg),
			   void *arg)
{
	char pattern[PATH_SIZE + 32], topic[PATH_SIZE];
	const char *name;
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/%s*" SUFFIX, dir, below);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		name = strrchr(found.gl_pathv[i], '/') + 1;
		snprintf(topic, sizeof(topic), "%s%.*s", below,
			 (int)(strlen(name) - strlen(SUFFIX)), name);
		each(topic, arg);
	}
	globfree(&found);
}

/**
 * ddt_kconfig_each_topic() - call a function for each topic
 * @dir: directory of the fragments, "" for the usual one
 * @each: called with its name and @arg
 * @arg: for @each
 */
void ddt_kconfig_each_topic(const char *dir,
			    void (*each)(const char *topic, void *arg),
			    void *arg)
{
	char usual[PATH_SIZE];

	if (!dir[0]) {
		ddt_kconfig_dir(usual, sizeof(usual));
		dir = usual;
	}
	kconfig_topics(dir, "", each, arg);
	kconfig_topics(dir, DDT_KCONFIG_26, each, arg);
}
