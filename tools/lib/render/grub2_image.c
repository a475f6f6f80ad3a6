// SPDX-License-Identifier: GPL-2.0-only
/*
 * GRUB 2's images for network booting: one for every platform, by its own
 * grub-mknetdir, which finds its server by DHCP; and for every network with
 * somebody else's DHCP server one by grub-mkimage, which has the address in it:
 * firmware tells GRUB of that server only, not of the proxy.
 *
 * They are made in .ddom/grub of the output directory, where they stay, and what
 * is served are copies. An image is complete there when its stamp is, which is
 * removed first and written last.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/msg.h"
#include "render/render_internal.h"

#define DDT_GRUB_CACHE	DDT_OUTDIR_META "/grub"

/* Everything the menus use is in the image: one file to fetch, not twenty. */
#define DDT_GRUB_MODULES \
	"normal configfile net tftp echo test sleep reboot halt " \
	"password_pbkdf2 linux multiboot2 gzio chain serial terminal all_video"

/**
 * struct ddt_grub_platform - a platform of GRUB 2
 * @name: its name
 * @firmware: whose it is
 * @format: grub-mkimage's name for it
 * @modules: what is in that
 * @package: Debian's
 * @common: many machines are of it
 */
static const struct ddt_grub_platform {
	const char *name;
	enum ddt_firmware firmware;
	const char *format;
	const char *modules;
	const char *package;
	bool common;
} ddt_grub_platforms[] = {
	{ "i386-pc", DDT_BIOS, "i386-pc-pxe",
	  DDT_GRUB_MODULES " pxe biosdisk part_msdos", "grub-pc-bin", true },
	{ "x86_64-efi", DDT_EFI64, "x86_64-efi",
	  DDT_GRUB_MODULES " efinet", "grub-efi-amd64-bin", true },
	{ "i386-efi", DDT_EFI32, "i386-efi", DDT_GRUB_MODULES " efinet",
	  "grub-efi-ia32-bin", false },
};

#define NPLATFORMS \
	(sizeof(ddt_grub_platforms) / sizeof(ddt_grub_platforms[0]))

/**
 * struct ddt_grub_image - an image, or several that are made together
 * @platform: for this one
 * @net: for this network, NULL: for all
 * @from: directory with the platform's modules
 * @path: the image, below .ddom/grub and below the TFTP root
 * @stamp: its stamp below the output directory
 * @key: what is in the stamp: all that the image depends on but the modules
 */
struct ddt_grub_image {
	const struct ddt_grub_platform *platform;
	const struct ddt_pool_network *net;
	char from[512];
	char path[DDT_LOADER_PATH];
	char stamp[128];
	char key[512];
};

/* what is to be made */
static void grub_image(struct ddt_grub_image *image,
		       const struct ddt_render *r,
		       const struct ddt_loader *loader,
		       const struct ddt_grub_platform *platform,
		       const struct ddt_pool_network *net)
{
	char ip[INET_ADDRSTRLEN];

	image->platform = platform;
	image->net = net;
	snprintf(image->from, sizeof(image->from), "%s/%s", r->grub,
		 platform->name);
	ddt_loader_file(loader, platform->firmware, net, image->path);
	snprintf(image->stamp, sizeof(image->stamp), DDT_GRUB_CACHE "/%s%s%s",
		 net ? net->id.name : "", net ? "-" : "", platform->name);
	if (net)
		snprintf(image->key, sizeof(image->key), "(tftp,%s)/grub %s",
			 ddt_text_ip(ddt_net_server_addr(net->boot_server, net),
				     ip), platform->modules);
	else
		snprintf(image->key, sizeof(image->key), "%s",
			 platform->modules);
}

/*
 * Run one of GRUB's programs. The child keeps the lock: if this process is
 * killed, the next one waits until nobody writes any more.
 *
 * Return: 0; -ENOENT: there is no such program; -EIO: it failed, with what it
 * said on standard error.
 */
static int grub_spawn(const struct ddt_render *r, char *const argv[])
{
	int status, null;
	char other[32];
	pid_t pid;

	snprintf(other, sizeof(other), "grub2%s", argv[0] + strlen("grub"));
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		fcntl(r->dir->lock, F_SETFD, 0);
		execvp(argv[0], argv);
		execvp(other, argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return -ENOENT;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

/*
 * Make a platform's image and what lies beside it.
 *
 * Return: as grub_spawn().
 */
static int grub_mknetdir(const struct ddt_render *r,
			 struct ddt_grub_image *image)
{
	char net[512], modules[512];
	char *argv[] = { "grub-mknetdir", "-d", image->from, net,
			 "--subdir=/grub", "--install-modules=", "--fonts=",
			 "--locales=", "--themes=", modules, NULL };

	snprintf(net, sizeof(net), "--net-directory=%s/" DDT_GRUB_CACHE,
		 r->dir->path);
	snprintf(modules, sizeof(modules), "--modules=%s",
		 image->platform->modules);
	return grub_spawn(r, argv);
}

/*
 * Make the image of a network.
 *
 * Return: as grub_spawn(), or negative errno.
 */
static int grub_mkimage(const struct ddt_render *r,
			struct ddt_grub_image *image)
{
	char path[800], below[200], words[512], *word, *save;
	char *argv[64] = { "grub-mkimage", "-d", image->from, "-O",
			   (char *)image->platform->format, "-o", path, "-p" };
	size_t n = 8;
	int err;

	snprintf(below, sizeof(below), DDT_GRUB_CACHE "/%s", image->path);
	snprintf(path, sizeof(path), "%s/%s", r->dir->path, below);
	err = ddt_outdir_step_dirs(r->dir, below);
	if (err)
		return err;
	/* its prefix, then the modules */
	strcpy(words, image->key);
	for (word = strtok_r(words, " ", &save);
	     word && n < sizeof(argv) / sizeof(argv[0]) - 1;
	     word = strtok_r(NULL, " ", &save))
		argv[n++] = word;
	return grub_spawn(r, argv);
}

/*
 * Is an image complete, and as it would be made now? A package's files are as
 * old as its build; when they came here is their change time.
 */
static bool grub_current(const struct ddt_render *r,
			 const struct ddt_grub_image *image)
{
	char path[600], text[512] = "";
	struct stat st, kernel;
	ssize_t n = -1;
	int fd;

	fd = openat(r->dir->fd, image->stamp, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (!fstat(fd, &st))
		n = read(fd, text, sizeof(text));
	close(fd);
	if (n != (ssize_t)strlen(image->key) ||
	    memcmp(text, image->key, (size_t)n))
		return false;
	snprintf(path, sizeof(path), "%s/kernel.img", image->from);
	/* without the package what was made of it is all there is */
	return stat(path, &kernel) || kernel.st_ctime <= st.st_mtime;
}

/*
 * Make an image, if it is missing or old.
 *
 * Return: 0; -ENOENT: program or modules are not there; negative errno with a
 * message.
 */
static int grub_make(const struct ddt_render *r,
		     struct ddt_grub_image *image)
{
	char path[600];
	int err;

	if (grub_current(r, image))
		return 0;
	snprintf(path, sizeof(path), "%s/kernel.img", image->from);
	if (access(path, R_OK))
		return -ENOENT;
	err = ddt_outdir_step_dirs(r->dir, image->stamp);
	if (!err && unlinkat(r->dir->fd, image->stamp, 0) && errno != ENOENT)
		err = -errno;
	if (!err)
		err = image->net ? grub_mkimage(r, image) :
				   grub_mknetdir(r, image);
	if (err == -ENOENT)
		return err;
	if (!err && syncfs(r->dir->fd))
		err = -errno;
	if (!err)
		err = ddt_outdir_step_put(r->dir->fd, image->stamp, image->key,
					  strlen(image->key));
	if (err)
		ddt_msg_error("%s -d %s: %s",
			      image->net ? "grub-mkimage" : "grub-mknetdir",
			      image->from,
			      err == -EIO ? "failed" : strerror(-err));
	return err;
}

/* have an image served, and what lies beside it */
static int grub_copy(struct ddt_render *r,
		     const struct ddt_pool_server *server,
		     const struct ddt_grub_image *image)
{
	int above = (int)(strrchr(image->path, '/') - image->path);
	char path[512], source[800];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/" DDT_GRUB_CACHE "/%.*s",
		 r->dir->path, above, image->path);
	d = opendir(path);
	if (!d)
		return -errno;
	while ((e = readdir(d)) && !r->err) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(source, sizeof(source), "%s/%s", path, e->d_name);
		ddt_output_copy(r, server, source, false, "%.*s/%s", above,
				image->path, e->d_name);
	}
	closedir(d);
	return r->err;
}

/* has somebody else put an image there? */
static bool grub_foreign(const struct ddt_render *r,
			 const struct ddt_pool_server *server,
			 const struct ddt_grub_image *image)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s/%s", server->id.name,
		 server->tftp_root, image->path);
	return !faccessat(r->dir->fd, path, F_OK, 0) &&
	       !ddt_outdir_manifest_has(r->dir, path);
}

/*
 * Have an image made, if need be, and served.
 *
 * Return: 0; -ENOENT: program or modules are not there; negative errno with a
 * message.
 */
static int grub_serve(struct ddt_render *r,
		      const struct ddt_pool_server *server,
		      const struct ddt_loader *loader,
		      const struct ddt_grub_platform *platform,
		      const struct ddt_pool_network *net)
{
	struct ddt_grub_image image;
	int err;

	grub_image(&image, r, loader, platform, net);
	if (grub_foreign(r, server, &image))
		return 0;
	err = grub_make(r, &image);
	return err ? err : grub_copy(r, server, &image);
}

/**
 * ddt_render_grub2_images() - GRUB 2's images on a server
 * @r: files being made
 * @server: server
 * @loader: GRUB 2
 *
 * Return: 0, also when there can be none, which is said; negative errno with a
 * message.
 */
int ddt_render_grub2_images(struct ddt_render *r,
			    const struct ddt_pool_server *server,
			    const struct ddt_loader *loader)
{
	const struct ddt_pool *pool = r->pool;
	unsigned int n;
	size_t i;
	int err;

	for (i = 0; i < NPLATFORMS; i++) {
		const struct ddt_grub_platform *p = &ddt_grub_platforms[i];

		err = grub_serve(r, server, loader, p, NULL);
		for (n = 0; n < pool->nnetworks && !err; n++)
			if (pool->networks[n].proxy &&
			    pool->networks[n].boot_server == server)
				err = grub_serve(r, server, loader, p,
						 &pool->networks[n]);
		if (err && err != -ENOENT)
			return err;
		if (err && p->common)
			ddt_msg_note("%s: no GRUB 2 image for %s; install grub-common and %s and render again, or run grub-mknetdir -d %s/%s --net-directory=%s/%s%s --subdir=/grub",
				     server->id.name, p->name, p->package,
				     r->grub, p->name, r->dir->path,
				     server->id.name, server->tftp_root);
	}
	return 0;
}
