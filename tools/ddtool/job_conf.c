// SPDX-License-Identifier: GPL-2.0-only
/*
 * /etc/ddom/bridge.conf: what is attached at boot.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/conf.h"
#include "job_conf.h"

/**
 * struct ddt_job_keys - a job being configured
 * @job: the job
 * @seen: keys that were given, one bit each
 */
struct ddt_job_keys {
	struct ddt_job *job;
	unsigned int seen;
};

/* take a device name */
static int ddt_conf_name(const char *value, char *where, char *why, size_t size)
{
	if (!ddt_ifname_valid(value)) {
		snprintf(why, size, "not a device name");
		return -EINVAL;
	}
	snprintf(where, IFNAMSIZ, "%s", value);
	return 0;
}

/* take yes or no */
static int ddt_conf_bool(const char *value, bool *where, char *why, size_t size)
{
	*where = !strcmp(value, "yes");
	if (*where || !strcmp(value, "no"))
		return 0;
	snprintf(why, size, "\"yes\" or \"no\" expected");
	return -EINVAL;
}

/* take a time */
static int ddt_conf_seconds(const char *value, uint32_t min_ms, uint32_t max_ms,
			    uint32_t *where, char *why, size_t size)
{
	if (!ddt_parse_seconds(value, max_ms, where) && *where >= min_ms)
		return 0;
	snprintf(why, size, "not a time between %s and %u seconds",
		 min_ms ? "0.001" : "0", max_ms / 1000);
	return -EINVAL;
}

/* take a probe */
static int ddt_conf_probe(const char *value, struct ddt_probes *probes,
			  char *why, size_t size)
{
	char scope[DDOM_IFNAMSIZ];
	struct ddom_probe probe;

	if (ddt_probe_parse(value, &probe, scope)) {
		snprintf(why, size, "not ADDR, ADDR:PORT or [ADDR6]:PORT");
		return -EINVAL;
	}
	if (ddt_probes_add(probes, &probe, scope)) {
		snprintf(why, size, "more than %d probes",
			 DDOM_BRIDGE_MAX_PROBES);
		return -EINVAL;
	}
	return 0;
}

/* Take a setting. Return: 0, -ENOENT for an unknown key, -EINVAL. */
static int ddt_job_key(const char *key, const char *value, void *arg, char *why,
		       size_t size)
{
	static const char *const keys[] = {
		"port", "bridge", "timeout", "confirm-timeout", "no-address",
		"module", "probe",
	};
	const unsigned int n = sizeof(keys) / sizeof(keys[0]);
	struct ddt_job_keys *k = arg;
	struct ddt_job *job = k->job;
	unsigned int i;
	int err;

	for (i = 0; i < n && strcmp(key, keys[i]); i++)
		;
	/* all but the last only once */
	if (i < n - 1 && (k->seen & (1U << i))) {
		snprintf(why, size, "\"%s\" was given before", key);
		return -EINVAL;
	}
	k->seen |= 1U << i;
	switch (i) {
	case 0:
		if (!strcmp(value, "auto"))
			return 0;
		return ddt_conf_name(value, job->port, why, size);
	case 1:
		return ddt_conf_name(value, job->bridge, why, size);
	case 2:
		return ddt_conf_seconds(value, 1, DDOM_BRIDGE_VERIFY_MAX,
					&job->verify_ms, why, size);
	case 3:
		return ddt_conf_seconds(value, 0, DDOM_BRIDGE_CONFIRM_MAX,
					&job->confirm_ms, why, size);
	case 4:
		return ddt_conf_bool(value, &job->no_address, why, size);
	case 5:
		err = ddt_conf_bool(value, &job->no_module, why, size);
		job->no_module = !job->no_module;
		return err;
	case 6:
		return ddt_conf_probe(value, &job->probes, why, size);
	default:
		return -ENOENT;
	}
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
	struct ddt_job_keys keys = { .job = job };

	return ddt_conf_read(file, name, ddt_job_key, &keys);
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
		ddt_error("%s: %s", path, strerror(-err));
		return err;
	}
	err = ddt_job_conf_read(job, file, path);
	fclose(file);
	return err;
}
