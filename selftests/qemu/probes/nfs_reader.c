// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfs_reader - how long does an uncached read take, all the time?
 *
 * Reads the start of one file with O_DIRECT once every interval and notes
 * when each read began and how long it took.  A thread of its own reads, so
 * that a read which never returns is reported too.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

#define BLOCK 4096
#define LINGER_NS (2 * NSEC_PER_SEC)
#define SLOW_SHOWN 20

struct sample {
	uint64_t begin;
	uint32_t took_us10;	/* tenths of a microsecond */
	int32_t error;
};

static struct sample *samples;
static size_t capacity;
static atomic_size_t used;	/* finished samples */
static atomic_int finished;
static uint64_t interval;
static int target;

static uint32_t us10(uint64_t ns)
{
	return ns / 100 > UINT32_MAX ? UINT32_MAX : (uint32_t)(ns / 100);
}

static void *read_for_ever(void *buffer)
{
	uint64_t next = probe_now();
	size_t i;

	for (i = 0; i < capacity && !probe_stopped(); i++) {
		struct sample *s = &samples[i];
		ssize_t size;

		probe_sleep_until(next);
		s->begin = probe_now();
		size = pread(target, buffer, BLOCK, 0);
		s->took_us10 = us10(probe_now() - s->begin);
		s->error = size < 0 ? errno : 0;
		atomic_store(&used, i + 1);
		next += interval;
		if (next < s->begin)
			next = s->begin + interval;
	}
	atomic_store(&finished, 1);
	return NULL;
}

/* The read that is still out counts with the time it has been out so far. */
static size_t take_unfinished(void)
{
	size_t count = atomic_load(&used);

	if (atomic_load(&finished) || count >= capacity ||
	    !samples[count].begin)
		return 0;
	samples[count].took_us10 = us10(probe_now() - samples[count].begin);
	atomic_store(&used, count + 1);
	return 1;
}

static void report_label(const struct windows *ws, const char *label,
			 uint32_t *took)
{
	size_t total = atomic_load(&used), count = 0, i;

	for (i = 0; i < total; i++) {
		uint64_t begin = samples[i].begin;

		if (!strcmp(windows_label(ws, begin, begin), label))
			took[count++] = samples[i].took_us10;
	}
	u32_sort(took, count);
	printf("reads_%s %zu\n", label, count);
	if (!count)
		return;
	printf("read_p50_us_%s %u\n", label, u32_rank(took, count, 50000) / 10);
	printf("read_p99_us_%s %u\n", label, u32_rank(took, count, 99000) / 10);
	printf("read_p999_us_%s %u\n", label,
	       u32_rank(took, count, 99900) / 10);
	printf("read_max_us_%s %u\n", label, took[count - 1] / 10);
}

static void report(const char *windows_path, const char *log_path)
{
	const struct windows *ws = windows_read(windows_path);
	size_t hung = take_unfinished(), errors = 0, total, count, i;
	uint32_t *took;
	const char *labels[32];
	FILE *log = log_path ? fopen(log_path, "w") : NULL;

	total = atomic_load(&used);
	took = calloc(total + 1, sizeof(*took));
	if (!took)
		probe_die("no memory");
	for (i = 0; i < total; i++) {
		errors += !!samples[i].error;
		if (log)
			fprintf(log, "%llu %u\n",
				(unsigned long long)samples[i].begin,
				samples[i].took_us10 / 10);
	}
	if (log)
		fclose(log);
	printf("reads %zu\nread_errors %zu\nreads_hung %zu\n", total, errors,
	       hung);
	count = windows_labels(ws, labels, 32);
	for (i = 0; i < count; i++)
		report_label(ws, labels[i], took);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *windows_path = NULL, *log_path = NULL;
	uint64_t seconds = 60, us = 1000, deadline;
	pthread_t thread;
	void *buffer;
	int option;

	while ((option = getopt(argc, argv, "i:t:w:l:")) != -1) {
		if (option == 'i')
			us = probe_number(optarg, "-i");
		else if (option == 't')
			seconds = probe_number(optarg, "-t");
		else if (option == 'w')
			windows_path = optarg;
		else if (option == 'l')
			log_path = optarg;
		else
			optind = argc;
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "usage: nfs_reader [-i MICROSECONDS] "
			"[-t SECONDS] [-w WINDOWS] [-l LOG] FILE\n");
		return 2;
	}
	target = open(argv[optind], O_RDONLY | O_DIRECT);
	if (target < 0)
		probe_die("%s: %s", argv[optind], strerror(errno));
	interval = us * 1000;
	capacity = seconds * 1000000 / us;
	samples = calloc(capacity, sizeof(*samples));
	if (!samples || posix_memalign(&buffer, BLOCK, BLOCK))
		probe_die("no memory for %zu samples", capacity);
	probe_prepare();
	errno = pthread_create(&thread, NULL, read_for_ever, buffer);
	if (errno)
		probe_die("thread: %s", strerror(errno));
	while (!probe_stopped() && !atomic_load(&finished))
		probe_sleep_until(probe_now() + 20 * 1000000);
	deadline = probe_now() + LINGER_NS;
	while (!atomic_load(&finished) && probe_now() < deadline)
		probe_sleep_until(probe_now() + 20 * 1000000);
	report(windows_path, log_path);
	_exit(0);
}
