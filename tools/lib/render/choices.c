// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hosts were switched to: .ddom/switched/HOST in the output directory, a
 * symbolic link whose text is the profile. pool.conf is not edited: it says
 * what a host is, this what it is at the moment.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/msg.h"
#include "render/render_internal.h"

#define DDT_SWITCHED	"switched"

/*
 * Take what one host was switched to. That of a host which no longer exists is
 * passed over, and so is, with a message, a profile that the host can no longer
 * boot.
 */
static void choice_apply(struct ddt_render *r, int fd, const char *name)
{
	const struct ddt_pool_host *host = ddt_find_host(r->pool, name);
	const struct ddt_pool_profile *profile;
	char text[128];
	ssize_t n = readlinkat(fd, name, text, sizeof(text) - 1);

	if (n < 0 || !host)
		return;
	text[n] = '\0';
	profile = ddt_find_profile(r->pool, text);
	if (profile && ddt_menu_has(r, host, profile))
		r->chosen[host - r->pool->hosts] = profile;
	else
		ddt_msg_note("%s: was switched to %s, which %s has no longer among what it can boot; boots %s until it is switched again",
			     name, text, r->pool->path, host->profile->id.name);
}

/**
 * ddt_choices_read() - take what hosts were switched to
 * @r: files being made
 *
 * Return: 0 or negative errno.
 */
int ddt_choices_read(struct ddt_render *r)
{
	int fd = openat(r->dir->meta, DDT_SWITCHED,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *e;
	DIR *d;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	d = fdopendir(fd);
	if (!d) {
		close(fd);
		return -ENOMEM;
	}
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			choice_apply(r, fd, e->d_name);
	closedir(d);
	return 0;
}

/**
 * ddt_choice_write() - record what a host is switched to
 * @dir: output directory
 * @host: host
 * @profile: profile; the host's own of pool.conf: nothing is recorded
 *
 * Return: 0; negative errno with a message.
 */
int ddt_choice_write(struct ddt_outdir *dir, const struct ddt_pool_host *host,
		     const struct ddt_pool_profile *profile)
{
	const char *name = host->id.name;
	int fd, err = 0;

	if (mkdirat(dir->meta, DDT_SWITCHED, 0755) && errno != EEXIST)
		goto failed;
	fd = openat(dir->meta, DDT_SWITCHED, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		goto failed;
	if (profile == host->profile) {
		if (unlinkat(fd, name, 0) && errno != ENOENT)
			err = -errno;
	} else if ((unlinkat(fd, ".new", 0) && errno != ENOENT) ||
		   symlinkat(profile->id.name, fd, ".new") ||
		   renameat(fd, ".new", fd, name)) {
		err = -errno;
	}
	if (!err && fsync(fd))
		err = -errno;
	close(fd);
	errno = -err;
	if (!err)
		return 0;
failed:
	err = -errno;
	ddt_msg_error("%s/.ddom/" DDT_SWITCHED "/%s: %s", dir->path, name,
		      strerror(-err));
	return err;
}
