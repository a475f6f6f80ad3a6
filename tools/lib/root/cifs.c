// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root on a server of CIFS: its mount says the address.
 */
#include <errno.h>
#include <stdlib.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

#define DDT_CIFS_PORT		445

static int cifs_mount(struct ddt_walk *w, const struct ddt_mount *m,
		      struct ddt_root_server *root)
{
	char value[DDT_PROBE_TEXT];
	struct ddt_root_path *path;

	ddt_walk_why(root, "%.32s (%.96s)", m->fstype, m->source);
	path = ddt_path_add(root, &ddt_cifs_kind, NULL);
	if (!path || !ddt_mount_option(m, "addr", value, sizeof(value)) ||
	    ddt_probe_parse(value, &path->server, path->scope)) {
		ddt_walk_why(root, ", whose server cannot be told");
		return -ENOTUNIQ;
	}
	path->server.tcp_port = DDT_CIFS_PORT;
	if (ddt_mount_option(m, "port", value, sizeof(value)) &&
	    atoi(value) > 0)
		path->server.tcp_port = (__u16)atoi(value);
	if (ddt_mount_option(m, "rdma", value, sizeof(value)))
		path->server.tcp_port = 0;
	snprintf(path->name, sizeof(path->name), "%.95s", m->source);
	snprintf(path->from, sizeof(path->from), "%s", w->files->mountinfo);
	return 0;
}

const struct ddt_root_kind ddt_cifs_kind = {
	.name = "cifs",
	.title = "CIFS",
	.fstypes = { "cifs", "smb3" },
	.mount = cifs_mount,
};
