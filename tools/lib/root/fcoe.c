// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a disk of Fibre Channel over Ethernet: in sysfs it is below the
 * network device that carries it, and to which it is bound for ever.
 */
#include <errno.h>
#include <string.h>

#include "root/server_internal.h"

static int fcoe_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		     struct ddt_root_server *root)
{
	const char *at = strstr(disk->path, "/net/");
	struct ddt_root_path *path;
	char name[IFNAMSIZ];

	(void)w;
	if (!at || !strstr(at, "/host") || sscanf(at, "/net/%15[^/]", name) != 1)
		return -ENOENT;
	path = ddt_path_add(root, &ddt_fcoe_kind, disk);
	if (!path)
		return -ENOTUNIQ;
	snprintf(path->name, sizeof(path->name), "%s", name);
	snprintf(path->netdev, sizeof(path->netdev), "%s", name);
	snprintf(path->from, sizeof(path->from), "%.127s", disk->path);
	path->bound_by = "FCoE";
	return 0;
}

const struct ddt_root_kind ddt_fcoe_kind = {
	.name = "fcoe",
	.title = "FCoE",
	.disk = fcoe_disk,
	.unbind = "put another NIC, or FCoE's VLAN device, between them",
};
