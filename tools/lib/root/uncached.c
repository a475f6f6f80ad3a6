// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proof that the root is alive.
 *
 * A direct read goes to the server each time, of a file or of a disk on the
 * network. It may hang for as long as the server is gone, as opening what is
 * read may, and a process in such a call cannot even be timed out from inside;
 * so a child does it, forked and locked in memory beforehand, with the files
 * open. What the disks' file system has no direct reads of (squashfs, EROFS) is
 * read by the disks alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "root/server_internal.h"

#define DDT_BLOCK		4096

/**
 * struct targets - what is read
 * @fds: the file, if there is one, and the disks
 * @n: how many
 * @seek: what has to look for the disks again before, -1: nothing has
 */
struct targets {
	int fds[1 + DDT_ROOT_PATHS];
	unsigned int n;
	int seek;
};

/**
 * struct ddt_uncached_result - what the child answers
 * @err: 0 or negative errno
 * @time_ns: how long the reads took
 * @what: and of what they were
 */
struct ddt_uncached_result {
	int err;
	uint64_t time_ns;
	struct ddt_uncached_what what;
};

/*
 * Which mount an open file is on.
 *
 * Return: the mount's number; before Linux 2.6.22, which does not tell, the
 * file system's; or -1.
 */
static int mount_id(int fd)
{
	char path[64], line[128];
	struct stat st;
	int id = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return fstat(fd, &st) ? -1 : (int)st.st_dev;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "mnt_id: %d", &id) == 1)
			break;
	fclose(file);
	return id;
}

/*
 * Is an open file of what an overlay has above its layers, memory or a disk?
 * Since Linux 6.6 memory has direct reads, too.
 */
static bool is_upper(int fd, const char *upper)
{
	char link[64], path[4096];
	size_t n = strlen(upper);
	struct stat st;
	ssize_t len;

	if (!n)
		return false;
	memcpy(path, upper, n);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path + n, sizeof(path) - n - 1);
	if (len <= 0)
		return false;
	path[n + (size_t)len] = '\0';
	return !lstat(path, &st);
}

/*
 * Open a file for direct reads, if it is on the root, and not in @upper.
 *
 * Return: file descriptor, or a negative errno.
 */
static int open_direct(const char *path, int root_id, const char *upper)
{
	struct stat st;
	int fd;

	fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size >= DDT_BLOCK &&
	    (root_id < 0 || mount_id(fd) == root_id) && !is_upper(fd, upper))
		return fd;
	close(fd);
	return -EXDEV;
}

/* Return: file descriptor of this program, or a negative errno. */
static int open_program(struct ddt_uncached_what *what, int id, const char *upper)
{
	ssize_t len = readlink("/proc/self/exe", what->path,
			       sizeof(what->path) - 1);

	if (len <= 0)
		return -errno;
	what->path[len] = '\0';
	return open_direct(what->path, id, upper);
}

/*
 * Find a file on the root that can be read directly. The program itself is one
 * wherever /usr is not a file system of its own; in an overlay it may have come
 * after the boot, into what is above the layers, so there it is the last.
 *
 * Return: file descriptor, or a negative errno; -EINVAL when there is such a
 * file, but no direct read of it.
 */
static int open_root_file(struct ddt_uncached_what *what,
			  const struct ddt_root_server *server)
{
	const bool overlay = !strncmp(server->fstype, "overlay", 7);
	static const char *const candidates[] = {
		"/sbin/init", "/bin/sh", "/bin/ls", "/lib/ld-linux.so.2",
		"/etc/ld.so.cache", "/etc/services",
	};
	int root, id, err = -ENOENT, fd = -ENOENT;
	size_t i;

	root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	id = mount_id(root);
	close(root);

	if (!overlay)
		fd = open_program(what, id, "");
	for (i = 0; fd < 0 && i < sizeof(candidates) / sizeof(candidates[0]); i++) {
		snprintf(what->path, sizeof(what->path), "%s", candidates[i]);
		fd = open_direct(candidates[i], id, server->upper);
		if (fd == -EINVAL)
			err = fd;
	}
	if (fd < 0 && overlay)
		fd = open_program(what, id, server->upper);
	return fd < 0 ? err : fd;
}

/*
 * Open a disk for direct reads, if the name is still its own.
 *
 * Return: file descriptor, or a negative errno.
 */
static int open_disk(const struct ddt_root_path *path)
{
	char name[64];
	struct stat st;
	int fd;

	snprintf(name, sizeof(name), "%s/%s", ddt_root_server_files.dev,
		 path->disk);
	fd = open(name, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISBLK(st.st_mode) && st.st_rdev == path->dev)
		return fd;
	close(fd);
	return -ENXIO;
}

/* A driver that knows the bridge has to find the way without it. */
static void open_seek(struct targets *t, const struct ddt_root_path *path)
{
	char name[64];

	if (t->seek >= 0 || !path->kind->seek || strcmp(path->via.kind, "bridge"))
		return;
	snprintf(name, sizeof(name), "%s/%s", ddt_root_server_files.dev,
		 path->kind->seek);
	t->seek = open(name, O_WRONLY | O_CLOEXEC);
}

/* Open each disk once. Return: 0 or a negative errno. */
static int open_disks(struct ddt_uncached_what *what, struct targets *t,
		      const struct ddt_root_server *root)
{
	const struct ddt_root_path *path;
	unsigned int i, j;
	int fd;

	for (i = 0; i < root->npaths; i++) {
		path = &root->paths[i];
		open_seek(t, path);
		for (j = 0; j < i && root->paths[j].dev != path->dev; j++)
			;
		if (!path->disk[0] || j < i)
			continue;
		fd = open_disk(path);
		if (fd < 0)
			return fd;
		t->fds[t->n++] = fd;
		memcpy(what->disks[what->ndisks++], path->disk,
		       sizeof(path->disk));
	}
	return 0;
}

/* Open all of it. Return: 0 or a negative errno. */
static int open_targets(struct ddt_uncached_what *what, struct targets *t,
			const struct ddt_root_server *root)
{
	int fd, err = open_disks(what, t, root);

	if (err)
		return err;
	if (root->image[0]) {
		snprintf(what->path, sizeof(what->path), "%s", root->image);
		fd = open_direct(what->path, -1, "");
	} else {
		fd = open_root_file(what, root);
	}
	if (fd >= 0)
		t->fds[t->n++] = fd;
	else
		what->path[0] = '\0';
	return t->n ? 0 : fd;
}

/* Read one block, another one each time. Return: 0 or a negative errno. */
static int read_block(int fd, void *buf)
{
	off_t blocks = lseek(fd, 0, SEEK_END) / DDT_BLOCK;
	ssize_t n;

	if (blocks <= 0)
		return -EIO;
	n = pread(fd, buf, DDT_BLOCK,
		  (off_t)(ddt_clock_ns() / 1000 % (uint64_t)blocks) * DDT_BLOCK);
	return n == DDT_BLOCK ? 0 : n < 0 ? -errno : -EIO;
}

static void read_blocks(const struct targets *t, void *buf,
			struct ddt_uncached_result *result)
{
	uint64_t start = ddt_clock_ns();
	unsigned int i;

	result->err = 0;
	for (i = 0; !result->err && i < t->n; i++)
		result->err = read_block(t->fds[i], buf);
	result->time_ns = ddt_clock_ns() - start;
}

/* Read whenever the parent asks. Ends when the parent does. */
static void __attribute__((noreturn))
uncached_child(const struct ddt_root_server *root, int ask, int answer)
{
	struct ddt_uncached_result result = { .err = 0 };
	struct targets t = { .seek = -1 };
	void *buf = NULL;
	char c;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, SIG_IGN);
	result.err = open_targets(&result.what, &t, root);
	if (!result.err && posix_memalign(&buf, DDT_BLOCK, DDT_BLOCK))
		result.err = -ENOMEM;
	if (!result.err)
		result.err = ddt_stay_in_memory();
	/* a first read proves that direct reads work, while all is well */
	if (!result.err)
		read_blocks(&t, buf, &result);
	do {
		if (write(answer, &result, sizeof(result)) != sizeof(result))
			break;
		if (read(ask, &c, 1) != 1)
			break;
		/* what comes of it is seen by the read */
		if (t.seek >= 0 && write(t.seek, "\n", 1) < 0)
			t.seek = -1;
		read_blocks(&t, buf, &result);
	} while (1);
	_exit(0);
}

/*
 * Wait for the child's answer.
 *
 * Return: 0, -ETIMEDOUT, -ECHILD when the child died, or the read's error.
 */
static int uncached_wait(struct ddt_uncached *u, int timeout_ms,
			 uint64_t *time_ns)
{
	uint64_t deadline = ddt_clock_ns() + (uint64_t)timeout_ms * 1000000;
	struct pollfd pfd = { .fd = u->answer, .events = POLLIN };
	struct ddt_uncached_result result;
	int n;

	do {
		n = poll(&pfd, 1, ddt_clock_left_ms(deadline));
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : -ETIMEDOUT;
	if (read(u->answer, &result, sizeof(result)) != sizeof(result))
		return -ECHILD;
	if (time_ns)
		*time_ns = result.time_ns;
	u->what = result.what;
	return result.err;
}

/* start the child */
static int uncached_fork(struct ddt_uncached *u,
			 const struct ddt_root_server *root)
{
	int ask[2], answer[2];

	if (pipe2(ask, O_CLOEXEC))
		return -errno;
	if (pipe2(answer, O_CLOEXEC)) {
		close(ask[0]);
		close(ask[1]);
		return -EMFILE;
	}
	u->pid = fork();
	if (!u->pid) {
		close(ask[1]);
		close(answer[0]);
		uncached_child(root, ask[0], answer[1]);
	}
	close(ask[0]);
	close(answer[1]);
	u->ask = ask[1];
	u->answer = answer[0];
	if (u->pid > 0)
		return 0;
	u->pid = 0;
	close(u->ask);
	close(u->answer);
	return -EAGAIN;
}

/**
 * ddt_uncached_start() - prepare to read from the root
 * @u: to initialise
 * @root: what is under it: a file on a server, which holds the root, is read
 *	instead of the root, which then has no direct reads; disks on the
 *	network are read as well
 * @timeout_ms: longest wait
 *
 * Return: 0 after first reads have succeeded, or a negative errno.
 */
int ddt_uncached_start(struct ddt_uncached *u,
		       const struct ddt_root_server *root, int timeout_ms)
{
	int err;

	memset(u, 0, sizeof(*u));
	err = uncached_fork(u, root);
	if (err)
		return err;
	err = uncached_wait(u, timeout_ms, NULL);
	if (err)
		ddt_uncached_stop(u);
	return err;
}

/**
 * ddt_uncached_text() - say what is read
 * @u: the child
 * @buf: where to
 * @size: bytes at @buf
 */
void ddt_uncached_text(const struct ddt_uncached *u, char *buf, size_t size)
{
	unsigned int i;
	size_t n;

	snprintf(buf, size, "%s", u->what.path);
	for (i = 0; i < u->what.ndisks; i++) {
		n = strlen(buf);
		snprintf(buf + n, size - n, "%s/dev/%s",
			 !n ? "" : i + 1 < u->what.ndisks ? ", " : " and ",
			 u->what.disks[i]);
	}
}

/**
 * ddt_uncached_read() - read from the root
 * @u: the child
 * @timeout_ms: longest wait
 * @time_ns: where the time of the reads goes; may be NULL
 *
 * Return: 0 when the server answered; -ETIMEDOUT; another negative errno.
 */
int ddt_uncached_read(struct ddt_uncached *u, int timeout_ms, uint64_t *time_ns)
{
	if (write(u->ask, "r", 1) != 1)
		return -ECHILD;
	return uncached_wait(u, timeout_ms, time_ns);
}

/**
 * ddt_uncached_stop() - end the child
 * @u: the child, started or not
 *
 * A child that hangs in a read is left to its SIGKILL.
 */
void ddt_uncached_stop(struct ddt_uncached *u)
{
	if (!u->pid)
		return;
	close(u->ask);
	close(u->answer);
	kill(u->pid, SIGKILL);
	waitpid(u->pid, NULL, WNOHANG);
	u->pid = 0;
}
