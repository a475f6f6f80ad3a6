// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hands inputs to a reader: libFuzzer's, or those in files with no memory left
 * at each allocation once.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

char fuzz_dir[PATH_MAX];

/**
 * fuzz_path() - where a file is
 * @file: below the reader's directory
 *
 * Return: its path, valid until the next call.
 */
const char *fuzz_path(const char *file)
{
	static char path[PATH_MAX + 128];

	snprintf(path, sizeof(path), "%s%s", fuzz_dir, file);
	return path;
}

static void put(const char *file, const uint8_t *data, size_t size)
{
	int fd = open(fuzz_path(file), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd)) {
		perror(fuzz_path(file));
		_exit(2);
	}
}

/**
 * fuzz_make() - make an empty file, and the directories above it
 * @file: below the reader's directory
 */
void fuzz_make(const char *file)
{
	char path[PATH_MAX + 128], *slash;

	snprintf(path, sizeof(path), "%s", fuzz_path(file));
	for (slash = path + strlen(fuzz_dir) + 1; (slash = strchr(slash, '/'));
	     *slash++ = '/') {
		*slash = '\0';
		mkdir(path, 0700);
	}
	put(file, NULL, 0);
}

/**
 * fuzz_reader() - find a reader, and make its files
 * @name: its name
 *
 * Return: the reader; the process ends if there is none.
 */
const struct reader *fuzz_reader(const char *name)
{
	const struct reader *r;
	unsigned int i;

	for (r = readers; r->name && strcmp(r->name, name); r++)
		;
	snprintf(fuzz_dir, sizeof(fuzz_dir), "%s/fuzz.XXXXXX",
		 getenv("TMPDIR") ?: "/dev/shm");
	if (!r->name || !mkdtemp(fuzz_dir)) {
		fprintf(stderr, "fuzz: %s: no such reader, or no directory\n",
			name);
		exit(2);
	}
	for (i = 0; i < FUZZ_FILES && r->files[i]; i++)
		fuzz_make(r->files[i]);
	return r;
}

/**
 * fuzz_input() - have a reader read an input
 * @reader: reader
 * @data: input
 * @size: its bytes
 */
void fuzz_input(const struct reader *reader, const uint8_t *data, size_t size)
{
	const uint8_t *at = data, *end = data + size, *cut;
	unsigned int i;

	/* a path in it must not lead out of the directory */
	if (reader->files[0] && memmem(data, size, "../", 3))
		return;
	for (i = 0; i < FUZZ_FILES && reader->files[i]; i++) {
		cut = i + 1 < FUZZ_FILES && reader->files[i + 1] ?
			memmem(at, (size_t)(end - at), "\f\n", 2) : NULL;
		put(reader->files[i], at, (size_t)((cut ?: end) - at));
		at = cut ? cut + 2 : end;
	}
	reader->fn(data, size);
}

static const struct reader *chosen;

/* libFuzzer leaves alone what begins with two dashes. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const struct reader *r;
	int i;

	for (i = 1; i < *argc; i++) {
		if (!strncmp((*argv)[i], "--reader=", 9))
			chosen = fuzz_reader((*argv)[i] + 9);
		if (strcmp((*argv)[i], "--list"))
			continue;
		for (r = readers; r->name; r++)
			puts(r->name);
		exit(0);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!chosen)
		exit(2);
	fuzz_input(chosen, data, size);
	return 0;
}
