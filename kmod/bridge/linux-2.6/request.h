/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests on Linux 2.6.18 to 2.6.20; see request.c. */
#ifndef _DDOM_BRIDGE_REQUEST_26_H
#define _DDOM_BRIDGE_REQUEST_26_H

#include "bridge.h"

struct genl_info;

int ddom_request_parse(struct genl_info *info, struct ddom_request *req);
int ddom_request_port(struct genl_info *info, char *port, u64 *id);

#endif /* _DDOM_BRIDGE_REQUEST_26_H */
