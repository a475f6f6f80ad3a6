/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which server the root file system comes from, found by effect: by what is
 * mounted, not by what somebody asked for.
 */
#ifndef _DDT_ROOT_SERVER_H
#define _DDT_ROOT_SERVER_H

#include <stdbool.h>
#include <stdio.h>

#include "plan.h"
#include "root/mountinfo.h"

#define DDT_WHY_MAX		384

/**
 * struct ddt_root_server - the server under the root
 * @found: the root is on NFS; otherwise only @fstype, @why and @unknown are set
 * @unknown: it may be on a server that cannot be told; @why says so
 * @fstype: type of the file system at /
 * @server: its address, and the TCP port unless mounted over UDP or RDMA
 * @scope: the device of a link-local @server, by name or number; "": not said
 * @image: file on the server that holds the root, "": none, or out of sight
 * @why: how it was found, for people
 */
struct ddt_root_server {
	bool found;
	bool unknown;
	char fstype[32];
	struct ddom_probe server;
	char scope[DDOM_IFNAMSIZ];
	char image[256];
	char why[DDT_WHY_MAX];
};

/**
 * struct ddt_root_files - where to look
 * @mountinfo: /proc/self/mountinfo
 * @mounts: /proc/mounts, where there is no such file
 * @volumes: /proc/fs/nfsfs/volumes
 * @cmdline: /proc/cmdline
 * @sys: /sys
 * @dev: /dev, NULL: block devices are not asked
 * @root: what stands before "/", NULL: no file is looked at
 */
struct ddt_root_files {
	const char *mountinfo;
	const char *mounts;
	const char *volumes;
	const char *cmdline;
	const char *sys;
	const char *dev;
	const char *root;
};

extern const struct ddt_root_files ddt_root_files_default;

int ddt_root_server_find(const struct ddt_root_files *files,
			 struct ddt_root_server *root);

#endif /* _DDT_ROOT_SERVER_H */
