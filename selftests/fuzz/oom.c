// SPDX-License-Identifier: GPL-2.0-only
/*
 * No memory: a reader reads each input once for every allocation that it makes,
 * and this one fails.
 *
 * oom READER FILE...
 */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* Of more, as many as these, evenly divided. */
#define TRIES_MAX	200

/* Whatever allocates, in libc too; declared here as the linker names it. */
#define WRAP(type, name, args, call, none)		\
	type __real_##name args;			\
	type __wrap_##name args;			\
	type __wrap_##name args				\
	{						\
		if (++allocations != failing)		\
			return __real_##name call;	\
		errno = ENOMEM;				\
		return none;				\
	}

static unsigned long allocations, failing;

WRAP(void *, malloc, (size_t size), (size), NULL)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL)
WRAP(void *, realloc, (void *p, size_t size), (p, size), NULL)
WRAP(char *, strdup, (const char *text), (text), NULL)
WRAP(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL)
WRAP(FILE *, fdopen, (int fd, const char *mode), (fd, mode), NULL)
WRAP(DIR *, fdopendir, (int fd), (fd), NULL)
WRAP(FILE *, open_memstream, (char **text, size_t *len), (text, len), NULL)
WRAP(int, vasprintf, (char **text, const char *fmt, va_list ap),
     (text, fmt, ap), -1)
WRAP(ssize_t, __getdelim, (char **line, size_t *n, int end, FILE *file),
     (line, n, end, file), -1)

static unsigned long attempt(const struct reader *r, const char *data,
			     size_t size, unsigned long n)
{
	allocations = 0;
	failing = n;
	fuzz_input(r, (const uint8_t *)data, size);
	failing = 0;
	return allocations;
}

int main(int argc, char **argv)
{
	static char data[1 << 20];
	const struct reader *r = fuzz_reader(argc > 1 ? argv[1] : "");
	unsigned long all, n, tries = 0;
	size_t size;
	FILE *file;
	int i;

	for (i = 2; i < argc; i++) {
		file = fopen(argv[i], "re");
		if (!file) {
			perror(argv[i]);
			return 1;
		}
		size = fread(data, 1, sizeof(data), file);
		fclose(file);
		all = attempt(r, data, size, 0);
		for (n = 1; n <= all; n += 1 + all / TRIES_MAX, tries++)
			attempt(r, data, size, n);
	}
	printf("%lu\n", tries);
	return 0;
}
