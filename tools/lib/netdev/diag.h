/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The connections that there are, whoever made them, as the kernel has them.
 */
#ifndef _DDT_NETDEV_DIAG_H
#define _DDT_NETDEV_DIAG_H

#include "plan.h"

unsigned int ddt_diag_bound(const struct ddom_probe *to);

#endif /* _DDT_NETDEV_DIAG_H */
