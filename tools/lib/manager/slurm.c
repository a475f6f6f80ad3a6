// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slurm, by its commands. One that finds no slurmctld is tried again a few
 * times: it may be being restarted.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/msg.h"
#include "manager/slurm_internal.h"

#define DDT_SLURM_LOGS		"/var/log/slurm"
#define DDT_SLURM_LOG		DDT_SLURM_LOGS "/ddom.log"
#define DDT_SLURM_TRIES		6
#define DDT_SLURM_PAUSE_MS	5000

/*
 * Open the log, whose directory is Slurm's: root writes to no other file by it,
 * waits for nobody, and leaves it to Slurm.
 */
static int slurm_log_open(void)
{
	int fd = open(DDT_SLURM_LOG, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
		      O_NOFOLLOW | O_NONBLOCK, 0640);
	struct stat st, dir;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink != 1 ||
	    stat(DDT_SLURM_LOGS, &dir) || (!geteuid() &&
	     st.st_uid != dir.st_uid && fchown(fd, dir.st_uid, dir.st_gid))) {
		close(fd);
		return -1;
	}
	return fd;
}

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
	fd = slurm_log_open();
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
		if (!i)
			ddt_msg_note("%s: nobody answers; it is tried again for a minute or two",
				     argv[0]);
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

/* take a job apart; NULL: there is less of it than there should be */
static char *slurm_fields(char *p, const char *mark, const char **field,
			  unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		field[i] = p;
		p = strstr(p, mark);
		if (!p)
			return NULL;
		*p = '\0';
		p += strlen(mark);
	}
	return p + (*p == '\n');
}

/* room for one more */
static struct ddt_slurm_job *slurm_more(struct ddt_slurm_jobs *jobs)
{
	struct ddt_slurm_job *more = jobs->list;

	if (!(jobs->n & (jobs->n - 1)))
		more = realloc(more, (jobs->n ? 2 * jobs->n : 1) *
			       sizeof(*more));
	if (!more)
		return NULL;
	jobs->list = more;
	return &more[jobs->n++];
}

/**
 * ddt_slurm_jobs() - the jobs of a cluster
 * @jobs: filled; to be freed also after an error
 * @conf: of which cluster
 *
 * A job's name may be anything, lines of other jobs too: what stands behind a
 * field is a mark that nobody can know before.
 *
 * Return: 0; -EIO or -ENOMEM with a message.
 */
int ddt_slurm_jobs(struct ddt_slurm_jobs *jobs, const char *conf)
{
	char format[256], mark[24];
	const char *const argv[] = { "squeue", "-h", "-a", "-o", format, NULL };
	struct ddt_slurm_job *job;
	uint64_t random;
	char *p;
	int err;

	memset(jobs, 0, sizeof(*jobs));
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = ddt_clock_ns();
	snprintf(mark, sizeof(mark), "|%016" PRIx64 "|", random);
	snprintf(format, sizeof(format), "%%i%s%%T%s%%r%s%%N%s%%S%s%%u%s%%f%s%%j%s",
		 mark, mark, mark, mark, mark, mark, mark, mark);
	err = ddt_slurm(&jobs->run, conf, argv);
	if (err)
		return err;
	ddt_run_text(&jobs->run, 0);
	p = (char *)jobs->run.out[0].data;
	while (p && *p) {
		job = slurm_more(jobs);
		if (!job) {
			ddt_msg_error("%s", strerror(ENOMEM));
			return -ENOMEM;
		}
		p = slurm_fields(p, mark, (const char **)job,
				 sizeof(*job) / sizeof(char *));
		if (!p) {
			/* half a job is none */
			jobs->n--;
			ddt_msg_error("squeue: not understood");
			return -EIO;
		}
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
 * ddt_slurm_nodes() - write "sl4-[1-3]" out
 * @nodes: filled; to be freed also after an error
 * @list: nodes, in Slurm's short form
 *
 * Return: 0; -EIO with a message; -ENOMEM.
 */
int ddt_slurm_nodes(struct ddt_slurm_nodes *nodes, const char *list)
{
	const char *const argv[] = { "scontrol", "show", "hostnames", list,
				     NULL };
	char *p, *save;
	size_t room;
	int err;

	memset(nodes, 0, sizeof(*nodes));
	err = ddt_slurm(&nodes->run, DDT_USERS_CONF, argv);
	if (err || !*ddt_run_text(&nodes->run, 0))
		return err;
	room = nodes->run.out[0].len / 2 + 2;
	nodes->name = calloc(room, sizeof(char *));
	if (!nodes->name)
		return -ENOMEM;
	for (p = strtok_r((char *)nodes->run.out[0].data, "\n", &save);
	     p && nodes->n < room; p = strtok_r(NULL, "\n", &save))
		nodes->name[nodes->n++] = p;
	return 0;
}

/**
 * ddt_slurm_nodes_free() - forget nodes
 * @nodes: nodes
 */
void ddt_slurm_nodes_free(struct ddt_slurm_nodes *nodes)
{
	ddt_run_free(&nodes->run);
	free(nodes->name);
	memset(nodes, 0, sizeof(*nodes));
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
 * ddt_slurm_reservations() - the pool's reservations
 * @run: filled, its output is a line each; to be freed
 *
 * Return: 0; -EIO with a message.
 */
int ddt_slurm_reservations(struct ddt_run *run)
{
	static const char *const argv[] = { "scontrol", "show", "reservation",
					    "-o", NULL };

	return ddt_slurm(run, DDT_POOL_CONF, argv);
}

/**
 * ddt_slurm_reserved() - is there a reservation?
 * @text: all that there are
 * @name: its name
 *
 * Return: true when it is there.
 */
bool ddt_slurm_reserved(const char *text, const char *name)
{
	const char *p = text;
	size_t len = strlen(name);

	while ((p = strstr(p, "ReservationName="))) {
		p += strlen("ReservationName=");
		if (!strncmp(p, name, len) && p[len] == ' ')
			return true;
	}
	return false;
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
