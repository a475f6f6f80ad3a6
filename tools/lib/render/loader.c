// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boot loaders: which a host needs, and where their files are.
 */
#include <string.h>

#include "render/render_internal.h"

/**
 * ddt_loader_bits() - the boot loaders that need a host's menu
 * @pool: pool
 * @host: host
 *
 * Return: its own and that one's helper, bits as the pool's kinds count.
 */
unsigned int ddt_loader_bits(const struct ddt_pool *pool,
			     const struct ddt_pool_host *host)
{
	const struct ddt_loader *const *l = pool->kinds->loader;
	unsigned int i, bits = 0;

	for (i = 0; l[i]; i++)
		if (l[i] == host->loader || l[i] == host->loader->helper)
			bits |= 1U << i;
	return bits;
}

/**
 * ddt_loader_file() - what firmware loads
 * @l: boot loader
 * @firmware: firmware
 * @net: network of the host, NULL: any with a DHCP server of the pool
 * @path: where to
 *
 * Return: @path, below the TFTP root; NULL: there is none for it.
 */
const char *ddt_loader_file(const struct ddt_loader *l,
			    enum ddt_firmware firmware,
			    const struct ddt_pool_network *net,
			    char path[DDT_LOADER_PATH])
{
	const char *file = l->file[firmware];
	int dir;

	if (!file)
		return NULL;
	dir = l->networks && net && net->proxy ?
	      (int)(strchr(file, '/') + 1 - file) : 0;
	snprintf(path, DDT_LOADER_PATH, "%.*s%s%s%s%s", dir, file,
		 dir ? "networks/" : "", dir ? net->id.name : "",
		 dir ? "/" : "", file + dir);
	return path;
}

/**
 * ddt_loader_menu() - where a host's menu is that DHCP names
 * @host: host
 * @path: where to
 *
 * Return: @path, below the TFTP root.
 */
const char *ddt_loader_menu(const struct ddt_pool_host *host,
			    char path[DDT_LOADER_PATH])
{
	const struct ddt_loader *l = host->loader->helper ?: host->loader;

	snprintf(path, DDT_LOADER_PATH, "/%s/%s.%s", l->dir, host->id.name,
		 l->suffix);
	return path;
}
