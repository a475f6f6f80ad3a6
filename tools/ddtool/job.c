// SPDX-License-Identifier: GPL-2.0-only
/*
 * What bridge-attach and bridge-detach are asked for, by the command line and
 * by /etc/ddom/bridge.conf: a setting is a line of one table.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/conf.h"
#include "job.h"

/**
 * struct setting - something that can be said
 * @key: its name in the file
 * @take: takes a value to @at of a job; returns 0, or -EINVAL and says why
 * @at: where it goes
 * @option: key of its option; 0: an operand
 * @flag: the value that the option stands for, NULL: its argument
 * @min: smallest time in ms
 * @max: largest one
 */
struct setting {
	const char *key;
	int (*take)(const struct setting *s, const char *value, void *at,
		    char *why, size_t size);
	size_t at;
	int option;
	const char *flag;
	uint32_t min;
	uint32_t max;
};

/**
 * struct job_file - a job being configured by a file
 * @job: the job
 * @seen: settings that were given, one bit each
 * @section: a section has begun
 */
struct job_file {
	struct ddt_job *job;
	unsigned int seen;
	bool section;
};

static int take_name(const struct setting *s, const char *value, void *at,
		     char *why, size_t size)
{
	(void)s;
	if (!ddt_args_is_ifname(value)) {
		snprintf(why, size, "not a device name");
		return -EINVAL;
	}
	snprintf(at, IFNAMSIZ, "%s", value);
	return 0;
}

static int take_seconds(const struct setting *s, const char *value, void *at,
			char *why, size_t size)
{
	uint32_t ms;

	if (!ddt_args_seconds(value, s->max, &ms) && ms >= s->min) {
		*(uint32_t *)at = ms;
		return 0;
	}
	snprintf(why, size, "not a time between %s and %u seconds",
		 s->min ? "0.001" : "0", s->max / 1000);
	return -EINVAL;
}

static int take_bool(const struct setting *s, const char *value, void *at,
		     char *why, size_t size)
{
	bool yes = !strcmp(value, "yes");

	(void)s;
	if (!yes && strcmp(value, "no")) {
		snprintf(why, size, "\"yes\" or \"no\" expected");
		return -EINVAL;
	}
	*(bool *)at = yes;
	return 0;
}

static int take_module(const struct setting *s, const char *value, void *at,
		       char *why, size_t size)
{
	bool yes = false;
	int err = take_bool(s, value, &yes, why, size);

	*(const struct ddt_way **)at = yes ? &ddt_way_module : &ddt_way_user;
	return err;
}

static int take_probe(const struct setting *s, const char *value, void *at,
		      char *why, size_t size)
{
	char scope[DDOM_IFNAMSIZ];
	struct ddom_probe probe;

	(void)s;
	if (ddt_probe_parse(value, &probe, scope)) {
		snprintf(why, size, "not ADDR, ADDR:PORT or [ADDR6]:PORT");
		return -EINVAL;
	}
	if (ddt_probes_add(at, &probe, scope)) {
		snprintf(why, size, "more than %d probes",
			 DDOM_BRIDGE_MAX_PROBES);
		return -EINVAL;
	}
	return 0;
}

#define AT(member) offsetof(struct ddt_job, member)

static const struct setting settings[] = {
	{ "port", take_name, AT(port), 0, NULL, 0, 0 },
	{ "bridge", take_name, AT(bridge), 0, NULL, 0, 0 },
	{ "timeout", take_seconds, AT(verify_ms), DDT_KEY_TIMEOUT, NULL,
	  1, DDOM_BRIDGE_VERIFY_MAX },
	{ "confirm-timeout", take_seconds, AT(confirm_ms),
	  DDT_KEY_CONFIRM_TIMEOUT, NULL, 0, DDOM_BRIDGE_CONFIRM_MAX },
	{ "no-address", take_bool, AT(no_address), DDT_KEY_NO_ADDRESS, "yes",
	  0, 0 },
	{ "module", take_module, AT(way), DDT_KEY_NO_MODULE, "no", 0, 0 },
	{ "probe", take_probe, AT(probes), DDT_KEY_PROBE, NULL, 0, 0 },
};

#define NSETTINGS	(sizeof(settings) / sizeof(settings[0]))

/* Return: its number, NSETTINGS when there is none of this name. */
static unsigned int find(const char *key)
{
	unsigned int i;

	for (i = 0; i < NSETTINGS && strcmp(key, settings[i].key); i++)
		;
	return i;
}

static int take(struct ddt_job *job, const struct setting *s,
		const char *value, char *why, size_t size)
{
	return s->take(s, value, (char *)job + s->at, why, size);
}

/**
 * ddt_job_init() - set the defaults
 * @job: to initialise
 * @op: enum ddom_bridge_op
 */
void ddt_job_init(struct ddt_job *job, uint32_t op)
{
	memset(job, 0, sizeof(*job));
	job->op = op;
	job->way = &ddt_way_module;
	job->verify_ms = DDOM_BRIDGE_VERIFY_DEFAULT;
	job->confirm_ms = DDOM_BRIDGE_CONFIRM_DEFAULT;
}

/**
 * ddt_job_set() - take a setting from the command line
 * @job: job
 * @key: its name, one of those that there are
 * @value: its value
 *
 * Return: 0, or -EINVAL with a message.
 */
int ddt_job_set(struct ddt_job *job, const char *key, const char *value)
{
	char why[96];
	int err = take(job, &settings[find(key)], value, why, sizeof(why));

	if (err)
		ddt_msg_error("%s: %s", value, why);
	return err;
}

/* Take an option. Return: 0, or -EINVAL with a message. */
static int take_option(struct ddt_job *job, int key, const char *value)
{
	const struct setting *s;

	switch (key) {
	case DDT_KEY_DRY_RUN:
		job->dry_run = true;
		return 0;
	case DDT_KEY_VERBOSE:
		job->verbose = true;
		return 0;
	case DDT_KEY_JSON:
		ddt_print_init(&job->print, true);
		return 0;
	}
	for (s = settings; s < settings + NSETTINGS; s++)
		if (s->option == key)
			return ddt_job_set(job, s->key,
					   s->flag ? s->flag : value);
	return -EINVAL;
}

/**
 * ddt_job_options() - take the options
 * @job: job
 * @args: the command line
 *
 * The file comes first, wherever its option stands: the command line wins.
 *
 * Return: DDT_ARGS_END, DDT_KEY_HELP, or DDT_ARGS_USAGE with a message.
 */
int ddt_job_options(struct ddt_job *job, struct ddt_args *args)
{
	struct ddt_args first = *args;
	int key;

	while ((key = ddt_args_next(&first)) != DDT_ARGS_END) {
		if (key == DDT_ARGS_USAGE || key == DDT_KEY_HELP)
			return key;
		if (key != DDT_KEY_CONFIG)
			continue;
		if (ddt_job_conf(job, first.value))
			return DDT_ARGS_USAGE;
		job->config = true;
	}
	ddt_args_init(args, args->argc, args->argv, args->options);
	while ((key = ddt_args_next(args)) != DDT_ARGS_END)
		if (key != DDT_KEY_CONFIG &&
		    take_option(job, key, args->value))
			return DDT_ARGS_USAGE;
	return DDT_ARGS_END;
}

/* Take a line of the file; all but a probe only once. See ddt_conf_fn. */
static int take_line(const char *key, const char *value, void *arg, char *why,
		     size_t size)
{
	struct job_file *f = arg;
	unsigned int i = find(key);

	if (!strcmp(key, DDT_CONF_BEGIN)) {
		f->section = true;
		if (value[0] && !strcmp(value, f->job->bridge)) {
			snprintf(why, size, "\"%s\" is the root's", value);
			return -EINVAL;
		}
	}
	if (f->section)
		return ddt_vlan_keys_take(&f->job->vlans, key, value, why, size);
	if (i == NSETTINGS)
		return -ENOENT;
	if (f->seen & (1U << i) && settings[i].take != take_probe) {
		snprintf(why, size, "\"%s\" was given before", key);
		return -EINVAL;
	}
	f->seen |= 1U << i;
	/* as if the line were not there */
	if (settings[i].at == AT(port) && !strcmp(value, "auto"))
		return 0;
	return take(f->job, &settings[i], value, why, size);
}

/**
 * ddt_job_conf_read() - configure a job
 * @job: job; defaults for what is not in the file
 * @file: the file
 * @name: its name, for messages
 *
 * Return: 0, or -EINVAL with a message.
 */
int ddt_job_conf_read(struct ddt_job *job, FILE *file, const char *name)
{
	struct job_file f = { .job = job };

	return ddt_conf_read(file, name, take_line, &f);
}

/**
 * ddt_job_conf() - configure a job from a file
 * @job: job
 * @path: the file, NULL: the usual one
 *
 * Return: 0, or a negative errno with a message.
 */
int ddt_job_conf(struct ddt_job *job, const char *path)
{
	/* at boot nobody writes to a FIFO; who names one does */
	int fd = open(path ? path : DDT_CONF_FILE,
		      O_RDONLY | O_CLOEXEC | (path ? 0 : O_NONBLOCK));
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	int err;

	if (!path)
		path = DDT_CONF_FILE;
	if (!file) {
		err = -errno;
		ddt_msg_error("%s: %s", path, strerror(-err));
		return err;
	}
	err = ddt_job_conf_read(job, file, path);
	fclose(file);
	return err;
}
