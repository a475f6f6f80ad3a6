// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies in a directory of generated files.
 *
 * A copy and not a link: what is served must be readable by the TFTP server,
 * whatever the modes in /boot are, and must not change while somebody writes
 * there. Where the file system can share the blocks, it does. A copy has the
 * time of its source, and is held to be the same while size and time are.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/unpack.h"
#include "render/outdir_internal.h"

/*
 * What size a copy is to have. The last four bytes of a gzip file are the size
 * of what is in it, modulo 2^32 (RFC 1952, ISIZE).
 *
 * Return: bytes, or negative errno.
 */
static off_t copy_size(const struct ddt_output *o, int fd,
		       const struct stat *st)
{
	uint32_t size;

	if (o->kind == DDT_OUTPUT_COPY)
		return st->st_size;
	if (st->st_size < (off_t)sizeof(size) ||
	    pread(fd, &size, sizeof(size), st->st_size - (off_t)sizeof(size)) !=
		    sizeof(size))
		return -EBADMSG;
	return (off_t)le32toh(size);
}

/*
 * Open the source of a copy.
 *
 * Return: file descriptor, or negative errno.
 */
static int copy_open(const struct ddt_output *o, struct stat *st)
{
	int fd = open(o->text, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (!fstat(fd, st) && S_ISREG(st->st_mode))
		return fd;
	close(fd);
	return -EINVAL;
}

/**
 * ddt_outdir_copy_same() - is a copy as its source is?
 * @o: copy
 * @st: status of what is there
 *
 * Return: 1 when it is, 0 when not, or negative errno.
 */
int ddt_outdir_copy_same(const struct ddt_output *o, const struct stat *st)
{
	struct stat source;
	int fd = copy_open(o, &source), same;

	if (fd < 0)
		return fd;
	same = copy_size(o, fd, &source) == st->st_size &&
	       source.st_mtim.tv_sec == st->st_mtim.tv_sec &&
	       source.st_mtim.tv_nsec == st->st_mtim.tv_nsec;
	close(fd);
	return same;
}

/* copy a file's content */
static int copy_bytes(int from, int to)
{
	char part[65536];
	ssize_t n, done;

	do
		n = copy_file_range(from, NULL, to, NULL, 1 << 30, 0);
	while (n > 0);
	/* not between all file systems; what is left is read and written */
	while ((n = read(from, part, sizeof(part))) > 0)
		for (; n; n -= done) {
			done = write(to, part, (size_t)n);
			if (done < 0)
				return -errno;
			memmove(part, part + done, (size_t)(n - done));
		}
	return n ? -errno : 0;
}

/* write what a gzip file unpacks to */
static int copy_unpack(const char *source, int fd, const char *name)
{
	struct ddt_buf in = { 0 }, out = { 0 };
	int err = ddt_buf_read(&in, source);

	if (!err)
		err = ddt_unpack(in.data, in.len, &out);
	if (!err)
		err = ddt_outdir_step_put(fd, name, (const char *)out.data,
					  out.len);
	ddt_buf_free(&in);
	ddt_buf_free(&out);
	return err;
}

/**
 * ddt_outdir_copy_put() - make a copy
 * @fd: directory
 * @name: its name there
 * @o: what is copied
 *
 * Return: 0 or negative errno.
 */
int ddt_outdir_copy_put(int fd, const char *name, const struct ddt_output *o)
{
	struct stat st;
	int from = copy_open(o, &st), to, err = 0;

	if (from < 0)
		return from;
	if (o->kind == DDT_OUTPUT_UNPACKED)
		err = copy_unpack(o->text, fd, name);
	to = openat(fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (!err)
		err = to < 0 ? -errno : 0;
	if (!err && o->kind == DDT_OUTPUT_COPY)
		err = copy_bytes(from, to);
	if (!err && futimens(to, (const struct timespec[]){ st.st_mtim,
							     st.st_mtim }))
		err = -errno;
	if (to >= 0 && close(to) && !err)
		err = -errno;
	close(from);
	return err;
}
