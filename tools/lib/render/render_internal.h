/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share, but for those of the output directory.
 */
#ifndef _DDT_RENDER_INTERNAL_H
#define _DDT_RENDER_INTERNAL_H

#include "render/outdir_internal.h"
#include "render/render.h"

#define DDT_RENDER_NOTE "Written by ddtool server render; changes will be lost."

/* output.c */
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

/* menu.c */
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

/* boot loaders, one file each */
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

/* images.c, grub2_image.c */
void ddt_render_images(struct ddt_render *r);
int ddt_render_clashes(const struct ddt_render *r);
int ddt_render_grub2_images(struct ddt_render *r,
			    const struct ddt_pool_server *server);

/* DHCP servers, one file each; nfs.c */
void ddt_render_isc(struct ddt_render *r, const struct ddt_pool_server *server);
void ddt_render_kea(struct ddt_render *r, const struct ddt_pool_server *server);
void ddt_render_dnsmasq(struct ddt_render *r,
			const struct ddt_pool_server *server);
void ddt_render_exports(struct ddt_render *r,
			const struct ddt_pool_server *server);
void ddt_render_tftpd(struct ddt_render *r,
		      const struct ddt_pool_server *server);

#endif /* _DDT_RENDER_INTERNAL_H */
