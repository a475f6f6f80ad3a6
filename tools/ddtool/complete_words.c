// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a word of the help may be completed to: HOST to the hosts of a pool, DIR
 * to a directory. A line is a proposal, a tab, what it means; ":files" and
 * ":dirs" leave it to the shell, which knows how to quote.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "complete_words.h"
#include "kconfig.h"
#include "netdev/nics.h"
#include "pool/pool.h"
#include "render/render.h"

/**
 * ddt_propose() - write a proposal, if it begins with what was typed
 * @t: what was typed
 * @text: proposal
 * @what: what it means, "" for nothing
 */
void ddt_propose(const struct ddt_typed *t, const char *text, const char *what)
{
	const char *p;

	if (strncmp(text, t->word, strlen(t->word)))
		return;
	/* names of others may hold what a terminal or a shell's list takes ill */
	for (p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return;
	printf("%s%s%s%s\n", t->prefix, text, what[0] ? "\t" : "", what);
}

static void propose_files(const struct ddt_typed *t)
{
	(void)t;
	puts(":files");
}

static void propose_dirs(const struct ddt_typed *t)
{
	(void)t;
	puts(":dirs");
}

static void propose_commands(const struct ddt_typed *t)
{
	const struct ddt_command *const *cmd;

	for (cmd = ddt_commands; *cmd; cmd++)
		if (!(*cmd)->hidden)
			ddt_propose(t, (*cmd)->name, (*cmd)->summary);
}

static void propose_devices(const struct ddt_typed *t)
{
	DIR *dir = opendir("/sys/class/net");
	struct dirent *entry;
	char path[300];

	while (dir && (entry = readdir(dir))) {
		/* bonding_masters is there, too, and no device */
		snprintf(path, sizeof(path), "/sys/class/net/%s/ifindex",
			 entry->d_name);
		if (entry->d_name[0] != '.' && !access(path, F_OK))
			ddt_propose(t, entry->d_name, "");
	}
	if (dir)
		closedir(dir);
}

static void propose_nics(const struct ddt_typed *t)
{
	struct ddt_nic nics[DDT_NICS_MAX];
	unsigned int i, n;
	char what[64];

	if (ddt_nics_read(nics, &n))
		return;
	for (i = 0; i < n; i++) {
		snprintf(what, sizeof(what), "%04x:%04x %s", nics[i].vendor,
			 nics[i].device, nics[i].driver);
		ddt_propose(t, nics[i].address, what);
		if (nics[i].netdev[0])
			ddt_propose(t, nics[i].netdev, what);
	}
}

/* read the pool that was named, or the usual one; what is wrong it says */
static bool read_pool(const struct ddt_typed *t, struct ddt_pool *pool)
{
	memset(pool, 0, sizeof(*pool));
	return !ddt_pool_read(pool, t->pool[0] ? t->pool : DDT_POOL_PATH,
			      &ddt_render_kinds);
}

static void propose_hosts(const struct ddt_typed *t)
{
	struct ddt_pool pool;
	unsigned int i;

	if (read_pool(t, &pool))
		for (i = 0; i < pool.nhosts; i++)
			ddt_propose(t, pool.hosts[i].id.name, "");
	ddt_pool_free(&pool);
}

static void propose_profiles(const struct ddt_typed *t)
{
	struct ddt_pool pool;
	unsigned int i;

	if (read_pool(t, &pool))
		for (i = 0; i < pool.nprofiles; i++)
			ddt_propose(t, pool.profiles[i].id.name, "profile");
	ddt_pool_free(&pool);
}

static void propose_servers(const struct ddt_typed *t)
{
	struct ddt_pool pool;
	unsigned int i;

	if (read_pool(t, &pool))
		for (i = 0; i < pool.nservers; i++)
			ddt_propose(t, pool.servers[i].id.name, "");
	ddt_pool_free(&pool);
}

static void propose_domu_kinds(const struct ddt_typed *t)
{
	struct ddt_pool pool;
	unsigned int i;

	if (read_pool(t, &pool))
		for (i = 0; i < pool.ndomu_kinds; i++)
			ddt_propose(t, pool.domu_kinds[i].id.name, "kind");
	ddt_pool_free(&pool);
}

static void propose_topic(const char *topic, void *arg)
{
	ddt_propose(arg, topic, "topic");
}

static void propose_fragments(const struct ddt_typed *t)
{
	ddt_kconfig_each_topic(t->dir, propose_topic, (void *)t);
	puts(":files");
}

/* Words in capitals; others stand for themselves, or for what nobody knows. */
static const struct {
	const char *word;
	void (*propose)(const struct ddt_typed *t);
} kinds[] = {
	{ "BRIDGE", propose_devices },
	{ "COMMAND", propose_commands },
	{ "CONFIG", propose_files },
	{ "DEVICE", propose_devices },
	{ "DIR", propose_dirs },
	{ "DIRECTORY", propose_dirs },
	{ "FILE", propose_files },
	{ "FILE.ko", propose_files },
	{ "FRAGMENT", propose_fragments },
	{ "HOST", propose_hosts },
	{ "IMAGE", propose_files },
	{ "KIND", propose_domu_kinds },
	{ "NIC", propose_nics },
	{ "PORT", propose_devices },
	{ "PROFILE", propose_profiles },
	{ "ROOT", propose_dirs },
	{ "SERVER", propose_servers },
};

static void propose_kind(const struct ddt_typed *t, const char *kind,
			 size_t len)
{
	char word[32];
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strlen(kinds[i].word) == len &&
		    !strncmp(kinds[i].word, kind, len)) {
			kinds[i].propose(t);
			return;
		}
	if (kind[0] < 'a' || kind[0] > 'z')
		return;
	snprintf(word, sizeof(word), "%.*s", (int)len, kind);
	ddt_propose(t, word, "");
}

/**
 * ddt_propose_kinds() - write what words of the help may be completed to
 * @t: what was typed
 * @kinds: the words, with "|" between them
 * @len: its length
 */
void ddt_propose_kinds(const struct ddt_typed *t, const char *kinds, size_t len)
{
	const char *end = kinds + len;
	size_t n;

	for (; kinds < end; kinds += n + 1) {
		n = strcspn(kinds, "|");
		if (n > (size_t)(end - kinds))
			n = (size_t)(end - kinds);
		propose_kind(t, kinds, n);
	}
}
