/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_MATH64_H
#define _DDOM_COMPAT26_LINUX_MATH64_H

#include <linux/types.h>
#include <asm/div64.h>

/* Divide. Return: the quotient. */
static inline u64 div_u64(u64 dividend, u32 divisor)
{
	do_div(dividend, divisor);
	return dividend;
}

#endif /* _DDOM_COMPAT26_LINUX_MATH64_H */
