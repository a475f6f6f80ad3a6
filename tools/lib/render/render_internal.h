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
FILE *ddt_output_begin(struct ddt_render *r);
void ddt_output_end(struct ddt_render *r, const struct ddt_pool_server *server,
		    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void ddt_output_tftp(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void ddt_output_link(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *target, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void ddt_output_copy(struct ddt_render *r, const struct ddt_pool_server *server,
		     const char *source, bool unpack, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* menu.c */
const struct ddt_pool_profile *
ddt_menu_second(const struct ddt_menu *menu,
		const struct ddt_pool_server *server);
bool ddt_menu_guarded(const struct ddt_menu *menu, unsigned int i);
void ddt_menu_path(const struct ddt_menu *menu, unsigned int i,
		   const char *suffix, char *path, size_t size);
void ddt_menu_words(FILE *f, const char *text,
		    void (*word)(FILE *f, const char *word, size_t len));
void ddt_menu_kernel_options(FILE *f, const struct ddt_pool_profile *p,
			     const struct ddt_pool_network *net,
			     void (*word)(FILE *f, const char *word,
					  size_t len));

/* boot loaders and DHCP servers, one file each; kinds.c lists them */
extern const struct ddt_loader ddt_grub2_loader, ddt_grub_legacy_loader,
			       ddt_ipxe_loader;
extern const struct ddt_dhcp ddt_isc_dhcp, ddt_kea_dhcp, ddt_dnsmasq_dhcp;

/* loader.c */
const char *ddt_loader_menu(const struct ddt_pool_host *host,
			    char path[DDT_LOADER_PATH]);

/* images.c, grub2_image.c, vlans.c, disks.c, serve.c */
size_t ddt_images_unpacked(const struct ddt_pool_profile *p);
void ddt_render_images(struct ddt_render *r);
int ddt_images_clash(const struct ddt_render *r);
int ddt_render_grub2_images(struct ddt_render *r,
			    const struct ddt_pool_server *server,
			    const struct ddt_loader *loader);
void ddt_render_vlans(struct ddt_render *r);
void ddt_render_disks(struct ddt_render *r,
		      const struct ddt_pool_server *server);
void ddt_serve_exports(struct ddt_render *r,
		       const struct ddt_pool_server *server);
void ddt_serve_tftpd(struct ddt_render *r,
		     const struct ddt_pool_server *server);

#endif /* _DDT_RENDER_INTERNAL_H */
