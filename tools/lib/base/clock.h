/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Deadlines: a clock that nobody sets, and what is left until a moment of it.
 */
#ifndef _DDT_BASE_CLOCK_H
#define _DDT_BASE_CLOCK_H

#include <stdint.h>

uint64_t ddt_clock_ns(void);
int ddt_clock_left_ms(uint64_t deadline_ns);

#endif /* _DDT_BASE_CLOCK_H */
