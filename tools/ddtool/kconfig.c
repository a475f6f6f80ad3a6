// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool kconfig
 */
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "kconfig.h"
#include "kernel/kernel.h"

#define FRAGMENTS_MAX	64
#define PATH_SIZE	512

static const struct ddt_option kconfig_options[] = {
	{ "dir", DDT_KEY_DIR, "DIR", "look for fragments there" },
	{ "verbose", DDT_KEY_VERBOSE, NULL, "also what fits" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/*
 * What a dom0 with its root on NFS needs, wherever it runs. The other topics
 * are for those who want them.
 */
static const char *const kconfig_topics[] = {
	"nfsroot", "xen-dom0", "bridge", "flash", "nic-*",
};

/**
 * struct ddt_kcheck - the command at work
 * @print: output
 * @dir: where fragments are, "" until looked for
 * @verbose: also show what fits
 * @kc: configuration
 * @paths: of the fragments
 * @npaths: how many
 * @counts: symbols, by how they fare
 */
struct ddt_kcheck {
	struct ddt_print print;
	char dir[PATH_SIZE];
	bool verbose;
	struct ddt_kconfig kc;
	char paths[FRAGMENTS_MAX][PATH_SIZE];
	unsigned int npaths;
	unsigned int counts[DDT_FITS];
};

/* Add one fragment. What is too much is counted only. */
static void kcheck_put(struct ddt_kcheck *c, const char *path)
{
	if (c->npaths++ < FRAGMENTS_MAX)
		snprintf(c->paths[c->npaths - 1], PATH_SIZE, "%.511s", path);
}

/* Add the fragments that match. Return: false if there are none. */
static bool kcheck_add(struct ddt_kcheck *c, const char *topic)
{
	char pattern[PATH_SIZE + 64];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/%s.config", c->dir, topic);
	if (glob(pattern, 0, NULL, &found))
		return false;
	for (i = 0; i < found.gl_pathc; i++)
		kcheck_put(c, found.gl_pathv[i]);
	globfree(&found);
	return true;
}

/*
 * Add a fragment of the command line.
 *
 * Return: 0 or an exit code, with a message.
 */
static int kcheck_operand(struct ddt_kcheck *c, const char *word)
{
	if (strlen(word) >= PATH_SIZE)
		return ddt_print_failure(&c->print, DDT_EXIT_REFUSED, "%s: %s",
					 word, strerror(ENAMETOOLONG));
	if (!access(word, F_OK)) {
		kcheck_put(c, word);
		return 0;
	}
	if (kcheck_add(c, word))
		return 0;
	return ddt_print_failure(&c->print, DDT_EXIT_REFUSED,
				 "%s: no such file, and no such topic in %s",
				 word, c->dir);
}

/*
 * Add what every dom0 needs.
 *
 * Return: 0 or an exit code, with a message.
 */
static int kcheck_defaults(struct ddt_kcheck *c)
{
	bool old = c->kc.version && c->kc.version < DDT_KVER(2, 6, 23);
	char topic[64];
	size_t i;

	for (i = 0; i < sizeof(kconfig_topics) / sizeof(char *); i++) {
		snprintf(topic, sizeof(topic), "%s%s", old ? DDT_KCONFIG_26 : "",
			 kconfig_topics[i]);
		if (!kcheck_add(c, topic))
			return ddt_print_failure(&c->print, DDT_EXIT_REFUSED,
						 "%s/%s.config: no such fragment; see --dir",
						 c->dir, topic);
	}
	return 0;
}

/* write what came of a symbol, as text */
static void kcheck_text(struct ddt_print *p, const struct ddt_fragment *f,
			const struct ddt_want *w,
			const struct ddt_fit_result *r)
{
	const struct ddt_kname *k = r->renamed;

	ddt_print_text(p, "%s: CONFIG_%s", f->name, w->sym.name);
	if (k && r->name)
		ddt_print_text(p, ", in this kernel CONFIG_%s", r->name);
	switch (r->fit) {
	case DDT_FIT:
	case DDT_FIT_RENAMED:
		ddt_print_text(p, " is as wanted, %s\n",
			       r->found ? r->found : "n");
		break;
	case DDT_FIT_GONE:
		ddt_print_text(p, " is gone: %s\n", k->note);
		break;
	case DDT_FIT_LATER:
		ddt_print_text(p, " is not in this kernel, which is older\n");
		break;
	case DDT_FIT_MISSING:
		ddt_print_text(p, " is %s, want %s\n", r->found ? "off" :
			       "not there (off, or what it depends on is)",
			       w->sym.value);
		break;
	case DDT_FIT_MODULAR:
		ddt_print_text(p, "=m, must be built in: there is no initrd to load it from\n");
		break;
	default:
		ddt_print_text(p, " is %s, want %s\n",
			       r->found ? r->found : "n", w->sym.value);
	}
	if (k && k->note && r->name)
		ddt_print_text(p, "    since %u.%u: %s\n", k->since >> 16,
			       k->since >> 8 & 0xff, k->note);
	if (w->reason[0])
		ddt_print_text(p, "    for: %s\n", w->reason);
}

/* write a string which may be missing, in JSON only */
static void kcheck_optional(struct ddt_print *p, const char *key,
			    const char *value)
{
	if (value && value[0])
		ddt_print_str(p, key, NULL, value);
	else
		ddt_print_null(p, key);
}

/* write what came of a symbol */
static void kcheck_symbol(struct ddt_kcheck *c, const struct ddt_fragment *f,
			  const struct ddt_want *w,
			  const struct ddt_fit_result *r)
{
	const struct ddt_kname *k = r->renamed;
	struct ddt_print *p = &c->print;
	char since[24] = "";

	ddt_print_object(p, NULL);
	ddt_print_str(p, "fragment", NULL, f->name);
	ddt_print_u64(p, "line", NULL, w->sym.line);
	ddt_print_str(p, "symbol", NULL, w->sym.name);
	ddt_print_str(p, "wanted", NULL, w->sym.value);
	kcheck_optional(p, "found", r->found);
	ddt_print_str(p, "status", NULL, ddt_fragment_fit_word(r->fit));
	ddt_print_bool(p, "fits", NULL, ddt_fragment_fits(r->fit));
	kcheck_optional(p, "name", r->name);
	if (k)
		snprintf(since, sizeof(since), "%u.%u.%u", k->since >> 16,
			 k->since >> 8 & 0xff, k->since & 0xff);
	kcheck_optional(p, "renamed_since", since);
	kcheck_optional(p, "renamed_source", k ? k->source : NULL);
	kcheck_optional(p, "note", k ? k->note : NULL);
	kcheck_optional(p, "reason", w->reason);
	ddt_print_close(p);
	kcheck_text(p, f, w, r);
}

/* check one fragment */
static void kcheck_fragment(struct ddt_kcheck *c, const struct ddt_fragment *f)
{
	struct ddt_fit_result r;
	size_t i;

	for (i = 0; i < f->n; i++) {
		ddt_fragment_check(&c->kc, &f->wants[i], &r);
		c->counts[r.fit]++;
		if (r.fit != DDT_FIT || c->verbose)
			kcheck_symbol(c, f, &f->wants[i], &r);
	}
}

/* write the sum */
static int kcheck_sum(struct ddt_kcheck *c, const char *path, unsigned int n)
{
	struct ddt_print *p = &c->print;
	unsigned int i, all = 0, bad = 0;

	for (i = 0; i < DDT_FITS; i++) {
		all += c->counts[i];
		if (!ddt_fragment_fits(i))
			bad += c->counts[i];
	}
	ddt_print_close(p);
	ddt_print_str(p, "config", "%s:", path);
	if (c->kc.release[0])
		ddt_print_str(p, "kernel", " Linux %s,", c->kc.release);
	else
		ddt_print_null(p, "kernel");
	ddt_print_count(p, "symbols", " %" PRIu64 " %s", all, "symbol",
			"symbols");
	ddt_print_count(p, "fragments", " of %" PRIu64 " %s:", n, "fragment",
			"fragments");
	for (i = 0; i < DDT_FITS; i++)
		if (c->counts[i] || p->json) {
			ddt_print_text(p, " %s", ddt_fragment_fit_word(i));
			ddt_print_u64(p, ddt_fragment_fit_word(i), " %" PRIu64,
				      c->counts[i]);
		}
	ddt_print_text(p, "\n%s\n", bad ? "does not fit" : "fits");
	ddt_print_bool(p, "fit", NULL, !bad);
	ddt_print_end(p, false);
	return bad ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

/* Check all fragments. All are read before anything is written. */
static int kcheck_all(struct ddt_kcheck *c, const char *path)
{
	struct ddt_fragment *list = calloc(c->npaths, sizeof(*list));
	int code = DDT_EXIT_DONE;
	unsigned int i, n = 0;
	char why[640];

	if (!list)
		return ddt_print_failure(&c->print, DDT_EXIT_REFUSED,
					 "not enough memory");
	for (; n < c->npaths && !code; n++)
		if (ddt_fragment_load(&list[n], c->paths[n], why, sizeof(why)))
			code = ddt_print_failure(&c->print, DDT_EXIT_REFUSED,
						 "%s", why);
	if (!code) {
		ddt_print_begin(&c->print, false);
		ddt_print_array(&c->print, "results");
		for (i = 0; i < n; i++)
			kcheck_fragment(c, &list[i]);
		code = kcheck_sum(c, path, n);
	}
	for (i = 0; i < n; i++)
		ddt_fragment_free(&list[i]);
	free(list);
	return code;
}

/* check a configuration */
static int kcheck(struct ddt_kcheck *c, const struct ddt_args *args)
{
	int i, code = 0;
	char why[640];

	if (!c->dir[0])
		ddt_kconfig_dir(c->dir, sizeof(c->dir));
	if (ddt_kconfig_load(&c->kc, args->operands[1], why, sizeof(why)))
		code = ddt_print_failure(&c->print, DDT_EXIT_REFUSED, "%s",
					 why);
	for (i = 2; i < args->noperands && !code; i++)
		code = kcheck_operand(c, args->operands[i]);
	if (!code && !c->npaths)
		code = kcheck_defaults(c);
	if (!code && c->npaths > FRAGMENTS_MAX)
		code = ddt_print_failure(&c->print, DDT_EXIT_REFUSED,
					 "%u fragments, at most %d at a time; check them in parts",
					 c->npaths, FRAGMENTS_MAX);
	if (!code && !c->kc.version)
		ddt_msg_note("%s: does not say of which kernel; if it is a defconfig, what it leaves out may be on: give the .config",
			     args->operands[1]);
	if (!code)
		code = kcheck_all(c, args->operands[1]);
	ddt_kconfig_free(&c->kc);
	return code;
}

/* carry the command out */
static int kconfig_run(const struct ddt_command *cmd, int argc, char **argv)
{
	static struct ddt_kcheck c;
	struct ddt_args args;
	int key, code;

	ddt_args_init(&args, argc, argv, cmd->options);
	while ((key = ddt_command_next(cmd, &args, &c.print, &code)) !=
	       DDT_ARGS_END) {
		switch (key) {
		case DDT_KEY_VERBOSE:
			c.verbose = true;
			break;
		case DDT_KEY_DIR:
			snprintf(c.dir, sizeof(c.dir), "%s", args.value);
			break;
		}
	}
	if (code >= 0)
		return code;
	if (args.noperands < 2 || strcmp(args.operands[0], "check"))
		return ddt_command_action(cmd, args.operands[0]);
	return kcheck(&c, &args);
}

static const struct ddt_command *const kconfig_actions[] = {
	&(const struct ddt_command){
		.name = "kconfig check",
		.operands = "CONFIG [FRAGMENT]...",
		.summary = "what is missing, modular, renamed or gone",
	},
	NULL
};

const struct ddt_command ddt_cmd_kconfig = {
	.name = "kconfig",
	.run = kconfig_run,
	.operands = "ACTION",
	.summary = "does a kernel have what a dom0 with its root on NFS needs",
	.options = kconfig_options,
	.details =
	"CONFIG is a .config, a config.gz such as /proc/config.gz, or a kernel with\n"
	"CONFIG_IKCONFIG: bzImage, vmlinux, packed or not. FRAGMENT is a file as\n"
	"merge_config.sh takes it, or a topic of those installed, such as nfs-udp.\n"
	"Without one: nfsroot, xen-dom0, bridge, flash, nic-*; for kernels before\n"
	"2.6.23 those in 2.6-xen.\n"
	"Exit status: 0 it fits, 1 it does not, 2 usage, 3 a file cannot be read.\n",
	.actions = kconfig_actions,
};
