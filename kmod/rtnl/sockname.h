/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A probe's address as socket calls want it. Pure data; the same file is
 * compiled into the module and into ddtool.
 */
#ifndef _DDOM_SOCKNAME_H
#define _DDOM_SOCKNAME_H

#include "plan.h"

#ifdef __KERNEL__
#include <linux/socket.h>
#else
#include <sys/socket.h>
#endif

int ddom_sockname(const struct ddom_probe *probe,
		  struct sockaddr_storage *name);

#endif /* _DDOM_SOCKNAME_H */
