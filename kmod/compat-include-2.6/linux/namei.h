/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_NAMEI_H
#define _DDOM_COMPAT26_LINUX_NAMEI_H

#include <linux/version.h>
#include <linux/dcache.h>
#include <linux/mount.h>
#include_next <linux/namei.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 19)
/**
 * struct path - where a file is
 * @mnt: mount
 * @dentry: name
 */
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
#endif

/* look a path up */
static inline int kern_path(const char *name, unsigned int flags,
			    struct path *path)
{
	struct nameidata nd;
	int err = path_lookup(name, flags, &nd);

	if (!err) {
		path->mnt = nd.mnt;
		path->dentry = nd.dentry;
	}
	return err;
}

/* give a path back */
static inline void path_put(struct path *path)
{
	dput(path->dentry);
	mntput(path->mnt);
}

#endif /* _DDOM_COMPAT26_LINUX_NAMEI_H */
