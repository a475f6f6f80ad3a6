// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a root on the network can be on: each kind is a file, its line here and
 * its name in server_internal.h.
 *
 * One that is mounted (.mount) is proven alive by an uncached read of a file; a
 * disk (.disk) also by a direct read of the disk itself.
 */
#include <errno.h>
#include <string.h>

#include "root/server_internal.h"

static const struct ddt_root_kind *const kinds[] = {
	&ddt_nfs_kind,
	&ddt_cifs_kind,
	&ddt_iscsi_kind,
	&ddt_nvme_kind,
	&ddt_aoe_kind,
	&ddt_nbd_kind,
	&ddt_fcoe_kind,
};

#define NKINDS	(sizeof(kinds) / sizeof(kinds[0]))

/**
 * ddt_kind_mount() - find the kind of a file system
 * @fstype: its type
 *
 * Return: the function that follows it to its server, NULL when it is none that
 * has one.
 */
ddt_walk_fn *ddt_kind_mount(const char *fstype)
{
	size_t i, j;

	for (i = 0; i < NKINDS; i++)
		for (j = 0; j < DDT_KIND_FSTYPES && kinds[i]->fstypes[j]; j++)
			if (!strcmp(kinds[i]->fstypes[j], fstype))
				return kinds[i]->mount;
	return NULL;
}

/**
 * ddt_kind_asked() - is a disk on the network asked for
 * @root: what stands behind root= on the kernel's command line
 *
 * Return: true when one of the kinds is.
 */
bool ddt_kind_asked(const char *root)
{
	const char *begin;
	size_t i, j;

	for (i = 0; i < NKINDS; i++)
		for (j = 0; j < DDT_KIND_ASKED && kinds[i]->asked[j]; j++) {
			begin = kinds[i]->asked[j];
			if (!strncmp(root, begin, strlen(begin)))
				return true;
		}
	return false;
}

/**
 * ddt_kind_disk() - follow a disk to its server
 * @w: on the way
 * @disk: the disk
 * @root: filled in
 *
 * Return: as all steps; -ENOENT for one of this machine.
 */
int ddt_kind_disk(struct ddt_walk *w, const struct ddt_disk *disk,
		  struct ddt_root_server *root)
{
	struct ddt_root_server one = *root;
	int err = -ENOENT;
	size_t i;

	for (i = 0; i < NKINDS && err == -ENOENT; i++) {
		if (!kinds[i]->disk)
			continue;
		one = *root;
		err = kinds[i]->disk(w, disk, &one);
	}
	if (err == -ENOENT)
		return err;
	*root = one;
	i--;
	ddt_walk_why(root, "%s, %s", disk->shown, kinds[i]->title);
	if (err)
		ddt_walk_why(root, ", whose server cannot be told");
	else
		ddt_walk_why(root, " %s", root->paths[root->npaths - 1].name);
	return err;
}
