// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of a pool by their names.
 */
#include <string.h>

#include "pool/pool.h"

/**
 * ddt_find_host() - find a host
 * @pool: pool
 * @name: its name
 *
 * Return: the host, or NULL.
 */
const struct ddt_pool_host *ddt_find_host(const struct ddt_pool *pool,
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
 * ddt_find_profile() - find a profile
 * @pool: pool
 * @name: its name
 *
 * Return: the profile, or NULL.
 */
const struct ddt_pool_profile *ddt_find_profile(const struct ddt_pool *pool,
						const char *name)
{
	unsigned int i;

	for (i = 0; i < pool->nprofiles; i++)
		if (!strcmp(pool->profiles[i].id.name, name))
			return &pool->profiles[i];
	return NULL;
}

/**
 * ddt_find_server() - find a server
 * @pool: pool
 * @name: its name
 *
 * Return: the server, or NULL.
 */
const struct ddt_pool_server *ddt_find_server(const struct ddt_pool *pool,
					      const char *name)
{
	unsigned int i;

	for (i = 0; i < pool->nservers; i++)
		if (!strcmp(pool->servers[i].id.name, name))
			return &pool->servers[i];
	return NULL;
}

/**
 * ddt_find_kind() - find a kind of domU
 * @pool: pool
 * @name: its name
 *
 * Return: the kind, or NULL.
 */
const struct ddt_domu_kind *ddt_find_kind(const struct ddt_pool *pool,
					  const char *name)
{
	unsigned int i;

	for (i = 0; i < pool->ndomu_kinds; i++)
		if (!strcmp(pool->domu_kinds[i].id.name, name))
			return &pool->domu_kinds[i];
	return NULL;
}

/**
 * ddt_find_manager() - find the server that manages domUs
 * @pool: pool
 *
 * Return: the server, or NULL.
 */
const struct ddt_pool_server *ddt_find_manager(const struct ddt_pool *pool)
{
	unsigned int i;

	for (i = 0; i < pool->nservers; i++)
		if (pool->servers[i].manager.here)
			return &pool->servers[i];
	return NULL;
}
