/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's NICs on PCI, and what ddom_d3 says of them.
 */
#ifndef _DDT_NETDEV_NICS_H
#define _DDT_NETDEV_NICS_H

#include <linux/if.h>
#include <stdbool.h>
#include <stdint.h>

#define DDT_NICS_MAX		64
#define DDT_D3_POLICY		"ddom_d3/policy"
#define DDT_D3_MATCH		"ddom_d3/match"

/**
 * struct ddt_nic - an Ethernet controller, or what ids= of ddom_d3 names
 * @address: on PCI, with its domain
 * @vendor: PCI vendor
 * @device: PCI device
 * @driver: its driver, "" for none
 * @netdev: its first network interface, "" for none
 * @pm_cap: where its power management capability is, 0: it has none or that
 *	cannot be read
 * @state: power state by PMCSR, 0 to 3; -1: not known
 * @policy: of ddom_d3, "" where it does not know the device
 * @match: of ddom_d3, the same
 */
struct ddt_nic {
	char address[20];
	uint16_t vendor;
	uint16_t device;
	char driver[32];
	char netdev[IFNAMSIZ];
	unsigned int pm_cap;
	int state;
	char policy[16];
	char match[128];
};

int ddt_nics_read(struct ddt_nic *nics, unsigned int *n);
bool ddt_nic_woken(const struct ddt_nic *nic);
int ddt_nic_set(const struct ddt_nic *nic, const char *policy);

#endif /* _DDT_NETDEV_NICS_H */
