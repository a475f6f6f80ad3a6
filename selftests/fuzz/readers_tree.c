// SPDX-License-Identifier: GPL-2.0-only
/*
 * The readers of ddtool rootfs: flash.conf, the journal, files of a tree, the
 * superblock of an image.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "rootfs/check_internal.h"
#include "rootfs/image.h"

void read_flash(const uint8_t *data, size_t size)
{
	FILE *file = fopen(fuzz_path("/flash.conf"), "re");
	struct ddt_flash flash;

	(void)data;
	(void)size;
	memset(&flash, 0, sizeof(flash));
	if (file)
		ddt_flash_conf_read(&flash, file, "flash.conf");
	if (file)
		fclose(file);
	ddt_flash_conf_free(&flash);
}

void read_journal(const uint8_t *data, size_t size)
{
	struct ddt_journal state;
	struct ddt_tree tree;
	char why[256];
	size_t i;

	(void)data;
	(void)size;
	if (ddt_tree_open(&tree, fuzz_dir))
		return;
	if (!ddt_journal_load(&state, &tree, why, sizeof(why)))
		for (i = 0; i < state.n; i++)
			ddt_journal_step_name(state.steps[i].kind);
	ddt_journal_free(&state);
	ddt_tree_close(&tree);
}

void read_superblock(const uint8_t *data, size_t size)
{
	struct ddt_findings found = { .n = 0 };
	struct ddt_image image;

	(void)data;
	if (!ddt_image_read(&image, fuzz_path("/root.img")) &&
	    (!image.fstype || !image.needs[0] || !image.bytes ||
	     image.bytes > size || image.needs[DDT_IMAGE_NEEDS - 1]))
		abort();
	ddt_image_check(&image, fuzz_path("/root.img"), &found);
	ddt_findings_free(&found);
}

void read_tree(const uint8_t *data, size_t size)
{
	struct ddt_findings found = { .n = 0 };
	static struct ddt_rootfs r;

	(void)data;
	(void)size;
	if (!ddt_rootfs_open(&r, fuzz_dir) &&
	    !ddt_flash_conf_read_default(&r.flash)) {
		ddt_check_conf_tmpfiles(&r, &found);
		ddt_check_conf_units(&r, &found);
		ddt_check_conf_fstab(&r, &found);
	}
	ddt_findings_free(&found);
	ddt_rootfs_close(&r);
}
