// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a server serves besides DHCP: /etc/exports, tftpd-hpa's defaults, and
 * the places for hypervisors and kernels.
 */
#include <string.h>

#include "render/render_internal.h"

/**
 * ddt_serve_exports() - what a server exports
 * @r: files being made
 * @server: server
 */
void ddt_serve_exports(struct ddt_render *r,
		       const struct ddt_pool_server *server)
{
	const struct ddt_pool *pool = r->pool;
	char ip[INET_ADDRSTRLEN];
	unsigned int i, n;
	FILE *f = NULL;
	bool any;

	for (i = 0; i < pool->nexports; i++) {
		const struct ddt_pool_export *e = &pool->exports[i];

		if (e->server != server)
			continue;
		if (!f) {
			f = ddt_output_begin(r);
			if (!f)
				return;
			fputs("# " DDT_RENDER_NOTE "\n", f);
		}
		any = false;
		for (n = 0; n < pool->nnetworks; n++) {
			const struct ddt_pool_network *net = &pool->networks[n];

			if (!ddt_net_exported(pool, e, net))
				continue;
			if (!any)
				fputs(e->path, f);
			any = true;
			fprintf(f, " %s/%u(%s,%s)",
				ddt_text_ip(net->subnet, ip), net->prefix,
				e->writable ? "rw" : "ro", e->options);
		}
		if (any)
			putc('\n', f);
	}
	if (f)
		ddt_output_end(r, server, "etc/exports");
}

/**
 * ddt_serve_tftpd() - how a server serves its TFTP root
 * @r: files being made
 * @server: server
 */
void ddt_serve_tftpd(struct ddt_render *r, const struct ddt_pool_server *server)
{
	FILE *f = ddt_output_begin(r);

	if (!f)
		return;
	fprintf(f, "# " DDT_RENDER_NOTE "\n"
		"TFTP_USERNAME=\"tftp\"\n"
		"TFTP_DIRECTORY=\"%s\"\n"
		"TFTP_ADDRESS=\":69\"\n"
		"TFTP_OPTIONS=\"--secure\"\n", server->tftp_root);
	ddt_output_end(r, server, "etc/default/tftpd-hpa");
}
