// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which server the root file system comes from.
 *
 * Sources, the most direct first: the NFS mount at /; the NFS mount that the
 * lower directory of an overlay at / is on; the NFS volumes that the kernel
 * has in use although no mount of them is visible any more, as after a
 * switch_root; only then the kernel command line, which says what was asked
 * for and not what happened.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probe.h"
#include "root/server.h"

#define DDT_NFS_PORT		2049
#define DDT_LOWER_MAX		4096

const struct ddt_root_files ddt_root_files_default = {
	.mountinfo = "/proc/self/mountinfo",
	.mounts = "/proc/mounts",
	.volumes = "/proc/fs/nfsfs/volumes",
	.cmdline = "/proc/cmdline",
};

/**
 * ddt_server_from_mount() - take the server's address from an NFS mount
 * @m: the mount
 * @server: where it goes
 *
 * Return: 0, or -ENOENT when the mount has no usable address.
 */
static int ddt_server_from_mount(const struct ddt_mount *m,
				 struct ddom_probe *server)
{
	char value[DDT_PROBE_TEXT];

	if (!ddt_mount_option(m, "addr", value, sizeof(value)) ||
	    ddt_probe_parse(value, server))
		return -ENOENT;
	server->tcp_port = DDT_NFS_PORT;
	if (ddt_mount_option(m, "port", value, sizeof(value)) && atoi(value) > 0)
		server->tcp_port = (__u16)atoi(value);
	if (ddt_mount_option(m, "proto", value, sizeof(value)) &&
	    !strncmp(value, "udp", 3))
		server->tcp_port = 0;
	return 0;
}

/**
 * ddt_server_from_overlay() - follow the lower directories of an overlay
 * @mounts: all mounts
 * @overlay: the one at /
 * @root: filled in when a lower directory is on NFS
 *
 * Return: 0 or -ENOENT.
 */
static int ddt_server_from_overlay(const struct ddt_mounts *mounts,
				   const struct ddt_mount *overlay,
				   struct ddt_root_server *root)
{
	char lower[DDT_LOWER_MAX], *save = NULL, *dir;
	const struct ddt_mount *m;

	if (!ddt_mount_option(overlay, "lowerdir", lower, sizeof(lower)))
		return -ENOENT;
	for (dir = strtok_r(lower, ":", &save); dir;
	     dir = strtok_r(NULL, ":", &save)) {
		m = ddt_mounts_under(mounts, dir);
		if (!m || !ddt_mount_is_nfs(m) ||
		    ddt_server_from_mount(m, &root->server))
			continue;
		snprintf(root->why, sizeof(root->why),
			 "/ is an overlay over %.96s, on %.96s", dir, m->source);
		return 0;
	}
	return -ENOENT;
}

/**
 * ddt_volume_parse() - read one line of the kernel's list of NFS volumes
 * @line: "v3 0a000001 801 0:21 ..."
 * @server: where its server goes
 *
 * Return: 0 or -EINVAL.
 */
static int ddt_volume_parse(const char *line, struct ddom_probe *server)
{
	char version[8], hex[40];
	unsigned int port, byte, i;

	if (sscanf(line, "%7s %39s %x", version, hex, &port) != 3 ||
	    version[0] != 'v' || port > 65535)
		return -EINVAL;
	memset(server, 0, sizeof(*server));
	if (strlen(hex) != 8 && strlen(hex) != 32)
		return -EINVAL;
	server->family = strlen(hex) == 8 ? AF_INET : AF_INET6;
	for (i = 0; i < strlen(hex) / 2; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return -EINVAL;
		server->addr[i] = (__u8)byte;
	}
	server->tcp_port = port ? (__u16)port : DDT_NFS_PORT;
	return 0;
}

/**
 * ddt_server_from_volumes() - take the only server that is in use
 * @path: /proc/fs/nfsfs/volumes
 * @root: filled in
 *
 * Return: 0; -ENOENT without a volume; -ENOTUNIQ with several servers.
 */
static int ddt_server_from_volumes(const char *path,
				   struct ddt_root_server *root)
{
	struct ddom_probe one;
	char line[256];
	bool found = false;
	int err = 0;
	FILE *file;

	file = fopen(path, "re");
	if (!file)
		return -ENOENT;
	while (!err && fgets(line, sizeof(line), file)) {
		if (ddt_volume_parse(line, &one))
			continue;
		if (found && (one.family != root->server.family ||
			      memcmp(one.addr, root->server.addr,
				     sizeof(one.addr))))
			err = -ENOTUNIQ;
		root->server = one;
		found = true;
	}
	fclose(file);
	if (!err && !found)
		err = -ENOENT;
	if (!err)
		snprintf(root->why, sizeof(root->why),
			 "/ is an overlay; the only NFS server in use");
	return err;
}

/**
 * ddt_cmdline_field() - cut a field out of a command line parameter
 * @cmdline: kernel command line
 * @param: parameter with its "="
 * @index: which field, counted from 0
 * @buf: where it goes
 * @size: bytes at @buf
 *
 * Return: true when the parameter is there and the field is not empty.
 */
static bool ddt_cmdline_field(const char *cmdline, const char *param,
			      unsigned int index, char *buf, size_t size)
{
	const char *p = cmdline;
	size_t n;

	while ((p = strstr(p, param)) && p != cmdline && p[-1] != ' ')
		p++;
	if (!p)
		return false;
	p += strlen(param);
	for (; index; index--) {
		p += strcspn(p, ": \n");
		if (*p++ != ':')
			return false;
	}
	n = strcspn(p, ": \n");
	if (!n || n >= size)
		return false;
	memcpy(buf, p, n);
	buf[n] = '\0';
	return true;
}

/**
 * ddt_server_from_cmdline() - take the server that was asked for at boot
 * @path: /proc/cmdline
 * @root: filled in
 *
 * Return: 0 or -ENOENT.
 */
static int ddt_server_from_cmdline(const char *path,
				   struct ddt_root_server *root)
{
	char line[4096], value[DDT_PROBE_TEXT];
	FILE *file;
	char *ok;

	file = fopen(path, "re");
	if (!file)
		return -ENOENT;
	ok = fgets(line, sizeof(line), file);
	fclose(file);
	if (!ok)
		return -ENOENT;
	if ((ddt_cmdline_field(line, "nfsroot=", 0, value, sizeof(value)) &&
	     !ddt_probe_parse(value, &root->server)) ||
	    (ddt_cmdline_field(line, "ip=", 1, value, sizeof(value)) &&
	     !ddt_probe_parse(value, &root->server))) {
		root->server.tcp_port = DDT_NFS_PORT;
		snprintf(root->why, sizeof(root->why),
			 "no NFS mount to be seen; the kernel command line names %s",
			 value);
		return 0;
	}
	return -ENOENT;
}

/**
 * ddt_server_search() - go through the sources
 * @files: where to look
 * @mounts: all mounts
 * @root: filled in
 *
 * Return: 0, or -ENOENT when the root is not on NFS.
 */
static int ddt_server_search(const struct ddt_root_files *files,
			     const struct ddt_mounts *mounts,
			     struct ddt_root_server *root)
{
	const struct ddt_mount *m = ddt_mounts_at(mounts, "/");

	if (!m)
		return -ENOENT;
	snprintf(root->fstype, sizeof(root->fstype), "%s", m->fstype);
	if (ddt_mount_is_nfs(m)) {
		if (ddt_server_from_mount(m, &root->server))
			return ddt_server_from_volumes(files->volumes, root);
		snprintf(root->why, sizeof(root->why), "/ is %.200s", m->source);
		return 0;
	}
	if (strcmp(m->fstype, "overlay")) {
		snprintf(root->why, sizeof(root->why), "/ is %s, not NFS",
			 root->fstype);
		return -ENOENT;
	}
	if (!ddt_server_from_overlay(mounts, m, root) ||
	    !ddt_server_from_volumes(files->volumes, root) ||
	    !ddt_server_from_cmdline(files->cmdline, root))
		return 0;
	snprintf(root->why, sizeof(root->why),
		 "/ is an overlay, and nothing of it is on NFS");
	return -ENOENT;
}

/**
 * ddt_root_server_find() - find the server under the root
 * @files: where to look
 * @root: the answer
 *
 * Return: 0, with @root->found saying whether there is one; a negative errno
 * when the mounts cannot be read.
 */
int ddt_root_server_find(const struct ddt_root_files *files,
			 struct ddt_root_server *root)
{
	struct ddt_mounts mounts;
	bool old = false;
	FILE *file;
	int err;

	memset(root, 0, sizeof(*root));
	file = fopen(files->mountinfo, "re");
	if (!file && errno == ENOENT) {
		old = true;
		file = fopen(files->mounts, "re");
	}
	if (!file)
		return -errno;
	err = ddt_mounts_read(file, old, &mounts);
	fclose(file);
	if (err)
		return err;
	root->found = !ddt_server_search(files, &mounts, root);
	ddt_mounts_free(&mounts);
	return 0;
}
