/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a pool to the files of its boot servers. Below the output directory
 * each server has a directory by its name that mirrors its file system:
 * infolab/etc/dhcp/dhcpd.conf, virtdom/tftpboot/grub/post01.conf.
 */
#ifndef _DDT_RENDER_H
#define _DDT_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pool/pool.h"

struct ddt_output;

/**
 * struct ddt_outdir - a directory of generated files
 * @path: its name, for messages
 * @fd: the directory
 * @meta: its .ddom, with the lock, the manifest and what is being written
 * @lock: the lock
 * @out: what is to be there
 * @n: how many
 * @room: how many fit
 * @old: paths of the manifest, sorted
 * @nold: how many
 * @hash: of what is being rendered; 0 until set
 * @old_hash: of what was rendered last; 0: unknown, or it was cut short
 * @written: number of files and links written
 * @removed: number of those removed
 */
struct ddt_outdir {
	const char *path;
	int fd;
	int meta;
	int lock;
	struct ddt_output *out;
	size_t n;
	size_t room;
	char **old;
	size_t nold;
	uint64_t hash;
	uint64_t old_hash;
	unsigned int written;
	unsigned int removed;
};

int ddt_outdir_open(struct ddt_outdir *dir, const char *path, bool create);
int ddt_outdir_file(struct ddt_outdir *dir, const char *path, char *text,
		    size_t len);
int ddt_outdir_copy(struct ddt_outdir *dir, const char *path,
		    const char *source, bool unpack);
int ddt_outdir_commit(struct ddt_outdir *dir, bool complete);
void ddt_outdir_close(struct ddt_outdir *dir);

/* Bytes of a loader's path: a network's or host's name is a label of RFC 1035. */
#define DDT_LOADER_PATH		128

extern const struct ddt_pool_kinds ddt_render_kinds;

/**
 * struct ddt_render - files being made
 * @pool: from what
 * @dir: to where
 * @chosen: what each host boots, in the order of @pool->hosts
 * @used: bits of loaders, see ddt_loader_bits(), a row of profiles a network
 * @grub: directory with GRUB 2's platforms
 * @file: the file at hand
 * @text: what is in it
 * @len: its bytes
 * @err: the first error, negative errno
 */
struct ddt_render {
	const struct ddt_pool *pool;
	struct ddt_outdir *dir;
	const struct ddt_pool_profile **chosen;
	uint8_t *used;
	const char *grub;
	FILE *file;
	char *text;
	size_t len;
	int err;
};

/**
 * struct ddt_menu - what a host can choose from in the first stage
 * @host: host
 * @net: its network
 * @first: its server of the first stage
 * @entry: profiles
 * @n: how many
 * @chosen: which is booted by itself
 * @fallback: which when that cannot be loaded, -1: none
 */
struct ddt_menu {
	const struct ddt_pool_host *host;
	const struct ddt_pool_network *net;
	const struct ddt_pool_server *first;
	const struct ddt_pool_profile *entry[DDT_POOL_MENU_MAX + 3];
	unsigned int n;
	unsigned int chosen;
	int fallback;
};

int ddt_render_init(struct ddt_render *r, const struct ddt_pool *pool,
		    struct ddt_outdir *dir);
void ddt_render_free(struct ddt_render *r);
int ddt_render_all(struct ddt_render *r);
void ddt_render_host(struct ddt_render *r, const struct ddt_pool_host *host);
int ddt_choices_read(struct ddt_render *r);
int ddt_choice_write(struct ddt_outdir *dir, const struct ddt_pool_host *host,
		     const struct ddt_pool_profile *profile);

unsigned int ddt_loader_bits(const struct ddt_pool *pool,
			     const struct ddt_pool_host *host);
const char *ddt_loader_file(const struct ddt_loader *l,
			    enum ddt_firmware firmware,
			    const struct ddt_pool_network *net,
			    char path[DDT_LOADER_PATH]);

void ddt_menu_make(struct ddt_menu *menu, const struct ddt_render *r,
		   const struct ddt_pool_host *host);
bool ddt_menu_has(const struct ddt_render *r, const struct ddt_pool_host *host,
		  const struct ddt_pool_profile *profile);

bool ddt_vlans_root(const struct ddt_pool *pool,
		    const struct ddt_pool_profile *p);
bool ddt_vlans_boots(const struct ddt_pool *pool, const uint8_t *used,
		     const struct ddt_pool_network *net,
		     const struct ddt_pool_profile *p);

int ddt_render_image_dirs(const struct ddt_render *r);

int ddt_wol(const struct ddt_pool_host *host);

#endif /* _DDT_RENDER_H */
