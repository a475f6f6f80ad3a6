// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slurm, by its commands. One that finds no slurmctld is tried again a few
 * times: it may be being restarted.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/msg.h"
#include "manager/slurm_internal.h"

#define DDT_SLURM_LOG		"/var/log/slurm/ddom.log"
#define DDT_SLURM_TRIES		6
#define DDT_SLURM_PAUSE_MS	5000

/**
 * ddt_slurm_log() - say what a hook does
 * @fmt: format
 *
 * Nobody reads a hook's standard error.
 */
void ddt_slurm_log(const char *fmt, ...)
{
	char text[512], stamp[32], line[560];
	time_t now = time(NULL);
	struct tm tm;
	va_list ap;
	int fd, n;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	ddt_msg_note("%s", text);
	ddt_msg_clean(text, "");
	localtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
	n = snprintf(line, sizeof(line), "%s %s\n", stamp, text);
	fd = open(DDT_SLURM_LOG, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
		  0640);
	if (fd < 0)
		return;
	if (write(fd, line, (size_t)n) != n)
		ddt_msg_note(DDT_SLURM_LOG ": %s", strerror(errno));
	close(fd);
}

/* did a command fail because nobody answered? */
static bool slurm_unanswered(struct ddt_run *run)
{
	const char *said = ddt_run_text(run, 1);

	return strstr(said, "contact") || strstr(said, "timed out") ||
	       strstr(said, "Zero Bytes") || strstr(said, "onnection") ||
	       strstr(said, "Transport endpoint");
}

/**
 * ddt_slurm() - run a command of Slurm's
 * @run: filled; to be freed
 * @conf: of which cluster
 * @argv: command
 *
 * Return: 0; -EIO with a message.
 */
int ddt_slurm(struct ddt_run *run, const char *conf, const char *const argv[])
{
	unsigned int i;
	int status = 0;

	run->conf = conf;
	run->limit_ms = DDT_SLURM_MS;
	for (i = 0; i < DDT_SLURM_TRIES; i++) {
		status = ddt_run(run, argv);
		if (!status)
			return 0;
		if (status < 0 ? status != -ETIMEDOUT : !slurm_unanswered(run))
			break;
		poll(NULL, 0, DDT_SLURM_PAUSE_MS);
	}
	ddt_slurm_log("%s: %s", argv[0], status < 0 ? strerror(-status) :
		      ddt_run_text(run, 1));
	return -EIO;
}

/**
 * ddt_slurm_job_name() - what the pool's job for a domU is called
 * @domu: domU
 * @name: where to
 *
 * Return: @name.
 */
const char *ddt_slurm_job_name(const char *domu, char name[DDT_JOB_NAME])
{
	snprintf(name, DDT_JOB_NAME, DDT_JOB_PREFIX "%s", domu);
	return name;
}

/* take a line apart; the last field has what is left */
static char *slurm_fields(char *line, const char **field, unsigned int n)
{
	char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
	unsigned int i;

	*end = '\0';
	for (i = 0; i < n; i++) {
		field[i] = line;
		line += i + 1 < n ? strcspn(line, "|") : 0;
		if (i + 1 < n && *line)
			*line++ = '\0';
	}
	return next;
}

/**
 * ddt_slurm_jobs() - the jobs of a cluster
 * @jobs: filled; to be freed also after an error
 * @conf: of which cluster
 *
 * Return: 0; -EIO or -ENOMEM with a message.
 */
int ddt_slurm_jobs(struct ddt_slurm_jobs *jobs, const char *conf)
{
	static const char *const argv[] = { "squeue", "-h", "-a", "-o",
					    "%i|%T|%r|%N|%S|%u|%f|%j", NULL };
	char *line;
	int err;

	memset(jobs, 0, sizeof(*jobs));
	err = ddt_slurm(&jobs->run, conf, argv);
	if (err)
		return err;
	ddt_run_text(&jobs->run, 0);
	line = (char *)jobs->run.out[0].data;
	while (line && *line) {
		struct ddt_slurm_job *more = jobs->list;

		if (!(jobs->n & (jobs->n - 1)))
			more = realloc(more, (jobs->n ? 2 * jobs->n : 1) *
				       sizeof(*more));
		if (!more) {
			ddt_msg_error("%s", strerror(ENOMEM));
			return -ENOMEM;
		}
		jobs->list = more;
		line = slurm_fields(line, (const char **)&more[jobs->n++],
				    sizeof(*more) / sizeof(char *));
	}
	return 0;
}

/**
 * ddt_slurm_jobs_free() - forget jobs
 * @jobs: jobs
 */
void ddt_slurm_jobs_free(struct ddt_slurm_jobs *jobs)
{
	free(jobs->list);
	ddt_run_free(&jobs->run);
	memset(jobs, 0, sizeof(*jobs));
}

/**
 * ddt_slurm_job_find() - the pool's job for a domU
 * @jobs: jobs of the pool
 * @domu: name
 *
 * Return: the job that runs or waits, or NULL.
 */
const struct ddt_slurm_job *
ddt_slurm_job_find(const struct ddt_slurm_jobs *jobs, const char *domu)
{
	size_t i, len = strlen(DDT_JOB_PREFIX);

	for (i = 0; i < jobs->n; i++)
		if (!strncmp(jobs->list[i].name, DDT_JOB_PREFIX, len) &&
		    !strcmp(jobs->list[i].name + len, domu) &&
		    strcmp(jobs->list[i].state, "COMPLETING"))
			return &jobs->list[i];
	return NULL;
}

/**
 * ddt_slurm_node() - set the state of nodes
 * @conf: of which cluster
 * @node: nodes
 * @state: state
 * @reason: why, NULL: no word
 *
 * Return: 0; -EIO with a message.
 */
int ddt_slurm_node(const char *conf, const char *node, const char *state,
		   const char *reason)
{
	char name[128], to[64], why[256];
	const char *const argv[] = { "scontrol", "update", name, to,
				     reason ? why : NULL, NULL };
	struct ddt_run run = { .conf = NULL };
	int err;

	snprintf(name, sizeof(name), "NodeName=%s", node);
	snprintf(to, sizeof(to), "State=%s", state);
	snprintf(why, sizeof(why), "Reason=%s", reason ? reason : "");
	err = ddt_slurm(&run, conf, argv);
	ddt_run_free(&run);
	return err;
}

/**
 * ddt_slurm_state() - what state nodes are in
 * @run: filled, its output is a line a node: name, blank, state with its sign;
 *	to be freed
 * @conf: of which cluster
 * @node: nodes, NULL: all
 *
 * Return: 0; -EIO with a message.
 */
int ddt_slurm_state(struct ddt_run *run, const char *conf, const char *node)
{
	const char *const argv[] = { "sinfo", "-h", "-a", "-N", "-o", "%N %T",
				     node ? "-n" : NULL, node, NULL };

	return ddt_slurm(run, conf, argv);
}

/**
 * ddt_slurm_off() - is a node off, or being switched off?
 * @state: as sinfo writes it; "" for a node that it hides
 *
 * Return: true when it is.
 */
bool ddt_slurm_off(const char *state)
{
	return !*state || strpbrk(state, "~%");
}
