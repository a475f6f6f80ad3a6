// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a pool would not boot, as far as the files of a boot server tell.
 */
#include <ifaddrs.h>
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/nic_internal.h"
#include "kernel/kernel.h"
#include "render/render.h"
#include "rootfs/image.h"

/**
 * struct ddt_files - files being looked at
 * @lint: where to
 * @root: in front of every path
 */
struct ddt_files {
	struct ddt_lint *lint;
	const char *root;
};

/* is this machine a server? */
static bool files_here(const struct ddt_pool_server *server)
{
	struct ifaddrs *all, *a;
	bool here = false;
	unsigned int i;

	if (getifaddrs(&all))
		return false;
	for (a = all; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET)
			continue;
		for (i = 0; i < server->addrs.n; i++)
			here |= ((struct sockaddr_in *)a->ifa_addr)->sin_addr.s_addr ==
				htonl(server->addrs.addr[i]);
	}
	freeifaddrs(all);
	return here;
}

/* is a file there? */
static void files_need(struct ddt_files *f, struct ddt_place place,
		       const char *what,
		       const struct ddt_pool_server *server,
		       const char *path, const char *remedy)
{
	char full[512];

	snprintf(full, sizeof(full), "%s%s%s", f->root, server->tftp_root, path);
	if (access(full, R_OK))
		ddt_lint_add(f->lint, DDT_PROBLEM, "missing-file", place, NULL,
			remedy, "%s: no %s", what, full);
}

/* is a hypervisor, kernel or initrd there? */
static void files_image(struct ddt_files *f,
			const struct ddt_pool_profile *p, const char *path,
			const char *source)
{
	char what[96], remedy[256];

	if (!path)
		return;
	snprintf(what, sizeof(what), "profile %s", p->id.name);
	if (source)
		snprintf(remedy, sizeof(remedy),
			 "ddtool server render copies %s", source);
	else
		snprintf(remedy, sizeof(remedy),
			 "copy it there, or name in pool.conf what is copied");
	files_need(f, p->id.place, what, p->server, path, remedy);
}

/*
 * What a kernel needs built in to mount its root over NFS without an initrd, in
 * this form and those behind it.
 */
static const struct {
	const char *symbol;
	const char *why;
	enum ddt_form form;
} ddt_files_symbols[] = {
	{ "IP_PNP", "it cannot configure its NIC", DDT_FORM_LINKS },
	{ "NFS_FS", "it has no NFS", DDT_FORM_LINKS },
	{ "ROOT_NFS", "it cannot mount a root over NFS", DDT_FORM_LINKS },
	{ "TMPFS", "nothing bounds what is written", DDT_FORM_OVERLAY },
	{ "OVERLAY_FS", "it has no overlays", DDT_FORM_OVERLAY },
	{ "BLK_DEV_LOOP", "it cannot mount a file", DDT_FORM_IMAGE },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* can a host boot a profile? */
static bool files_boots(const struct ddt_pool *pool,
			const struct ddt_pool_host *host,
			const struct ddt_pool_profile *p)
{
	unsigned int i;

	for (i = 0; i < host->network->menu.n; i++)
		if (ddt_net_menu(pool, host->network, i) == p)
			return true;
	return host->profile == p || host->fallback == p;
}

/* where distributions put a kernel's configuration */
static bool files_config(const struct ddt_files *f, const char *kernel,
			 char *config)
{
	const char *base = kernel ? strrchr(kernel, '/') + 1 : "";
	const char *release = strchr(base, '-');

	if (release)
		snprintf(config, 512, "%s%.*sconfig%s", f->root,
			 (int)(base - kernel), kernel, release);
	return release;
}

/* can a kernel mount what is in the image, or any, if it is not here? */
static void files_filesystem(struct ddt_files *f,
			     const struct ddt_pool_profile *p,
			     const struct ddt_kconfig *kc, const char *kernel)
{
	struct ddt_image image;
	char path[512];
	size_t i;
	int err;

	snprintf(path, sizeof(path), "%s%s%s", f->root, p->root, p->image);
	err = ddt_image_read(&image, path);
	if (err == -EBADMSG)
		ddt_lint_add(f->lint, DDT_PROBLEM, "bad-image", p->id.place,
			"a host could not mount it",
			"make it again: ddtool rootfs pack",
			"profile %s: %s: %s", p->id.name, path,
			ddt_image_why(&image));
	if (err && !ddt_kconfig_builtin(kc, "SQUASHFS"))
		image.needs[0] = "EROFS_FS";
	for (i = 0; i < DDT_IMAGE_NEEDS && image.needs[i]; i++)
		if (!ddt_kconfig_builtin(kc, image.needs[i]))
			ddt_lint_add(f->lint, DDT_PROBLEM, "kernel-config",
				p->id.place, "it cannot mount the image",
				"build it in, or pack another type",
				"profile %s: %s: CONFIG_%s is not y",
				p->id.name, kernel, image.needs[i]);
}

/*
 * Can a kernel mount its root over NFS, and connect domUs' disks? The configuration is the one in the
 * image, else the file beside it named like it with ".config" added, else for a
 * source like /boot/vmlinuz-6.1 the file /boot/config-6.1.
 */
static void files_kernel(struct ddt_files *f,
			 const struct ddt_pool_profile *p)
{
	const struct ddt_pool *pool = f->lint->pool;
	char path[512], beside[530], source[512], why[256], none[256];
	struct ddt_kconfig kc;
	struct ddt_check_nics nics;
	unsigned int i;
	int err;

	snprintf(path, sizeof(path), "%s%s%s", f->root, p->server->tftp_root,
		 p->kernel);
	if (access(path, R_OK))
		return;
	snprintf(beside, sizeof(beside), "%s.config", path);
	err = ddt_kconfig_load(&kc, path, why, sizeof(why));
	if (err) {
		ddt_kconfig_free(&kc);
		err = ddt_kconfig_load(&kc, beside, none, sizeof(none));
	}
	if (err && files_config(f, p->kernel_source, source)) {
		ddt_kconfig_free(&kc);
		err = ddt_kconfig_load(&kc, source, none, sizeof(none));
	}
	if (err) {
		ddt_finding_advice(ddt_lint_add(f->lint, DDT_NOTE, "no-config",
			p->id.place, "not checked", NULL,
			"profile %s: %s tells no configuration (%s)",
			p->id.name, path, why),
			"CONFIG_IKCONFIG=y, or put it into %s", beside);
		goto out;
	}
	ddt_check_disks_kernel(f->lint, p, path, &kc);
	if (p->initrd)
		goto out;
	for (i = 0; i < COUNT(ddt_files_symbols); i++)
		if (p->form >= ddt_files_symbols[i].form &&
		    !ddt_kconfig_builtin(&kc, ddt_files_symbols[i].symbol))
			ddt_lint_add(f->lint, DDT_PROBLEM, "kernel-config",
				p->id.place, ddt_files_symbols[i].why,
				"build it in, or add an initrd",
				"profile %s: %s: CONFIG_%s is not y",
				p->id.name, path, ddt_files_symbols[i].symbol);
	if (p->form == DDT_FORM_IMAGE)
		files_filesystem(f, p, &kc, path);
	ddt_check_nics_init(&nics, f->root, path, &kc);
	for (i = 0; i < pool->nhosts; i++)
		if (pool->hosts[i].nic &&
		    files_boots(pool, &pool->hosts[i], p))
			ddt_check_nic(f->lint, &nics, p, &pool->hosts[i]);
out:
	ddt_kconfig_free(&kc);
}

/* is what a root's form needs on the server that exports it? */
static void files_form(struct ddt_files *f,
		       const struct ddt_pool_profile *p)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s/sbin/ddinit", f->root, p->root);
	if (access(path, X_OK))
		ddt_lint_add(f->lint, DDT_PROBLEM, "no-ddinit", p->id.place,
			"nothing makes its root writable",
			p->form == DDT_FORM_IMAGE ? "ddtool rootfs pack" :
			"ddtool rootfs convert --form overlay",
			"profile %s: no %s", p->id.name, path);
	snprintf(path, sizeof(path), "%s%s%s", f->root, p->root,
		 p->image ? p->image : "");
	if (access(path, R_OK))
		ddt_lint_add(f->lint, DDT_PROBLEM, "missing-image", p->id.place,
			NULL, "make it: ddtool rootfs pack TREE IMAGE",
			"profile %s: no %s", p->id.name, path);
}

/* look at a profile of this server */
static void files_profile(struct ddt_files *f,
			  const struct ddt_pool_profile *p)
{
	files_image(f, p, p->hypervisor, p->hypervisor_source);
	files_image(f, p, p->kernel, p->kernel_source);
	files_image(f, p, p->initrd, p->initrd_source);
	if (p->root && (!p->initrd || (p->hypervisor && f->lint->pool->ndisks)))
		files_kernel(f, p);
}

/* look at the boot loaders of this server */
static void files_loader(struct ddt_files *f,
			 const struct ddt_pool_network *net,
			 const struct ddt_loader *l)
{
	char what[96], path[DDT_LOADER_PATH + 1] = "/";

	snprintf(what, sizeof(what), "network %s", net->id.name);
	if (ddt_loader_file(l, DDT_BIOS, net, path + 1))
		files_need(f, net->id.place, what, net->boot_server, path,
			   l->remedy);
}

/* look at the files of a server */
static void files_server(struct ddt_files *f,
			 const struct ddt_pool_server *server)
{
	const struct ddt_pool *pool = f->lint->pool;
	const struct ddt_loader *const *l;
	unsigned int i, n;
	char path[512];

	for (i = 0; i < pool->nprofiles; i++) {
		const struct ddt_pool_profile *p = &pool->profiles[i];

		if (p->server == server)
			files_profile(f, p);
		if (p->form && p->root_server == server)
			files_form(f, p);
	}
	for (n = 0; n < pool->nnetworks; n++) {
		if (pool->networks[n].boot_server != server)
			continue;
		for (l = pool->kinds->loader; *l; l++) {
			for (i = 0; i < pool->nhosts; i++)
				if (pool->hosts[i].network ==
				    &pool->networks[n] &&
				    pool->hosts[i].loader == *l)
					break;
			if (i < pool->nhosts)
				files_loader(f, &pool->networks[n], *l);
		}
	}
	ddt_check_disks_server(f->lint, f->root, server);
	for (i = 0; i < pool->nexports; i++) {
		const struct ddt_pool_export *e = &pool->exports[i];

		snprintf(path, sizeof(path), "%s%s", f->root, e->path);
		if (e->server == server && access(path, F_OK))
			ddt_lint_add(f->lint, DDT_PROBLEM, "missing-file",
				e->id.place, NULL, "make the directory",
				"export %s: no %s", e->id.name, path);
	}
}

/**
 * ddt_check_files() - look at the files of the boot servers that are here
 * @lint: with its pool; filled
 * @sysroot: in front of every path
 * @as: this machine, NULL: the servers whose addresses it has
 *
 * Return: 0.
 */
int ddt_check_files(struct ddt_lint *lint, const char *sysroot,
		    const struct ddt_pool_server *as)
{
	struct ddt_files f = { .lint = lint, .root = sysroot };
	const struct ddt_pool *pool = lint->pool;
	unsigned int i;

	for (i = 0; i < pool->nservers; i++) {
		const struct ddt_pool_server *server = &pool->servers[i];

		if (as ? as == server : files_here(server))
			files_server(&f, server);
		else
			ddt_lint_add(lint, DDT_NOTE, "not-here",
				server->id.place, "its files were not looked at",
				"run ddtool server check there",
				"server %s: is not this machine",
				server->id.name);
	}
	return 0;
}
