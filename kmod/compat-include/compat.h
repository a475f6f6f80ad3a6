/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before every file of an out-of-tree build, by Kbuild.  The range of
 * kernels is stated here and in dkms.conf.
 */
#ifndef _DDOM_COMPAT_H
#define _DDOM_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "ddom needs Linux 2.6.18 to 2.6.20, or 5.10 and newer"
#endif

/* struct ipv6_devconf.ra_defrtr_metric */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0)
#define DDOM_NO_RA_DEFRTR_METRIC
#endif

#endif /* _DDOM_COMPAT_H */
