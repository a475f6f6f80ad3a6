// SPDX-License-Identifier: GPL-2.0-only
/*
 * GRUB 2's image for network booting, by its own grub-mknetdir.
 *
 * It is made in .ddom/grub of the output directory, where it stays, and what
 * is served are copies. A platform is complete there when its stamp is, which
 * is removed first and written last.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "msg.h"
#include "outdir_priv.h"
#include "render.h"

#define DDT_GRUB_CACHE	DDT_OUTDIR_META "/grub"

/* Everything the menus use is in the image: one file to fetch, not twenty. */
#define DDT_GRUB_MODULES \
	"normal configfile net tftp echo test sleep reboot halt " \
	"password_pbkdf2 linux multiboot2 gzio chain serial terminal all_video"

/**
 * struct ddt_grub_platform - a platform of GRUB 2
 * @name: its name
 * @core: its image
 * @modules: what is in that
 * @package: Debian's
 * @common: many machines are of it
 */
static const struct ddt_grub_platform {
	const char *name;
	const char *core;
	const char *modules;
	const char *package;
	bool common;
} ddt_grub_platforms[] = {
	{ "i386-pc", "core.0", DDT_GRUB_MODULES " pxe biosdisk part_msdos",
	  "grub-pc-bin", true },
	{ "x86_64-efi", "core.efi", DDT_GRUB_MODULES " efinet",
	  "grub-efi-amd64-bin", true },
	{ "i386-efi", "core.efi", DDT_GRUB_MODULES " efinet",
	  "grub-efi-ia32-bin", false },
};

#define NPLATFORMS \
	(sizeof(ddt_grub_platforms) / sizeof(ddt_grub_platforms[0]))

/**
 * ddt_grub_spawn() - run grub-mknetdir
 * @r: files being made
 * @platform: for this one
 * @from: directory with its modules
 *
 * The child keeps the lock: if this process is killed, the next one waits
 * until nobody writes any more.
 *
 * Return: 0; -ENOENT: there is no such program; -EIO: it failed, with what it
 * said on standard error.
 */
static int ddt_grub_spawn(const struct ddt_render *r,
			  const struct ddt_grub_platform *platform,
			  const char *from)
{
	char net[512], modules[512];
	char *argv[] = { "grub-mknetdir", "-d", (char *)from, net,
			 "--subdir=/grub", "--install-modules=", "--fonts=",
			 "--locales=", "--themes=", modules, NULL };
	int status, null;
	pid_t pid;

	snprintf(net, sizeof(net), "--net-directory=%s/" DDT_GRUB_CACHE,
		 r->dir->path);
	snprintf(modules, sizeof(modules), "--modules=%s", platform->modules);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		fcntl(r->dir->lock, F_SETFD, 0);
		execvp("grub-mknetdir", argv);
		execvp("grub2-mknetdir", argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return -ENOENT;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

/**
 * ddt_grub_current() - is a platform complete, and as it would be made now?
 * @r: files being made
 * @platform: platform
 * @from: directory with its modules
 *
 * A package's files are as old as its build; when they came here is their
 * change time.
 *
 * Return: true when there is nothing to do.
 */
static bool ddt_grub_current(const struct ddt_render *r,
			     const struct ddt_grub_platform *platform,
			     const char *from)
{
	char path[600], text[512] = "";
	struct stat st, kernel;
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), DDT_GRUB_CACHE "/%s", platform->name);
	fd = openat(r->dir->fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (!fstat(fd, &st))
		n = read(fd, text, sizeof(text));
	close(fd);
	if (n != (ssize_t)strlen(platform->modules) ||
	    memcmp(text, platform->modules, (size_t)n))
		return false;
	snprintf(path, sizeof(path), "%s/kernel.img", from);
	/* without the package what was made of it is all there is */
	return stat(path, &kernel) || kernel.st_ctime <= st.st_mtime;
}

/**
 * ddt_grub_make() - make a platform, if it is missing or old
 * @r: files being made
 * @platform: platform
 *
 * Return: 0; -ENOENT: program or modules are not there; negative errno with a
 * message.
 */
static int ddt_grub_make(const struct ddt_render *r,
			 const struct ddt_grub_platform *platform)
{
	char from[512], path[600];
	int err;

	snprintf(from, sizeof(from), "%s/%s", r->grub, platform->name);
	if (ddt_grub_current(r, platform, from))
		return 0;
	snprintf(path, sizeof(path), "%s/kernel.img", from);
	if (access(path, R_OK))
		return -ENOENT;
	snprintf(path, sizeof(path), DDT_GRUB_CACHE "/%s", platform->name);
	err = ddt_outdir_dirs(r->dir, path);
	if (!err && unlinkat(r->dir->fd, path, 0) && errno != ENOENT)
		err = -errno;
	if (!err)
		err = ddt_grub_spawn(r, platform, from);
	if (err == -ENOENT)
		return err;
	if (!err && syncfs(r->dir->fd))
		err = -errno;
	if (!err)
		err = ddt_outdir_put(r->dir->fd, path, platform->modules,
				     strlen(platform->modules));
	if (err)
		ddt_error("grub-mknetdir -d %s: %s", from,
			  err == -EIO ? "failed" : strerror(-err));
	return err;
}

/**
 * ddt_grub_copy() - have a platform served
 * @r: files being made
 * @server: by whom
 * @platform: platform
 *
 * Return: 0 or negative errno.
 */
static int ddt_grub_copy(struct ddt_render *r,
			 const struct ddt_pool_server *server,
			 const struct ddt_grub_platform *platform)
{
	char path[512], source[800];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/" DDT_GRUB_CACHE "/grub/%s",
		 r->dir->path, platform->name);
	d = opendir(path);
	if (!d)
		return -errno;
	while ((e = readdir(d)) && !r->err) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(source, sizeof(source), "%s/%s", path, e->d_name);
		ddt_render_copy(r, server, source, false, "grub/%s/%s",
				platform->name, e->d_name);
	}
	closedir(d);
	return r->err;
}

/**
 * ddt_grub_foreign() - has somebody else put an image there?
 * @r: files being made
 * @server: server
 * @platform: platform
 *
 * Return: true when there is one that was not written here.
 */
static bool ddt_grub_foreign(const struct ddt_render *r,
			     const struct ddt_pool_server *server,
			     const struct ddt_grub_platform *platform)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s/grub/%s/%s", server->id.name,
		 server->tftp_root, platform->name, platform->core);
	return !faccessat(r->dir->fd, path, F_OK, 0) &&
	       !ddt_outdir_owns(r->dir, path);
}

/**
 * ddt_render_grub2_images() - GRUB 2's images on a server
 * @r: files being made
 * @server: server
 *
 * Return: 0, also when there can be none, which is said; negative errno with a
 * message.
 */
int ddt_render_grub2_images(struct ddt_render *r,
			    const struct ddt_pool_server *server)
{
	size_t i;
	int err;

	for (i = 0; i < NPLATFORMS; i++) {
		const struct ddt_grub_platform *p = &ddt_grub_platforms[i];

		if (ddt_grub_foreign(r, server, p))
			continue;
		err = ddt_grub_make(r, p);
		if (!err)
			err = ddt_grub_copy(r, server, p);
		if (err && err != -ENOENT)
			return err;
		if (err && p->common)
			ddt_note("%s: no GRUB 2 image for %s; install grub-common and %s and render again, or run grub-mknetdir -d %s/%s --net-directory=%s/%s%s --subdir=/grub",
				 server->id.name, p->name, p->package, r->grub,
				 p->name, r->dir->path, server->id.name,
				 server->tftp_root);
	}
	return 0;
}
