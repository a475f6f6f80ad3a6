// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is installed in a tree, where it is missing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

/* Where "make install" may have put things. */
static const char *const prefixes[] = { "/usr", "/usr/local", "" };

/**
 * struct ddt_install - a file
 * @path: where it goes
 * @source: where it comes from, below a prefix; NULL: built in
 * @needs: only in a tree that has this
 * @when: and of which this is true; NULL: any
 * @unless: not in a tree that has one of these
 */
struct ddt_install {
	const char *path;
	const char *source;
	const char *needs;
	bool (*when)(const struct ddt_rootfs *r);
	const char *unless[4];
};

/**
 * ddt_install_xen_uses_udev() - does Xen leave its hotplug scripts to udev?
 * @r: tree
 *
 * xend does, and xl (since Xen 4.2) where it is told to. Everywhere else xl
 * runs them; a second time by udev, and what they set up stays: scripts of
 * Xen 4.17 do not look at UDEV_CALL.
 *
 * Return: true when it does.
 */
bool ddt_install_xen_uses_udev(const struct ddt_rootfs *r)
{
	char line[256];
	bool by = false;
	FILE *file;
	int fd;

	if (ddt_tree_has(&r->tree, "/usr/sbin/xend"))
		return true;
	fd = ddt_tree_get(&r->tree, "/etc/xen/xl.conf", O_RDONLY | O_NONBLOCK, 0);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (fgets(line, sizeof(line), file)) {
		unsigned int value;

		if (sscanf(line, " run_hotplug_scripts = %u", &value) == 1)
			by = !value;
	}
	fclose(file);
	return by;
}

static const struct ddt_install installs[] = {
	{ .path = "/sbin/ddinit", .source = "/sbin/ddinit" },
	{ .path = "/usr/sbin/ddtool", .source = "/sbin/ddtool" },
	{ .path = DDT_FLASH_FILE },
	{ .path = "/etc/udev/rules.d/xen-backend.rules",
	  .source = "/share/ddom/xen-backend.rules",
	  .needs = "/etc/xen/scripts/vif-bridge",
	  .when = ddt_install_xen_uses_udev,
	  .unless = { "/etc/udev/xen-backend.rules",
		      "/lib/udev/rules.d/xen-backend.rules",
		      "/usr/lib/udev/rules.d/xen-backend.rules" } },
	{ .path = "/etc/xen/scripts/network-ddom",
	  .source = "/share/ddom/network-ddom", .needs = "/etc/xen/scripts" },
	{ .path = "/etc/xen/xl.conf", .source = "/share/ddom/xl.conf",
	  .needs = "/etc/xen" },
	{ .path = "/lib/systemd/system/ddom-bridge.service",
	  .source = "/lib/systemd/system/ddom-bridge.service",
	  .needs = "/lib/systemd/system" },
	{ .path = "/etc/init.d/ddom-bridge", .source = "/etc/init.d/ddom-bridge",
	  .needs = "/etc/init.d" },
};

/* What depmod writes. */
static const char *const depmod_files[] = {
	"modules.alias", "modules.alias.bin", "modules.builtin.alias.bin",
	"modules.builtin.bin", "modules.dep", "modules.dep.bin",
	"modules.devname", "modules.softdep", "modules.symbols",
	"modules.symbols.bin", "modules.weakdep",
};

/* Where modules that are not the kernel's own are. */
static const char *const module_dirs[] = {
	"extra", "updates", "updates/dkms", "updates/ddom",
};

/*
 * Install one file. One that is there and not ours is left alone.
 *
 * Return: 1 when it will be installed, 0, or a negative errno.
 */
static int install_put(struct ddt_rootfs *r, const char *path,
		       const char *source)
{
	struct ddt_step *s = ddt_journal_find(&r->state, DDT_STEP_PUT, path);
	struct stat st = { .st_size = (off_t)strlen(ddt_flash_default) };
	struct stat now;
	bool is = !ddt_tree_stat(&r->tree, path, false, &now);

	if (source[0] && stat(source, &st))
		return 0;
	if (is && (!s || now.st_size != s->size ||
		   now.st_mtim.tv_sec != s->time.tv_sec ||
		   now.st_mtim.tv_nsec != s->time.tv_nsec))
		return 0;
	if (is && s && (!source[0] || (st.st_size == s->size &&
			st.st_mtim.tv_sec == s->time.tv_sec &&
			st.st_mtim.tv_nsec == s->time.tv_nsec)))
		return 0;
	if (ddt_plan_step_dirs(r, path))
		return -ENOMEM;
	s = ddt_plan_step_add(r, DDT_STEP_PUT, path, "");
	if (!s)
		return -ENOMEM;
	if (!source[0] && !s->time.tv_sec)
		clock_gettime(CLOCK_REALTIME, &s->time);
	else if (source[0])
		s->time = st.st_mtim;
	s->size = st.st_size;
	s->fresh = true;
	free(s->source);
	s->source = strdup(source);
	return s->source ? 1 : -ENOMEM;
}

/**
 * ddt_install_source() - find a file on this machine
 * @r: where to look
 * @path: below a prefix
 * @source: filled, PATH_MAX bytes; "" when it is not there
 */
void ddt_install_source(const struct ddt_rootfs *r, const char *path,
			       char *source)
{
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(char *); i++) {
		snprintf(source, PATH_MAX, "%s%s%s", r->from, prefixes[i],
			 path);
		if (!access(source, R_OK))
			return;
	}
	source[0] = '\0';
}

/* install a file of the table */
static int install_one(struct ddt_rootfs *r, const struct ddt_install *f)
{
	char source[PATH_MAX] = "";
	size_t i;
	int err;

	if ((f->needs && !ddt_tree_has(&r->tree, f->needs)) ||
	    (f->when && !f->when(r)))
		return 0;
	for (i = 0; i < sizeof(f->unless) / sizeof(f->unless[0]); i++)
		if (f->unless[i] && ddt_tree_has(&r->tree, f->unless[i]))
			return 0;
	if (f->source) {
		ddt_install_source(r, f->source, source);
		if (!source[0]) {
			if (!ddt_tree_has(&r->tree, f->path))
				ddt_rootfs_note(r, "%s: not installed, %s%s%s is not there",
						f->path, r->from,
						prefixes[0], f->source);
			return 0;
		}
	}
	err = install_put(r, f->path, source);
	return err < 0 ? err : 0;
}

/*
 * Is a directory where depmod would look for it? depmod follows an absolute
 * link to a directory of this machine.
 */
static bool install_is_same(const struct ddt_rootfs *r, const char *path)
{
	char outside[PATH_MAX * 2];
	struct stat one, two;
	int fd = ddt_tree_get(&r->tree, path, O_PATH, 0);
	bool same;

	if (fd < 0)
		return false;
	snprintf(outside, sizeof(outside), "%s%s", r->tree.name, path);
	same = !fstat(fd, &one) && !stat(outside, &two) &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
	close(fd);
	return same;
}

/* run depmod, and keep what it replaces */
static int install_depmod(struct ddt_rootfs *r, const char *release)
{
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(depmod_files) / sizeof(char *); i++) {
		snprintf(path, sizeof(path), "/lib/modules/%s/%s", release,
			 depmod_files[i]);
		if (!ddt_plan_step_add(r, DDT_STEP_SAVE, path,
				       ddt_tree_has(&r->tree, path) ?
				       "had" : "new"))
			return -ENOMEM;
	}
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", release);
	return ddt_plan_step_add(r, DDT_STEP_DEPMOD, path, release) ?
	       0 : -ENOMEM;
}

/* is this one of our modules? */
static bool install_module(const char *name)
{
	return !strncmp(name, "ddom_", 5) && strstr(name, ".ko");
}

/*
 * Install the modules of one directory.
 *
 * Return: how many, or a negative errno.
 */
static int install_dir(struct ddt_rootfs *r, const char *release,
		       const char *dir)
{
	char from[PATH_MAX], source[PATH_MAX], path[PATH_MAX];
	struct dirent *d;
	int n = 0, err;
	DIR *files;

	if (snprintf(from, sizeof(from), "%s/lib/modules/%s/%s", r->from,
		     release, dir) >= (int)sizeof(from))
		return 0;
	files = opendir(from);
	while (files && n >= 0 && (d = readdir(files))) {
		if (!install_module(d->d_name))
			continue;
		if (snprintf(source, sizeof(source), "%s/%s", from,
			     d->d_name) >= (int)sizeof(source))
			continue;
		snprintf(path, sizeof(path), "/lib/modules/%s/updates/ddom/%s",
			 release, d->d_name);
		err = install_put(r, path, source);
		n = err < 0 ? err : n + err;
	}
	if (files)
		closedir(files);
	return n;
}

/* install the modules of one kernel */
static int install_release(struct ddt_rootfs *r, const char *release)
{
	char path[PATH_MAX];
	int n = 0, err;
	size_t i;

	for (i = 0; i < sizeof(module_dirs) / sizeof(char *); i++) {
		err = install_dir(r, release, module_dirs[i]);
		if (err < 0)
			return err;
		n += err;
	}
	if (!n)
		return 0;
	snprintf(path, sizeof(path), "/lib/modules/%s", release);
	if (!install_is_same(r, path))
		return ddt_rootfs_wrong(r, -ELOOP, "%s%s: a link leads out of the tree; make it relative, or use --no-install",
					r->tree.name, path);
	return install_depmod(r, release);
}

/**
 * ddt_rootfs_install_plan() - all that is to be installed
 * @r: tree
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_install_plan(struct ddt_rootfs *r)
{
	struct dirent *d;
	int err = 0, fd;
	size_t i;
	DIR *dir;

	for (i = 0; i < sizeof(installs) / sizeof(installs[0]); i++) {
		err = install_one(r, &installs[i]);
		if (err)
			return err;
	}
	fd = ddt_tree_get(&r->tree, "/lib/modules", O_RDONLY | O_DIRECTORY, 0);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while (!err && (d = readdir(dir)))
		if (d->d_name[0] != '.')
			err = install_release(r, d->d_name);
	closedir(dir);
	return err;
}
