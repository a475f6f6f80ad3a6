// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a disk of iSCSI: the disk's path in sysfs names its session, and
 * the session's connection the target's address. It may be bound to a network
 * device by that one's name (iface.net_ifacename), and then hears nothing once
 * that is a port.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

/* The number behind a word of the disk's path, as in ".../session3/...". */
static bool number_of(const struct ddt_disk *disk, const char *word,
		      unsigned int *n)
{
	const char *at = strstr(disk->path, word);

	return at && sscanf(at + strlen(word), "%u/", n) == 1;
}

/*
 * Where the session is now, which a target may have redirected; while it is
 * not connected, where it was told to go.
 */
static bool address_of(const char *connection, struct ddt_root_path *path)
{
	static const char *const kinds[] = { "", "persistent_" };
	char address[DDT_PROBE_TEXT], port[16];
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!ddt_sysfs_read(address, sizeof(address), "%s/%saddress",
				    connection, kinds[i]) ||
		    !ddt_sysfs_read(port, sizeof(port), "%s/%sport",
				    connection, kinds[i]) ||
		    ddt_probe_parse(address, &path->server, path->scope))
			continue;
		path->server.tcp_port = (__u16)atoi(port);
		snprintf(path->from, sizeof(path->from), "%s/%saddress",
			 connection, kinds[i]);
		return true;
	}
	return false;
}

static bool session_address(const struct ddt_walk *w, unsigned int session,
			    struct ddt_root_path *path)
{
	char pattern[DDT_SYSFS_PATH];
	bool known = false;
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern),
		 "%s/class/iscsi_connection/connection%u:*", w->files->sys,
		 session);
	if (glob(pattern, 0, NULL, &found))
		return false;
	for (i = 0; !known && i < found.gl_pathc; i++)
		known = address_of(found.gl_pathv[i], path);
	globfree(&found);
	return known;
}

/* What carries the session: the kernel's TCP, RDMA, or an adapter's own. */
static int transport(const struct ddt_walk *w, unsigned int host,
		     struct ddt_root_path *path)
{
	char name[32];

	if (!ddt_sysfs_read(name, sizeof(name), "%s/class/scsi_host/host%u/proc_name",
			    w->files->sys, host))
		return 0;
	if (!strcmp(name, "ib_iser"))
		path->server.tcp_port = 0;
	else if (strcmp(name, "iscsi_tcp"))
		return -ENOENT;
	return 0;
}

static void bound(const struct ddt_walk *w, unsigned int host,
		  struct ddt_root_path *path)
{
	char name[64];

	if (!ddt_sysfs_read(name, sizeof(name), "%s/class/iscsi_host/host%u/netdev",
			    w->files->sys, host) ||
	    !ddt_sysfs_is_netdev(w->files, name))
		return;
	snprintf(path->netdev, sizeof(path->netdev), "%.15s", name);
	path->bound_by = "iface.net_ifacename";
}

static int iscsi_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		      struct ddt_root_server *root)
{
	struct ddt_root_path *path;
	unsigned int session, host;

	if (!number_of(disk, "/session", &session) ||
	    !number_of(disk, "/host", &host))
		return -ENOENT;
	path = ddt_path_add(root, &ddt_iscsi_kind, disk);
	if (!path)
		return -ENOTUNIQ;
	snprintf(path->name, sizeof(path->name), "session%u", session);
	bound(w, host, path);
	if (!session_address(w, session, path) && !path->netdev[0])
		return -ENOTUNIQ;
	return transport(w, host, path);
}

const struct ddt_root_kind ddt_iscsi_kind = {
	.name = "iscsi",
	.title = "iSCSI",
	.asked = { "iscsi:" },
	.disk = iscsi_disk,
	.unbind = "log in through an interface record without iface.net_ifacename: iscsiadm -m node -I default --login",
};
