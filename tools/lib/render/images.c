// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypervisors, kernels and initrds below a TFTP root: their directories, and
 * copies of those whose source is named.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/msg.h"
#include "render/render_internal.h"

/**
 * ddt_images_unpacked() - how a loader that wants it plain gets a hypervisor
 * @p: profile, with a hypervisor
 *
 * Return: length of the uncompressed one's path, which is @p->hypervisor
 * without ".gz".
 */
size_t ddt_images_unpacked(const struct ddt_pool_profile *p)
{
	size_t len = strlen(p->hypervisor);

	return len > 3 && !strcmp(p->hypervisor + len - 3, ".gz") ? len - 3 :
								    len;
}

/* does a boot loader load a profile that takes no compressed hypervisor? */
static bool images_plain(const struct ddt_render *r,
			    const struct ddt_pool_profile *p)
{
	const struct ddt_loader *const *l = r->pool->kinds->loader;
	size_t i = (size_t)(p - r->pool->profiles), n, k;

	for (n = 0; n < r->pool->nnetworks; n++)
		for (k = 0; l[k]; k++)
			if (r->used[n * r->pool->nprofiles + i] & 1U << k &&
			    l[k]->plain)
				return true;
	return false;
}

/* copies for a profile */
static void images_profile(struct ddt_render *r,
			   const struct ddt_pool_profile *p)
{
	/* paths begin with a slash, and so does what is below a TFTP root */
	if (p->hypervisor_source)
		ddt_output_copy(r, p->server, p->hypervisor_source, false, "%s",
				p->hypervisor + 1);
	if (p->hypervisor_source && p->hypervisor[ddt_images_unpacked(p)] &&
	    images_plain(r, p))
		ddt_output_copy(r, p->server, p->hypervisor_source, true,
				"%.*s", (int)ddt_images_unpacked(p) - 1,
				p->hypervisor + 1);
	if (p->kernel_source)
		ddt_output_copy(r, p->server, p->kernel_source, false, "%s",
				p->kernel + 1);
	if (p->initrd_source)
		ddt_output_copy(r, p->server, p->initrd_source, false, "%s",
				p->initrd + 1);
}

/**
 * ddt_render_images() - copies for all profiles
 * @r: files being made, with @r->used
 */
void ddt_render_images(struct ddt_render *r)
{
	unsigned int i;

	for (i = 0; i < r->pool->nprofiles; i++)
		if (!r->pool->profiles[i].local)
			images_profile(r, &r->pool->profiles[i]);
}

/**
 * ddt_render_image_dirs() - make the directories of what is not copied
 * @r: files that were made
 *
 * They are not removed again: somebody may have put something there.
 *
 * Return: 0 or negative errno.
 */
int ddt_render_image_dirs(const struct ddt_render *r)
{
	char path[512];
	unsigned int i, k;
	int err = 0;

	for (i = 0; i < r->pool->nprofiles && !err; i++) {
		const struct ddt_pool_profile *p = &r->pool->profiles[i];
		const char *const paths[] = { p->hypervisor, p->kernel,
					      p->initrd };

		for (k = 0; k < 3 && !err; k++) {
			if (!paths[k])
				continue;
			snprintf(path, sizeof(path), "%s%s%s",
				 p->server->id.name, p->server->tftp_root,
				 paths[k]);
			err = ddt_outdir_step_dirs(r->dir, path);
		}
	}
	return err;
}

/*
 * Is a hypervisor, kernel or initrd where a file of ours is?
 *
 * Return: 0; -EEXIST with a message.
 */
static int render_clash(const struct ddt_render *r,
			const struct ddt_pool_profile *p, const char *path)
{
	char full[512];
	size_t i, n, len;

	if (!path)
		return 0;
	n = (size_t)snprintf(full, sizeof(full), "%s%s%s", p->server->id.name,
			     p->server->tftp_root, path);
	for (i = 0; i < r->dir->n; i++) {
		const struct ddt_output *o = &r->dir->out[i];

		len = strlen(o->path);
		/* the same, or one is a directory above the other */
		if (strncmp(full, o->path, n < len ? n : len) ||
		    (n < len && o->path[n] != '/') ||
		    (n > len && full[len] != '/') ||
		    (n == len && o->kind == DDT_OUTPUT_COPY))
			continue;
		ddt_msg_error("profile %s: %s: ddtool writes %s there; give it another path",
			      p->id.name, path, o->path);
		return -EEXIST;
	}
	return 0;
}

/**
 * ddt_images_clash() - is anything of any profile where a file of ours is?
 * @r: files that were made
 *
 * Return: 0; -EEXIST with a message.
 */
int ddt_images_clash(const struct ddt_render *r)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < r->pool->nprofiles && !err; i++) {
		const struct ddt_pool_profile *p = &r->pool->profiles[i];

		err = render_clash(r, p, p->hypervisor) ?:
		      render_clash(r, p, p->kernel) ?:
		      render_clash(r, p, p->initrd);
	}
	return err;
}
