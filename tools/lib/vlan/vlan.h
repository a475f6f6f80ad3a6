/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bridges for domUs, one a VLAN, beside the root's: what bridge.conf says of
 * them, and what there is.
 */
#ifndef _DDT_VLAN_H
#define _DDT_VLAN_H

#include <linux/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/print.h"
#include "netdev/links.h"

#define DDT_VLANS_MAX		64

/**
 * enum ddt_vlan_done - what has come of a bridge
 * @DDT_VLAN_FAILED: nothing, and what was begun has been taken back
 * @DDT_VLAN_THERE: it is as it should be, nothing was done
 * @DDT_VLAN_MADE: it was made, or what was missing of it
 * @DDT_VLAN_TO_MAKE: it would be
 * @DDT_VLAN_ABSENT: there is nothing of it
 * @DDT_VLAN_REMOVED: it was removed
 * @DDT_VLAN_TO_REMOVE: it would be
 */
enum ddt_vlan_done {
	DDT_VLAN_FAILED,
	DDT_VLAN_THERE,
	DDT_VLAN_MADE,
	DDT_VLAN_TO_MAKE,
	DDT_VLAN_ABSENT,
	DDT_VLAN_REMOVED,
	DDT_VLAN_TO_REMOVE,
};

/**
 * struct ddt_vlan - a bridge for domUs
 * @bridge: its name
 * @port: device that the VLAN is on, "": the root's port, until it is found
 * @id: the VLAN
 * @family: of the address that dom0 has there, 0: none
 * @addr: the address, network byte order
 * @prefix: its length, bits
 * @device: the VLAN's device, "" until it is found
 * @done: what has come of it
 * @why: why it failed
 */
struct ddt_vlan {
	char bridge[IFNAMSIZ];
	char port[IFNAMSIZ];
	unsigned int id;
	uint8_t family;
	uint8_t addr[16];
	uint8_t prefix;
	char device[IFNAMSIZ];
	enum ddt_vlan_done done;
	char why[320];
};

/**
 * struct ddt_vlans - all of a file
 * @n: how many
 * @seen: keys of the last one that were given, one bit each
 * @list: the bridges, in the order of the file
 */
struct ddt_vlans {
	unsigned int n;
	unsigned int seen;
	struct ddt_vlan list[DDT_VLANS_MAX];
};

/* keys.c */
int ddt_vlan_keys_take(struct ddt_vlans *vlans, const char *key,
		       const char *value, char *why, size_t size);

/* device.c */
void ddt_vlan_device_name(const char *port, unsigned int id, char *name);

/* make.c, remove.c */
void ddt_vlan_make(struct ddt_vlan *v, bool dry);
bool ddt_vlan_make_covers(const struct ddt_vlan *v, uint8_t family,
			  const uint8_t *addr);
void ddt_vlan_remove(struct ddt_vlan *v, bool dry);

/* print.c */
void ddt_vlan_print(struct ddt_print *p, const struct ddt_vlan *v);
void ddt_vlan_print_all(struct ddt_print *p, const struct ddt_links *links,
			const char *only);

#endif /* _DDT_VLAN_H */
