/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wake-on-LAN.
 */
#ifndef _DDT_RENDER_WOL_H
#define _DDT_RENDER_WOL_H

#include "pool/pool.h"

int ddt_wol(const struct ddt_pool_host *host);

#endif /* _DDT_RENDER_WOL_H */
