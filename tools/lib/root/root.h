/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the root file system is on: its server, the device that carries it, the
 * proof that it is alive, and doing without it for a moment.
 */
#ifndef _DDT_ROOT_H
#define _DDT_ROOT_H

#include <linux/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/print.h"
#include "netdev/links.h"
#include "plan.h"

#define DDT_WHY_MAX		384
#define DDT_ROOT_PATHS		8
#define DDT_ROOT_FROM		128
#define DDT_LOWER_DEVS		16
#define DDT_ROOT_TEXT		2048

struct ddt_root_kind;

/**
 * struct ddt_root_via - the network device that a path goes through
 * @ifindex: output device of the route to the server, the one that its
 *	link-local address is on, or the one that the path is known to use; 0
 *	when there is none
 * @name: its name
 * @kind: "bridge", "vlan", ..., "" for a device without a kind
 * @port: its name, or the port it is made of when it is a bridge; "" when
 *	that is not one device
 * @lower: devices that it is stacked on, those below them too: the nearer first
 * @depth: of each, how far it is below
 * @nlower: how many
 */
struct ddt_root_via {
	unsigned int ifindex;
	char name[IFNAMSIZ];
	char kind[IFNAMSIZ];
	char port[IFNAMSIZ];
	char lower[DDT_LOWER_DEVS][IFNAMSIZ];
	unsigned char depth[DDT_LOWER_DEVS];
	unsigned int nlower;
};

/**
 * struct ddt_root_path - a way from the root to the network; a root on several
 *	disks, or on one of several sessions, has several
 * @kind: iSCSI, NFS, ...
 * @name: what it is of its kind: session1, nvme0, e0.0, 10.0.0.1:/srv
 * @disk: the block device that is read to prove it alive, "": a file system
 * @dev: its number
 * @server: the server's address, and its TCP port unless it has none; the
 *	family is 0 when there is no address, or none that can be told
 * @scope: the device of a link-local @server, by name or number; "": not said
 * @netdev: the device that it uses, whatever the routes say; "": the routes'
 * @bound_by: the setting that binds it to @netdev, "": none does
 * @from: the file that says so
 * @via: the network device
 */
struct ddt_root_path {
	const struct ddt_root_kind *kind;
	char name[96];
	char disk[32];
	dev_t dev;
	struct ddom_probe server;
	char scope[DDOM_IFNAMSIZ];
	char netdev[IFNAMSIZ];
	const char *bound_by;
	char from[DDT_ROOT_FROM];
	struct ddt_root_via via;
};

/**
 * struct ddt_root_server - what is under the root
 * @found: the root is on the network; otherwise only @fstype, @why and
 *	@unknown are set
 * @unknown: it may be, and cannot be told; @why says so
 * @fstype: type of the file system at /
 * @paths: the ways to it
 * @npaths: how many, one or more when @found
 * @image: file on the server that holds the root, "": none, or out of sight
 * @upper: of an overlay, the directory with what is not on the server, "": none
 * @why: how it was found, for people
 */
struct ddt_root_server {
	bool found;
	bool unknown;
	char fstype[32];
	struct ddt_root_path paths[DDT_ROOT_PATHS];
	unsigned int npaths;
	char image[256];
	char upper[256];
	char why[DDT_WHY_MAX];
};

/**
 * struct ddt_root_dev - the device under the root
 * @server: the server, and whether there is one
 * @via: the network device of all paths; none when they have not the same
 */
struct ddt_root_dev {
	struct ddt_root_server server;
	struct ddt_root_via via;
};

int ddt_root_dev_find(struct ddt_root_dev *root);
int ddt_root_dev_find_in(struct ddt_root_dev *root, struct ddt_links *links);
void ddt_root_dev_print(struct ddt_print *p, const struct ddt_root_dev *root);
const char *ddt_root_dev_server(const struct ddt_root_dev *root, char *buf,
				size_t size);
void ddt_root_dev_text(const struct ddt_root_dev *root, char *buf, size_t size);

bool ddt_kind_asked(const char *root);

/**
 * struct ddt_root_form - in which form a root that many share is run, as
 *	ddinit(8) makes it
 * @kind: "links", "overlay" or "image", as pool.conf has it; NULL: in none
 * @fstype: of an overlay, the type of the file system below
 * @image: file of the image with its version, as the export has it; "": none
 * @ram: the image has been copied into memory
 * @memory: where what is written is, "": nothing bounds it
 * @used: bytes written there
 * @bound: how many there may be
 * @full: less than a hundredth is left
 * @files_full: there may be no more files
 */
struct ddt_root_form {
	const char *kind;
	char fstype[32];
	char image[256];
	bool ram;
	char memory[32];
	uint64_t used;
	uint64_t bound;
	bool full;
	bool files_full;
};

int ddt_root_form_find(struct ddt_root_form *form);
void ddt_root_form_newer(const struct ddt_root_form *form, char *name,
			 size_t size);
void ddt_root_form_text(const struct ddt_root_form *form, char *buf,
			size_t size);
void ddt_root_form_print(struct ddt_print *p, const struct ddt_root_form *form);

bool ddt_path_is_nfs(const struct ddt_root_server *root);
int ddt_root_dev_route(const struct ddt_root_path *path, char *name);
bool ddt_path_on(const struct ddt_root_path *path, const char *port,
		 const char *bridge);
bool ddt_path_over(const struct ddt_root_path *path, const char *netdev);
bool ddt_path_sends(const struct ddt_root_path *path, const char *netdev);

/**
 * struct ddt_path_cut - why a path dies with a move
 * @id: kind of finding, for programs
 * @what: what it is
 * @advice: what to do about it
 * @command: by this, "": by none
 */
struct ddt_path_cut {
	const char *id;
	char what[DDT_WHY_MAX];
	char advice[160];
	char command[160];
};

bool ddt_path_cut(const struct ddt_root_path *path, const char *leaves,
		  const char *to, struct ddt_path_cut *cut);

/**
 * struct ddt_uncached_what - what is read
 * @path: a file, "": none can be
 * @disks: and these disks
 * @ndisks: how many
 */
struct ddt_uncached_what {
	char path[256];
	char disks[DDT_ROOT_PATHS][32];
	unsigned int ndisks;
};

/**
 * struct ddt_uncached - a child that is ready to read
 * @pid: the child, 0 when there is none
 * @ask: file descriptor to write to: read now
 * @answer: file descriptor to read from: the result
 * @what: what it reads, once it has
 */
struct ddt_uncached {
	pid_t pid;
	int ask;
	int answer;
	struct ddt_uncached_what what;
};

int ddt_uncached_start(struct ddt_uncached *u,
		       const struct ddt_root_server *root, int timeout_ms);
int ddt_uncached_read(struct ddt_uncached *u, int timeout_ms, uint64_t *time_ns);
void ddt_uncached_text(const struct ddt_uncached *u, char *buf, size_t size);
void ddt_uncached_stop(struct ddt_uncached *u);

int ddt_stay_in_memory(void);
void ddt_stay_block_signals(sigset_t *old);
void ddt_stay_restore_signals(const sigset_t *old);

#endif /* _DDT_ROOT_H */
