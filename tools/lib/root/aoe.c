// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a disk of ATA over Ethernet, which has no addresses but those of
 * the NICs: the driver says through which network devices it reaches the disk.
 *
 * It goes on sending by the NIC when that is a port, and what is answered comes
 * up as the bridge's. Unless its list of devices (aoe_iflist) is empty, or the
 * bridge is in it, the answers are dropped.
 *
 * It looks for disks once a minute by all devices, and goes on with those that
 * something came from. After some time, or an outage, that may be the bridge
 * alone, which leads nowhere without its port: a detach has it look again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "root/server_internal.h"

#define DDT_AOE_IFLIST		"module/aoe/parameters/aoe_iflist"
#define DDT_AOE_BLANKS		" \t\v\f,"	/* between its names */

static int aoe_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		    struct ddt_root_server *root)
{
	char netif[256], *save = NULL, *name;
	struct ddt_root_path *path;
	int err = -ENOTUNIQ;

	(void)w;
	if (strncmp(disk->name, "etherd!", 7))
		return -ENOENT;
	if (!ddt_sysfs_read(netif, sizeof(netif), "%s/netif", disk->path))
		netif[0] = '\0';
	for (name = strtok_r(netif, ", ", &save); name;
	     name = strtok_r(NULL, ", ", &save)) {
		if (!strcmp(name, "none"))
			continue;
		path = ddt_path_add(root, &ddt_aoe_kind, disk);
		if (!path)
			return -ENOTUNIQ;
		snprintf(path->name, sizeof(path->name), "%.31s",
			 disk->name + 7);
		snprintf(path->netdev, sizeof(path->netdev), "%.15s", name);
		snprintf(path->from, sizeof(path->from), "%.120s/netif",
			 disk->path);
		err = 0;
	}
	return err;
}

static bool listed(const char *list, const char *name)
{
	const size_t len = strlen(name);
	size_t n;

	for (; *list; list += strspn(list, DDT_AOE_BLANKS)) {
		n = strcspn(list, DDT_AOE_BLANKS);
		if (n == len && !strncmp(list, name, len))
			return true;
		list += n;
	}
	return false;
}

static bool aoe_cut(const struct ddt_root_files *files,
		    const struct ddt_root_path *path, const char *leaves,
		    const char *to, struct ddt_path_cut *cut)
{
	char list[1024];

	(void)leaves;
	if (!ddt_sysfs_read(list, sizeof(list), "%s/" DDT_AOE_IFLIST,
			    files->sys) ||
	    !list[strspn(list, DDT_AOE_BLANKS)] || listed(list, to))
		return false;
	cut->id = "aoe-iflist";
	snprintf(cut->what, sizeof(cut->what),
		 "AoE %s of the root takes answers by \"%.64s\" only (aoe_iflist)",
		 path->name, list);
	strcpy(cut->advice, "widen it, without a newline");
	snprintf(cut->command, sizeof(cut->command),
		 "printf '%.64s %s' >/sys/" DDT_AOE_IFLIST, list, to);
	return true;
}

/* After each answer it goes on with its next device, until that lost too many. */
static bool aoe_sends(const struct ddt_root_path *path, const char *netdev)
{
	char netif[256];

	return ddt_sysfs_read(netif, sizeof(netif), "%s", path->from) &&
	       listed(netif, netdev);
}

const struct ddt_root_kind ddt_aoe_kind = {
	.name = "aoe",
	.title = "AoE",
	.asked = { "/dev/etherd/", "aoe:" },
	.disk = aoe_disk,
	.seek = "etherd/discover",
	.sends = aoe_sends,
	.cut = aoe_cut,
};
