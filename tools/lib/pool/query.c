// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about a pool.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "pool/pool.h"

/**
 * ddt_pool_host() - find a host
 * @pool: pool
 * @name: its name
 *
 * Return: the host, or NULL.
 */
const struct ddt_pool_host *ddt_pool_host(const struct ddt_pool *pool,
					  const char *name)
{
	unsigned int low = 0, high = pool->nhosts;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;
		int order = strcmp(name, pool->by_name[middle]->id.name);

		if (!order)
			return pool->by_name[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/**
 * ddt_pool_profile() - find a profile
 * @pool: pool
 * @name: its name
 *
 * Return: the profile, or NULL.
 */
const struct ddt_pool_profile *ddt_pool_profile(const struct ddt_pool *pool,
						const char *name)
{
	unsigned int i;

	for (i = 0; i < pool->nprofiles; i++)
		if (!strcmp(pool->profiles[i].id.name, name))
			return &pool->profiles[i];
	return NULL;
}

/**
 * ddt_pool_server() - find a server
 * @pool: pool
 * @name: its name
 *
 * Return: the server, or NULL.
 */
const struct ddt_pool_server *ddt_pool_server(const struct ddt_pool *pool,
					      const char *name)
{
	unsigned int i;

	for (i = 0; i < pool->nservers; i++)
		if (!strcmp(pool->servers[i].id.name, name))
			return &pool->servers[i];
	return NULL;
}

/**
 * ddt_pool_mask() - netmask of a prefix
 * @prefix: bits, 1 to 32
 *
 * Return: the mask, host byte order.
 */
uint32_t ddt_pool_mask(unsigned int prefix)
{
	return ~0U << (32 - prefix);
}

/**
 * ddt_pool_inside() - does an address belong to a network?
 * @net: network
 * @addr: address
 *
 * Return: true when it does.
 */
bool ddt_pool_inside(const struct ddt_pool_network *net, uint32_t addr)
{
	return (addr & ddt_pool_mask(net->prefix)) == net->subnet;
}

/**
 * ddt_pool_server_addr() - by which address a network reaches a server
 * @server: server
 * @net: network
 *
 * Return: the server's address in @net, else its first; host byte order.
 */
uint32_t ddt_pool_server_addr(const struct ddt_pool_server *server,
			      const struct ddt_pool_network *net)
{
	unsigned int i;

	for (i = 0; i < server->addrs.n; i++)
		if (ddt_pool_inside(net, server->addrs.addr[i]))
			return server->addrs.addr[i];
	return server->addrs.addr[0];
}

/**
 * ddt_pool_ip() - an address as text
 * @addr: address, host byte order
 * @text: where to
 *
 * Return: @text.
 */
const char *ddt_pool_ip(uint32_t addr, char text[INET_ADDRSTRLEN])
{
	struct in_addr in = { .s_addr = htonl(addr) };

	return inet_ntop(AF_INET, &in, text, INET_ADDRSTRLEN);
}

/* Bytes as text. Return: text. */
static const char *ddt_pool_bytes(const void *bytes, size_t n, char separator,
				  char *text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	char *p = text;

	for (; n--; b++) {
		*p++ = digits[*b >> 4];
		*p++ = digits[*b & 15];
		if (separator && n)
			*p++ = separator;
	}
	*p = '\0';
	return text;
}

/**
 * ddt_pool_mac() - a MAC address as text
 * @mac: its bytes
 * @separator: between them
 * @text: where to
 *
 * Return: @text.
 */
const char *ddt_pool_mac(const uint8_t mac[6], char separator,
			 char text[DDT_MAC_TEXT])
{
	return ddt_pool_bytes(mac, 6, separator, text);
}

/**
 * ddt_pool_hex() - the bytes of a text
 * @text: at most DDT_POOL_OPTION bytes and at least one, NULL: none
 * @separator: between them, '\0': nothing
 * @hex: where to
 *
 * Return: @hex; NULL for none.
 */
const char *ddt_pool_hex(const char *text, char separator,
			 char hex[DDT_POOL_HEX])
{
	return text ? ddt_pool_bytes(text, strlen(text), separator, hex) : NULL;
}

/**
 * ddt_pool_exported() - is a directory exported to a network?
 * @pool: pool
 * @export: export
 * @net: network
 *
 * Without a list of networks it is to those in which the server has an address.
 *
 * Return: true when it is.
 */
bool ddt_pool_exported(const struct ddt_pool *pool,
		       const struct ddt_pool_export *export,
		       const struct ddt_pool_network *net)
{
	unsigned int i;

	for (i = 0; i < export->networks.n; i++)
		if (&pool->networks[export->networks.index[i]] == net)
			return true;
	return !export->networks.n &&
	       ddt_pool_inside(net, ddt_pool_server_addr(export->server, net));
}

/**
 * ddt_pool_menu() - an entry of a network's menu
 * @pool: pool
 * @net: network
 * @i: its number
 *
 * Return: the profile, or NULL behind the last.
 */
const struct ddt_pool_profile *ddt_pool_menu(const struct ddt_pool *pool,
					     const struct ddt_pool_network *net,
					     unsigned int i)
{
	return i < net->menu.n ? &pool->profiles[net->menu.index[i]] : NULL;
}

/**
 * ddt_pool_squashed() - is root somebody else by options of exports(5)?
 * @text: valid ones; of several about it the last one counts
 *
 * Return: true when it is.
 */
bool ddt_pool_squashed(const char *text)
{
	bool root = true, all = false;
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		/* none begins with another */
		if (!strncmp(text, "no_root_squash", 14))
			root = false;
		else if (!strncmp(text, "root_squash", 11))
			root = true;
		else if (!strncmp(text, "all_squash", 10))
			all = true;
		else if (!strncmp(text, "no_all_squash", 13))
			all = false;
		if (!text[len])
			return root || all;
	}
}
