// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes a transaction back when the process that runs it is killed or hangs.
 *
 * The plan with its records lies in memory that both see. The socket between
 * them ends when the guarded process does, and not before its last request to
 * the kernel has returned. Then at most one step has begun without a record of
 * its end; its inverse is carried out too, and finds nothing to do if the step
 * had no effect.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/msg.h"
#include "bridge/bridge_internal.h"
#include "root/root.h"

#define DDT_READY_MS		10000
#define DDT_KILL_MS		5000

/**
 * struct ddt_guarded - the guardian's side
 * @shared: the transaction
 * @backend: its own way to the kernel
 * @fd: socket to the guarded process
 * @pid: the guarded process
 * @pidfd: the same, -1 on a kernel without such descriptors
 * @kmsg: kernel log, -1 when it cannot be written
 * @timeout_ms: longest time that the transaction may take
 */
struct ddt_guarded {
	struct ddt_shared *shared;
	struct ddt_backend backend;
	int fd;
	pid_t pid;
	int pidfd;
	int kmsg;
	__u32 timeout_ms;
};

/**
 * ddt_guardian_shared_new() - make room for a plan that a child can see
 * @max_steps: of the plan
 *
 * Return: the room, with the plan's array set; NULL without memory.
 */
struct ddt_shared *ddt_guardian_shared_new(__u32 max_steps)
{
	size_t size = sizeof(struct ddt_shared) +
		      max_steps * sizeof(struct ddom_step);
	struct ddt_shared *shared;

	shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return NULL;
	shared->size = size;
	shared->plan.steps = shared->steps;
	shared->plan.max = max_steps;
	return shared;
}

/**
 * ddt_guardian_shared_free() - release it
 * @shared: as made, or NULL
 */
void ddt_guardian_shared_free(struct ddt_shared *shared)
{
	if (shared)
		munmap(shared, shared->size);
}

/* leave a line in the kernel log and on standard error */
static void guardian_say(const struct ddt_guarded *g, const char *what)
{
	char line[DDOM_REASON_MAX + DDOM_TEXT_MAX];
	int n;

	n = snprintf(line, sizeof(line), "<4>ddtool: %s: %s\n",
		     g->shared->plan.port.name, what);
	if (n >= (int)sizeof(line))
		n = sizeof(line) - 1;
	if (g->kmsg >= 0 && write(g->kmsg, line, (size_t)n) < 0)
		ddt_msg_note("cannot write to the kernel log");
	ddt_msg_note("%s: %s", g->shared->plan.port.name, what);
}

/* say what is left of a transaction taken back */
static void guardian_report(const struct ddt_guarded *g)
{
	char text[DDOM_TEXT_MAX], line[DDOM_TEXT_MAX + 64];
	const struct ddom_plan *plan = &g->shared->plan;
	__u32 i;

	for (i = 0; i < plan->n; i++) {
		if (!plan->steps[i].undo.err)
			continue;
		ddom_text_step(&plan->steps[i], text, sizeof(text));
		snprintf(line, sizeof(line), "still in effect: %s (%s)", text,
			 strerror(-plan->steps[i].undo.err));
		guardian_say(g, line);
	}
}

/* finish what the guarded process left */
static void guardian_act(struct ddt_guarded *g)
{
	struct ddom_plan *plan = &g->shared->plan;
	struct ddom_step *step;

	if (g->shared->confirmed) {
		plan->err = 0;
		ddom_run_plan(plan, DDOM_PHASE_COMMIT, &ddt_backend_ops,
			      &g->backend);
		guardian_say(g, plan->err ? plan->reason :
			     "ddtool died after confirmation; committed");
		return;
	}
	if (plan->next < plan->n) {
		step = &plan->steps[plan->next];
		if (step->run.start_ns && !step->run.err)
			step->run.done = true;
	}
	if (!ddt_backend_ops_undo(&g->backend, plan)) {
		guardian_say(g, "ddtool died or hung; everything is as before");
		return;
	}
	guardian_say(g, "ddtool died or hung; the rollback is incomplete");
	guardian_report(g);
}

/* make sure that the guarded process does nothing more */
static void guardian_kill(struct ddt_guarded *g)
{
	struct pollfd pfd = { .fd = g->pidfd, .events = POLLIN };

	/* an orphan's number may be somebody else's by now */
	if (getppid() != g->pid)
		return;
	kill(g->pid, SIGKILL);
	poll(&pfd, g->pidfd >= 0, DDT_KILL_MS);
}

/* Wait for the end of the transaction. Does not return. */
static void __attribute__((noreturn)) guardian_watch(struct ddt_guarded *g)
{
	__u64 deadline = ddt_clock_ns() + g->timeout_ms * 1000000ULL;
	struct pollfd pfd = { .fd = g->fd, .events = POLLIN };
	char c;
	int n;

	do {
		n = poll(&pfd, 1, ddt_clock_left_ms(deadline));
	} while (n < 0 && errno == EINTR);
	/* a byte: it came to its end; end of file: the process died */
	if (n > 0 && read(g->fd, &c, 1) == 1)
		_exit(0);
	if (n <= 0)
		guardian_kill(g);
	guardian_act(g);
	_exit(0);
}

/* Become the guardian. Does not return. */
static void __attribute__((noreturn)) guardian_child(struct ddt_guarded *g)
{
	sigset_t all;
	int err;

	setsid();
	memset(&g->backend.inject, 0, sizeof(g->backend.inject));
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	err = ddt_stay_in_memory();
	if (!err)
		err = ddt_nl_open(&g->backend.nl, NETLINK_ROUTE);
	g->pidfd = (int)syscall(SYS_pidfd_open, g->pid, 0);
	g->kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (send(g->fd, &err, sizeof(err), MSG_NOSIGNAL) != sizeof(err) || err)
		_exit(1);
	guardian_watch(g);
}

/* wait until the guardian is on guard */
static int guardian_ready(struct ddt_guardian *g)
{
	struct pollfd pfd = { .fd = g->fd, .events = POLLIN };
	int err;

	if (poll(&pfd, 1, DDT_READY_MS) != 1)
		return -ETIMEDOUT;
	if (read(g->fd, &err, sizeof(err)) != sizeof(err))
		return -ECHILD;
	return err;
}

/**
 * ddt_guardian_start() - put a guardian over a transaction
 * @g: to initialise
 * @shared: the transaction, planned
 * @backend: the guarded process's way to the kernel
 * @timeout_ms: longest time that the transaction may take
 *
 * Return: 0 once it is on guard, or a negative errno.
 */
int ddt_guardian_start(struct ddt_guardian *g, struct ddt_shared *shared,
		       const struct ddt_backend *backend, __u32 timeout_ms)
{
	struct ddt_guarded guarded = {
		.shared = shared,
		.backend = *backend,
		.pid = getpid(),
		.timeout_ms = timeout_ms,
	};
	int sv[2], err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv))
		return -errno;
	g->pid = fork();
	if (!g->pid) {
		close(sv[0]);
		guarded.fd = sv[1];
		guardian_child(&guarded);
	}
	close(sv[1]);
	g->fd = sv[0];
	err = g->pid < 0 ? -EAGAIN : guardian_ready(g);
	if (err)
		ddt_guardian_dismiss(g);
	return err;
}

/**
 * ddt_guardian_dismiss() - the transaction has come to its end
 * @g: guardian
 */
void ddt_guardian_dismiss(struct ddt_guardian *g)
{
	if (send(g->fd, "d", 1, MSG_NOSIGNAL) != 1)
		ddt_msg_note("the guardian has gone");
	close(g->fd);
	if (g->pid > 0)
		waitpid(g->pid, NULL, 0);
	g->pid = 0;
}
