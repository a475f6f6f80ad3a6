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

/* boot loaders and DHCP servers, one file each; kinds.c lists them */
extern const struct ddt_loader ddt_loader_grub2, ddt_loader_legacy,
			       ddt_loader_ipxe;
extern const struct ddt_dhcp ddt_dhcp_isc, ddt_dhcp_kea, ddt_dhcp_dnsmasq;

/* loader.c */
const char *ddt_loader_menu(const struct ddt_pool_host *host,
			    char path[DDT_LOADER_PATH]);

/* images.c, grub2_image.c, serve.c */
size_t ddt_render_unpacked(const struct ddt_pool_profile *p);
void ddt_render_images(struct ddt_render *r);
int ddt_render_clashes(const struct ddt_render *r);
int ddt_render_grub2_images(struct ddt_render *r,
			    const struct ddt_pool_server *server,
			    const struct ddt_loader *loader);
void ddt_render_exports(struct ddt_render *r,
			const struct ddt_pool_server *server);
void ddt_render_tftpd(struct ddt_render *r,
		      const struct ddt_pool_server *server);

#endif /* _DDT_RENDER_INTERNAL_H */
