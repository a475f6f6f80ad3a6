/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /etc/ddom/flash.conf: what of a shared, read-only root is writable.
 *
 * ddtool and ddinit read it with the same code; ddinit has nothing but a C
 * library, so neither has this.
 */
#ifndef _DDT_ROOTFS_FLASH_CONF_H
#define _DDT_ROOTFS_FLASH_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define DDT_FLASH_DIR		"/flash"
#define DDT_FLASH_FILE		"/etc/ddom/flash.conf"

/* Words of a command; its entry has one more, NULL. */
#define DDT_FLASH_WORDS		15

/**
 * enum ddt_flash_kind - what an entry asks for
 * @DDT_FLASH_COPY: writable, begins as a copy
 * @DDT_FLASH_TREE: writable, begins with its directories and no files
 * @DDT_FLASH_EMPTY: writable, begins empty
 * @DDT_FLASH_WRITE: a file that is written at boot
 * @DDT_FLASH_LINK: replaced by a symbolic link
 * @DDT_FLASH_TMPFS: a tmpfs is mounted there
 * @DDT_FLASH_STATIC: stays read-only, and that is right
 */
enum ddt_flash_kind {
	DDT_FLASH_COPY,
	DDT_FLASH_TREE,
	DDT_FLASH_EMPTY,
	DDT_FLASH_WRITE,
	DDT_FLASH_LINK,
	DDT_FLASH_TMPFS,
	DDT_FLASH_STATIC,
	DDT_FLASH_NKINDS,
};

/**
 * enum ddt_flash_attach - is the bridge attached by ddinit?
 * @DDT_FLASH_ATTACH_AUTO: if there is a /etc/ddom/bridge.conf
 * @DDT_FLASH_ATTACH_YES: yes
 * @DDT_FLASH_ATTACH_NO: no
 */
enum ddt_flash_attach {
	DDT_FLASH_ATTACH_AUTO,
	DDT_FLASH_ATTACH_YES,
	DDT_FLASH_ATTACH_NO,
};

/**
 * struct ddt_flash_entry - one path
 * @kind: what is asked for
 * @path: where, absolute and without "." and ".."
 * @arg: text, target or mount options; NULL: none
 */
struct ddt_flash_entry {
	enum ddt_flash_kind kind;
	char *path;
	char *arg;
};

/**
 * struct ddt_flash_command - one command
 * @words: its words, then NULL
 */
struct ddt_flash_command {
	char *words[DDT_FLASH_WORDS + 1];
};

/**
 * struct ddt_flash - the file
 * @entries: paths, in the order of the file
 * @n: how many
 * @commands: local commands
 * @ncommands: how many
 * @inits: what may become the real init, in this order
 * @ninits: how many
 * @options: mount options of the tmpfs on /flash, NULL: the defaults
 * @attach: is the bridge attached?
 * @attach_seen: "attach" was given
 */
struct ddt_flash {
	struct ddt_flash_entry *entries;
	size_t n;
	struct ddt_flash_command *commands;
	size_t ncommands;
	char **inits;
	size_t ninits;
	char *options;
	enum ddt_flash_attach attach;
	bool attach_seen;
};

/* What is shipped as /etc/ddom/flash.conf. */
extern const char ddt_flash_default[];

int ddt_flash_conf_read(struct ddt_flash *flash, FILE *file, const char *name);
int ddt_flash_conf_read_default(struct ddt_flash *flash);
void ddt_flash_conf_free(struct ddt_flash *flash);
const char *ddt_flash_conf_kind_name(enum ddt_flash_kind kind);
bool ddt_flash_conf_writable(enum ddt_flash_kind kind);
bool ddt_flash_conf_below(const char *path, const char *dir);

#endif /* _DDT_ROOTFS_FLASH_CONF_H */
