// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool rootfs pack
 */
#include <inttypes.h>
#include <string.h>

#include "rootfs.h"
#include "rootfs/image.h"

/* name an image of before */
static void rootfs_old(const char *name, void *arg)
{
	ddt_print_str(arg, NULL, "kept for clients that run it: %s\n", name);
}

/**
 * ddt_rootfs_do_pack() - make an image of a tree
 * @job: what the command line asks for
 *
 * Return: exit code.
 */
int ddt_rootfs_do_pack(struct ddt_rootfs_job *job)
{
	struct ddt_print *p = &job->print;
	struct ddt_pack pack = {
		.r = &job->r, .image = job->image, .type = job->type,
		.compress = job->compress, .dry_run = job->dry_run,
	};
	int code = 0;

	if (!job->compress[0])
		job->compress = pack.compress =
			strcmp(job->type, "erofs") ? "zstd" : "lz4hc";
	job->r.from = job->from;
	if (ddt_pack_image(&pack)) {
		code = ddt_print_failure(p, pack.begun ? DDT_EXIT_UNDONE :
					 DDT_EXIT_REFUSED, "%s", job->r.why);
		goto out;
	}
	ddt_print_begin(p, false);
	ddt_print_str(p, "root", "%s: ", job->root);
	ddt_print_str(p, "type", "%s, ", job->type);
	ddt_print_str(p, "compress", "%s: ", job->compress);
	ddt_print_str(p, "image", "%s", job->image);
	ddt_print_str(p, "target", " -> %s", pack.target);
	ddt_print_bool(p, "dry_run", NULL, job->dry_run);
	if (!job->dry_run) {
		ddt_print_u64(p, "bytes", ", %" PRIu64 " bytes", pack.bytes);
		ddt_print_u64(p, "ms", " in %" PRIu64 " ms", pack.ms);
	}
	ddt_print_text(p, "%s\n", job->dry_run ?
		       " (dry run, nothing changed)" : "");
	ddt_print_array(p, "old");
	ddt_pack_old(&pack, rootfs_old, p);
	ddt_print_close(p);
	ddt_print_end(p, false);
out:
	ddt_pack_close(&pack);
	return code;
}

/**
 * ddt_rootfs_check_image() - name what would keep clients from running an image
 * @job: with the image as its root
 *
 * Return: exit code.
 */
int ddt_rootfs_check_image(struct ddt_rootfs_job *job)
{
	struct ddt_print *p = &job->print;
	struct ddt_findings found = { 0 };
	struct ddt_image image;
	unsigned int n;
	int err = ddt_image_check(&image, job->root, &found);

	if (err)
		return ddt_print_failure(p, DDT_EXIT_REFUSED, "%s: %s",
					 job->root, strerror(-err));
	ddt_print_begin(p, false);
	ddt_print_str(p, "root", "%s: ", job->root);
	ddt_print_str(p, "type", "%s", image.fstype ? image.fstype : "no image");
	ddt_print_str(p, "compress", image.packed[0] ? ", %s" : NULL,
		      image.packed);
	ddt_print_u64(p, "bytes", ", %" PRIu64 " bytes\n", image.size);
	n = ddt_findings_print(p, &found, true);
	ddt_print_end(p, false);
	ddt_findings_free(&found);
	return n ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}
