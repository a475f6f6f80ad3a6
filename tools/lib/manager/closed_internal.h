/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When hosts may not be taken.
 */
#ifndef _DDT_MANAGER_CLOSED_INTERNAL_H
#define _DDT_MANAGER_CLOSED_INTERNAL_H

#include <errno.h>

#include "manager/manager.h"

#define DDT_CLOSED_PREFIX	"closed-"

/**
 * struct ddt_closed - a reservation
 * @name: its name, which says when it is
 * @nodes: hosts, with commas
 * @begin: minute of the week
 * @minutes: how long it is
 */
struct ddt_closed {
	char name[DDT_DOMU_NAME + 32];
	const char *nodes;
	unsigned int begin;
	unsigned int minutes;
};

typedef int (*ddt_closed_fn)(const struct ddt_closed *closed, void *arg);

int ddt_closed_each(const struct ddt_pool *pool, ddt_closed_fn fn, void *arg);

#endif /* _DDT_MANAGER_CLOSED_INTERNAL_H */
