// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tree becomes an image, by the programs that make such file systems.
 *
 * IMAGE is a link to IMAGE-VERSION, which is replaced in one step when the new
 * image is complete and on the disk. The images of before stay: clients run
 * them, and what is removed from an NFS export is gone for them. Beside it is
 * made what a kernel needs of a root until ddinit has mounted the image: the
 * directory is what clients have as their root on NFS.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "rootfs/image.h"
#include "rootfs/rootfs_internal.h"

/* The version, 16 bytes: when it was begun. */
#define DDT_PACK_VERSION	"%Y%m%dT%H%M%SZ"
#define DDT_PACK_LIKE		"????????T??????Z"
#define DDT_PACK_BASE_MAX	128

static int pack_errno(struct ddt_pack *pack, const char *what)
{
	int err = -errno;

	return ddt_rootfs_wrong(pack->r, err, "%s/%s: %s", pack->where, what,
				strerror(-err));
}

/* can the tree be packed? */
static int pack_tree(struct ddt_pack *pack)
{
	struct ddt_rootfs *r = pack->r;

	if (!ddt_tree_has(&r->tree, "/etc") || !ddt_tree_has(&r->tree, "/sbin"))
		return ddt_rootfs_wrong(r, -ENOENT, "%s: not a root file system, there is no /etc or /sbin",
					r->tree.name);
	if (ddt_tree_is_running(&r->tree))
		return ddt_rootfs_wrong(r, -EBUSY, "%s is what this machine runs on; pack a tree",
					r->tree.name);
	if (r->state.phase == DDT_PHASE_CONVERT ||
	    r->state.phase == DDT_PHASE_UNDO)
		return ddt_rootfs_wrong(r, -EBUSY, "%s: a conversion was interrupted; finish it first",
					r->tree.name);
	return 0;
}

/* the mount point in a line of mountinfo, where blanks are \040 and the like */
static const char *pack_point(char *line)
{
	char *point = line, *from, *to;
	unsigned int i, byte;

	for (i = 0; i < 4; i++)
		point += strcspn(point, " ") + !!strchr(point, ' ');
	point[strcspn(point, " ")] = '\0';
	for (from = to = point; *from; from++)
		if (*from == '\\' && sscanf(from + 1, "%3o", &byte) == 1 &&
		    strnlen(from, 4) == 4) {
			*to++ = (char)byte;
			from += 3;
		} else {
			*to++ = *from;
		}
	*to = '\0';
	return point;
}

/* Nothing may be mounted in the tree: it would be packed, /proc for one. */
static int pack_mounts(struct ddt_pack *pack)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	size_t size = 0, len = strlen(pack->tree);
	const char *point;
	char *line = NULL;
	int err = 0;

	while (file && !err && getline(&line, &size, file) > 0) {
		point = pack_point(line);
		if (!strncmp(point, pack->tree, len) && point[len] == '/')
			err = ddt_rootfs_wrong(pack->r, -EBUSY, "%s is mounted in the tree; unmount it",
					       point);
	}
	free(line);
	if (file)
		fclose(file);
	return err;
}

/* divide the image's name: where it is, and what it is called there */
static int pack_divide(struct ddt_pack *pack)
{
	const char *slash = strrchr(pack->image, '/');
	char dir[PATH_MAX];

	snprintf(pack->base, sizeof(pack->base), "%s",
		 slash ? slash + 1 : pack->image);
	snprintf(dir, sizeof(dir), "%.*s",
		 slash ? (int)(slash - pack->image) + 1 : 1,
		 slash ? pack->image : ".");
	if (!pack->base[0] || pack->base[0] == '.' ||
	    strlen(pack->base) > DDT_PACK_BASE_MAX)
		return ddt_rootfs_wrong(pack->r, -EINVAL, "%s: a file's name expected, of at most %d bytes and without a dot in front",
					pack->image, DDT_PACK_BASE_MAX);
	if (!realpath(dir, pack->where))
		return ddt_rootfs_wrong(pack->r, -errno, "%s: %s", dir,
					strerror(errno));
	return 0;
}

/* may the image be made there, and is nobody else at it? */
static int pack_place(struct ddt_pack *pack)
{
	struct stat st;
	int err = pack_divide(pack);

	if (err)
		return err;
	if (!realpath(pack->r->tree.name, pack->tree))
		return ddt_rootfs_wrong(pack->r, -errno, "%s: %s",
					pack->r->tree.name, strerror(errno));
	if (ddt_flash_conf_below(pack->where, pack->tree))
		return ddt_rootfs_wrong(pack->r, -EINVAL, "%s: is in the tree, and would be packed, too; name another directory",
					pack->image);
	/* passed on: what writes there has the lock as long as it does */
	pack->dir = open(pack->where, O_RDONLY | O_DIRECTORY);
	if (pack->dir < 0 || faccessat(pack->dir, ".", W_OK, AT_EACCESS))
		return pack_errno(pack, "");
	if (flock(pack->dir, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return ddt_rootfs_wrong(pack->r, -EWOULDBLOCK, "%s: another ddtool is at work",
					pack->where);
	if (!fstatat(pack->dir, pack->base, &st, AT_SYMLINK_NOFOLLOW) &&
	    !S_ISLNK(st.st_mode))
		return ddt_rootfs_wrong(pack->r, -EEXIST, "%s: is no link to an image; move it away, or name another file",
					pack->image);
	return pack_mounts(pack);
}

/* a version that there has not been */
static void pack_version(struct ddt_pack *pack)
{
	time_t now = time(NULL);
	char version[sizeof(DDT_PACK_LIKE)];
	struct tm tm;

	do {
		gmtime_r(&now, &tm);
		strftime(version, sizeof(version), DDT_PACK_VERSION, &tm);
		snprintf(pack->target, sizeof(pack->target), "%.*s-%s",
			 DDT_PACK_BASE_MAX, pack->base, version);
		now++;
	} while (!faccessat(pack->dir, pack->target, F_OK, AT_SYMLINK_NOFOLLOW));
}

/* become the program that makes the image */
static void __attribute__((noreturn))
pack_child(const struct ddt_pack *pack, const char *file)
{
	char packed[64];
	/* by absolute paths: no name is an option */
	char *erofs[] = { "mkfs.erofs", packed, (char *)file,
			  (char *)pack->tree, NULL };
	char *squashfs[] = { "mksquashfs", (char *)pack->tree, (char *)file,
			     "-comp", (char *)pack->compress, "-noappend",
			     "-no-recovery", "-no-progress", "-exit-on-error",
			     NULL };
	char **argv = strcmp(pack->type, "erofs") ? squashfs : erofs;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	snprintf(packed, sizeof(packed), "-z%s", pack->compress);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(null, STDOUT_FILENO);
	execvp(argv[0], argv);
	_exit(127);
}

static volatile sig_atomic_t pack_stopped;

static void pack_signal(int sig)
{
	pack_stopped = sig;
}

/* run the program to its end; who is stopped stops it, too, and cleans up */
static int pack_run(struct ddt_pack *pack, const char *file, int *status)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction on = { .sa_handler = pack_signal };
	struct sigaction old[3];
	int err = 0;
	size_t i;
	pid_t pid;

	for (i = 0; i < 3; i++)
		sigaction(signals[i], &on, &old[i]);
	pid = fork();
	if (!pid)
		pack_child(pack, file);
	if (pid < 0)
		err = -errno;
	while (!err && waitpid(pid, status, 0) < 0) {
		if (errno != EINTR)
			err = -errno;
		else if (pack_stopped)
			kill(pid, SIGKILL);
	}
	for (i = 0; i < 3; i++)
		sigaction(signals[i], &old[i], NULL);
	return err;
}

/* make the image, beside where it will be */
static int pack_make(struct ddt_pack *pack, const char *temp)
{
	char file[PATH_MAX + NAME_MAX];
	struct ddt_image image;
	int status;

	if (ddt_rootfs_point(pack->r))
		return -EIO;
	/* of a run that was killed; mkfs.erofs writes into what is there */
	if (unlinkat(pack->dir, temp, 0) && errno != ENOENT)
		return pack_errno(pack, temp);
	snprintf(file, sizeof(file), "%s/%s", pack->where, temp);
	if (pack_run(pack, file, &status))
		return pack_errno(pack, temp);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return ddt_rootfs_wrong(pack->r, -ENOENT, "%s is not installed; it is in the package %s",
			!strcmp(pack->type, "erofs") ? "mkfs.erofs" : "mksquashfs",
			!strcmp(pack->type, "erofs") ? "erofs-utils" : "squashfs-tools");
	pack->begun = true;
	if (pack_stopped)
		return ddt_rootfs_wrong(pack->r, -EINTR, "%s: not made: stopped",
					pack->image);
	if (status)
		return ddt_rootfs_wrong(pack->r, -EIO, "%s: not made: %s with %s failed, see above",
					pack->image, pack->type, pack->compress);
	if (ddt_image_read(&image, file))
		return ddt_rootfs_wrong(pack->r, -EIO, "%s: not made: %s with %s is no image that a kernel mounts: %s",
					pack->image, pack->type, pack->compress,
					ddt_image_why(&image));
	return 0;
}

/* give the image its name, when it is on the disk */
static int pack_name(struct ddt_pack *pack, const char *temp)
{
	int fd = openat(pack->dir, temp, O_RDONLY | O_CLOEXEC), err = 0;
	struct stat st;

	if (fd < 0 || fchmod(fd, 0644) || fsync(fd) || fstat(fd, &st))
		err = pack_errno(pack, temp);
	if (fd >= 0)
		close(fd);
	if (err)
		return err;
	pack->bytes = (uint64_t)st.st_size;
	err = ddt_rootfs_point(pack->r);
	if (!err && renameat(pack->dir, temp, pack->dir, pack->target))
		err = pack_errno(pack, pack->target);
	return err;
}

/*
 * Where ddinit comes from: out of the tree, else of this machine. Returns a
 * file descriptor, or a negative errno with the reason.
 */
static int pack_ddinit(struct ddt_pack *pack)
{
	int fd = ddt_tree_get(&pack->r->tree, "/sbin/ddinit", O_RDONLY, 0);
	char source[PATH_MAX];

	if (fd >= 0)
		return fd;
	ddt_install_source(pack->r, "/sbin/ddinit", source);
	fd = source[0] ? open(source, O_RDONLY | O_CLOEXEC) : -1;
	return fd >= 0 ? fd :
	       ddt_rootfs_wrong(pack->r, -ENOENT, "no /sbin/ddinit, neither in %s nor in %s/usr; see --from",
				pack->r->tree.name, pack->r->from);
}

/* what is there beside the image: directories to mount on, and ddinit */
static int pack_beside(struct ddt_pack *pack, int ddinit)
{
	static const char *const dirs[] = {
		"dev", "proc", "sys", "run", "sbin",
	};
	char source[32];
	struct ddt_step put = { .path = "/sbin/ddinit", .source = source };
	struct ddt_rootfs beside = { .tree = { .fd = -1 } };
	struct stat st;
	size_t i;
	int err;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		if (mkdirat(pack->dir, dirs[i], 0755) && errno != EEXIST)
			return pack_errno(pack, dirs[i]);
		/* the kernel mounts there */
		errno = ENOTDIR;
		if (fstatat(pack->dir, dirs[i], &st, 0) || !S_ISDIR(st.st_mode))
			return pack_errno(pack, dirs[i]);
	}
	snprintf(source, sizeof(source), "/proc/self/fd/%d", ddinit);
	if (fstat(ddinit, &st))
		return pack_errno(pack, "sbin/ddinit");
	put.size = st.st_size;
	put.time = st.st_mtim;
	err = ddt_tree_open(&beside.tree, pack->where);
	if (!err)
		err = ddt_rootfs_put(&beside, &put);
	ddt_tree_close(&beside.tree);
	return err ? ddt_rootfs_wrong(pack->r, err, "%s: %s", pack->where,
				      beside.why) : 0;
}

/* leave nothing of what is not the image */
static void pack_remove(struct ddt_pack *pack, const char *temp)
{
	char target[NAME_MAX + 1] = "";

	unlinkat(pack->dir, temp, 0);
	if (readlinkat(pack->dir, pack->base, target, NAME_MAX) < 0 ||
	    strcmp(target, pack->target))
		unlinkat(pack->dir, pack->target, 0);
}

/* from now on it is the image */
static int pack_link(struct ddt_pack *pack, const char *temp)
{
	if (symlinkat(pack->target, pack->dir, temp))
		return pack_errno(pack, temp);
	if (fsync(pack->dir))
		return pack_errno(pack, "");
	if (ddt_rootfs_point(pack->r))
		return -EIO;
	if (renameat(pack->dir, temp, pack->dir, pack->base) ||
	    fsync(pack->dir))
		return pack_errno(pack, pack->base);
	return 0;
}

/**
 * ddt_pack_image() - make an image of a tree
 * @pack: what, and to where; the rest is filled
 *
 * Return: 0 or a negative errno with the tree's reason; IMAGE is then what it
 * was.
 */
int ddt_pack_image(struct ddt_pack *pack)
{
	uint64_t begin = ddt_clock_ns();
	char temp[NAME_MAX + 1];
	int ddinit = -1, err;

	pack->dir = -1;
	err = pack_tree(pack);
	if (!err)
		err = pack_place(pack);
	if (err)
		goto out;
	pack_version(pack);
	ddinit = pack_ddinit(pack);
	err = ddinit < 0 ? ddinit : 0;
	if (err || pack->dry_run)
		goto out;
	snprintf(temp, sizeof(temp), ".%.*s.new", DDT_PACK_BASE_MAX, pack->base);
	err = pack_make(pack, temp);
	if (!err)
		err = pack_name(pack, temp);
	if (!err)
		err = pack_beside(pack, ddinit);
	if (!err)
		err = pack_link(pack, temp);
	if (err) {
		pack_remove(pack, temp);
		ddt_rootfs_wrong(pack->r, err, "%s: not made: %s", pack->image,
				 strerror(-err));
	}
	pack->ms = (ddt_clock_ns() - begin) / 1000000;
out:
	if (ddinit >= 0)
		close(ddinit);
	return err;
}

/**
 * ddt_pack_old() - name the images of before
 * @pack: an image that was made
 * @fn: called for each
 * @arg: passed on
 */
void ddt_pack_old(const struct ddt_pack *pack,
		  void (*fn)(const char *name, void *arg), void *arg)
{
	size_t len = strlen(pack->base);
	DIR *dir = opendir(pack->where);
	struct dirent *d;

	while (dir && (d = readdir(dir)))
		if (!strncmp(d->d_name, pack->base, len) &&
		    d->d_name[len] == '-' &&
		    strlen(d->d_name) == len + strlen("-" DDT_PACK_LIKE) &&
		    strcmp(d->d_name, pack->target))
			fn(d->d_name, arg);
	if (dir)
		closedir(dir);
}

/**
 * ddt_pack_close() - let go of the image's directory
 * @pack: an image
 */
void ddt_pack_close(struct ddt_pack *pack)
{
	if (pack->dir >= 0)
		close(pack->dir);
	pack->dir = -1;
}
