// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deadlines.
 */
#include <time.h>

#include "base/clock.h"

/**
 * ddt_clock_ns() - read CLOCK_MONOTONIC
 *
 * Return: nanoseconds.
 */
uint64_t ddt_clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ULL + (uint64_t)ts.tv_nsec;
}

/**
 * ddt_clock_left_ms() - time until a deadline
 * @deadline_ns: on CLOCK_MONOTONIC
 *
 * Return: milliseconds, rounded up, 0 when it has passed.
 */
int ddt_clock_left_ms(uint64_t deadline_ns)
{
	uint64_t now = ddt_clock_ns();

	if (now >= deadline_ns)
		return 0;
	return (int)((deadline_ns - now + 999999) / 1000000);
}
