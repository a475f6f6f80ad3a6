// SPDX-License-Identifier: GPL-2.0-only
/*
 * window - run a command and note its span on the probes' clock
 *
 * Appends "LABEL BEGIN END" (CLOCK_MONOTONIC, nanoseconds) to a file.  END is
 * put off by -a microseconds, so that what a command leaves behind belongs to
 * it.  Exit status: the command's; 124 when -t seconds were over (it is
 * killed then); 127 when it cannot be run.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

static int wait_for(pid_t pid, const sigset_t *child, uint64_t deadline)
{
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		uint64_t now = probe_now();
		struct timespec left;

		if (now >= deadline) {
			kill(pid, SIGKILL);
			return 124;
		}
		left.tv_sec = (time_t)((deadline - now) / NSEC_PER_SEC);
		left.tv_nsec = (long)((deadline - now) % NSEC_PER_SEC);
		sigtimedwait(child, NULL, &left);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	uint64_t seconds = 60, after = 0, begin;
	int option, status;
	sigset_t child;
	FILE *file;
	pid_t pid;

	while ((option = getopt(argc, argv, "+t:a:")) != -1) {
		if (option == 't')
			seconds = probe_number(optarg, "-t");
		else if (option == 'a')
			after = probe_number(optarg, "-a");
		else
			optind = argc;
	}
	if (optind + 3 > argc) {
		fprintf(stderr, "usage: window [-t SECONDS] [-a MICROSECONDS] "
			"FILE LABEL COMMAND...\n");
		return 2;
	}
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	begin = probe_now();
	pid = fork();
	if (pid < 0)
		probe_die("fork: %s", strerror(errno));
	if (!pid) {
		sigprocmask(SIG_UNBLOCK, &child, NULL);
		execvp(argv[optind + 2], argv + optind + 2);
		fprintf(stderr, "%s: %s\n", argv[optind + 2], strerror(errno));
		_exit(127);
	}
	status = wait_for(pid, &child, begin + seconds * NSEC_PER_SEC);
	file = fopen(argv[optind], "a");
	if (!file)
		probe_die("%s: %s", argv[optind], strerror(errno));
	fprintf(file, "%s %llu %llu\n", argv[optind + 1],
		(unsigned long long)begin,
		(unsigned long long)(probe_now() + after * 1000));
	fclose(file);
	return status;
}
