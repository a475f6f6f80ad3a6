// SPDX-License-Identifier: GPL-2.0-only
/*
 * What will fail on a client: the paths that are known, and what booting needs.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/check_internal.h"

/* In memory on every client, whatever flash.conf says. */
static const char *const ddt_volatile[] = { "/run", "/dev", "/proc", "/sys" };

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

/**
 * ddt_flaw_add() - add a finding, unless there is one about that path
 * @found: findings
 * @path: where
 * @remedy: what mends it
 * @fmt: why
 */
void ddt_flaw_add(struct ddt_flaws *found, const char *path,
		  const char *remedy, const char *fmt, ...)
{
	struct ddt_flaw *f;
	va_list ap;
	size_t i;

	for (i = 0; i < found->n; i++)
		if (!strcmp(found->items[i].path, path))
			return;
	f = realloc(found->items, (found->n + 1) * sizeof(*f));
	if (!f)
		return;
	found->items = f;
	f += found->n;
	va_start(ap, fmt);
	if (vasprintf(&f->why, fmt, ap) < 0)
		f->why = NULL;
	va_end(ap);
	f->path = strdup(path);
	f->remedy = strdup(remedy);
	if (f->why && f->path && f->remedy) {
		found->n++;
		return;
	}
	free(f->why);
	free(f->path);
	free(f->remedy);
}

/**
 * ddt_flaws_free() - free them
 * @found: findings
 */
void ddt_flaws_free(struct ddt_flaws *found)
{
	while (found->n--) {
		free(found->items[found->n].path);
		free(found->items[found->n].why);
		free(found->items[found->n].remedy);
	}
	free(found->items);
	memset(found, 0, sizeof(*found));
}

/**
 * ddt_check_flash() - what becomes of a path of /flash
 * @r: tree
 * @path: without /flash
 *
 * Return: where it is.
 */
static enum ddt_where ddt_check_flash(const struct ddt_rootfs *r,
				      const char *path)
{
	const struct ddt_flash_entry *e;
	char flash[PATH_MAX];
	size_t i;

	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (!ddt_flash_writable(e->kind))
			continue;
		/* a directory on the way to an entry is made for it */
		if (!ddt_path_below(path, e->path) &&
		    !ddt_path_below(e->path, path))
			continue;
		snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR, e->path);
		if (ddt_tree_has(&r->tree, flash))
			return DDT_WHERE_MEMORY;
	}
	return *path ? DDT_WHERE_LOST : DDT_WHERE_MEMORY;
}

/**
 * ddt_check_where() - where a path is on a client
 * @r: tree
 * @path: path
 * @st: filled when it is there
 *
 * Return: where.
 */
enum ddt_where ddt_check_where(const struct ddt_rootfs *r, const char *path,
			       struct stat *st)
{
	char real[PATH_MAX];
	int err = ddt_tree_lands(&r->tree, path, real, sizeof(real), st);
	const struct ddt_flash_entry *e;
	size_t i;

	for (i = 0; i < sizeof(ddt_volatile) / sizeof(char *); i++)
		if (ddt_path_below(real, ddt_volatile[i]))
			return DDT_WHERE_MEMORY;
	if (ddt_path_below(real, DDT_FLASH_DIR))
		return ddt_check_flash(r, real + strlen(DDT_FLASH_DIR));
	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (!ddt_path_below(real, e->path))
			continue;
		if (e->kind == DDT_FLASH_TMPFS)
			return DDT_WHERE_MEMORY;
		if (e->kind == DDT_FLASH_STATIC)
			return DDT_WHERE_STATIC;
	}
	return err ? DDT_WHERE_MISSING : DDT_WHERE_READ_ONLY;
}

/* A client has no use for the files that a tree has there. */
static const char *const ddt_unneeded[] = {
	"/tmp", "/var/tmp", "/var/run", "/var/lock", "/var/log", "/var/cache",
	"/var/backups",
};

/* How the remedy of what cannot be written begins. */
#define DDT_CHECK_ADD	"add "

/**
 * ddt_check_files() - is there a file below a directory?
 * @fd: the directory; closed
 * @depth: how deep to look
 *
 * Return: true when there is one.
 */
static bool ddt_check_files(int fd, int depth)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;
	bool any = false;
	struct stat st;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!any && (d = readdir(dir))) {
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..") ||
		    fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    S_ISLNK(st.st_mode))
			continue;
		any = !S_ISDIR(st.st_mode) || !depth ||
		      ddt_check_files(openat(fd, d->d_name, O_RDONLY |
					     O_DIRECTORY | O_NOFOLLOW |
					     O_CLOEXEC), depth - 1);
	}
	closedir(dir);
	return any;
}

/**
 * ddt_check_kind() - what flash.conf should say about a path
 * @r: tree
 * @path: path
 * @st: what it is
 *
 * Return: "tree" where files are not needed, or are none, else "copy".
 */
static const char *ddt_check_kind(const struct ddt_rootfs *r, const char *path,
				  const struct stat *st)
{
	size_t i;

	if (!S_ISDIR(st->st_mode))
		return "copy";
	for (i = 0; i < sizeof(ddt_unneeded) / sizeof(char *); i++)
		if (ddt_path_below(path, ddt_unneeded[i]))
			return "tree";
	return ddt_check_files(ddt_tree_get(&r->tree, path,
					    O_RDONLY | O_DIRECTORY, 0), 16) ?
	       "copy" : "tree";
}

/**
 * ddt_check_unwritable() - a finding, if a path that is there cannot be written
 * @r: tree
 * @found: findings
 * @path: path
 * @why: who writes it
 */
void ddt_check_unwritable(struct ddt_rootfs *r, struct ddt_flaws *found,
			  const char *path, const char *why)
{
	char remedy[PATH_MAX + 256];
	struct stat st = { 0 };
	enum ddt_where where = ddt_check_where(r, path, &st);
	size_t i;

	if (where == DDT_WHERE_MEMORY || where == DDT_WHERE_STATIC ||
	    where == DDT_WHERE_MISSING)
		return;
	/* said of a directory above it, whose remedy is this one's too */
	for (i = 0; i < found->n; i++)
		if (ddt_path_below(path, found->items[i].path) &&
		    !strncmp(found->items[i].remedy, DDT_CHECK_ADD,
			     strlen(DDT_CHECK_ADD)))
			return;
	snprintf(remedy, sizeof(remedy),
		 DDT_CHECK_ADD "\"%s = %s\" to %s and convert again, or \"static\" if nobody does",
		 ddt_check_kind(r, path, &st), path, DDT_FLASH_FILE);
	ddt_flaw_add(found, path, remedy, "%s%s", why,
		     where == DDT_WHERE_LOST ?
		     ", and it is below /flash but not in flash.conf" : "");
}

/**
 * ddt_check_known() - the table
 * @r: tree
 * @found: findings
 */
static void ddt_check_known(struct ddt_rootfs *r, struct ddt_flaws *found)
{
	size_t i;

	for (i = 0; i < sizeof(ddt_known) / sizeof(ddt_known[0]); i++)
		ddt_check_unwritable(r, found, ddt_known[i].path,
				     ddt_known[i].why);
}

/**
 * ddt_check_init() - is there an init that ddinit can start?
 * @r: tree
 *
 * Return: true when there is.
 */
static bool ddt_check_init(const struct ddt_rootfs *r)
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

/**
 * ddt_check_boot() - what booting needs
 * @r: tree
 * @found: findings
 */
static void ddt_check_boot(struct ddt_rootfs *r, struct ddt_flaws *found)
{
	static const char *const dirs[] = { "/proc", "/sys", "/dev" };
	static const char convert[] = "ddtool rootfs convert";
	size_t i;

	if (r->state.phase == DDT_PHASE_CONVERT ||
	    r->state.phase == DDT_PHASE_UNDO)
		ddt_flaw_add(found, DDT_STATE_FILE,
			     r->state.phase == DDT_PHASE_UNDO ?
			     "ddtool rootfs undo" : convert,
			     "it was interrupted here; run it again");
	if (!ddt_tree_has(&r->tree, DDT_FLASH_DIR))
		ddt_flaw_add(found, DDT_FLASH_DIR, convert,
			     "it is not there, so nothing can be mounted on it");
	if (!ddt_tree_has(&r->tree, "/sbin/ddinit"))
		ddt_flaw_add(found, "/sbin/ddinit", convert,
			     "it is not there, so nothing fills /flash");
	if (!ddt_check_init(r))
		ddt_flaw_add(found, "/sbin/init", "install systemd-sysv or sysvinit-core in the tree",
			     "there is nothing for ddinit to start");
	for (i = 0; i < 3; i++)
		if (!ddt_tree_has(&r->tree, dirs[i]))
			ddt_flaw_add(found, dirs[i], "create it, empty",
				     "a mount point that cannot be made on a read-only root");
	if (ddt_tree_has(&r->tree, "/lib/systemd/systemd") &&
	    !ddt_tree_has(&r->tree, "/run"))
		ddt_flaw_add(found, "/run", "create it, empty",
			     "a mount point that cannot be made on a read-only root");
	if (ddt_tree_has(&r->tree, "/usr/sbin/ddtool"))
		ddt_check_program(r, found);
}

/**
 * ddt_check_entries() - is the tree as flash.conf says?
 * @r: tree
 * @found: findings
 */
static void ddt_check_entries(struct ddt_rootfs *r, struct ddt_flaws *found)
{
	const struct ddt_flash_entry *e;
	char flash[PATH_MAX], text[PATH_MAX];
	struct stat st;
	size_t i;

	for (i = 0; i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		if (e->kind == DDT_FLASH_TMPFS &&
		    !ddt_tree_has(&r->tree, e->path))
			ddt_flaw_add(found, e->path, "create it, empty",
				     "a tmpfs is to be mounted there");
		if (!ddt_flash_writable(e->kind) ||
		    ddt_rootfs_covered(r, e->path) ||
		    ddt_tree_stat(&r->tree, e->path, true, &st))
			continue;
		if (!S_ISLNK(st.st_mode) &&
		    ddt_check_where(r, e->path, &st) != DDT_WHERE_MEMORY)
			ddt_flaw_add(found, e->path, "ddtool rootfs convert",
				     "writable according to flash.conf, but not converted");
		snprintf(flash, sizeof(flash), "%s%s", DDT_FLASH_DIR, e->path);
		if (S_ISLNK(st.st_mode) &&
		    !ddt_tree_link(&r->tree, e->path, text, sizeof(text)) &&
		    strstr(text, flash + 1) && !ddt_tree_has(&r->tree, flash))
			ddt_flaw_add(found, e->path,
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
int ddt_rootfs_check(struct ddt_rootfs *r, struct ddt_flaws *found)
{
	if (!ddt_tree_has(&r->tree, "/etc"))
		return ddt_rootfs_wrong(r, -ENOENT, "%s: not a root file system, there is no /etc",
					r->tree.name);
	ddt_check_boot(r, found);
	ddt_check_entries(r, found);
	ddt_check_known(r, found);
	ddt_check_identity(r, found);
	ddt_check_fstab(r, found);
	ddt_check_tmpfiles(r, found);
	ddt_check_units(r, found);
	ddt_check_var(r, found);
	ddt_check_owners(r, found);
	return 0;
}
