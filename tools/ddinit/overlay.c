// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root as an overlay: a tmpfs over the tree, or over what is in an image.
 *
 * Nothing of the tree is made or moved for it but directories to mount on; it
 * needs /run and what is mounted there stays visible below DDI_UNDER.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ddinit.h"

#define DDI_ROOT		DDI_UNDER "/root"
#define DDI_UPPER		DDI_TMPFS "/upper"
#define DDI_WORK		DDI_TMPFS "/work"

/* Where the root that was is for a moment, in the one that comes. */
#define DDI_OLD			"/.ddinit"

/* Half of the memory, as the kernel's own default is. */
#define DDI_TMPFS_SIZE		"50%"

static const char *const ddi_dirs[] = {
	DDI_UNDER, DDI_EXPORT, DDI_LOWER, DDI_RAM, DDI_TMPFS, DDI_ROOT,
};

#define NDIRS	(sizeof(ddi_dirs) / sizeof(ddi_dirs[0]))

/* say what could not be done to a directory; returns a negative errno */
static int wrong(const char *what, const char *dir)
{
	int err = -errno;

	ddi_say(DDI_ERROR, "%s: %s: %s", dir, what, strerror(-err));
	return err;
}

/* /run is in memory, with directories to mount on */
static int run_make(void)
{
	size_t i;

	if (!ddi_is_memory("/run") &&
	    mount("run", "/run", "tmpfs", MS_NOSUID | MS_NODEV,
		  "mode=0755,size=20%"))
		return wrong("tmpfs", "/run");
	for (i = 0; i < NDIRS; i++)
		if (mkdir(ddi_dirs[i], 0755) && errno != EEXIST)
			return wrong("not made", ddi_dirs[i]);
	return 0;
}

/* a size that bounds: 0 does not, and a comma begins another option */
static bool size_bounds(const char *size)
{
	return size[0] != '0' && !strchr(size, ',');
}

/*
 * The memory that takes what is written, and no more than it may; size: "" for
 * what is usual, set to what it is.
 */
static int tmpfs_make(const char **size)
{
	const char *asked = *size;
	char options[64];
	int err = -1;

	*size = asked[0] ? asked : DDI_TMPFS_SIZE;
	errno = EINVAL;
	for (;;) {
		snprintf(options, sizeof(options), "mode=0755,size=%s", *size);
		if (size_bounds(*size))
			err = mount("ddom", DDI_TMPFS, "tmpfs", 0, options);
		if (!err || !asked[0])
			break;
		ddi_say(DDI_ERROR, "ddinit.tmpfs=%s: %s; %s takes its place",
			asked, strerror(errno), DDI_TMPFS_SIZE);
		*size = DDI_TMPFS_SIZE;
		asked = "";
	}
	if (err)
		return wrong(options, "tmpfs");
	if (mkdir(DDI_UPPER, 0755) || mkdir(DDI_WORK, 0755))
		return wrong("not made", DDI_UPPER);
	return 0;
}

/*
 * Make what is mounted on DDI_ROOT the root. The old one is let go: what is
 * still needed of it is mounted below DDI_UNDER.
 */
static int pivot(void)
{
	static const char *const moved[] = { "/dev", "/proc", "/sys", "/run" };
	char old[32];
	size_t i;

	/* an initramfs may have left it shared, which cannot be turned over */
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (mkdir(DDI_ROOT DDI_OLD, 0700) && errno != EEXIST)
		return wrong("not made", DDI_ROOT DDI_OLD);
	if (chdir(DDI_ROOT) || syscall(SYS_pivot_root, ".", DDI_OLD + 1))
		return wrong("pivot_root", DDI_ROOT);
	if (chdir("/"))
		return wrong("chdir", "/");
	for (i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
		snprintf(old, sizeof(old), DDI_OLD "%s", moved[i]);
		mkdir(moved[i], 0755);
		if (mount(old, moved[i], NULL, MS_MOVE, NULL))
			wrong("not moved", moved[i]);
	}
	if (umount2(DDI_OLD, MNT_DETACH) || rmdir(DDI_OLD))
		wrong("not removed", DDI_OLD);
	return 0;
}

/**
 * ddi_overlay() - make an overlay, and make it the root
 * @cmdline: of which form, and how large
 *
 * Return: 0; a negative errno with a message, then the root is as it was.
 */
int ddi_overlay(const struct ddi_cmdline *cmdline)
{
	const char *size = cmdline->tmpfs;
	struct timespec begin, end;
	size_t i;
	int err;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	err = run_make();
	if (!err && cmdline->form == DDI_IMAGE)
		err = ddi_image(cmdline);
	else if (!err && mount("/", DDI_LOWER, NULL, MS_BIND, NULL))
		err = wrong("not mounted", DDI_LOWER);
	if (!err)
		err = tmpfs_make(&size);
	if (!err && mount("overlay", DDI_ROOT, "overlay", 0, "lowerdir="
			  DDI_LOWER ",upperdir=" DDI_UPPER ",workdir=" DDI_WORK))
		err = wrong("not mounted (CONFIG_OVERLAY_FS)", "overlay");
	if (!err)
		err = pivot();
	if (err) {
		for (i = NDIRS; --i;)
			umount2(ddi_dirs[i], MNT_DETACH);
		ddi_say(DDI_ERROR, "no overlay; the root stays as it is");
		return err;
	}
	/* what nothing is mounted on */
	for (i = NDIRS; --i;)
		rmdir(ddi_dirs[i]);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ddi_say(DDI_INFO, "overlay: %s below, %s of memory above, in %ld ms",
		cmdline->form == DDI_IMAGE ? cmdline->image : "the tree",
		size, (end.tv_sec - begin.tv_sec) * 1000L +
		(end.tv_nsec - begin.tv_nsec) / 1000000L);
	return 0;
}
