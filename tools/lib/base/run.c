// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other programs, run with a time limit.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/run.h"

#define DDT_RUN_PATH	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define DDT_RUN_LOOK_MS	200	/* after whether to stop */
#define DDT_RUN_END_MS	10	/* after whether it has ended */
#define DDT_RUN_GONE	127	/* as sh says */
#define DDT_RUN_MAX	((size_t)64 << 20)	/* 65000 jobs are 16 MiB */

static void __attribute__((noreturn))
run_child(const struct ddt_run *run, const char *const argv[], int pipes[2][2])
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	/* who waits for it is killed: it must not go on alone */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDIN_FILENO);
	dup2(pipes[0][1], STDOUT_FILENO);
	dup2(pipes[1][1], STDERR_FILENO);
	/* daemons run their hooks with next to no environment */
	setenv("PATH", DDT_RUN_PATH, 0);
	if (run->conf)
		setenv("SLURM_CONF", run->conf, 1);
	execvp(argv[0], (char *const *)argv);
	_exit(DDT_RUN_GONE);
}

/* take what there is; at its end the descriptor is closed and -1 */
static int run_read(struct ddt_buf *buf, int *fd)
{
	int err = buf->len > DDT_RUN_MAX ? -EFBIG : ddt_buf_room(buf, 4096);
	ssize_t n;

	if (err)
		return err;
	n = read(*fd, buf->data + buf->len, buf->room - buf->len);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	buf->len += (size_t)n;
	if (!n) {
		close(*fd);
		*fd = -1;
	}
	return 0;
}

/*
 * Read until both ends are closed and the program has ended: what it leaves in
 * the background may keep them open.
 */
static int run_watch(struct ddt_run *run, int fd[2], pid_t pid, int *status)
{
	uint64_t end = ddt_clock_ns() + run->limit_ms * 1000000ULL;
	struct pollfd p[2];
	int i, left, look, err, ended = 0;

	for (;;) {
		left = ddt_clock_left_ms(end);
		if (!left)
			return -ETIMEDOUT;
		if (run->stop && *run->stop)
			return -EINTR;
		for (i = 0; i < 2; i++)
			p[i] = (struct pollfd){ .fd = fd[i], .events = POLLIN };
		look = fd[0] < 0 && fd[1] < 0 ? DDT_RUN_END_MS : DDT_RUN_LOOK_MS;
		if (poll(p, 2, ended ? 0 : look < left ? look : left) < 0 &&
		    errno != EINTR)
			return -errno;
		for (i = 0; i < 2; i++) {
			err = p[i].revents ? run_read(&run->out[i], &fd[i]) : 0;
			if (err)
				return err;
		}
		if (ended && !(p[0].revents || p[1].revents))
			return 0;
		if (!ended && waitpid(pid, status, WNOHANG) == pid)
			ended = 1;
	}
}

/**
 * ddt_run() - run a program to its end
 * @run: how; filled
 * @argv: the program, found by PATH, and its arguments, then NULL
 *
 * Return: its exit status, 128 and the signal that ended it; -ENOENT: there is
 * no such program; -ETIMEDOUT or -EINTR: it was killed; another negative errno.
 */
int ddt_run(struct ddt_run *run, const char *const argv[])
{
	int pipes[2][2] = { { -1, -1 }, { -1, -1 } }, fd[2], status = 0, err;
	pid_t pid;

	run->out[0].len = 0;
	run->out[1].len = 0;
	err = pipe2(pipes[0], O_CLOEXEC) || pipe2(pipes[1], O_CLOEXEC) ?
	      -errno : 0;
	pid = err ? -1 : fork();
	if (!pid)
		run_child(run, argv, pipes);
	if (pid < 0 && !err)
		err = -errno;
	close(pipes[0][1]);
	close(pipes[1][1]);
	fd[0] = pipes[0][0];
	fd[1] = pipes[1][0];
	if (!err)
		err = run_watch(run, fd, pid, &status);
	if (err && pid > 0) {
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (fd[0] >= 0)
		close(fd[0]);
	if (fd[1] >= 0)
		close(fd[1]);
	if (err)
		return err;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status) == DDT_RUN_GONE ? -ENOENT :
	       WEXITSTATUS(status);
}

/**
 * ddt_run_text() - what a program wrote
 * @run: program, run
 * @i: 0: to standard output, 1: to standard error
 *
 * Return: it, without the newline at its end; "" for nothing.
 */
const char *ddt_run_text(struct ddt_run *run, unsigned int i)
{
	struct ddt_buf *buf = &run->out[i];

	if (!buf->data)
		return "";
	while (buf->len && buf->data[buf->len - 1] == '\n')
		buf->len--;
	buf->data[buf->len] = '\0';
	return (const char *)buf->data;
}

/**
 * ddt_run_free() - forget what a program wrote
 * @run: program
 */
void ddt_run_free(struct ddt_run *run)
{
	ddt_buf_free(&run->out[0]);
	ddt_buf_free(&run->out[1]);
}
