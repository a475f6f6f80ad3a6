// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domUs of a kind: what each is called, and where it is reached.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pool/pool.h"
#include "pool/value_internal.h"

/**
 * ddt_domu_get() - a domU of a kind
 * @kind: kind
 * @number: which, counted from 1
 * @domu: filled
 *
 * Its MAC address is in Xen's range, 00:16:3e, and ends as its IPv4 address.
 */
void ddt_domu_get(const struct ddt_domu_kind *kind, unsigned int number,
		  struct ddt_domu *domu)
{
	uint32_t addr = kind->first + number - 1;

	*domu = (struct ddt_domu){
		.kind = kind,
		.number = number,
		.addr = addr,
		.mac = { 0x00, 0x16, 0x3e, (uint8_t)(addr >> 16),
			 (uint8_t)(addr >> 8), (uint8_t)addr },
	};
	snprintf(domu->name, sizeof(domu->name), "%s-%u", kind->id.name,
		 number);
}

/**
 * ddt_domu_find() - find a domU
 * @pool: pool
 * @name: its name
 * @domu: filled
 *
 * Return: 0, or -ENOENT: there is none.
 */
int ddt_domu_find(const struct ddt_pool *pool, const char *name,
		  struct ddt_domu *domu)
{
	const char *dash = strrchr(name, '-');
	char kind[DDT_DOMU_NAME];
	const struct ddt_domu_kind *k;
	unsigned int number;

	if (!dash || (size_t)(dash - name) >= sizeof(kind))
		return -ENOENT;
	memcpy(kind, name, (size_t)(dash - name));
	kind[dash - name] = '\0';
	k = ddt_find_kind(pool, kind);
	if (!k || dash[1] == '0' ||
	    ddt_value_number(dash + 1, k->count, &number))
		return -ENOENT;
	ddt_domu_get(k, number, domu);
	return 0;
}

/**
 * ddt_domu_file() - is a disk of a kind a file that all dom0s see?
 * @kind: kind
 * @i: which disk
 *
 * Return: true when it is; false: a device, or served.
 */
bool ddt_domu_file(const struct ddt_domu_kind *kind, unsigned int i)
{
	const char *path = kind->disks.path[i];

	return !kind->disks.served[i] && strncmp(path, "/dev/", 5);
}

/* could a host be a dom0? */
static bool domu_host(const struct ddt_pool *pool,
		      const struct ddt_pool_host *host)
{
	const struct ddt_pool_profile *p;
	unsigned int i;

	if (host->take.take || host->profile->hypervisor)
		return true;
	for (i = 0; (p = ddt_net_menu(pool, host->network, i)); i++)
		if (p->hypervisor)
			return true;
	return false;
}

/**
 * ddt_domu_serves() - is a disk served to a host?
 * @pool: pool
 * @disk: disk
 * @host: host
 *
 * AoE does not leave its network.
 *
 * Return: true when it is.
 */
bool ddt_domu_serves(const struct ddt_pool *pool,
		     const struct ddt_pool_disk *disk,
		     const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;

	if (!domu_host(pool, host))
		return false;
	return disk->protocol != DDT_AOE ||
	       ddt_net_inside(net, ddt_net_server_addr(disk->server, net));
}

/**
 * ddt_domu_fits() - is there room for a domU on a host with no other?
 * @kind: kind
 * @host: host
 *
 * Return: true when there is, and the host may be taken.
 */
bool ddt_domu_fits(const struct ddt_domu_kind *kind,
		   const struct ddt_pool_host *host)
{
	const struct ddt_pool_take *t = &host->take;

	return t->take && t->cpus >= kind->vcpus &&
	       t->memory - t->dom0_memory >= kind->memory;
}
