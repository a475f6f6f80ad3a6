// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root as an overlay: lowerdir=A:B::DATA, with "\:" for a colon in a name;
 * since Linux 6.7 also lowerdir+=A and datadir+=DATA, as they are.
 *
 * These are names of the time of the mount, often in an initramfs. What is
 * there now may be something else: a layer on a server counts only if a file of the
 * overlay is a file of the layer.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "netdev/probe.h"
#include "root/server_internal.h"

/* What is known of the layers so far; best is the first server. */
struct layers {
	struct ddt_walk *w;
	struct ddt_root_server *root;
	struct ddt_root_server best;
	bool found;
	bool two;
	bool any;
	bool unseen;
};

enum proof { PROOF_NONE, PROOF_SAME, PROOF_OTHER };

/*
 * The overlay shows the inode number of the layer, with xino in its lower
 * bits. /etc and /usr are directories, so no link leads astray. A mount that
 * cannot be entered proves nothing.
 */
static enum proof prove(const struct ddt_walk *w, const struct ddt_mount *m,
			const char *dir)
{
	static const char *const names[] = {
		"usr/bin/env", "usr/lib/os-release", "etc/os-release",
		"etc/services", "etc/passwd", "etc/group", "etc/fstab",
	};
	const char *root = w->files->root;
	enum proof proof = PROOF_NONE;
	struct stat upper, lower;
	char path[4096];
	size_t i;

	if (!ddt_walk_enters(w, m))
		return PROOF_SAME;
	snprintf(path, sizeof(path), "%s%s", root, dir);
	if (stat(path, &lower))
		return PROOF_OTHER;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, names[i]);
		if (lstat(path, &upper))
			continue;
		snprintf(path, sizeof(path), "%s%s/%s", root, dir, names[i]);
		if (lstat(path, &lower))
			continue;
		if ((uint32_t)upper.st_ino == (uint32_t)lower.st_ino &&
		    upper.st_size == lower.st_size &&
		    upper.st_mtime == lower.st_mtime)
			return PROOF_SAME;
		proof = PROOF_OTHER;
	}
	return proof;
}

static void layer(struct layers *l, const char *dir, bool upper)
{
	struct ddt_root_server one = *l->root;
	const struct ddt_mount *m = NULL;
	enum proof proof = PROOF_SAME;
	int err = -ENODATA;

	l->any = true;
	if (dir[0] == '/')
		m = ddt_mounts_on(&l->w->mounts, dir);
	if (m && !upper)
		proof = prove(l->w, m, dir);
	if (m && proof != PROOF_OTHER) {
		ddt_walk_why(&one, "an overlay over %.96s, on ", dir);
		err = l->w->mount(l->w, m, &one);
	}
	if (!err && proof == PROOF_SAME) {
		l->two |= l->found && !ddt_walk_same_server(&l->best, &one);
		if (!l->found)
			l->best = one;
		l->found = true;
	} else if (err != -ENOENT && !upper) {
		l->unseen = true;
	}
}

/* The next of A:B, its backslashes undone in place. */
static char *next_dir(char **at)
{
	char *from = *at, *to = from, *dir = from;
	bool more;

	while (*from && *from != ':') {
		if (from[0] == '\\' && from[1])
			from++;
		*to++ = *from++;
	}
	more = *from;
	*to = '\0';
	*at = more ? from + 1 : NULL;
	return dir;
}

static void option(struct layers *l, char *opt)
{
	char *value = strchr(opt, '='), *dir;

	if (!value)
		return;
	*value++ = '\0';
	ddt_mount_unescape(value);
	if (!strcmp(opt, "lowerdir+") || !strcmp(opt, "datadir+"))
		layer(l, value, false);
	else if (!strcmp(opt, "upperdir"))
		layer(l, value, true);
	else if (!strcmp(opt, "lowerdir"))
		while (value) {
			dir = next_dir(&value);
			if (dir[0])
				layer(l, dir, false);
		}
}

/**
 * ddt_overlay_walk() - follow the layers of an overlay
 * @w: on the way
 * @m: the overlay
 * @root: filled in
 *
 * Return: as all steps.
 */
int ddt_overlay_walk(struct ddt_walk *w, const struct ddt_mount *m,
		     struct ddt_root_server *root)
{
	char text[DDT_PROBE_TEXT], *options, *save = NULL, *opt;
	struct layers l = { .w = w, .root = root };

	options = strdup(m->options);
	if (!options)
		return -ENOTUNIQ;
	for (opt = strtok_r(options, ",", &save); opt;
	     opt = strtok_r(NULL, ",", &save))
		option(&l, opt);
	free(options);
	if (l.two) {
		ddt_walk_why(root, "an overlay over layers of two servers, one of them %s",
			     ddt_walk_server_text(&l.best, text, sizeof(text)));
		return -ENOTUNIQ;
	}
	if (l.found) {
		*root = l.best;
		return 0;
	}
	if (l.unseen || !l.any) {
		ddt_walk_why(root, "an overlay with a layer out of sight");
		return -ENODATA;
	}
	ddt_walk_why(root, "an overlay, and nothing of it is on the network");
	return -ENOENT;
}
