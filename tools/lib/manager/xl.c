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

	if (kind->writable == DDT_WRITABLE_NO || !strncmp(from, "/dev/", 5))
		snprintf(path, DDT_XL_PATH, "%s", from);
	else if (kind->copies)
		snprintf(path, DDT_XL_PATH, "%s%s.%s", kind->copies,
			 strrchr(from, '/'), domu->name);
	else
		snprintf(path, DDT_XL_PATH, "%s.%s", from, domu->name);
	return path;
}

static void xl_disks(FILE *f, const struct ddt_domu *domu)
{
	const struct ddt_domu_kind *kind = domu->kind;
	char path[DDT_XL_PATH];
	unsigned int i;
	size_t len;

	fputs("disk = [\n", f);
	for (i = 0; i < kind->disks.n; i++) {
		len = strlen(kind->disks.path[i]);
		fprintf(f, "\t\"format=%s, vdev=xvd%c, access=%s, target=%s\",\n",
			len > 6 && !strcmp(kind->disks.path[i] + len - 6,
					   ".qcow2") ? "qcow2" : "raw",
			'a' + (int)i,
			kind->writable == DDT_WRITABLE_NO ? "ro" : "rw",
			ddt_xl_disk(domu, i, path));
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
