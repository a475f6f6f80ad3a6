/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices of this network namespace, made and removed without ip(8). */
#ifndef DDOM_RTNL_H
#define DDOM_RTNL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "genl.h"

/* Each answers a request at once, and returns 0 or a negative errno. */
int rtnl_link_add(struct genl *rtnl, const char *name, const char *kind,
		  const char *lower, uint16_t vlan);
int rtnl_link_del(struct genl *rtnl, const char *name);
int rtnl_link_up(struct genl *rtnl, const char *name, bool up);
int rtnl_link_master(struct genl *rtnl, const char *name, const char *master);
int rtnl_link_rename(struct genl *rtnl, const char *name, const char *to);
int rtnl_link_send(struct genl *rtnl, const char *name, pid_t netns);
int rtnl_addr_add(struct genl *rtnl, const char *name, const uint8_t *addr);
int rtnl_neigh_add(struct genl *rtnl, const char *name, const uint8_t *addr);

#endif
