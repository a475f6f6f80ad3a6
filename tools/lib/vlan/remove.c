// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bridge for domUs is removed, as far as it was made here.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vlan/vlan_internal.h"

/* Does anything else need what is going to be deleted? */
static int check(const struct ddt_vlan_run *r, bool device, bool bridge)
{
	const struct ddom_snapshot *snap = &r->links.snap;
	const struct ddom_link *other;
	uint32_t i;

	if (device && r->device->master &&
	    (!r->bridge || r->device->master != r->bridge->ifindex)) {
		other = ddom_snapshot_link_by_index(snap, r->device->master);
		return ddt_vlan_fail(r->v, "%s was moved into %s and stays there; 'ip link set %s nomaster' first, or take the section out",
				     r->device->name,
				     other ? other->name : "another device",
				     r->device->name);
	}
	for (i = 0; i < snap->nlinks; i++) {
		other = &snap->links[i];
		if (bridge && other->master == r->bridge->ifindex &&
		    other != r->device)
			return ddt_vlan_fail(r->v, "another port %s; 'ip link set %s nomaster' first",
					     other->name, other->name);
		if ((bridge && other->lower == r->bridge->ifindex) ||
		    (device && other->lower == r->device->ifindex))
			return ddt_vlan_fail(r->v, "%s is on it; 'ip link del %s' first",
					     other->name, other->name);
	}
	return 0;
}

static int delete(struct ddt_vlan_run *r, const struct ddom_link *link)
{
	struct ddom_dev dev = { .ifindex = link->ifindex };

	ddom_link_del(&r->m, &dev);
	return ddt_vlan_run_send(r, link->name);
}

/**
 * ddt_vlan_remove() - remove a bridge and its VLAN's device
 * @v: the bridge, with its port; filled with what has come of it
 * @dry: only say what would be removed, and whether it can be
 *
 * What others made stays; the VLAN's device only leaves a bridge of theirs. One
 * that they have moved into another bridge carries what is on that.
 */
void ddt_vlan_remove(struct ddt_vlan *v, bool dry)
{
	struct ddt_vlan_run r;
	bool device, bridge;
	int err = ddt_vlan_run_begin(&r, v, dry);

	device = !err && r.device && (r.tag.ours || r.begun_device);
	bridge = !err && r.bridge && (r.bridge->ours || r.begun_bridge);
	if (!err)
		err = check(&r, device, bridge);
	if (!err && device)
		err = delete(&r, r.device);
	if (!err && bridge)
		err = delete(&r, r.bridge);
	if (!err)
		v->done = !r.steps ? DDT_VLAN_ABSENT :
			  dry ? DDT_VLAN_TO_REMOVE : DDT_VLAN_REMOVED;
	ddt_vlan_run_end(&r);
}
