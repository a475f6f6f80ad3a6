// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of a machine's state that is bound to one network device: ways to the
 * root's disks, and who receives from a port.
 */
#include <string.h>

#include "doctor/doctor_internal.h"

/* Does a path die with a move from one device to the other? */
static bool add_cut(struct ddt_health *h, const struct ddt_root_path *path,
		    const char *leaves, const char *to)
{
	struct ddt_hcut *cut = &h->cuts[h->ncuts];

	if (ddt_probe_is_local(&path->server) ||
	    !ddt_path_cut(path, leaves, to, &cut->cut))
		return false;
	snprintf(cut->dev, sizeof(cut->dev), "%s", leaves);
	h->ncuts++;
	return true;
}

/* A path that is known to use a bridge dies, if at all, with that one. */
static void read_path(struct ddt_health *h, const struct ddt_root_path *path)
{
	const struct ddt_hlink *l = ddt_hlink_find(h, path->netdev[0] ?
						      path->netdev :
						      path->via.port);
	const struct ddt_hlink *bridge = NULL;
	const char *to = h->xl_bridge[0] ? h->xl_bridge : "xenbr0";

	if (l && l->bridge) {
		bridge = l;
		l = ddt_hlink_port_of(h, bridge);
	} else if (l) {
		bridge = ddt_hlink_bridge_of(h, l);
		if (add_cut(h, path, l->name, bridge ? bridge->name : to)) {
			h->cuts[h->ncuts - 1].port = bridge;
			return;
		}
	}
	if (l && bridge && add_cut(h, path, bridge->name, l->name))
		h->cuts[h->ncuts - 1].back = true;
}

/* who receives from a device that is a port, or that the root comes by */
static void read_deaf(struct ddt_health *h, const struct ddt_hlink *l)
{
	const struct ddt_hlink *bridge = ddt_hlink_bridge_of(h, l);
	struct ddt_deaf found[DDT_DEAF_MAX];
	unsigned int i, n = ddt_deaf_find("/proc", l->name, l->index, found);

	for (i = 0; i < n && h->ndeaf < DDT_HEALTH_DEAF; i++) {
		struct ddt_hdeaf *d = &h->deaf[h->ndeaf++];

		strcpy(d->dev, l->name);
		strcpy(d->bridge, bridge ? bridge->name : "");
		d->deaf = found[i];
	}
}

/**
 * ddt_doctor_read_bound() - read what is bound to a device
 * @h: with its links and files; filled
 * @root: the devices under the root
 */
void ddt_doctor_read_bound(struct ddt_health *h, const struct ddt_root_dev *root)
{
	unsigned int i;

	for (i = 0; i < root->server.npaths; i++)
		read_path(h, &root->server.paths[i]);
	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		if (ddt_hlink_bridge_of(h, l) ||
		    (!l->bridge && !strcmp(l->name, h->root_dev)))
			read_deaf(h, l);
	}
}
