// SPDX-License-Identifier: GPL-2.0-only
/*
 * Being called at the end of a restart, on Linux 2.6.18 to 2.6.20: system
 * devices are shut down after all others, sysdev_shutdown() in
 * drivers/base/sys.c.
 */
#include <linux/init.h>
#include <linux/sysdev.h>

#include "d3.h"

/* After every driver's shutdown. Any. */
static int on_shutdown(struct sys_device *dev)
{
	ddom_d3_wake_all();
	return 0;
}

static struct sysdev_class d3_class = {
	set_kset_name("ddom_d3"),
	.shutdown = on_shutdown,
};

static struct sys_device d3_device = {
	.cls = &d3_class,
};

/**
 * ddom_d3_hook() - wake at restarts from now on
 *
 * Return: 0 or negative errno.
 */
int ddom_d3_hook(void)
{
	int err = sysdev_class_register(&d3_class);

	if (err)
		return err;
	err = sysdev_register(&d3_device);
	if (err)
		sysdev_class_unregister(&d3_class);
	return err;
}

/**
 * ddom_d3_hook_end() - no more
 *
 * Context: process, may sleep.
 */
void ddom_d3_hook_end(void)
{
	sysdev_unregister(&d3_device);
	sysdev_class_unregister(&d3_class);
}
