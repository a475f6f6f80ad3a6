/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the root is made of: a layer is an entry of the table in server.c and a
 * function that follows it one layer down; what is on the network is a kind, an
 * entry of the table in kind.c and a file.
 */
#ifndef _DDT_ROOT_SERVER_INTERNAL_H
#define _DDT_ROOT_SERVER_INTERNAL_H

#include "root/mounts_internal.h"
#include "root/root.h"

#define DDT_ROOT_DEPTH		8
#define DDT_SYSFS_PATH		512
#define DDT_KIND_FSTYPES	2
#define DDT_KIND_ASKED		2

/**
 * struct ddt_root_files - where to look
 * @mountinfo: /proc/self/mountinfo
 * @mounts: /proc/mounts, where there is no such file
 * @volumes: /proc/fs/nfsfs/volumes
 * @cmdline: /proc/cmdline
 * @sys: /sys
 * @proc: /proc
 * @dev: /dev, NULL: block devices are not asked
 * @root: what stands before "/", NULL: no file is looked at
 */
struct ddt_root_files {
	const char *mountinfo;
	const char *mounts;
	const char *volumes;
	const char *cmdline;
	const char *sys;
	const char *proc;
	const char *dev;
	const char *root;
};

extern const struct ddt_root_files ddt_root_server_files;

int ddt_root_server_find(const struct ddt_root_files *files,
			 struct ddt_root_server *root);

int ddt_root_form_find_in(const struct ddt_root_files *files,
			  struct ddt_root_form *form);

/**
 * struct ddt_volume - an NFS file system that the kernel has in use
 * @dev: its device
 * @server: who exports it
 */
struct ddt_volume {
	dev_t dev;
	struct ddom_probe server;
};

struct ddt_walk;

/*
 * A step on the way down. Returns 0, the server and why are filled in; -ENOENT,
 * nothing below is on NFS; -ENODATA, something below is out of sight;
 * -ENOTUNIQ, it cannot be told, and why says so.
 */
typedef int ddt_walk_fn(struct ddt_walk *w, const struct ddt_mount *m,
			struct ddt_root_server *root);

/**
 * struct ddt_walk - on the way down
 * @mount: goes on with a mount, see ddt_walk_fn; a layer calls it for what is
 *	below
 * @files: where to look
 * @mounts: all mounts
 * @volumes: all volumes in use
 * @nvolumes: how many
 * @volumes_known: the kernel's list could be read
 * @at: the mounts passed
 * @depth: how many
 */
struct ddt_walk {
	ddt_walk_fn *mount;
	const struct ddt_root_files *files;
	struct ddt_mounts mounts;
	struct ddt_volume *volumes;
	unsigned int nvolumes;
	bool volumes_known;
	const struct ddt_mount *at[DDT_ROOT_DEPTH];
	unsigned int depth;
};

/**
 * struct ddt_disk - a block device that is made of no other
 * @dev: its number
 * @name: its name in sysfs, as "etherd!e0.0"
 * @shown: and in /dev
 * @path: its directory in sysfs, without any link
 */
struct ddt_disk {
	dev_t dev;
	char name[32];
	char shown[32];
	char path[DDT_SYSFS_PATH];
};

/**
 * struct ddt_root_kind - something on the network that a root can be on
 * @name: for programs
 * @title: for people
 * @fstypes: types of file systems that it is mounted as
 * @asked: what root= begins with that asks for such a disk
 * @mount: follows one of them to its server
 * @disk: or follows a disk there: adds its paths, all of them; -ENOENT when it
 *	is of another kind
 * @seek: a file below /dev: written to, it makes the driver look for its disks
 *	again, by all devices
 * @sends: does the driver send by a network device, and keep it from going
 * @unbind: what is to be done about a path that is bound to a network device
 * @cut: does a path die when @leaves does not receive any more but as @to? then
 *	it says why
 */
struct ddt_root_kind {
	const char *name;
	const char *title;
	const char *fstypes[DDT_KIND_FSTYPES];
	const char *asked[DDT_KIND_ASKED];
	ddt_walk_fn *mount;
	int (*disk)(struct ddt_walk *w, const struct ddt_disk *disk,
		    struct ddt_root_server *root);
	const char *seek;
	bool (*sends)(const struct ddt_root_path *path, const char *netdev);
	const char *unbind;
	bool (*cut)(const struct ddt_root_files *files,
		    const struct ddt_root_path *path, const char *leaves,
		    const char *to, struct ddt_path_cut *cut);
};

/* the kinds, a file each */
extern const struct ddt_root_kind ddt_nfs_kind;
extern const struct ddt_root_kind ddt_cifs_kind;
extern const struct ddt_root_kind ddt_iscsi_kind;
extern const struct ddt_root_kind ddt_nvme_kind;
extern const struct ddt_root_kind ddt_aoe_kind;
extern const struct ddt_root_kind ddt_nbd_kind;
extern const struct ddt_root_kind ddt_fcoe_kind;

/* kind.c */
ddt_walk_fn *ddt_kind_mount(const char *fstype);
int ddt_kind_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		  struct ddt_root_server *root);

/* overlay.c, image.c, block.c: the layers */
ddt_walk_fn ddt_overlay_walk;
ddt_walk_fn ddt_root_image_erofs;
int ddt_root_image_loop(struct ddt_walk *w, dev_t dev, const char *name,
		  struct ddt_root_server *root);
ddt_walk_fn ddt_block_mount;
int ddt_block_walk(struct ddt_walk *w, dev_t dev,
			 struct ddt_root_server *root);
unsigned int ddt_block_disks(struct ddt_walk *w, struct ddt_root_server *root);

/* path.c */
struct ddt_root_path *ddt_path_add(struct ddt_root_server *root,
				   const struct ddt_root_kind *kind,
				   const struct ddt_disk *disk);
bool ddt_path_same(const struct ddt_root_path *a,
		   const struct ddt_root_path *b);
const char *ddt_path_server(const struct ddt_root_path *path, char *buf,
			    size_t size);
size_t ddt_path_name(const struct ddt_root_path *path, char *buf, size_t size);
size_t ddt_path_text(const struct ddt_root_path *path, char *buf, size_t size);
void ddt_path_print(struct ddt_print *p, const struct ddt_root_path *path);
bool ddt_path_cut_in(const struct ddt_root_files *files,
		     const struct ddt_root_path *path, const char *leaves,
		     const char *to, struct ddt_path_cut *cut);

/* sysfs.c */
bool ddt_sysfs_read(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool ddt_sysfs_is_netdev(const struct ddt_root_files *files, const char *name);

int ddt_nfs_volumes_read(struct ddt_walk *w);
int ddt_nfs_volume(const struct ddt_volume *v, struct ddt_root_server *root);
const struct ddt_volume *ddt_nfs_volumes_dev(const struct ddt_walk *w,
					     dev_t dev);
int ddt_unseen_walk(struct ddt_walk *w, struct ddt_root_server *root);

/* walk.c */
int ddt_walk_local(const struct ddt_mount *m, struct ddt_root_server *root);
bool ddt_walk_enters(const struct ddt_walk *w, const struct ddt_mount *m);
void ddt_walk_why(struct ddt_root_server *root, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool ddt_walk_same_server(const struct ddt_root_server *a,
			  const struct ddt_root_server *b);
const char *ddt_walk_server_text(const struct ddt_root_server *root, char *buf,
				 size_t size);

#endif /* _DDT_ROOT_SERVER_INTERNAL_H */
