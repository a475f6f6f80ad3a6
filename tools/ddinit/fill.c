// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writable tree: made in memory, out of what the root has below /flash,
 * then moved over it.
 *
 * All of it is read over the network before there is anything else, so nothing
 * is looked at that is not needed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ddinit.h"

/* Where the tree is made: /dev is in memory, whatever the root is. */
#define DDI_STAGE		"/dev/.ddinit"

/* Deeper trees are a mistake, and end here rather than in the stack. */
#define DDI_DEPTH		64

/**
 * struct ddi_fill - the tree being made
 * @from: directory the entries are read from
 * @to: directory they are made in
 * @dirs: directories made
 * @files: files made
 * @bytes: in them
 */
struct ddi_fill {
	int from;
	int to;
	unsigned int dirs;
	unsigned int files;
	unsigned long bytes;
};

static void fill_dir(struct ddi_fill *f, int from, int to,
		     const char *name, const struct stat *st,
		     enum ddt_flash_kind kind, int depth);

/* give an entry its owner, mode and time */
static void fill_owner(int to, const char *name, const struct stat *st)
{
	struct timespec times[2] = { st->st_mtim, st->st_mtim };

	/* owner before mode: chown() takes set-id bits away */
	if (fchownat(to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW))
		ddi_say(DDI_ERROR, "%s: owner: %s", name, strerror(errno));
	if (S_ISLNK(st->st_mode))
		return;
	if (fchmodat(to, name, st->st_mode & 07777, 0))
		ddi_say(DDI_ERROR, "%s: mode: %s", name, strerror(errno));
	/* 2.6.18 has no such call; nothing depends on it */
	utimensat(to, name, times, 0);
}

/**
 * ddi_copy() - copy what is in a file
 * @in: from
 * @out: to
 * @bytes: what is copied is added
 *
 * Return: 0 or a negative errno.
 */
int ddi_copy(int in, int out, unsigned long *bytes)
{
	static char data[65536];
	ssize_t n, m, done;

	for (;;) {
		n = read(in, data, sizeof(data));
		if (n <= 0)
			return n ? -errno : 0;
		for (done = 0; done < n; done += m) {
			m = write(out, data + done, (size_t)(n - done));
			if (m < 0)
				return -errno;
		}
		*bytes += (unsigned long)n;
	}
}

/* make a file */
static void fill_file(struct ddi_fill *f, int from, int to,
		      const char *name, const struct stat *st, bool copy)
{
	int in = -1, out, err = 0;

	out = openat(to, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
	if (out < 0)
		err = -errno;
	if (!err && copy) {
		in = openat(from, name, O_RDONLY | O_NOFOLLOW);
		err = in < 0 ? -errno : ddi_copy(in, out, &f->bytes);
	}
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) && !err)
		err = -errno;
	if (err)
		ddi_say(DDI_ERROR, "%s: not copied: %s", name, strerror(-err));
	else
		fill_owner(to, name, st);
	f->files += !err;
}

/* make a link, a device or a pipe */
static void fill_node(int from, int to, const char *name, const struct stat *st)
{
	char text[4096];
	ssize_t n;
	int err;

	if (S_ISLNK(st->st_mode)) {
		n = readlinkat(from, name, text, sizeof(text) - 1);
		err = n < 0 ? -1 : 0;
		if (n >= 0) {
			text[n] = '\0';
			err = symlinkat(text, to, name);
		}
	} else {
		err = mknodat(to, name, st->st_mode, st->st_rdev);
	}
	if (!err)
		fill_owner(to, name, st);
	else if (errno != EEXIST)
		ddi_say(DDI_ERROR, "%s: not made: %s", name, strerror(errno));
}

/* make one entry */
static void fill_one(struct ddi_fill *f, int from, int to,
		     const char *name, enum ddt_flash_kind kind, int depth)
{
	bool copy = kind == DDT_FLASH_COPY;
	struct stat st;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW)) {
		if (errno != ENOENT)
			ddi_say(DDI_ERROR, "%s: %s", name, strerror(errno));
		return;
	}
	if (S_ISDIR(st.st_mode))
		fill_dir(f, from, to, name, &st, kind, depth);
	else if (S_ISREG(st.st_mode) && (copy || !depth))
		fill_file(f, from, to, name, &st, copy);
	else if (S_ISLNK(st.st_mode) || (copy && !S_ISREG(st.st_mode)))
		fill_node(from, to, name, &st);
}

/* make what is in a directory */
static void fill_entries(struct ddi_fill *f, int in, int out,
			 enum ddt_flash_kind kind, int depth)
{
	DIR *dir = fdopendir(in);
	struct dirent *d;

	if (!dir) {
		close(in);
		return;
	}
	while ((d = readdir(dir))) {
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
			continue;
		/* not even looked at: that would be a call to the server */
		if (kind == DDT_FLASH_TREE && d->d_type == DT_REG)
			continue;
		fill_one(f, in, out, d->d_name, kind, depth);
	}
	closedir(dir);
}

/* make a directory */
static void fill_dir(struct ddi_fill *f, int from, int to,
		     const char *name, const struct stat *st,
		     enum ddt_flash_kind kind, int depth)
{
	int in = -1, out = -1;

	if (mkdirat(to, name, 0700) && errno != EEXIST) {
		ddi_say(DDI_ERROR, "%s: not made: %s", name, strerror(errno));
		return;
	}
	f->dirs++;
	if (kind != DDT_FLASH_EMPTY && depth < DDI_DEPTH) {
		in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (in >= 0 && out >= 0)
			fill_entries(f, in, out, kind, depth + 1);
		else
			ddi_say(DDI_ERROR, "%s: %s", name, strerror(errno));
		if (in >= 0 && out < 0)
			close(in);
		if (out >= 0)
			close(out);
	}
	/* last: making what is in it has changed its time */
	fill_owner(to, name, st);
}

/*
 * Make the links of a directory, and nothing else. They have relative links of
 * what moved lead where they did.
 */
static void fill_links(int from, int to)
{
	DIR *dir = fdopendir(dup(from));
	struct dirent *d;
	struct stat st;

	while (dir && (d = readdir(dir)))
		if ((d->d_type == DT_LNK || d->d_type == DT_UNKNOWN) &&
		    !fstatat(from, d->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISLNK(st.st_mode))
			fill_node(from, to, d->d_name, &st);
	if (dir)
		closedir(dir);
}

/*
 * Make the directories above a path, and enter the last.
 *
 * Return: 0 with both open, or a negative errno; -ENOENT: the source has not
 * got it.
 */
static int fill_parents(struct ddi_fill *f, const char *path, int *from,
			int *to)
{
	const char *slash;
	char name[256];
	struct stat st;
	bool made;
	int in, out;

	*from = dup(f->from);
	*to = dup(f->to);
	while (*from >= 0 && *to >= 0 && (slash = strchr(path, '/'))) {
		snprintf(name, sizeof(name), "%.*s", (int)(slash - path), path);
		path = slash + 1;
		in = openat(*from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (in < 0)
			break;
		made = !fstat(in, &st) && !mkdirat(*to, name, 0700);
		out = openat(*to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (made && out >= 0) {
			fill_links(in, out);
			fill_owner(*to, name, &st);
			f->dirs++;
		}
		close(*from);
		close(*to);
		*from = in;
		*to = out;
	}
	if (*from >= 0 && *to >= 0 && !strchr(path, '/'))
		return 0;
	in = errno;
	if (*from >= 0)
		close(*from);
	if (*to >= 0)
		close(*to);
	return -in;
}

/* write a file that the configuration spells out */
static void fill_write(struct ddi_fill *f, const struct ddt_flash_entry *e)
{
	int fd = openat(f->to, e->path + 1, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0) {
		if (errno != ENOENT)
			ddi_say(DDI_ERROR, "%s: %s", e->path, strerror(errno));
		return;
	}
	if (e->arg && (write(fd, e->arg, strlen(e->arg)) < 0 ||
		       write(fd, "\n", 1) < 0))
		ddi_say(DDI_ERROR, "%s: %s", e->path, strerror(errno));
	close(fd);
	f->files++;
}

/* make the tree */
static void fill(struct ddi_fill *f, const struct ddt_flash *flash)
{
	const struct ddt_flash_entry *e;
	int from, to, err;
	size_t i;

	fill_links(f->from, f->to);
	for (i = 0; i < flash->n; i++) {
		e = &flash->entries[i];
		if (e->kind == DDT_FLASH_WRITE)
			fill_write(f, e);
		if (!ddt_flash_conf_writable(e->kind))
			continue;
		err = fill_parents(f, e->path + 1, &from, &to);
		if (err && err != -ENOENT && err != -ENOTDIR && err != -ELOOP)
			ddi_say(DDI_ERROR, "%s: %s", e->path, strerror(-err));
		if (err)
			continue;
		fill_one(f, from, to, strrchr(e->path, '/') + 1, e->kind, 0);
		close(from);
		close(to);
	}
}

/**
 * ddi_flash() - make the writable tree and move it onto /flash
 * @flash: what is in it
 *
 * Return: 0, or a negative errno with a message.
 */
int ddi_flash(const struct ddt_flash *flash)
{
	const char *options = flash->options ? flash->options : "mode=0755";
	struct timespec begin, end;
	struct ddi_fill f = { 0 };
	int err;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	f.from = open(DDT_FLASH_DIR, O_RDONLY | O_DIRECTORY);
	if (f.from < 0) {
		err = -errno;
		ddi_say(DDI_ERROR, "%s: %s; nothing is writable (on the server: ddtool rootfs convert)",
			DDT_FLASH_DIR, strerror(-err));
		return err;
	}
	if (mkdir(DDI_STAGE, 0755) && errno != EEXIST)
		ddi_say(DDI_ERROR, "%s: %s", DDI_STAGE, strerror(errno));
	if (mount("flash", DDI_STAGE, "tmpfs", MS_NOSUID, options)) {
		err = -errno;
		ddi_say(DDI_ERROR, "tmpfs (%s): %s", options, strerror(-err));
		if (mount("flash", DDI_STAGE, "ramfs", MS_NOSUID,
			  "mode=0755")) {
			ddi_say(DDI_ERROR, "ramfs: %s; nothing is writable",
				strerror(errno));
			goto out;
		}
		ddi_say(DDI_ERROR, "ramfs takes its place: nothing bounds what is written");
	}
	f.to = open(DDI_STAGE, O_RDONLY | O_DIRECTORY);
	fill(&f, flash);
	close(f.to);
	err = 0;
	if (mount(DDI_STAGE, DDT_FLASH_DIR, NULL, MS_MOVE, NULL)) {
		err = -errno;
		ddi_say(DDI_ERROR, "%s: the writable tree was not moved there: %s",
			DDT_FLASH_DIR, strerror(-err));
		umount2(DDI_STAGE, MNT_DETACH);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (!err)
		ddi_say(DDI_INFO, "%s: %u directories, %u files, %lu bytes in %ld ms",
			DDT_FLASH_DIR, f.dirs, f.files, f.bytes,
			(end.tv_sec - begin.tv_sec) * 1000L +
			(end.tv_nsec - begin.tv_nsec) / 1000000L);
out:
	rmdir(DDI_STAGE);
	close(f.from);
	return err;
}

/**
 * ddi_fresh() - what below an overlay must not be as it is in the tree
 * @flash: the list; all else of it is writable as it is
 *
 * Files that begin empty, such as the machine's id, and those that are written.
 */
void ddi_fresh(const struct ddt_flash *flash)
{
	struct ddi_fill f = { .to = open("/", O_RDONLY | O_DIRECTORY) };
	const struct ddt_flash_entry *e;
	size_t i;
	int fd;

	for (i = 0; i < flash->n; i++) {
		e = &flash->entries[i];
		if (e->kind == DDT_FLASH_WRITE)
			fill_write(&f, e);
		if (e->kind != DDT_FLASH_EMPTY)
			continue;
		fd = open(e->path, O_WRONLY | O_TRUNC | O_NONBLOCK);
		if (fd >= 0)
			close(fd);
		else if (errno != ENOENT && errno != EISDIR && errno != ENOTDIR)
			ddi_say(DDI_ERROR, "%s: %s", e->path, strerror(errno));
	}
	close(f.to);
}

/**
 * ddi_tmpfs() - mount what is to be a tmpfs of its own
 * @flash: the list
 */
void ddi_tmpfs(const struct ddt_flash *flash)
{
	const struct ddt_flash_entry *e;
	size_t i;

	for (i = 0; i < flash->n; i++) {
		e = &flash->entries[i];
		if (e->kind != DDT_FLASH_TMPFS || access(e->path, F_OK))
			continue;
		if (mount("tmpfs", e->path, "tmpfs", MS_NOSUID | MS_NODEV,
			  e->arg))
			ddi_say(DDI_ERROR, "%s: tmpfs: %s", e->path,
				strerror(errno));
	}
}
