// SPDX-License-Identifier: GPL-2.0-only
/*
 * Networks of a pool: what is in one, and what it reaches.
 */
#include "pool/pool.h"

/**
 * ddt_net_mask() - netmask of a prefix
 * @prefix: bits, 1 to 32
 *
 * Return: the mask, host byte order.
 */
uint32_t ddt_net_mask(unsigned int prefix)
{
	return ~0U << (32 - prefix);
}

/**
 * ddt_net_inside() - does an address belong to a network?
 * @net: network
 * @addr: address
 *
 * Return: true when it does.
 */
bool ddt_net_inside(const struct ddt_pool_network *net, uint32_t addr)
{
	return (addr & ddt_net_mask(net->prefix)) == net->subnet;
}

/**
 * ddt_net_server_addr() - by which address a network reaches a server
 * @server: server
 * @net: network
 *
 * Return: the server's address in @net, else its first; host byte order.
 */
uint32_t ddt_net_server_addr(const struct ddt_pool_server *server,
			     const struct ddt_pool_network *net)
{
	unsigned int i;

	for (i = 0; i < server->addrs.n; i++)
		if (ddt_net_inside(net, server->addrs.addr[i]))
			return server->addrs.addr[i];
	return server->addrs.addr[0];
}

/**
 * ddt_net_exported() - is a directory exported to a network?
 * @pool: pool
 * @export: export
 * @net: network
 *
 * Without a list of networks it is to those in which the server has an address.
 *
 * Return: true when it is.
 */
bool ddt_net_exported(const struct ddt_pool *pool,
		      const struct ddt_pool_export *export,
		      const struct ddt_pool_network *net)
{
	unsigned int i;

	for (i = 0; i < export->networks.n; i++)
		if (&pool->networks[export->networks.index[i]] == net)
			return true;
	return !export->networks.n &&
	       ddt_net_inside(net, ddt_net_server_addr(export->server, net));
}

/**
 * ddt_net_menu() - an entry of a network's menu
 * @pool: pool
 * @net: network
 * @i: its number
 *
 * Return: the profile, or NULL behind the last.
 */
const struct ddt_pool_profile *ddt_net_menu(const struct ddt_pool *pool,
					    const struct ddt_pool_network *net,
					    unsigned int i)
{
	return i < net->menu.n ? &pool->profiles[net->menu.index[i]] : NULL;
}
