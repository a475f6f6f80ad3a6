// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on NFS: a mount says its server's address, and so does the kernel's
 * list of volumes for one that is out of sight.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

#define DDT_NFS_PORT		2049

/* "v3 0a000001 801 0:21 ..." */
static int volume_parse(const char *line, struct ddt_volume *v)
{
	unsigned int port, major, minor, byte;
	char version[8], hex[40];
	size_t i, len;

	if (sscanf(line, "%7s %39s %x %u:%u", version, hex, &port, &major,
		   &minor) != 5 || version[0] != 'v' || port > 65535)
		return -EINVAL;
	memset(v, 0, sizeof(*v));
	v->dev = makedev(major, minor);
	len = strlen(hex);
	if (len != 8 && len != 32)
		return -EINVAL;
	v->server.family = len == 8 ? AF_INET : AF_INET6;
	for (i = 0; i < len / 2; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return -EINVAL;
		v->server.addr[i] = (__u8)byte;
	}
	v->server.tcp_port = port ? (__u16)port : DDT_NFS_PORT;
	return 0;
}

/**
 * ddt_nfs_volumes_read() - read which NFS file systems are in use
 * @w: its volumes are filled in, to be freed
 *
 * Return: 0, also without the kernel's list; -ENOMEM.
 */
int ddt_nfs_volumes_read(struct ddt_walk *w)
{
	struct ddt_volume v, *grown;
	char line[256];
	int err = 0;
	FILE *file;

	file = fopen(w->files->volumes, "re");
	if (!file)
		return 0;
	while (!err && fgets(line, sizeof(line), file)) {
		w->volumes_known = true;
		if (volume_parse(line, &v))
			continue;
		grown = realloc(w->volumes,
				(w->nvolumes + 1) * sizeof(*grown));
		if (grown) {
			w->volumes = grown;
			w->volumes[w->nvolumes++] = v;
		} else {
			err = -ENOMEM;
		}
	}
	fclose(file);
	return err;
}

/**
 * ddt_nfs_volumes_dev() - find a volume
 * @w: with its volumes
 * @dev: its device
 *
 * Return: the volume, or NULL.
 */
const struct ddt_volume *ddt_nfs_volumes_dev(const struct ddt_walk *w,
					     dev_t dev)
{
	unsigned int i;

	for (i = 0; i < w->nvolumes; i++)
		if (w->volumes[i].dev == dev)
			return &w->volumes[i];
	return NULL;
}

/**
 * ddt_nfs_volume() - take the server of a volume
 * @v: the volume
 * @root: gets a path, if there is room
 *
 * Return: 0 or -ENOTUNIQ.
 */
int ddt_nfs_volume(const struct ddt_volume *v, struct ddt_root_server *root)
{
	struct ddt_root_path *path = ddt_path_add(root, &ddt_nfs_kind, NULL);

	if (!path)
		return -ENOTUNIQ;
	path->server = v->server;
	snprintf(path->from, sizeof(path->from), "%s",
		 ddt_root_server_files.volumes);
	return 0;
}

/*
 * RDMA that a driver makes of UDP (rdma_rxe) is received by the NIC that it was
 * made for, and no more when that is a port.
 */
static void rdma_find(const struct ddt_walk *w, struct ddt_root_path *path)
{
	char pattern[DDT_SYSFS_PATH];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/class/infiniband/*/parent",
		 w->files->sys);
	if (glob(pattern, 0, NULL, &found))
		return;
	if (found.gl_pathc == 1 &&
	    ddt_sysfs_read(path->netdev, sizeof(path->netdev), "%s",
			   found.gl_pathv[0]))
		path->bound_by = "proto=rdma";
	globfree(&found);
}

static int nfs_mount(struct ddt_walk *w, const struct ddt_mount *m,
		     struct ddt_root_server *root)
{
	const struct ddt_volume *v = ddt_nfs_volumes_dev(w, m->dev);
	struct ddom_probe server;
	struct ddt_root_path *path;
	char value[DDT_PROBE_TEXT], scope[DDOM_IFNAMSIZ] = "";
	const char *from = w->files->mountinfo;

	ddt_walk_why(root, "%.96s", m->source);
	if (ddt_mount_option(m, "addr", value, sizeof(value)) &&
	    !ddt_probe_parse(value, &server, scope)) {
		server.tcp_port = DDT_NFS_PORT;
	} else if (v) {
		server = v->server;
		scope[0] = '\0';
		from = w->files->volumes;
	} else {
		ddt_walk_why(root, ", whose server cannot be told");
		return -ENOTUNIQ;
	}
	path = ddt_path_add(root, &ddt_nfs_kind, NULL);
	if (!path)
		return -ENOTUNIQ;
	path->server = server;
	memcpy(path->scope, scope, sizeof(path->scope));
	snprintf(path->name, sizeof(path->name), "%.95s", m->source);
	snprintf(path->from, sizeof(path->from), "%.127s", from);
	if (ddt_mount_option(m, "port", value, sizeof(value)) &&
	    atoi(value) > 0)
		path->server.tcp_port = (__u16)atoi(value);
	if (ddt_mount_option(m, "proto", value, sizeof(value)) &&
	    strncmp(value, "tcp", 3)) {
		path->server.tcp_port = 0;
		if (!strncmp(value, "rdma", 4))
			rdma_find(w, path);
	}
	return 0;
}

const struct ddt_root_kind ddt_nfs_kind = {
	.name = "nfs",
	.title = "NFS",
	.fstypes = { "nfs", "nfs4" },
	.mount = nfs_mount,
};
