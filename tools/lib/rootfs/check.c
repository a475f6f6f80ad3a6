// SPDX-License-Identifier: GPL-2.0-only
/*
 * What will fail on a client: the paths that are known, and what booting needs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/check_internal.h"

/* Who writes where; what is not there is nobody's problem. */
static const struct {
	const char *path;
	const char *why;
} ddt_known[] = {
	{ "/etc/mtab", "mount(8) writes it" },
	{ "/etc/resolv.conf", "DHCP clients write it" },
	{ "/etc/machine-id", "systemd writes it, and it must differ between clients" },
	{ "/etc/adjtime", "hwclock(8) writes it" },
	{ "/etc/blkid.tab", "blkid(8) writes it" },
	{ "/etc/network/run", "ifupdown keeps its state there" },
	{ "/etc/lvm/cache", "LVM keeps its cache there" },
	{ "/tmp", "programs keep temporary files there" },
	{ "/var/tmp", "programs keep temporary files there" },
	{ "/var/run", "daemons keep their pid files and sockets there" },
	{ "/var/lock", "programs lock devices there" },
	{ "/var/log", "logs are written there" },
	{ "/var/cache", "programs keep caches there" },
	{ "/var/spool", "cron, mail and printing keep their work there" },
	{ "/var/mail", "mail is delivered there" },
	{ "/var/backups", "dpkg and cron jobs write there" },
	{ "/var/lib/dhcp", "dhclient keeps its leases there" },
	{ "/var/lib/dhcp3", "dhclient3 keeps its leases there" },
	{ "/var/lib/NetworkManager", "NetworkManager keeps its leases there" },
	{ "/var/lib/systemd", "systemd keeps the random seed and timers there" },
	{ "/var/lib/dbus", "dbus keeps the machine's id there" },
	{ "/var/lib/urandom", "the random seed is kept there" },
	{ "/var/lib/xen", "xl keeps saved domains there" },
	{ "/var/lib/xend", "xend keeps its domains there" },
	{ "/var/lib/xenstored", "xenstored keeps its database there" },
	{ "/var/lib/nfs", "rpc.statd keeps its state there" },
};

/* the table */
static void check_known(struct ddt_rootfs *r, struct ddt_findings *found)
{
	size_t i;

	for (i = 0; i < sizeof(ddt_known) / sizeof(ddt_known[0]); i++)
		ddt_check_where_unwritable(r, found, DDT_PROBLEM,
					   ddt_known[i].path, ddt_known[i].why);
}

/* is there an init that ddinit can start? */
static bool check_init(const struct ddt_rootfs *r)
{
	size_t i;

	for (i = 0; i < r->flash.ninits; i++)
		if (ddt_tree_has(&r->tree, r->flash.inits[i]))
			return true;
	return ddt_tree_has(&r->tree, "/sbin/init") ||
	       ddt_tree_has(&r->tree, "/lib/systemd/systemd") ||
	       ddt_tree_has(&r->tree, "/etc/init") ||
	       ddt_tree_has(&r->tree, "/bin/init");
}

/* what booting needs */
static void check_boot(struct ddt_rootfs *r, struct ddt_findings *found)
{
	static const char *const dirs[] = { "/proc", "/sys", "/dev", "/run" };
	const char *convert = r->over ? "ddtool rootfs convert --form overlay" :
			      "ddtool rootfs convert";
	size_t i, ndirs = 4;

	if (r->state.phase == DDT_PHASE_CONVERT ||
	    r->state.phase == DDT_PHASE_UNDO)
		ddt_check_where_add(found, DDT_PROBLEM, "interrupted",
			DDT_JOURNAL_FILE, NULL,
			r->state.phase == DDT_PHASE_UNDO ?
			"run it again: ddtool rootfs undo" :
			"run it again: ddtool rootfs convert",
			"it was interrupted here");
	if (!r->over && !ddt_tree_has(&r->tree, DDT_FLASH_DIR))
		ddt_check_where_add(found, DDT_PROBLEM, "not-converted",
			DDT_FLASH_DIR, "nothing can be mounted on it", convert,
			"it is not there");
	if (!ddt_tree_has(&r->tree, "/sbin/ddinit"))
		ddt_check_where_add(found, DDT_PROBLEM, "not-converted",
			"/sbin/ddinit", "nothing makes anything writable",
			convert,
			"it is not there");
	if (!check_init(r))
		ddt_check_where_add(found, DDT_PROBLEM, "no-init", "/sbin/init",
			NULL, "install systemd-sysv or sysvinit-core in the tree",
			"there is nothing for ddinit to start");
	if (!r->over && !ddt_tree_has(&r->tree, "/lib/systemd/systemd"))
		ndirs--;
	for (i = 0; i < ndirs; i++)
		if (!ddt_tree_has(&r->tree, dirs[i]))
			ddt_check_where_add(found, DDT_PROBLEM, "mount-point",
				dirs[i],
				"it cannot be made on a read-only root",
				"create it, empty",
				"a mount point that is not there");
	if (ddt_tree_has(&r->tree, "/usr/sbin/ddtool"))
		ddt_check_same_program(r, found);
}

/* is the tree as flash.conf says? */
static void check_entries(struct ddt_rootfs *r, struct ddt_findings *found)
{
	const struct ddt_flash_entry *e;
	char flash[PATH_MAX], text[PATH_MAX];
	struct stat st;
	size_t i;

	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (e->kind == DDT_FLASH_TMPFS &&
		    !ddt_tree_has(&r->tree, e->path))
			ddt_check_where_add(found, DDT_PROBLEM, "mount-point",
				e->path, "a tmpfs is to be mounted there",
				"create it, empty", "it is not there");
		if (!ddt_flash_conf_writable(e->kind) ||
		    ddt_rootfs_plan_covers(r, e->path) ||
		    ddt_tree_stat(&r->tree, e->path, true, &st))
			continue;
		if (!S_ISLNK(st.st_mode) &&
		    ddt_check_where(r, e->path, &st) != DDT_WHERE_MEMORY)
			ddt_check_where_add(found, DDT_PROBLEM, "not-converted",
				e->path, NULL, "ddtool rootfs convert",
				"writable according to flash.conf, but not converted");
		snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR, e->path);
		if (S_ISLNK(st.st_mode) &&
		    !ddt_tree_link(&r->tree, e->path, text, sizeof(text)) &&
		    strstr(text, flash + 1) && !ddt_tree_has(&r->tree, flash))
			ddt_check_where_add(found, DDT_PROBLEM, "dangling-link",
				e->path, NULL,
				"remove the link, or put back what it leads to",
				"a link to %s, where nothing is", flash);
	}
}

/**
 * ddt_rootfs_check() - name what will fail
 * @r: tree, with its flash.conf
 * @found: filled
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_check(struct ddt_rootfs *r, struct ddt_findings *found)
{
	if (!ddt_tree_has(&r->tree, "/etc"))
		return ddt_rootfs_wrong(r, -ENOENT, "%s: not a root file system, there is no /etc",
					r->tree.name);
	check_boot(r, found);
	if (!r->over) {
		check_entries(r, found);
		check_known(r, found);
	}
	ddt_check_same_identity(r, found);
	ddt_check_conf_fstab(r, found);
	if (r->over)
		return 0;
	ddt_check_conf_tmpfiles(r, found);
	ddt_check_conf_units(r, found);
	ddt_check_walk_var(r, found);
	ddt_check_walk_owners(r, found);
	return 0;
}
