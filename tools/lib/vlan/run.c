// SPDX-License-Identifier: GPL-2.0-only
/*
 * What making and removing a bridge have in common: what there is of it, and
 * the requests.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vlan/vlan_internal.h"

#define REQUEST_MS	20000

/**
 * ddt_vlan_run_begin() - look at what there is
 * @r: to initialise; ddt_vlan_run_end() ends it, also after a failure
 * @v: the bridge
 * @dry: nothing is to be changed
 *
 * Return: 0, or -EINVAL with the reason in @v.
 */
int ddt_vlan_run_begin(struct ddt_vlan_run *r, struct ddt_vlan *v, bool dry)
{
	const struct ddom_snapshot *snap = &r->links.snap;
	int err;

	memset(r, 0, sizeof(*r));
	r->v = v;
	r->dry = dry;
	v->done = DDT_VLAN_FAILED;
	v->why[0] = '\0';
	ddt_inject_read(&r->inject);
	err = ddt_nl_open(&r->nl, NETLINK_ROUTE);
	if (!err)
		err = ddt_links_read(&r->links);
	if (err)
		return ddt_vlan_fail(v, "%s", strerror(-err));
	r->port = ddom_snapshot_link_by_name(snap, v->port);
	r->bridge = ddom_snapshot_link_by_name(snap, v->bridge);
	if (r->port)
		r->device = ddt_vlan_device_find(&r->links, r->port->ifindex,
						 v->id, &r->tag);
	r->begun_bridge = r->bridge &&
			  ddt_vlan_device_begun(&r->links, r->bridge);
	r->begun_device = r->device &&
			  ddt_vlan_device_begun(&r->links, r->device);
	if (r->device)
		snprintf(v->device, sizeof(v->device), "%s", r->device->name);
	else
		ddt_vlan_device_name(v->port, v->id, v->device);
	return 0;
}

/**
 * ddt_vlan_run_step() - count a step that is about to be made
 * @r: being made or removed
 *
 * Return: 0, or -EIO for one that is to fail, in tests.
 */
int ddt_vlan_run_step(struct ddt_vlan_run *r)
{
	unsigned int step = r->steps++;

	return r->dry ? 0 : ddt_inject_step(&r->inject, step, false);
}

/**
 * ddt_vlan_run_send() - send the request under construction, and count it
 * @r: being made or removed
 * @name: what it is about
 *
 * Return: 0, or -EINVAL with the reason.
 */
int ddt_vlan_run_send(struct ddt_vlan_run *r, const char *name)
{
	int err;

	r->nl.extack[0] = '\0';
	err = ddt_vlan_run_step(r);
	err = err ? err : r->m.err;
	if (!err && !r->dry)
		err = ddt_nl_call(&r->nl, ddom_rtmsg_hdr(&r->m), false,
				  REQUEST_MS, NULL, NULL);
	if (!err)
		return 0;
	return ddt_vlan_fail(r->v, "%s: %.200s", name,
			     r->nl.extack[0] ? r->nl.extack : strerror(-err));
}

/**
 * ddt_vlan_run_end() - give back what it took
 * @r: begun, perhaps in part
 */
void ddt_vlan_run_end(struct ddt_vlan_run *r)
{
	ddt_nl_close(&r->nl);
	ddt_links_free(&r->links);
}
