/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ddtool rootfs: what its actions share.
 */
#ifndef _DDT_ROOTFS_COMMAND_H
#define _DDT_ROOTFS_COMMAND_H

#include "command.h"
#include "rootfs/rootfs.h"

/**
 * enum ddt_rootfs_options - options that not all actions have
 * @DDT_ROOTFS_CONVERT: --absolute, --no-install
 * @DDT_ROOTFS_FROM: --from
 * @DDT_ROOTFS_FORM: --form
 * @DDT_ROOTFS_PACK: --type, --compress
 */
enum ddt_rootfs_options {
	DDT_ROOTFS_CONVERT = 1,
	DDT_ROOTFS_FROM = 2,
	DDT_ROOTFS_FORM = 4,
	DDT_ROOTFS_PACK = 8,
};

/**
 * struct ddt_rootfs_job - what the command line asks for
 * @print: output
 * @r: tree
 * @root: its directory
 * @from: where files to install come from
 * @image: (pack) the image
 * @type: (pack) type of its file system
 * @compress: (pack) how it is compressed
 * @form: (convert, check) form of the root on clients, "": not said
 * @given: bits of enum ddt_rootfs_options
 * @dry_run: change nothing
 * @absolute: absolute links
 * @no_install: install nothing
 */
struct ddt_rootfs_job {
	struct ddt_print print;
	struct ddt_rootfs r;
	const char *root;
	const char *from;
	const char *image;
	const char *type;
	const char *compress;
	const char *form;
	unsigned int given;
	bool dry_run;
	bool absolute;
	bool no_install;
};

int ddt_rootfs_do_pack(struct ddt_rootfs_job *job);
int ddt_rootfs_check_image(struct ddt_rootfs_job *job);

#endif /* _DDT_ROOTFS_COMMAND_H */
