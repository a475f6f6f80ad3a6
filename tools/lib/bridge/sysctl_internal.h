/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Per-interface settings below /proc/sys/net.
 */
#ifndef _DDT_BRIDGE_SYSCTL_INTERNAL_H
#define _DDT_BRIDGE_SYSCTL_INTERNAL_H

#include "plan.h"

/**
 * struct ddt_sysctls - open directories of settings
 * @dirs: net/ipv4/conf and net/ipv6/conf, -1 for one that is not there
 */
struct ddt_sysctls {
	int dirs[2];
};

int ddt_sysctls_open(struct ddt_sysctls *s);
void ddt_sysctls_close(struct ddt_sysctls *s);
__u32 ddt_sysctls_count(void);
__u32 ddt_sysctls_read(const struct ddt_sysctls *s, const char *port,
		       const char *bridge, struct ddom_sysctl *list);
int ddt_sysctls_write(const struct ddt_sysctls *s,
		      const struct ddom_sysctl *sysctl, const char *dev,
		      __s32 value);

#endif /* _DDT_BRIDGE_SYSCTL_INTERNAL_H */
