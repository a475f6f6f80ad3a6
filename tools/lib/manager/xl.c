// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domU as xl wants it described, xl.cfg(5), and where its disks are.
 */
#include <string.h>

#include "manager/guest_internal.h"

/**
 * ddt_xl_disk() - what a disk of a domU is on
 * @domu: domU
 * @i: which disk
 * @path: where to
 *
 * Of a file that is written to each domU has a copy, named like the domU.
 *
 * Return: @path.
 */
const char *ddt_xl_disk(const struct ddt_domu *domu, unsigned int i,
			char path[DDT_XL_PATH])
{
	const struct ddt_domu_kind *kind = domu->kind;
	const char *from = kind->disks.path[i];

	if (kind->writable == DDT_WRITABLE_NO || !ddt_domu_file(kind, i))
		snprintf(path, DDT_XL_PATH, "%s", from);
	else if (kind->copies)
		snprintf(path, DDT_XL_PATH, "%s%s.%s", kind->copies,
			 strrchr(from, '/'), domu->name);
	else
		snprintf(path, DDT_XL_PATH, "%s.%s", from, domu->name);
	return path;
}

/* what its script connects, see boot/block-ddom */
static void xl_served(FILE *f, const struct ddt_pool_disk *disk)
{
	static const char *const scripts[] = { "iscsi", "aoe", "nbd" };
	char ip[INET_ADDRSTRLEN];

	fprintf(f, "format=raw, access=%s, script=block-ddom-%s, target=",
		disk->writable ? "rw" : "ro", scripts[disk->protocol]);
	if (disk->protocol == DDT_AOE) {
		fprintf(f, "e%s", disk->shelf);
		return;
	}
	fprintf(f, "%s,%s%s", ddt_text_ip(disk->server->addrs.addr[0], ip),
		disk->protocol == DDT_ISCSI ? DDT_IQN_DISK : "",
		disk->id.name);
	if (disk->secret)
		fprintf(f, ",%s", disk->secret);
}

/* is there a qcow2 image in a file? */
static bool xl_qcow2(const struct ddt_domu_kind *kind, unsigned int i)
{
	const char *path = kind->disks.path[i];
	size_t len = strlen(path);

	return (kind->writable == DDT_WRITABLE_OVERLAY &&
		ddt_domu_file(kind, i)) ||
	       (len > 6 && !strcmp(path + len - 6, ".qcow2"));
}

static void xl_disks(FILE *f, const struct ddt_domu *domu)
{
	const struct ddt_domu_kind *kind = domu->kind;
	char path[DDT_XL_PATH];
	unsigned int i;

	fputs("disk = [\n", f);
	for (i = 0; i < kind->disks.n; i++) {
		fprintf(f, "\t\"vdev=xvd%c, ", 'a' + (int)i);
		if (kind->disks.served[i])
			xl_served(f, kind->disks.served[i]);
		else
			fprintf(f, "format=%s, access=%s, target=%s",
				xl_qcow2(kind, i) ? "qcow2" : "raw",
				kind->writable == DDT_WRITABLE_NO ? "ro" : "rw",
				ddt_xl_disk(domu, i, path));
		fputs("\",\n", f);
	}
	fputs("]\n", f);
}

/**
 * ddt_xl_write() - write the configuration of a domU
 * @f: where to
 * @domu: domU
 * @once: a restart is its end. What xl makes anew some time later would belong
 *	to no job: that ends as soon as the domU is not there.
 */
void ddt_xl_write(FILE *f, const struct ddt_domu *domu, bool once)
{
	const struct ddt_domu_kind *kind = domu->kind;
	char mac[DDT_MAC_TEXT];

	fprintf(f, "name = \"%s\"\ntype = \"%s\"\nmemory = %u\nvcpus = %u\n",
		domu->name, kind->type ? "pvh" : "pv", kind->memory,
		kind->vcpus);
	if (kind->kernel)
		fprintf(f, "kernel = \"%s\"\n", kind->kernel);
	if (kind->initrd)
		fprintf(f, "ramdisk = \"%s\"\n", kind->initrd);
	if (kind->options)
		fprintf(f, "cmdline = \"%s\"\n", kind->options);
	if (kind->bootloader)
		fprintf(f, "bootloader = \"%s\"\n", kind->bootloader);
	xl_disks(f, domu);
	fprintf(f, "vif = [ \"mac=%s, bridge=%s\" ]\n",
		ddt_text_mac(domu->mac, ':', mac), kind->bridge);
	fprintf(f, "on_poweroff = \"destroy\"\non_reboot = \"%s\"\n"
		"on_crash = \"destroy\"\n", once ? "destroy" : "restart");
}
