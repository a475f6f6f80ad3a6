// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a namespace of NVMe over TCP or RDMA: a controller says where its
 * target is, and whether it is bound to a network device (host_iface). With
 * multipathing the disk is its subsystem's, which has several controllers.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

/* A value of "traddr=10.0.0.1,trsvcid=4420,host_iface=eth0". */
static bool value_of(const char *address, const char *name, char *value,
		     size_t size)
{
	size_t len = strlen(name), n;
	const char *p;

	for (p = address; *p; p += strspn(p, ",")) {
		n = strcspn(p, ",\n");
		if (n > len && !strncmp(p, name, len) && p[len] == '=' &&
		    n - len - 1 < size) {
			snprintf(value, size, "%.*s", (int)(n - len - 1),
				 p + len + 1);
			return true;
		}
		p += n;
		if (*p == '\n')
			break;
	}
	return false;
}

/* One controller's way; -ENOENT when it is on no network of ours. */
static int controller(const char *dir, const struct ddt_disk *disk,
		      struct ddt_root_server *root)
{
	char transport[16], address[256], value[DDT_PROBE_TEXT];
	struct ddt_root_path *path;
	bool tcp;

	if (!ddt_sysfs_read(transport, sizeof(transport), "%s/transport", dir))
		return -ENOENT;
	tcp = !strcmp(transport, "tcp");
	if (!tcp && strcmp(transport, "rdma"))
		return -ENOENT;
	path = ddt_path_add(root, &ddt_nvme_kind, disk);
	if (!path ||
	    !ddt_sysfs_read(address, sizeof(address), "%s/address", dir) ||
	    !value_of(address, "traddr", value, sizeof(value)) ||
	    ddt_probe_parse(value, &path->server, path->scope))
		return -ENOTUNIQ;
	snprintf(path->name, sizeof(path->name), "%.15s", strrchr(dir, '/') + 1);
	snprintf(path->from, sizeof(path->from), "%s/address", dir);
	if (tcp && value_of(address, "trsvcid", value, sizeof(value)))
		path->server.tcp_port = (__u16)atoi(value);
	if (value_of(address, "host_iface", value, sizeof(value))) {
		snprintf(path->netdev, sizeof(path->netdev), "%.15s", value);
		path->bound_by = "host_iface";
	}
	return 0;
}

static int nvme_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		     struct ddt_root_server *root)
{
	char dir[DDT_SYSFS_PATH], pattern[DDT_SYSFS_PATH + 16];
	int err, all = -ENOENT;
	glob_t found;
	size_t i;

	(void)w;
	if (strncmp(disk->name, "nvme", 4))
		return -ENOENT;
	snprintf(dir, sizeof(dir), "%s", disk->path);
	*strrchr(dir, '/') = '\0';
	err = controller(dir, disk, root);
	if (err != -ENOENT)
		return err;
	snprintf(pattern, sizeof(pattern), "%s/nvme*", dir);
	if (glob(pattern, 0, NULL, &found))
		return -ENOENT;
	for (i = 0; i < found.gl_pathc && all != -ENOTUNIQ; i++) {
		err = controller(found.gl_pathv[i], disk, root);
		if (err != -ENOENT)
			all = err;
	}
	globfree(&found);
	return all;
}

const struct ddt_root_kind ddt_nvme_kind = {
	.name = "nvme",
	.title = "NVMe over fabrics",
	.disk = nvme_disk,
	.unbind = "connect without --host-iface",
};
