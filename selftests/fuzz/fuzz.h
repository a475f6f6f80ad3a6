/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Readers, and what is handed to them.
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FUZZ_FILES	8

/**
 * struct reader - something that reads what others wrote
 * @name: also of its folder in seeds/
 * @fn: has it read an input
 * @files: files below fuzz_dir that the input is put into first; for several
 *	of them a line with nothing but a form feed divides it
 */
struct reader {
	const char *name;
	void (*fn)(const uint8_t *data, size_t size);
	const char *files[FUZZ_FILES];
};

/* The only directory that a reader sees. */
extern char fuzz_dir[];

const char *fuzz_path(const char *file);
void fuzz_make(const char *file);
const struct reader *fuzz_reader(const char *name);
void fuzz_input(const struct reader *reader, const uint8_t *data, size_t size);

/* readers.c */
extern const struct reader readers[];

/* readers_net.c, readers_tree.c: what the table names */
void read_netlink(const uint8_t *data, size_t size);
void read_module(const uint8_t *data, size_t size);
void read_flash(const uint8_t *data, size_t size);
void read_journal(const uint8_t *data, size_t size);
void read_tree(const uint8_t *data, size_t size);
void read_superblock(const uint8_t *data, size_t size);
void read_deaf(const uint8_t *data, size_t size);

#endif /* _FUZZ_H */
