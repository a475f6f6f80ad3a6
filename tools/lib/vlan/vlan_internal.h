/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_VLAN_INTERNAL_H
#define _DDT_VLAN_INTERNAL_H

#include "base/inject.h"
#include "netdev/nl.h"
#include "rtmsg.h"
#include "vlan/vlan.h"

/**
 * struct ddt_vlan_tag - what only a VLAN device has
 * @id: the VLAN
 * @ours: the device was made here
 */
struct ddt_vlan_tag {
	unsigned int id;
	bool ours;
};

/**
 * struct ddt_vlan_run - a bridge being made or removed
 * @v: the bridge
 * @dry: nothing is changed
 * @nl: rtnetlink socket
 * @m: the request under construction
 * @links: all devices as they were before
 * @port: the device that the VLAN is on, NULL: there is none
 * @device: the VLAN's device, NULL: there is none
 * @tag: what that is
 * @bridge: the bridge, NULL: there is none
 * @begun_device: a run that was killed has left @device without what it needs
 * @begun_bridge: @bridge likewise
 * @addressed: it has the address
 * @steps: requests that were made, or would be
 * @inject: fault to have, in tests
 */
struct ddt_vlan_run {
	struct ddt_vlan *v;
	bool dry;
	struct ddt_nl nl;
	struct ddom_rtmsg m;
	struct ddt_links links;
	const struct ddom_link *port;
	const struct ddom_link *device;
	struct ddt_vlan_tag tag;
	const struct ddom_link *bridge;
	bool begun_device;
	bool begun_bridge;
	bool addressed;
	unsigned int steps;
	struct ddt_inject inject;
};

#define ddt_vlan_fail(v, ...) \
	(snprintf((v)->why, sizeof((v)->why), __VA_ARGS__), -EINVAL)

/* device.c */
const struct ddom_link *ddt_vlan_device_find(const struct ddt_links *links,
					     uint32_t port, unsigned int id,
					     struct ddt_vlan_tag *tag);
bool ddt_vlan_device_tag(const struct ddt_links *links,
			 const struct ddom_link *link, struct ddt_vlan_tag *tag);
bool ddt_vlan_device_begun(const struct ddt_links *links,
			   const struct ddom_link *link);
void ddt_vlan_device_begin(struct ddom_rtmsg *m);
void ddt_vlan_device_complete(struct ddom_rtmsg *m, const struct ddom_dev *dev);
void ddt_vlan_device_create(struct ddom_rtmsg *m, const char *name,
			    uint32_t port, unsigned int id, uint32_t bridge);

/* run.c */
int ddt_vlan_run_begin(struct ddt_vlan_run *r, struct ddt_vlan *v, bool dry);
int ddt_vlan_run_step(struct ddt_vlan_run *r);
int ddt_vlan_run_send(struct ddt_vlan_run *r, const char *name);
void ddt_vlan_run_end(struct ddt_vlan_run *r);

#endif /* _DDT_VLAN_INTERNAL_H */
