// SPDX-License-Identifier: GPL-2.0-only
/*
 * DomUs on this dom0: making one, ending one, leaving nothing behind. Whatever
 * xl does, a call ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/msg.h"
#include "manager/guest_internal.h"

#define DDT_XL_LIST_MS		10000
#define DDT_XL_DESTROY_MS	30000
#define DDT_COPY_MS		3600000	/* an image over NFS */
/* of a clean end; less than the 30 s that Slurm leaves a job */
#define DDT_SHUTDOWN_S		15
#define DDT_GONE_TRIES		10

static volatile sig_atomic_t guest_stop;

static void guest_signal(int sig)
{
	guest_stop = sig;
}

/**
 * ddt_guest_stop() - take signals from now on
 *
 * Return: what is not 0 when there was one, and all that was made must go.
 */
const volatile sig_atomic_t *ddt_guest_stop(void)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	const struct sigaction on = { .sa_handler = guest_signal };
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &on, NULL);
	return &guest_stop;
}

/**
 * ddt_guest_path() - a file of a domU
 * @name: domU
 * @suffix: which
 * @path: where to
 *
 * Return: @path.
 */
const char *ddt_guest_path(const char *name, const char *suffix,
			   char path[DDT_XL_PATH])
{
	snprintf(path, DDT_XL_PATH, DDT_GUEST_DIR "/%s%s", name, suffix);
	return path;
}

/* lock a domU; -EBUSY without a message */
static int guest_lock(const char *name)
{
	char path[DDT_XL_PATH];
	int fd, err;

	mkdir("/run/ddom", 0755);
	mkdir(DDT_GUEST_DIR, 0700);
	fd = open(ddt_guest_path(name, ".lock", path),
		  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	err = errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (err != -EBUSY)
		ddt_msg_error("%s: %s", path, strerror(-err));
	if (fd >= 0)
		close(fd);
	return err;
}

/**
 * ddt_guest_lock() - be the only one who runs a domU
 * @name: domU
 *
 * Return: the lock, a descriptor; -EBUSY with a message: another one does;
 * another negative errno with a message.
 */
int ddt_guest_lock(const char *name)
{
	int lock = guest_lock(name);

	if (lock == -EBUSY)
		ddt_msg_error("%s: another ddtool runs it", name);
	return lock;
}

/**
 * ddt_guest_read() - read what is noted of a domU
 * @name: domU
 * @note: filled; when that cannot be read it says that nothing is known
 *
 * Return: true when it could be read.
 */
bool ddt_guest_read(const char *name, struct ddt_guest_note *note)
{
	char path[DDT_XL_PATH];
	FILE *f = fopen(ddt_guest_path(name, "", path), "re");
	bool good = f && fscanf(f, "%31s %lld %31s", note->job, &note->at,
				note->state) == 3;

	if (f)
		fclose(f);
	if (!good)
		*note = (struct ddt_guest_note){ .job = "-",
						 .state = "unknown" };
	return good;
}

/**
 * ddt_guest_note() - note what a domU does
 * @name: domU
 * @job: whose it is, "-": nobody's
 * @state: what it does
 *
 * Return: 0 or negative errno with a message.
 */
int ddt_guest_note(const char *name, const char *job, const char *state)
{
	char path[DDT_XL_PATH], next[DDT_XL_PATH];
	FILE *f = fopen(ddt_guest_path(name, ".next", next), "we");
	int err = f ? 0 : -errno;

	if (f) {
		fprintf(f, "%s %lld %s\n", job, (long long)time(NULL), state);
		err = fclose(f) || rename(next, ddt_guest_path(name, "", path)) ?
		      -errno : 0;
	}
	if (err)
		ddt_msg_error("%s: %s", next, strerror(-err));
	return err;
}

/* run xl; what it says when it fails is said */
static int guest_xl(struct ddt_run *run, const char *word, const char *arg)
{
	const char *const argv[] = { "xl", word, arg, NULL };
	int status = ddt_run(run, argv);

	arg = arg ? arg : "";
	if (status > 0)
		ddt_msg_error("xl %s %s: exit status %d: %s", word, arg, status,
			      ddt_run_text(run, 1));
	else if (status < 0 && status != -EINTR)
		ddt_msg_error("xl %s %s: %s", word, arg,
			      status == -ETIMEDOUT ? "hangs, killed" :
			      status == -ENOENT ? "no such program" :
			      strerror(-status));
	return status;
}

/* have xl do something with a domU, or its file */
static int guest_tell(unsigned int limit_ms, const volatile sig_atomic_t *stop,
		      const char *word, const char *arg)
{
	struct ddt_run run = { .limit_ms = limit_ms, .stop = stop };
	int status = guest_xl(&run, word, arg);

	ddt_run_free(&run);
	return status;
}

/**
 * ddt_guest_here() - is there a domU on this dom0?
 * @name: domU
 *
 * Of a single one xl says by the same exit status that it is not there and that
 * it cannot tell. All that there are have dom0 among them.
 *
 * Return: 1 when it is, 0 when not; negative errno with a message: xl does not
 * tell.
 */
int ddt_guest_here(const char *name)
{
	struct ddt_run run = { .limit_ms = DDT_XL_LIST_MS };
	int status = guest_xl(&run, "list", NULL);
	const char *p = ddt_run_text(&run, 0);
	size_t len = strlen(name);
	bool here = false;

	if (!status && !*p) {
		ddt_msg_error("xl list: says nothing");
		status = -EIO;
	}
	for (; *p && !here; p += strcspn(p, "\n"), p += *p == '\n')
		here = !strncmp(p, name, len) && p[len] == ' ';
	ddt_run_free(&run);
	return status > 0 ? -EIO : status ? status : here;
}

/* what a copy is called until it is whole */
static const char *guest_next(const char *copy, char next[DDT_XL_PATH + 8])
{
	snprintf(next, DDT_XL_PATH + 8, "%s.next", copy);
	return next;
}

/* is a file on the disk? */
static int guest_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	err = fd < 0 || fsync(fd) ? -errno : 0;
	if (fd >= 0)
		close(fd);
	return err;
}

/* copy an image, or begin an overlay; it is there as a whole or not at all */
static int guest_copy(const struct ddt_domu_kind *kind, const char *from,
		      const char *to, const volatile sig_atomic_t *stop)
{
	bool overlay = kind->writable == DDT_WRITABLE_OVERLAY;
	const char *suffix = strrchr(from, '.');
	char next[DDT_XL_PATH + 8];
	/* into a file of its own, whatever is there */
	const char *const copy[] = { "cp", "--sparse=always", "--reflink=auto",
				     "--remove-destination", "-T", from, next,
				     NULL };
	const char *const begin[] = { "qemu-img", "create", "-q", "-f", "qcow2",
				      "-F", suffix && !strcmp(suffix, ".qcow2") ?
				      "qcow2" : "raw", "-b", from, next, NULL };
	struct ddt_run run = { .limit_ms = DDT_COPY_MS, .stop = stop };
	int err;

	guest_next(to, next);
	if (overlay)
		unlink(next);
	err = ddt_run(&run, overlay ? begin : copy) ?: guest_sync(next);
	if (!err && rename(next, to))
		err = -errno;
	if (err) {
		ddt_msg_error("%s: %s of %s: %s", to,
			      overlay ? "qemu-img" : "copy", from, err > 0 ?
			      ddt_run_text(&run, 1) : strerror(-err));
		unlink(next);
	}
	ddt_run_free(&run);
	return err > 0 ? -EIO : err;
}

/* 1: what is there of a copy stays; 0: it is made; -errno with a message */
static int guest_kept(const struct ddt_domu_kind *kind, const char *path)
{
	struct stat st;
	int err;

	if (kind->writable != DDT_WRITABLE_KEPT)
		return 0;
	if (!lstat(path, &st))
		return 1;
	/* only what is surely not there is made */
	err = errno == ENOENT ? 0 : -errno;
	if (err)
		ddt_msg_error("%s: %s", path, strerror(-err));
	return err;
}

/* make the copies of images that a domU writes to */
static int guest_disks(const struct ddt_domu *domu,
		       const volatile sig_atomic_t *stop)
{
	const struct ddt_domu_kind *kind = domu->kind;
	char path[DDT_XL_PATH];
	unsigned int i;
	int err = 0;

	for (i = 0; i < kind->disks.n && err >= 0; i++) {
		ddt_xl_disk(domu, i, path);
		if (!strcmp(path, kind->disks.path[i]))
			continue;
		err = guest_kept(kind, path) ?:
		      guest_copy(kind, kind->disks.path[i], path, stop);
	}
	return err < 0 ? err : 0;
}

/**
 * ddt_guest_absent() - see to it that a name is free
 * @name: domU
 *
 * Return: 0; -EEXIST with a message: there is a domU of that name, which nobody
 * runs; another negative errno with a message.
 */
int ddt_guest_absent(const char *name)
{
	int here = ddt_guest_here(name);

	if (here > 0)
		ddt_msg_error("%s: is there already, and nobody's; ddtool domu destroy %s",
			      name, name);
	return here > 0 ? -EEXIST : here;
}

/**
 * ddt_guest_make() - create a domU
 * @domu: domU, locked and absent
 * @once: it ends when it restarts
 * @stop: not 0: give up
 *
 * Return: 0; negative errno with a message, something may be there then.
 */
int ddt_guest_make(const struct ddt_domu *domu, bool once,
		   const volatile sig_atomic_t *stop)
{
	char path[DDT_XL_PATH];
	FILE *f;
	int err;

	err = guest_disks(domu, stop);
	if (err)
		return err;
	f = fopen(ddt_guest_path(domu->name, ".cfg", path), "we");
	if (f)
		ddt_xl_write(f, domu, once);
	/* what did not fit before may fit in the end, without what was lost */
	err = f && ferror(f) ? -ENOSPC : 0;
	if (!f || fclose(f))
		err = -errno;
	if (err) {
		ddt_msg_error("%s: %s", path, strerror(-err));
		return err;
	}
	err = guest_tell(domu->kind->boot_timeout * 1000, stop, "create",
			 path);
	return err > 0 ? -EIO : err;
}

/* wait until a domU is gone */
static int guest_gone(const char *name, unsigned int tries)
{
	const struct timespec pause = { .tv_nsec = 500000000 };
	int here;

	for (;;) {
		here = ddt_guest_here(name);
		if (here <= 0 || !--tries)
			return here > 0 ? -EBUSY : here;
		nanosleep(&pause, NULL);
	}
}

/**
 * ddt_guest_end() - end a domU
 * @domu: domU
 *
 * One whose disks are kept is asked first.
 *
 * Return: 0: it is gone; negative errno with a message.
 */
int ddt_guest_end(const struct ddt_domu *domu)
{
	int err = ddt_guest_here(domu->name);

	if (!err)
		return 0;
	if (err > 0 && domu->kind->writable == DDT_WRITABLE_KEPT &&
	    !guest_tell(DDT_XL_LIST_MS, NULL, "shutdown", domu->name) &&
	    !guest_gone(domu->name, 2 * DDT_SHUTDOWN_S))
		return 0;
	guest_tell(DDT_XL_DESTROY_MS, NULL, "destroy", domu->name);
	err = guest_gone(domu->name, DDT_GONE_TRIES);
	if (err)
		ddt_msg_error("%s: cannot be destroyed; xl list, and restart this dom0",
			      domu->name);
	return err;
}

/**
 * ddt_guest_forget() - remove the files of a domU that is gone
 * @domu: domU
 *
 * The lock stays: one who waits for it has it open.
 */
void ddt_guest_forget(const struct ddt_domu *domu)
{
	static const char *const suffix[] = { ".cfg", ".console", ".next", "" };
	const struct ddt_domu_kind *kind = domu->kind;
	char path[DDT_XL_PATH], next[DDT_XL_PATH + 8];
	unsigned int i;

	for (i = 0; i < kind->disks.n; i++) {
		ddt_xl_disk(domu, i, path);
		if (!strcmp(path, kind->disks.path[i]))
			continue;
		/* of one that was killed */
		unlink(guest_next(path, next));
		if (kind->writable != DDT_WRITABLE_KEPT)
			unlink(path);
	}
	for (i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++)
		unlink(ddt_guest_path(domu->name, suffix[i], path));
}

/**
 * ddt_guest_there() - does somebody run a domU on this dom0?
 * @name: domU
 *
 * Return: true when there are files of it.
 */
bool ddt_guest_there(const char *name)
{
	char path[DDT_XL_PATH];

	return !access(ddt_guest_path(name, "", path), F_OK);
}

/**
 * ddt_guest_create() - create a domU that no job needs
 * @domu: domU
 *
 * Return: 0; -EBUSY: somebody else has done that, or does; another negative
 * errno with a message, and nothing is left.
 */
int ddt_guest_create(const struct ddt_domu *domu)
{
	const volatile sig_atomic_t *stop = ddt_guest_stop();
	int lock = guest_lock(domu->name), err;

	if (lock < 0)
		return lock;
	err = ddt_guest_there(domu->name) ? -EBUSY :
	      ddt_guest_absent(domu->name);
	if (err)
		goto out;
	err = ddt_guest_note(domu->name, "-", "created") ?:
	      ddt_guest_make(domu, false, stop);
	if (err && !ddt_guest_end(domu))
		ddt_guest_forget(domu);
out:
	close(lock);
	return err;
}

/**
 * ddt_guest_destroy() - end a domU that no job needs
 * @domu: domU
 *
 * Return: 0; negative errno with a message.
 */
int ddt_guest_destroy(const struct ddt_domu *domu)
{
	int lock = ddt_guest_lock(domu->name), err;

	if (lock < 0)
		return lock;
	err = ddt_guest_end(domu);
	if (!err)
		ddt_guest_forget(domu);
	close(lock);
	return err;
}
