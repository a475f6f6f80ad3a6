/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ddinit: the first process on a shared, read-only root.
 *
 * One static program without libraries: every file that is read here is read
 * over the network, by a machine that has nothing else yet. It must build
 * with musl and run on Linux 2.6.18.
 */
#ifndef _DDINIT_H
#define _DDINIT_H

#include <stdbool.h>

#include "rootfs/flash_conf.h"

#define DDI_BRIDGE_CONF		"/etc/ddom/bridge.conf"

/*
 * What is below the root, as long as the machine runs. The overlay is mounted
 * by these names before they are of the new root: they must be the same.
 */
#define DDI_UNDER		"/run/ddom"
#define DDI_EXPORT		DDI_UNDER "/export"
#define DDI_LOWER		DDI_UNDER "/lower"
#define DDI_RAM			DDI_UNDER "/ram"
#define DDI_TMPFS		DDI_UNDER "/tmpfs"

/* Longest time a local command may take. */
#define DDI_COMMAND_S		120

/**
 * enum ddi_level - how loud a message is, as the kernel counts
 * @DDI_ERROR: shown on a quiet console too
 * @DDI_INFO: for the log
 */
enum ddi_level {
	DDI_ERROR = 3,
	DDI_INFO = 6,
};

/**
 * enum ddi_form - how a shared root is made writable
 * @DDI_LINKS: links of the tree lead into a tmpfs on /flash
 * @DDI_OVERLAY: a tmpfs over the whole tree
 * @DDI_IMAGE: a tmpfs over what is in a file of the tree
 * @DDI_NFORMS: how many
 */
enum ddi_form {
	DDI_LINKS,
	DDI_OVERLAY,
	DDI_IMAGE,
	DDI_NFORMS,
};

/**
 * struct ddi_cmdline - what the kernel command line says to ddinit
 * @init: the real init, "" when not given
 * @form: form of the root
 * @image: file of the image, "" when not given
 * @tmpfs: size of the tmpfs over the root, "" when not given
 * @ram: the image is copied into memory
 * @attach: overrides the file, when @attach_given
 * @attach_given: it is
 * @shell: a shell before the real init
 */
struct ddi_cmdline {
	char init[256];
	enum ddi_form form;
	char image[256];
	char tmpfs[32];
	bool ram;
	bool attach;
	bool attach_given;
	bool shell;
};

void ddi_say(enum ddi_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
unsigned int ddi_errors(void);

void ddi_dev(void);
void ddi_kernel_mounts(void);
void ddi_console(void);
void ddi_cmdline_read(struct ddi_cmdline *cmdline);

bool ddi_is_memory(const char *dir);

int ddi_overlay(const struct ddi_cmdline *cmdline);
int ddi_image(const struct ddi_cmdline *cmdline);

int ddi_copy(int in, int out, unsigned long *bytes);
int ddi_flash(const struct ddt_flash *flash);
void ddi_fresh(const struct ddt_flash *flash);
void ddi_tmpfs(const struct ddt_flash *flash);

void ddi_attach(const struct ddt_flash *flash,
		const struct ddi_cmdline *cmdline);
void ddi_commands(const struct ddt_flash *flash);
void ddi_shell(void);
void ddi_init(const struct ddt_flash *flash, const struct ddi_cmdline *cmdline,
	      char **argv);

#endif /* _DDINIT_H */
