// SPDX-License-Identifier: GPL-2.0-only
/* What the probes share: the clock, bounded stopping, windows, percentiles. */

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "probe.h"

static volatile sig_atomic_t stopped;
static struct windows all_windows;

uint64_t probe_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

void probe_sleep_until(uint64_t when)
{
	struct timespec ts = {
		.tv_sec = (time_t)(when / NSEC_PER_SEC),
		.tv_nsec = (long)(when % NSEC_PER_SEC),
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

void probe_prepare(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		probe_die("mlockall: %s", strerror(errno));
}

int probe_stopped(void)
{
	return stopped;
}

uint64_t probe_number(const char *text, const char *what)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || *end || end == text || !value) {
		fprintf(stderr, "%s: not a positive number: %s\n", what, text);
		exit(2);
	}
	return value;
}

void probe_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

struct windows *windows_read(const char *path)
{
	struct windows *ws = &all_windows;
	FILE *file = path ? fopen(path, "r") : NULL;

	ws->count = 0;
	if (!file)
		return ws;
	while (ws->count < WINDOWS_MAX) {
		struct window *w = &ws->w[ws->count];
		unsigned long long begin, end;

		if (fscanf(file, "%23s %llu %llu", w->label, &begin, &end) != 3)
			break;
		w->begin = begin;
		w->end = end;
		ws->count++;
	}
	fclose(file);
	return ws;
}

const char *windows_label(const struct windows *ws, uint64_t begin,
			  uint64_t end)
{
	size_t i;

	for (i = 0; i < ws->count; i++)
		if (begin <= ws->w[i].end && end >= ws->w[i].begin)
			return ws->w[i].label;
	return "other";
}

size_t windows_labels(const struct windows *ws, const char **labels,
		      size_t max)
{
	size_t count = 0, i, j;

	labels[count++] = "other";
	for (i = 0; i < ws->count; i++) {
		for (j = 0; j < count; j++)
			if (!strcmp(labels[j], ws->w[i].label))
				break;
		if (j == count && count < max)
			labels[count++] = ws->w[i].label;
	}
	return count;
}

static int u32_compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void u32_sort(uint32_t *values, size_t count)
{
	qsort(values, count, sizeof(*values), u32_compare);
}

uint32_t u32_rank(const uint32_t *sorted, size_t count, unsigned int per_100k)
{
	size_t rank;

	if (!count)
		return 0;
	rank = (size_t)((uint64_t)count * per_100k / 100000);
	return sorted[rank < count ? rank : count - 1];
}
