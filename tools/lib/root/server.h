/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which server the root file system comes from, found by effect: by what is
 * mounted, not by what somebody asked for.
 */
#ifndef _DDT_ROOT_SERVER_H
#define _DDT_ROOT_SERVER_H

#include <stdbool.h>
#include <stdio.h>

#include "root/mountinfo.h"
#include "plan.h"

#define DDT_WHY_MAX		256

/**
 * struct ddt_root_server - the server under the root
 * @found: the root is on NFS; otherwise only @fstype and @why are set
 * @fstype: type of the file system at /
 * @server: its address, and the TCP port unless mounted over UDP
 * @why: how it was found, for people
 */
struct ddt_root_server {
	bool found;
	char fstype[32];
	struct ddom_probe server;
	char why[DDT_WHY_MAX];
};

/**
 * struct ddt_root_files - where to look
 * @mountinfo: /proc/self/mountinfo
 * @mounts: /proc/mounts, where there is no such file
 * @volumes: /proc/fs/nfsfs/volumes
 * @cmdline: /proc/cmdline
 */
struct ddt_root_files {
	const char *mountinfo;
	const char *mounts;
	const char *volumes;
	const char *cmdline;
};

extern const struct ddt_root_files ddt_root_files_default;

int ddt_root_server_find(const struct ddt_root_files *files,
			 struct ddt_root_server *root);

#endif /* _DDT_ROOT_SERVER_H */
