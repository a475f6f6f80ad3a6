// SPDX-License-Identifier: GPL-2.0-only
/*
 * The disks of domUs that a server serves, each to the hosts that could be
 * dom0s and to nobody else.
 */
#include <string.h>

#include "render/render_internal.h"

/*
 * By addresses alone: with names beside them tgt would let in who has either, and
 * anybody can have a name. A secret comes from its file; without that file tgt
 * takes none of the targets.
 */
static void write_tgt(FILE *f, const struct ddt_pool *pool,
		      const struct ddt_pool_disk *disk)
{
	char ip[INET_ADDRSTRLEN];
	unsigned int i;

	fprintf(f, "\n<target " DDT_IQN_DISK "%s>\n"
		"\t<backing-store %s>\n\t\treadonly %d\n\t</backing-store>\n",
		disk->id.name, disk->path, !disk->writable);
	if (disk->secret)
		fprintf(f, "\tinclude %s\n", disk->secret);
	for (i = 0; i < pool->nhosts; i++)
		if (ddt_domu_serves(pool, disk, &pool->hosts[i]))
			fprintf(f, "\tinitiator-address %s\n",
				ddt_text_ip(pool->hosts[i].addr, ip));
	fputs("</target>\n", f);
}

/* an instance of Debian's vblade@.service */
static void write_vblade(FILE *f, const struct ddt_pool *pool,
			 const struct ddt_pool_disk *disk)
{
	const char *dot = strchr(disk->shelf, '.'), *separator = "";
	char mac[DDT_MAC_TEXT];
	unsigned int i;

	fprintf(f, "shelf=%.*s\nslot=%s\nnetif=%s\nfilename=%s\noptions='%s-m ",
		(int)(dot - disk->shelf), disk->shelf, dot + 1, disk->nic,
		disk->path, disk->writable ? "" : "-r ");
	for (i = 0; i < pool->nhosts; i++) {
		if (!ddt_domu_serves(pool, disk, &pool->hosts[i]))
			continue;
		fprintf(f, "%s%s", separator,
			ddt_text_mac(pool->hosts[i].mac, ':', mac));
		separator = ",";
	}
	fputs("'\n", f);
}

#define DDT_NBD_ALLOW	"etc/nbd-server/ddom.allow"

static void write_nbd(FILE *f, const struct ddt_pool *pool,
		      const struct ddt_pool_disk *disk)
{
	(void)pool;
	fprintf(f, "\n[%s]\n\texportname = %s\n\treadonly = %s\n"
		"\tauthfile = /" DDT_NBD_ALLOW "\n", disk->id.name, disk->path,
		disk->writable ? "false" : "true");
}

/* whom nbd-server lets in, an address a line and nothing else */
static void write_nbd_allow(struct ddt_render *r,
			    const struct ddt_pool_disk *disk)
{
	const struct ddt_pool *pool = r->pool;
	FILE *f = ddt_output_begin(r);
	char ip[INET_ADDRSTRLEN];
	unsigned int i;

	if (!f)
		return;
	for (i = 0; i < pool->nhosts; i++)
		if (ddt_domu_serves(pool, disk, &pool->hosts[i]))
			fprintf(f, "%s\n", ddt_text_ip(pool->hosts[i].addr, ip));
	ddt_output_end(r, disk->server, DDT_NBD_ALLOW);
}

/* by protocol; without a path each disk has a file of its own */
static const struct {
	const char *path;
	void (*write)(FILE *f, const struct ddt_pool *pool,
		      const struct ddt_pool_disk *disk);
} protocols[DDT_PROTOCOLS] = {
	[DDT_ISCSI] = { "etc/tgt/conf.d/ddom.conf", write_tgt },
	[DDT_AOE] = { NULL, write_vblade },
	[DDT_NBD] = { "etc/nbd-server/conf.d/ddom.conf", write_nbd },
};

static void render_protocol(struct ddt_render *r,
			    const struct ddt_pool_server *server,
			    unsigned int protocol)
{
	const struct ddt_pool_disk *disk, *last = NULL;
	const char *path = protocols[protocol].path;
	FILE *f = NULL;
	unsigned int i;

	for (i = 0; i < r->pool->ndisks; i++) {
		disk = &r->pool->disks[i];
		if (disk->server != server || disk->protocol != protocol)
			continue;
		if (!f) {
			f = ddt_output_begin(r);
			if (!f)
				return;
			fputs("# " DDT_RENDER_NOTE "\n", f);
		}
		protocols[protocol].write(f, r->pool, disk);
		last = disk;
		if (path)
			continue;
		ddt_output_end(r, server, "etc/vblade.conf.d/%s.conf",
			       disk->id.name);
		f = NULL;
	}
	if (f)
		ddt_output_end(r, server, "%s", path);
	if (last && protocol == DDT_NBD)
		write_nbd_allow(r, last);
}

/**
 * ddt_render_disks() - how a server serves disks of domUs
 * @r: files being made
 * @server: server
 */
void ddt_render_disks(struct ddt_render *r,
		      const struct ddt_pool_server *server)
{
	unsigned int i;

	for (i = 0; i < DDT_PROTOCOLS; i++)
		render_protocol(r, server, i);
}
