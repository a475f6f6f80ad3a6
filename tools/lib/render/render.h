/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a pool to the files of its boot servers. Below the output directory
 * each server has a directory by its name that mirrors its file system:
 * infolab/etc/dhcp/dhcpd.conf, virtdom/tftpboot/grub/post01.conf.
 */
#ifndef _DDT_RENDER_H
#define _DDT_RENDER_H

#include "pool/pool.h"
#include "render/outdir.h"

#define DDT_RENDER_NOTE "Written by ddtool server render; changes will be lost."

/* Bits: syntaxes of boot menus. */
#define DDT_SYNTAX_GRUB2	1U
#define DDT_SYNTAX_LEGACY	2U
#define DDT_SYNTAX_IPXE		4U

/**
 * struct ddt_render - files being made
 * @pool: from what
 * @dir: to where
 * @chosen: what each host boots, in the order of @pool->hosts
 * @used: DDT_SYNTAX_ bits, a row of profiles a network
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

FILE *ddt_render_begin(struct ddt_render *r);
void ddt_render_end(struct ddt_render *r, const struct ddt_pool_server *server,
		    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void ddt_render_tftp(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void ddt_render_link(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *target, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void ddt_render_copy(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *source, bool unpack, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
unsigned int ddt_render_syntaxes(const struct ddt_pool_host *host);

void ddt_menu_make(struct ddt_menu *menu, const struct ddt_render *r,
		   const struct ddt_pool_host *host);
bool ddt_menu_has(const struct ddt_render *r, const struct ddt_pool_host *host,
		  const struct ddt_pool_profile *profile);
const struct ddt_pool_profile *
ddt_menu_second(const struct ddt_menu *menu,
		const struct ddt_pool_server *server);
bool ddt_menu_guarded(const struct ddt_menu *menu, unsigned int i);
void ddt_menu_path(const struct ddt_menu *menu, unsigned int i,
		   const char *suffix, char *path, size_t size);
void ddt_render_words(FILE *f, const char *text,
		      void (*word)(FILE *f, const char *word, size_t len));
void ddt_kernel_options(FILE *f, const struct ddt_pool_profile *p,
			const struct ddt_pool_network *net,
			void (*word)(FILE *f, const char *word, size_t len));

void ddt_render_grub2_first(struct ddt_render *r,
			    const struct ddt_pool_server *server);
void ddt_render_grub2(struct ddt_render *r, const struct ddt_menu *menu);
void ddt_render_grub2_profile(struct ddt_render *r,
			      const struct ddt_pool_network *net,
			      const struct ddt_pool_profile *p);
void ddt_render_legacy(struct ddt_render *r, const struct ddt_menu *menu);
void ddt_render_legacy_profile(struct ddt_render *r,
			       const struct ddt_pool_network *net,
			       const struct ddt_pool_profile *p);
void ddt_render_ipxe_first(struct ddt_render *r,
			   const struct ddt_pool_server *server);
size_t ddt_render_unpacked(const struct ddt_pool_profile *p);
void ddt_render_ipxe(struct ddt_render *r, const struct ddt_menu *menu);

void ddt_render_images(struct ddt_render *r);
int ddt_render_clashes(const struct ddt_render *r);
int ddt_render_image_dirs(const struct ddt_render *r);
int ddt_render_grub2_images(struct ddt_render *r,
			    const struct ddt_pool_server *server);

void ddt_render_isc(struct ddt_render *r, const struct ddt_pool_server *server);
void ddt_render_kea(struct ddt_render *r, const struct ddt_pool_server *server);
void ddt_render_dnsmasq(struct ddt_render *r,
			const struct ddt_pool_server *server);
void ddt_render_exports(struct ddt_render *r,
			const struct ddt_pool_server *server);
void ddt_render_tftpd(struct ddt_render *r,
		      const struct ddt_pool_server *server);

#endif /* _DDT_RENDER_H */
