// SPDX-License-Identifier: GPL-2.0-only
/* Being called at the end of a restart; see main.c for why like this. */
#include <linux/kmsg_dump.h>

#include "d3.h"

/* After every driver's shutdown. Any. */
static void on_dump(struct kmsg_dumper *dumper, struct kmsg_dump_detail *detail)
{
	if (detail->reason == KMSG_DUMP_SHUTDOWN)
		ddom_d3_wake_all();
}

static struct kmsg_dumper dumper = {
	.dump = on_dump,
	.max_reason = KMSG_DUMP_SHUTDOWN,
};

/**
 * ddom_d3_hook() - wake at restarts from now on
 *
 * Return: 0 or negative errno.
 */
int ddom_d3_hook(void)
{
	return kmsg_dump_register(&dumper);
}

/**
 * ddom_d3_hook_end() - no more
 *
 * Context: process, may sleep.
 */
void ddom_d3_hook_end(void)
{
	kmsg_dump_unregister(&dumper);
}
