/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A directory of generated files: each is replaced whole or not at all, what
 * did not change is not touched, what is no longer generated is removed, and
 * what somebody else put there is left alone.
 */
#ifndef _DDT_RENDER_OUTDIR_H
#define _DDT_RENDER_OUTDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * enum ddt_output_kind - what is to be at a path
 * @DDT_OUTPUT_FILE: a file with a text
 * @DDT_OUTPUT_LINK: a symbolic link
 * @DDT_OUTPUT_COPY: the copy of a file
 * @DDT_OUTPUT_UNPACKED: what a gzip file unpacks to
 */
enum ddt_output_kind {
	DDT_OUTPUT_FILE,
	DDT_OUTPUT_LINK,
	DDT_OUTPUT_COPY,
	DDT_OUTPUT_UNPACKED,
};

/**
 * struct ddt_output - something that is to be there
 * @path: below the directory
 * @text: what is in the file, where the link leads, or what is copied
 * @len: bytes of @text
 * @kind: what it is
 * @changed: it must be written
 * @there: something is at @path
 */
struct ddt_output {
	char *path;
	char *text;
	size_t len;
	enum ddt_output_kind kind;
	bool changed;
	bool there;
};

/**
 * struct ddt_outdir - a directory of generated files
 * @path: its name, for messages
 * @fd: the directory
 * @meta: its .ddom, with the lock, the manifest and what is being written
 * @lock: the lock
 * @out: what is to be there
 * @n: how many
 * @room: how many fit
 * @old: paths of the manifest, sorted
 * @nold: how many
 * @hash: of what is being rendered; 0 until set
 * @old_hash: of what was rendered last; 0: unknown, or it was cut short
 * @written: number of files and links written
 * @removed: number of those removed
 */
struct ddt_outdir {
	const char *path;
	int fd;
	int meta;
	int lock;
	struct ddt_output *out;
	size_t n;
	size_t room;
	char **old;
	size_t nold;
	uint64_t hash;
	uint64_t old_hash;
	unsigned int written;
	unsigned int removed;
};

int ddt_outdir_open(struct ddt_outdir *dir, const char *path, bool create);
int ddt_outdir_file(struct ddt_outdir *dir, const char *path, char *text,
		    size_t len);
int ddt_outdir_link(struct ddt_outdir *dir, const char *path,
		    const char *target);
int ddt_outdir_copy(struct ddt_outdir *dir, const char *path,
		    const char *source, bool unpack);
int ddt_outdir_dirs(const struct ddt_outdir *dir, const char *path);
bool ddt_outdir_owns(const struct ddt_outdir *dir, const char *path);
int ddt_outdir_commit(struct ddt_outdir *dir, bool complete);
void ddt_outdir_close(struct ddt_outdir *dir);

#endif /* _DDT_RENDER_OUTDIR_H */
