// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a pool.conf says about disks of domUs that a server serves, key by key.
 */
#include <stddef.h>
#include <string.h>

#include "pool/field_internal.h"
#include "pool/keys_internal.h"
#include "pool/value_internal.h"

#define DDT_VBLADE_MACS	32		/* its Nmasks, not checked there */

#define DISK_TEXT(key_, member, valid_, want_) \
	{ .key = key_, .set = ddt_field_text, .valid = valid_, .want = want_, \
	  .offset = offsetof(struct ddt_pool_disk, member) }

/* SHELF.SLOT of AoE; 65535 and 255 are everybody's */
static bool disk_is_shelf(const char *text)
{
	const char *dot = strchr(text, '.');
	char shelf[8] = "";
	unsigned int n;

	if (!dot || dot - text > 5 || (text[0] == '0' && dot != text + 1) ||
	    (dot[1] == '0' && dot[2]))
		return false;
	memcpy(shelf, text, (size_t)(dot - text));
	return !ddt_value_number(shelf, 65534, &n) &&
	       !ddt_value_number(dot + 1, 254, &n);
}

static const struct ddt_field disk_fields[] = {
	{ .key = "server", .set = ddt_reference_server, .required = true,
	  .offset = offsetof(struct ddt_pool_disk, server) },
	{ .key = "protocol", .set = ddt_field_domus_word, .required = true,
	  .want = "iscsi, aoe or nbd",
	  .offset = offsetof(struct ddt_pool_disk, protocol) },
	{ .key = "path", .set = ddt_field_text, .required = true,
	  .valid = ddt_value_is_path, .want = DDT_PATH_WANT,
	  .offset = offsetof(struct ddt_pool_disk, path) },
	{ .key = "access", .set = ddt_field_access, .required = true,
	  .offset = offsetof(struct ddt_pool_disk, writable) },
	DISK_TEXT("shelf", shelf, disk_is_shelf,
		  "SHELF.SLOT, 0.0 to 65534.254,"),
	DISK_TEXT("nic", nic, ddt_value_is_device, "a network device's name"),
	DISK_TEXT("secret", secret, ddt_value_is_path, DDT_PATH_WANT),
	{ 0 }
};

/* what is wrong with an AoE disk; NULL: nothing */
static const char *disk_aoe(const struct ddt_pool *pool,
			    const struct ddt_pool_disk *disk,
			    unsigned int hosts)
{
	const struct ddt_pool_disk *other;

	if (!disk->shelf || !disk->nic)
		return "\"protocol: aoe\" needs \"shelf:\" and \"nic:\"";
	for (other = pool->disks; other < disk; other++)
		if (other->shelf && !strcmp(other->shelf, disk->shelf))
			return "another disk has its \"shelf:\"; choose one that is free";
	return hosts > DDT_VBLADE_MACS ?
	       "more than 32 hosts could be dom0s in its networks, and vblade knows no more; \"protocol: iscsi\"" :
	       NULL;
}

/* check a disk as a whole */
static int disk_finish(struct ddt_reader *r, void *entry)
{
	const struct ddt_pool_disk *disk = entry;
	const struct ddt_pool *pool = r->pool;
	unsigned int i, hosts = 0;
	const char *why = NULL;

	for (i = 0; i < pool->nhosts; i++)
		hosts += ddt_domu_serves(pool, disk, &pool->hosts[i]);
	if (disk->protocol == DDT_AOE)
		why = disk_aoe(pool, disk, hosts);
	else if (disk->shelf || disk->nic)
		why = "\"shelf:\" and \"nic:\" are for \"protocol: aoe\"";
	if (!why && disk->secret && disk->protocol != DDT_ISCSI)
		why = "\"secret:\" is for \"protocol: iscsi\"";
	if (!why && disk->protocol == DDT_NBD &&
	    !strcmp(disk->id.name, "generic"))
		why = "its name is a word of nbd-server's; give it another";
	/* servers take a list of nobody for everybody */
	if (!why && !hosts)
		why = "no host that could be a dom0 is in reach of its server; add one, or remove the disk";
	return why ? ddt_reader_wrong(r, disk->id.place, "disk %s: %s",
				      disk->id.name, why) : 0;
}

const struct ddt_section ddt_keys_disks = {
	"disk", disk_fields, sizeof(struct ddt_pool_disk), disk_finish
};
