// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a job of the pool is: a domU from its creation to its end. It ends on
 * SIGTERM, when the domU does, when it does not come up in time, and when the
 * pool no longer knows the job: then another dom0 may run the same domU.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/msg.h"
#include "manager/guest_internal.h"
#include "manager/slurm_internal.h"

#define DDT_LOOK_MS		1000
/* before a job that was lost is started elsewhere, 21 s with cred_expire=20 */
#define DDT_ASK_EVERY		15
#define DDT_CONSOLE_MAX		(1 << 20)

static const volatile sig_atomic_t *guest_stop;

/* does slurmd in the domU answer? */
static bool guest_answers(const struct ddt_domu *domu)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DDT_USERS_SLURMD),
		.sin_addr.s_addr = htonl(domu->addr),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(int);
	int err = 1;

	if (fd < 0)
		return false;
	if (!connect(fd, (struct sockaddr *)&to, sizeof(to)))
		err = 0;
	else if (errno == EINPROGRESS && poll(&p, 1, DDT_LOOK_MS) == 1)
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
	close(fd);
	return !err;
}

/*
 * Keep what a domU's console says, up to a limit. xl reads from a pipe that
 * nobody writes to: at the end of its input it would go.
 *
 * Return: the process, or -1; without a console a domU runs all the same.
 */
static pid_t guest_console(const struct ddt_domu *domu, int *hold)
{
	struct rlimit limit = { DDT_CONSOLE_MAX, DDT_CONSOLE_MAX };
	char path[DDT_XL_PATH];
	int in[2], out;
	pid_t pid;

	*hold = -1;
	if (pipe2(in, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		out = open(ddt_guest_path(domu->name, ".console", path),
			   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		setrlimit(RLIMIT_FSIZE, &limit);
		signal(SIGTERM, SIG_DFL);
		dup2(in[0], STDIN_FILENO);
		dup2(out, STDOUT_FILENO);
		dup2(out, STDERR_FILENO);
		execlp("xl", "xl", "console", domu->name, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	*hold = in[1];
	return pid;
}

static void guest_console_end(pid_t pid, int hold)
{
	if (hold >= 0)
		close(hold);
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* keep the console of a domU that did not come up */
static void guest_keep_console(const char *name)
{
	char from[DDT_XL_PATH], to[DDT_XL_PATH];
	const char *const argv[] = { "mv", "-f", from, to, NULL };
	struct ddt_run run = { .limit_ms = 10000 };

	mkdir(DDT_GUEST_LOGS, 0750);
	ddt_guest_path(name, ".console", from);
	snprintf(to, sizeof(to), DDT_GUEST_LOGS "/%s.console", name);
	if (!ddt_run(&run, argv))
		ddt_msg_note("%s: its console is in %s", name, to);
	ddt_run_free(&run);
}

/*
 * Is the job still there? When nobody answers it is: then nobody can start it
 * elsewhere either.
 */
static bool guest_wanted(const char *name, const char *job)
{
	char all[DDT_JOB_NAME];
	const char *const argv[] = { "squeue", "-h", "-a", "-n",
				     ddt_slurm_job_name(name, all), "-t",
				     "RUNNING,SUSPENDED,CONFIGURING,COMPLETING,STOPPED",
				     "-o", "%i", NULL };
	struct ddt_run run = { .conf = DDT_POOL_CONF,
			       .limit_ms = DDT_SLURM_MS,
			       .stop = guest_stop };
	int status = ddt_run(&run, argv);
	const char *p = ddt_run_text(&run, 0);
	size_t len = strlen(job);
	bool found = status;

	for (; *p && !found; p += strcspn(p, "\n"), p += *p == '\n')
		found = !strncmp(p, job, len) && (!p[len] || p[len] == '\n');
	ddt_run_free(&run);
	return found;
}

/*
 * Watch a domU until there is a reason to end it.
 *
 * Return: exit status of the job.
 */
static int guest_watch(const struct ddt_domu *domu, const char *job)
{
	uint64_t begin = ddt_clock_ns(), end = begin +
		domu->kind->boot_timeout * 1000000000ULL;
	bool up = false;
	unsigned int i;

	for (i = 1; !*guest_stop; i++) {
		if (!ddt_guest_here(domu->name)) {
			ddt_msg_error("%s: has ended", domu->name);
			return DDT_GUEST_ENDED;
		}
		if (!up && guest_answers(domu)) {
			up = true;
			ddt_msg_note("%s: slurmd answers after %.1f s",
				     domu->name,
				     (double)(ddt_clock_ns() - begin) / 1e9);
			ddt_guest_note(domu->name, job, "running");
		}
		if (!up && !ddt_clock_left_ms(end)) {
			ddt_msg_error("%s: no slurmd at port %d for %u s, \"boot-timeout:\"",
				      domu->name, DDT_USERS_SLURMD,
				      domu->kind->boot_timeout);
			return DDT_GUEST_DEAD;
		}
		if (!(i % DDT_ASK_EVERY) && !guest_wanted(domu->name, job)) {
			ddt_msg_error("%s: the pool has no job %s any more",
				      domu->name, job);
			return DDT_GUEST_LOST;
		}
		poll(NULL, 0, DDT_LOOK_MS);
	}
	return DDT_GUEST_DONE;
}

/* leave the way from a job to its domU for the epilog */
static int guest_link(const char *name, const char *job)
{
	char path[DDT_XL_PATH];
	int err;

	snprintf(path, sizeof(path), DDT_GUEST_DIR "/job.%s", job);
	err = symlink(name, path) ? -errno : 0;
	if (err)
		ddt_msg_error("%s: %s", path, strerror(-err));
	return err;
}

/**
 * ddt_guest_run() - run a domU as a job of the pool
 * @domu: domU
 * @job: number of the job
 *
 * Return: exit status of the job, enum ddt_guest_exit.
 */
int ddt_guest_run(const struct ddt_domu *domu, const char *job)
{
	int lock, hold = -1, code = DDT_GUEST_FAILED, err;
	pid_t console = -1;

	guest_stop = ddt_guest_stop();
	lock = ddt_guest_lock(domu->name);
	if (lock < 0)
		return code;
	/* without a link the epilog leaves alone what is not the job's */
	if (ddt_guest_absent(domu->name))
		goto out;
	err = guest_link(domu->name, job) ?:
	      ddt_guest_note(domu->name, job, "creating") ?:
	      ddt_guest_make(domu, true, guest_stop);
	if (!err) {
		ddt_msg_note("%s: created", domu->name);
		ddt_guest_note(domu->name, job, "booting");
		console = guest_console(domu, &hold);
		code = guest_watch(domu, job);
	}
	if (!ddt_guest_end(domu)) {
		guest_console_end(console, hold);
		console = -1;
		if (code == DDT_GUEST_DEAD)
			guest_keep_console(domu->name);
		ddt_guest_forget(domu);
		ddt_msg_note("%s: is gone", domu->name);
	}
	guest_console_end(console, hold);
out:
	close(lock);
	return code;
}

/**
 * ddt_guest_run_epilog() - see to it that a job of the pool has left nothing
 * @pool: pool
 * @job: number of the job
 *
 * Slurm runs it when the job's processes are gone, however they went.
 *
 * Return: 0; negative errno with a message: Slurm gives this dom0 no more jobs.
 */
int ddt_guest_run_epilog(const struct ddt_pool *pool, const char *job)
{
	char path[DDT_XL_PATH], name[DDT_DOMU_NAME];
	struct ddt_guest_note note;
	struct ddt_domu domu;
	ssize_t n;
	int err = 0;

	snprintf(path, sizeof(path), DDT_GUEST_DIR "/job.%s", job);
	n = readlink(path, name, sizeof(name) - 1);
	if (n < 0)
		return 0;
	name[n] = '\0';
	if (ddt_domu_find(pool, name, &domu)) {
		ddt_msg_error("%s: no such domU in %s; xl destroy %s, then remove %s",
			      name, pool->path, name, path);
		return -ENOENT;
	}
	/* the pool may have begun its next life already, by another job */
	if (ddt_guest_read(name, &note) && strcmp(note.job, job))
		goto out;
	/* the job's processes are gone, and so is its lock */
	if (ddt_guest_there(name))
		err = ddt_guest_destroy(&domu);
out:
	if (!err)
		unlink(path);
	return err;
}
