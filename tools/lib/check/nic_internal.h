/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has a kernel the driver of a host's NIC built in?
 */
#ifndef _DDT_CHECK_NIC_INTERNAL_H
#define _DDT_CHECK_NIC_INTERNAL_H

#include "check/check_internal.h"
#include "kernel/kernel.h"

#define DDT_CHECK_NICS_MAX	32
#define DDT_CHECK_DRIVERS_MAX	4

/**
 * enum ddt_check_nic_state - what is known of a NIC and a kernel
 * @DDT_NIC_BUILTIN: it has a driver built in
 * @DDT_NIC_MISSING: it has none
 * @DDT_NIC_NO_DRIVER: nobody knows a driver
 * @DDT_NIC_NO_SYMBOL: nobody knows whether the driver is built in
 */
enum ddt_check_nic_state {
	DDT_NIC_BUILTIN,
	DDT_NIC_MISSING,
	DDT_NIC_NO_DRIVER,
	DDT_NIC_NO_SYMBOL,
};

/**
 * struct ddt_check_nic - a NIC, looked up
 * @nic: PCI id or driver
 * @state: what is known
 * @driver: names of its drivers
 * @n: how many
 * @symbol: of a driver that is missing, NULL: not known
 */
struct ddt_check_nic {
	const char *nic;
	enum ddt_check_nic_state state;
	char driver[DDT_CHECK_DRIVERS_MAX][64];
	unsigned int n;
	const char *symbol;
};

/**
 * struct ddt_check_nics - NICs looked up for one kernel
 * @sysroot: in front of /lib/modules
 * @kc: the kernel's configuration
 * @release: its release, "": not known
 * @nic: what was looked up
 * @n: how many
 */
struct ddt_check_nics {
	const char *sysroot;
	const struct ddt_kconfig *kc;
	char release[64];
	struct ddt_check_nic nic[DDT_CHECK_NICS_MAX];
	unsigned int n;
};

void ddt_check_nics_init(struct ddt_check_nics *nics, const char *sysroot,
			 const char *vmlinuz, const struct ddt_kconfig *kc);
void ddt_check_nic(struct ddt_lint *lint, struct ddt_check_nics *nics,
		   const struct ddt_pool_profile *p,
		   const struct ddt_pool_host *host);

#endif /* _DDT_CHECK_NIC_INTERNAL_H */
