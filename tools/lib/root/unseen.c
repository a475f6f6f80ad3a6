// SPDX-License-Identifier: GPL-2.0-only
/*
 * When something of the root is out of sight, as what an initramfs has mounted
 * is after a switch_root: the NFS volumes that the kernel has in use without a
 * mount to be seen, and the disks on the network; then the kernel command line,
 * which says what was asked for and not what happened. Unless that leads to one
 * server without a contradiction, it cannot be told.
 */
#include <errno.h>
#include <glob.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

#define DDT_NFS_PORT		2049

/**
 * struct asked - what the kernel command line says
 * @nfs: a root on NFS
 * @local: a root on a disk, perhaps one on the network
 * @disk: a root on a disk on the network
 * @copied: to be copied into memory
 * @named: its server by address, in @server
 * @server: the server
 */
struct asked {
	bool nfs;
	bool local;
	bool disk;
	bool copied;
	bool named;
	struct ddt_root_server server;
};

/* The server of SERVER:/PATH, //SERVER/PATH; one in brackets may have colons. */
static bool asked_server(struct asked *a, const char *value)
{
	struct ddt_root_path path = { .kind = &ddt_nfs_kind };
	char text[DDT_PROBE_TEXT];
	size_t len;

	if (!strncmp(value, "//", 2))
		value += 2;
	len = value[0] == '[' ? strcspn(value, "]") + 1 :
	      strcspn(value, ":/,");
	if (!len || len >= sizeof(text))
		return false;
	memcpy(text, value, len);
	text[len] = '\0';
	if (ddt_probe_parse(text, &path.server, path.scope))
		return false;
	path.server.tcp_port = DDT_NFS_PORT;
	snprintf(path.from, sizeof(path.from), "%s",
		 ddt_root_server_files.cmdline);
	a->server.paths[0] = path;
	a->server.npaths = 1;
	a->named = true;
	return true;
}

/* root= as the kernel, initramfs-tools and dracut have it. */
static void asked_root(struct asked *a, const char *value)
{
	static const char *const disks[] = {
		"/dev/", "LABEL=", "UUID=", "PARTUUID=", "PARTLABEL=", "ZFS=",
		"zfs:",
	};
	size_t i;

	if (!strncmp(value, "live:", 5))
		value += 5;
	if (!strncmp(value, "/dev/ram", 8))
		return;
	if (!strcmp(value, "/dev/nfs") || !strcmp(value, "nfs") ||
	    !strncmp(value, "dhcp", 4)) {
		a->nfs = true;
		return;
	}
	if (ddt_kind_asked(value)) {
		a->disk = true;
		return;
	}
	for (i = 0; i < sizeof(disks) / sizeof(disks[0]); i++)
		a->local |= !strncmp(value, disks[i], strlen(disks[i]));
	if (a->local)
		return;
	if (!strncmp(value, "nfs:", 4) || !strncmp(value, "nfs4:", 5)) {
		a->nfs = true;
		asked_server(a, strchr(value, ':') + 1);
	} else {
		a->nfs |= asked_server(a, value);
	}
}

/* ip=CLIENT:SERVER:...; what is in brackets may have colons. */
static void asked_ip(struct asked *a, const char *value)
{
	if (value[0] == '[')
		value += strcspn(value, "]");
	value = strchr(value, ':');
	if (value && !a->named)
		asked_server(a, value + 1);
}

static const char *after(const char *word, const char *name)
{
	size_t len = strlen(name);

	return strncmp(word, name, len) ? NULL : word + len;
}

static void asked_read(const char *path, struct asked *a)
{
	char line[4096], ip[256] = "", *save = NULL, *word;
	const char *value;
	FILE *file;

	memset(a, 0, sizeof(*a));
	file = fopen(path, "re");
	if (!file)
		return;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	for (word = strtok_r(line, " \t\n", &save); word;
	     word = strtok_r(NULL, " \t\n", &save)) {
		if ((value = after(word, "root=")) ||
		    (value = after(word, "netroot="))) {
			asked_root(a, value);
		} else if ((value = after(word, "nfsroot=")) ||
			   (value = after(word, "archiso_nfs_srv="))) {
			a->nfs = true;
			asked_server(a, value);
		} else if (!strcmp(word, "netboot=nfs") ||
			   !strcmp(word, "boot=nfs")) {
			a->nfs = true;
		} else if ((value = after(word, "ip="))) {
			snprintf(ip, sizeof(ip), "%.255s", value);
		} else if (!strcmp(word, "toram") ||
			   !strcmp(word, "rd.live.ram") ||
			   !strcmp(word, "rd.live.ram=1")) {
			a->copied = true;
		}
	}
	a->local &= !a->nfs;
	if (a->nfs && ip[0])
		asked_ip(a, ip);
}

/**
 * struct servers - the servers that it can be
 * @n: how many
 * @first: the first
 * @asked: the one of the command line is among them, as @named
 * @named: that one
 */
struct servers {
	unsigned int n;
	struct ddt_root_server first;
	bool asked;
	struct ddt_root_server named;
};

static void servers_add(struct servers *s, const struct asked *a,
			const struct ddt_root_server *one)
{
	if (a->named && ddt_walk_same_server(&a->server, one)) {
		s->asked = true;
		s->named = *one;
		/* which volumes lack */
		memcpy(s->named.paths[0].scope, a->server.paths[0].scope,
		       sizeof(one->paths[0].scope));
	}
	if (s->n && ddt_walk_same_server(&s->first, one))
		return;
	if (!s->n++)
		s->first = *one;
}

/* Of the volumes; hidden: only those without a mount to be seen. */
static void servers_of_volumes(const struct ddt_walk *w, const struct asked *a,
			       bool hidden, struct servers *s)
{
	struct ddt_root_server one = { 0 };
	unsigned int i;

	for (i = 0; i < w->nvolumes; i++) {
		if (hidden && ddt_mounts_dev(&w->mounts, w->volumes[i].dev))
			continue;
		one.npaths = 0;
		ddt_nfs_volume(&w->volumes[i], &one);
		servers_add(s, a, &one);
	}
}

/* Of the loop devices without a mount to be seen. */
static void servers_of_loops(struct ddt_walk *w, const struct asked *a,
			     struct servers *s)
{
	struct ddt_root_server one;
	unsigned int major, minor;
	char pattern[256];
	glob_t found;
	FILE *file;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/block/loop*/dev",
		 w->files->sys);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		file = fopen(found.gl_pathv[i], "re");
		if (!file)
			continue;
		memset(&one, 0, sizeof(one));
		if (fscanf(file, "%u:%u", &major, &minor) == 2 &&
		    !ddt_mounts_dev(&w->mounts, makedev(major, minor)) &&
		    !ddt_block_walk(w, makedev(major, minor), &one))
			servers_add(s, a, &one);
		fclose(file);
	}
	globfree(&found);
}

static int take(struct ddt_root_server *root, const struct ddt_root_server *s)
{
	memcpy(root->paths, s->paths, sizeof(root->paths));
	root->npaths = s->npaths;
	memcpy(root->image, s->image, sizeof(root->image));
	return 0;
}

static int cannot_tell(struct ddt_root_server *root, const char *why)
{
	ddt_walk_why(root, ", and %s", why);
	return -ENOTUNIQ;
}

/*
 * Without NFS, or whatever of it is in use if a disk was asked for: it can be a
 * disk on the network, if such disks are in use, and is one if that was asked
 * for.
 */
static int walk_disks(struct ddt_walk *w, const struct asked *a,
		      struct ddt_root_server *root)
{
	struct ddt_root_server one;
	unsigned int n = ddt_block_disks(w, &one);
	char why[DDT_WHY_MAX];

	if (!n && (w->nvolumes || !w->volumes_known))
		return cannot_tell(root, "no disk on the network is in use");
	if (!n) {
		ddt_walk_why(root, ", and no NFS server is in use");
		return -ENOENT;
	}
	if (n == 1 && a->disk && one.found) {
		ddt_walk_why(root,
			     "; %.96s, the only such disk in use, and one was asked for",
			     one.why);
		return take(root, &one);
	}
	snprintf(why, sizeof(why), "a disk on the network is in use: %.128s",
		 one.why);
	return cannot_tell(root, why);
}

/**
 * ddt_unseen_walk() - find the server of what is out of sight
 * @w: at its end
 * @root: filled in
 *
 * Return: as all steps, never -ENODATA.
 */
int ddt_unseen_walk(struct ddt_walk *w, struct ddt_root_server *root)
{
	struct servers hidden = { 0 }, any = { 0 };
	struct ddt_root_server disk;
	char text[DDT_PROBE_TEXT];
	struct asked a;

	asked_read(w->files->cmdline, &a);
	servers_of_volumes(w, &a, true, &hidden);
	if (a.nfs)
		servers_of_loops(w, &a, &hidden);
	servers_of_volumes(w, &a, false, &any);
	if (a.disk || (!w->nvolumes && w->volumes_known))
		return walk_disks(w, &a, root);
	if (!a.nfs && ddt_block_disks(w, &disk))
		return cannot_tell(root, "both NFS and a disk on the network are in use");
	if (a.local)
		return cannot_tell(root, "a root on a disk was asked for");
	if (a.named && !w->volumes_known) {
		ddt_walk_why(root, "; no NFS mount to be seen; the kernel command line names %s",
			     ddt_walk_server_text(&a.server, text,
						  sizeof(text)));
		return take(root, &a.server);
	}
	if (hidden.asked || (any.asked && !a.copied)) {
		ddt_walk_why(root, "; an NFS server in use that the kernel command line names");
		return take(root, hidden.asked ? &hidden.named : &any.named);
	}
	if (a.named)
		return cannot_tell(root, "the kernel command line names a server that is not in use");
	if (!hidden.n && a.nfs && !a.copied)
		hidden = any;
	if (hidden.n == 1) {
		ddt_walk_why(root, "; the only NFS server in use that it can be");
		return take(root, &hidden.first);
	}
	return cannot_tell(root, hidden.n ? "several NFS servers are in use" :
			   w->nvolumes ? "the NFS servers in use are other mounts'" :
			   "whether NFS is in use cannot be read");
}
