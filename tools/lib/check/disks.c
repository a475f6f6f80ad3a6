// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks of domUs that a server serves: are they there, is each one's writer
 * alone, do others learn the secrets, can dom0s connect them?
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check_internal.h"

/**
 * ddt_check_disks() - look for what is served twice, and written to
 * @lint: where to
 */
void ddt_check_disks(struct ddt_lint *lint)
{
	const struct ddt_pool *pool = lint->pool;
	const struct ddt_pool_disk *a, *b;
	unsigned int i, k;

	for (i = 0; i < pool->ndisks; i++) {
		b = &pool->disks[i];
		for (k = 0; k < i; k++) {
			a = &pool->disks[k];
			if (a->server != b->server || strcmp(a->path, b->path) ||
			    !(a->writable || b->writable))
				continue;
			ddt_lint_add(lint, DDT_PROBLEM, "disk-twice",
				b->id.place,
				"a domU that writes ruins what others see",
				"remove one, or \"access: ro\" for both",
				"disk %s: %s is served as %s (line %u) already",
				b->id.name, b->path, a->id.name,
				a->id.place.line);
		}
	}
}

/* is a secret there, and nobody else's? */
static void check_secret(struct ddt_lint *lint, const char *root,
			 const struct ddt_pool_disk *disk)
{
	const struct ddt_pool *pool = lint->pool;
	char path[512];
	struct stat st;
	unsigned int i;

	snprintf(path, sizeof(path), "%s%s", root, disk->secret);
	if (stat(path, &st))
		ddt_lint_add(lint, DDT_PROBLEM, "no-secret", disk->id.place,
			"tgt takes none of its targets",
			"write \"incominguser NAME PASSWORD\" to it",
			"disk %s: no %s", disk->id.name, path);
	else if (st.st_mode & 077)
		ddt_finding_mend(ddt_lint_add(lint, DDT_PROBLEM,
			"secret-readable", disk->id.place,
			"who has it may be any dom0", NULL,
			"disk %s: the mode of %s is %04o", disk->id.name, path,
			st.st_mode & 07777), "chmod 0400 %s", path);
	for (i = 0; i < pool->nprofiles; i++) {
		const struct ddt_pool_profile *p = &pool->profiles[i];

		if (!p->root || p->root_server != disk->server)
			continue;
		snprintf(path, sizeof(path), "%s%s%s", root, p->root,
			 disk->secret);
		if (!lstat(path, &st) && S_ISREG(st.st_mode))
			ddt_lint_add(lint, DDT_PROBLEM, "secret-shared",
				disk->id.place,
				"who can mount the root can read it",
				"remove it there; see ddom-security(7)",
				"disk %s: %s is in the root of profile %s",
				disk->id.name, path, p->id.name);
	}
}

/**
 * ddt_check_disks_server() - look at the files of what a server serves
 * @lint: where to
 * @root: in front of every path
 * @server: server, this machine
 */
void ddt_check_disks_server(struct ddt_lint *lint, const char *root,
			    const struct ddt_pool_server *server)
{
	const struct ddt_pool *pool = lint->pool;
	const struct ddt_pool_disk *disk;
	char path[512];
	unsigned int i;

	for (i = 0; i < pool->ndisks; i++) {
		disk = &pool->disks[i];
		if (disk->server != server)
			continue;
		snprintf(path, sizeof(path), "%s%s", root, disk->path);
		if (access(path, disk->writable ? R_OK | W_OK : R_OK))
			ddt_lint_add(lint, DDT_PROBLEM, "missing-disk",
				disk->id.place, "domUs wait for it, and fail",
				"make the image or volume, or correct pool.conf",
				"disk %s: no %s", disk->id.name, path);
		if (disk->secret)
			check_secret(lint, root, disk);
	}
}

/**
 * ddt_check_disks_kernel() - can a dom0's kernel connect what is served?
 * @lint: where to
 * @p: what boots it
 * @path: kernel
 * @kc: its configuration
 */
void ddt_check_disks_kernel(struct ddt_lint *lint,
			    const struct ddt_pool_profile *p, const char *path,
			    const struct ddt_kconfig *kc)
{
	static const char *const symbols[DDT_PROTOCOLS] = {
		[DDT_ISCSI] = "ISCSI_TCP",
		[DDT_AOE] = "ATA_OVER_ETH",
		[DDT_NBD] = "BLK_DEV_NBD",
	};
	const struct ddt_pool *pool = lint->pool;
	const char *value;
	unsigned int i, k;

	for (i = 0; p->hypervisor && i < DDT_PROTOCOLS; i++) {
		for (k = 0; k < pool->ndisks; k++)
			if (pool->disks[k].protocol == i)
				break;
		value = ddt_kconfig_get(kc, symbols[i]);
		if (k < pool->ndisks && (!value || !strcmp(value, "n")))
			ddt_lint_add(lint, DDT_PROBLEM, "kernel-config",
				p->id.place, "it has no driver for it",
				"build it in, or as a module",
				"profile %s: %s: CONFIG_%s is not set, for disk %s",
				p->id.name, path, symbols[i],
				pool->disks[k].id.name);
	}
}
