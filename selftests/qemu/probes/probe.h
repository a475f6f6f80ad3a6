/* SPDX-License-Identifier: GPL-2.0-only */
/* What the probes share: the clock, bounded stopping, windows, percentiles. */
#ifndef DDOM_PROBE_H
#define DDOM_PROBE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define NSEC_PER_SEC 1000000000ull
#define WINDOWS_MAX 8192
#define LABEL_MAX 24

/* One named span of CLOCK_MONOTONIC, both ends included. */
struct window {
	char label[LABEL_MAX];
	uint64_t begin;
	uint64_t end;
};

struct windows {
	size_t count;
	struct window w[WINDOWS_MAX];
};

/* probe_now() - CLOCK_MONOTONIC in nanoseconds. */
uint64_t probe_now(void);

/* probe_sleep_until() - sleep until an absolute CLOCK_MONOTONIC time. */
void probe_sleep_until(uint64_t when);

/* probe_prepare() - lock all memory and take SIGTERM and SIGINT as "stop". */
void probe_prepare(void);

/* probe_stopped() - has somebody asked this probe to stop? */
int probe_stopped(void);

/* probe_number() - a positive number from the command line, or exit 2. */
uint64_t probe_number(const char *text, const char *what);

/* probe_die() - message and exit status 1. */
__attribute__((noreturn, format(printf, 1, 2)))
void probe_die(const char *format, ...);

/*
 * windows_read() - read "label begin end" lines; a missing file is no window.
 * Return: the windows, in static memory.
 */
struct windows *windows_read(const char *path);

/*
 * windows_label() - the label of the first window that overlaps a span.
 * Return: the label, or "other".
 */
const char *windows_label(const struct windows *ws, uint64_t begin,
			  uint64_t end);

/* windows_labels() - the distinct labels and "other"; returns how many. */
size_t windows_labels(const struct windows *ws, const char **labels,
		      size_t max);

/* u32_sort(), u32_rank() - a sorted sample and its value at parts per 100000. */
void u32_sort(uint32_t *values, size_t count);
uint32_t u32_rank(const uint32_t *sorted, size_t count, unsigned int per_100k);

#endif
