// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tree at work: opened, locked, with its configuration and what is to be said
 * of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "rootfs/rootfs_internal.h"

/**
 * ddt_rootfs_wrong() - say what is wrong
 * @r: tree
 * @err: negative errno
 * @fmt: format
 *
 * What was said first counts.
 *
 * Return: @err.
 */
int ddt_rootfs_wrong(struct ddt_rootfs *r, int err, const char *fmt, ...)
{
	va_list ap;

	if (!r->why[0]) {
		va_start(ap, fmt);
		vsnprintf(r->why, sizeof(r->why), fmt, ap);
		va_end(ap);
	}
	return err;
}

/**
 * ddt_rootfs_note() - say what is worth knowing
 * @r: tree
 * @fmt: format
 */
void ddt_rootfs_note(struct ddt_rootfs *r, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (r->nnotes < DDT_ROOTFS_NOTES && vasprintf(&text, fmt, ap) >= 0)
		r->notes[r->nnotes++] = text;
	va_end(ap);
}

/**
 * ddt_rootfs_point() - a change is about to be made
 * @r: tree
 *
 * Return: 0, or -EIO when a test wants it to fail.
 */
int ddt_rootfs_point(struct ddt_rootfs *r)
{
	return ddt_inject_step(&r->inject, r->points++, false);
}

/**
 * ddt_rootfs_open() - open a tree and read what has been done to it
 * @r: filled; options may be set afterwards
 * @name: its directory
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_open(struct ddt_rootfs *r, const char *name)
{
	int err;

	memset(r, 0, sizeof(*r));
	r->from = "";
	r->install = true;
	r->state.fd = -1;
	err = ddt_tree_open(&r->tree, name);
	if (err == -ENOSYS)
		return ddt_rootfs_wrong(r, err, "openat2() is missing; Linux 5.6 or later is needed here");
	if (err)
		return ddt_rootfs_wrong(r, err, "%s: %s", name, strerror(-err));
	ddt_inject_read(&r->inject);
	r->no_exchange = ddt_inject_word("noexchange");
	return ddt_journal_load(&r->state, &r->tree, r->why, sizeof(r->why));
}

/**
 * ddt_rootfs_lock() - let nobody else change the tree, if it can be changed
 * @r: tree
 *
 * The lock ends with the process.
 *
 * Return: 0 or a negative errno with the reason.
 */
int ddt_rootfs_lock(struct ddt_rootfs *r)
{
	int err;

	if (faccessat(r->tree.fd, ".", W_OK, AT_EACCESS)) {
		err = -errno;
		return ddt_rootfs_wrong(r, err, "%s: %s", r->tree.name,
					strerror(-err));
	}
	/* other errors: NFS locks no directories */
	if (flock(r->tree.fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return ddt_rootfs_wrong(r, -EWOULDBLOCK, "%s: another ddtool is at work",
					r->tree.name);
	/* what the other one has done meanwhile */
	ddt_journal_free(&r->state);
	return ddt_journal_load(&r->state, &r->tree, r->why, sizeof(r->why));
}

/**
 * ddt_rootfs_is_running() - is it the root that this machine runs on?
 * @r: tree
 *
 * Return: true when it is.
 */
bool ddt_rootfs_is_running(const struct ddt_rootfs *r)
{
	return ddt_tree_is_running(&r->tree);
}

/**
 * ddt_rootfs_close() - let go of a tree
 * @r: tree
 */
void ddt_rootfs_close(struct ddt_rootfs *r)
{
	ddt_journal_free(&r->state);
	ddt_flash_conf_free(&r->flash);
	ddt_tree_close(&r->tree);
	while (r->nnotes)
		free(r->notes[--r->nnotes]);
}

/**
 * ddt_rootfs_conf() - read what is to be writable
 * @r: tree
 *
 * Return: 0 or a negative errno, with the reason or a message of the parser's.
 */
int ddt_rootfs_conf(struct ddt_rootfs *r)
{
	char name[PATH_MAX + 32];
	FILE *file;
	int fd = ddt_tree_get(&r->tree, DDT_FLASH_FILE,
			      O_RDONLY | O_NONBLOCK, 0), err;

	if (fd == -ENOENT)
		return ddt_flash_conf_read_default(&r->flash);
	snprintf(name, sizeof(name), "%s%s", r->tree.name, DDT_FLASH_FILE);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file)
		return ddt_rootfs_wrong(r, -EIO, "%s: %s", name,
					strerror(fd < 0 ? -fd : errno));
	err = ddt_flash_conf_read(&r->flash, file, name);
	fclose(file);
	return err;
}
