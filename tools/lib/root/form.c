// SPDX-License-Identifier: GPL-2.0-only
/*
 * In which form this machine runs a root that many share, by what is mounted
 * where ddinit mounts it; and how much of its memory what was written takes.
 *
 * Nothing of it asks the server, but for what the image is now.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "root/server_internal.h"

/* As ddinit has them. */
#define DDT_FORM_EXPORT		"/run/ddom/export"
#define DDT_FORM_LOWER		"/run/ddom/lower"
#define DDT_FORM_RAM		"/run/ddom/ram/"
#define DDT_FORM_TMPFS		"/run/ddom/tmpfs"
#define DDT_FORM_FLASH		"/flash"

/* what is mounted at a path, if it is that */
static const struct ddt_mount *form_mount(const struct ddt_mounts *mounts,
					  const char *path, const char *type)
{
	const struct ddt_mount *m = ddt_mounts_at(mounts, path);

	return m && (!type || !strcmp(m->fstype, type)) ? m : NULL;
}

/* the image, by the loop device that the tree is on */
static void form_image(const struct ddt_root_files *files,
		       const struct ddt_mount *lower,
		       struct ddt_root_form *form)
{
	const char *base;
	char file[512];

	if (!ddt_sysfs_read(file, sizeof(file), "%s/dev/block/%u:%u/loop/backing_file",
			    files->sys, major(lower->dev), minor(lower->dev)))
		return;
	form->ram = !strncmp(file, DDT_FORM_RAM, strlen(DDT_FORM_RAM));
	/* with a blank and (deleted) behind it when it is gone */
	file[strcspn(file, " ")] = '\0';
	base = form->ram ? file + strlen(DDT_FORM_RAM) - 1 :
	       !strncmp(file, DDT_FORM_EXPORT "/", strlen(DDT_FORM_EXPORT "/")) ?
	       file + strlen(DDT_FORM_EXPORT) : file;
	snprintf(form->image, sizeof(form->image), "%.255s", base);
}

/* which form it is */
static void form_kind(const struct ddt_root_files *files,
		      const struct ddt_mounts *mounts,
		      struct ddt_root_form *form)
{
	const struct ddt_mount *root = ddt_mounts_at(mounts, "/");
	const struct ddt_mount *lower = ddt_mounts_at(mounts, DDT_FORM_LOWER);
	const char *place = DDT_FORM_TMPFS;
	char text[256];

	if (root && lower && !strcmp(root->fstype, "overlay") &&
	    ddt_mount_option(root, "lowerdir", text, sizeof(text)) &&
	    !strcmp(text, DDT_FORM_LOWER)) {
		form->kind = "overlay";
		snprintf(form->fstype, sizeof(form->fstype), "%.31s",
			 lower->fstype);
		if (!strcmp(lower->fstype, "erofs") ||
		    !strcmp(lower->fstype, "squashfs")) {
			form->kind = "image";
			form_image(files, lower, form);
		}
	} else if (form_mount(mounts, DDT_FORM_FLASH, "tmpfs") ||
		   form_mount(mounts, DDT_FORM_FLASH, "ramfs")) {
		form->kind = "links";
		place = DDT_FORM_FLASH;
	}
	if (form->kind && form_mount(mounts, place, "tmpfs"))
		snprintf(form->memory, sizeof(form->memory), "%s", place);
}

/**
 * ddt_root_form_find_in() - find the form of the root
 * @files: where to look
 * @form: filled; its kind is NULL for a root of no such form
 *
 * Return: 0 or a negative errno when the mounts cannot be read.
 */
int ddt_root_form_find_in(const struct ddt_root_files *files,
			  struct ddt_root_form *form)
{
	FILE *file = fopen(files->mountinfo, "re");
	struct ddt_mounts mounts;
	char path[512];
	struct statvfs fs;
	int err;

	memset(form, 0, sizeof(*form));
	if (!file)
		return errno == ENOENT ? 0 : -errno;
	err = ddt_mounts_read(file, false, &mounts);
	fclose(file);
	if (err)
		return err;
	form_kind(files, &mounts, form);
	ddt_mounts_free(&mounts);
	snprintf(path, sizeof(path), "%s%s", files->root ? files->root : "",
		 form->memory);
	if (form->memory[0] && !statvfs(path, &fs)) {
		form->bound = (uint64_t)fs.f_blocks * fs.f_frsize;
		form->used = (uint64_t)(fs.f_blocks - fs.f_bfree) * fs.f_frsize;
		form->full = form->bound && fs.f_bfree <= fs.f_blocks / 100;
		form->files_full = fs.f_files && !fs.f_ffree;
	}
	return 0;
}

/**
 * ddt_root_form_find() - find the form of this machine's root
 * @form: filled
 *
 * Return: as ddt_root_form_find_in().
 */
int ddt_root_form_find(struct ddt_root_form *form)
{
	return ddt_root_form_find_in(&ddt_root_server_files, form);
}

/**
 * ddt_root_form_newer() - is there a newer image on the server?
 * @form: form of this machine's root
 * @name: filled with its name, "" if there is none or it cannot be told
 * @size: bytes at @name
 *
 * Asks the server: not to be called when the root may be dead.
 */
void ddt_root_form_newer(const struct ddt_root_form *form, char *name,
			 size_t size)
{
	char link[512];
	const char *slash = strrchr(form->image, '/');
	size_t version = strlen(form->image);
	ssize_t n;

	name[0] = '\0';
	while (version && form->image[version] != '-')
		version--;
	if (form->ram || !slash || !version)
		return;
	snprintf(link, sizeof(link), DDT_FORM_EXPORT "%.*s", (int)version,
		 form->image);
	n = readlink(link, name, size - 1);
	name[n < 0 ? 0 : n] = '\0';
	if (!strcmp(name, slash + 1))
		name[0] = '\0';
}

/**
 * ddt_root_form_text() - say in one line in which form the root is
 * @form: form
 * @buf: where to; "" for a root of no such form
 * @size: bytes at @buf
 */
void ddt_root_form_text(const struct ddt_root_form *form, char *buf,
			size_t size)
{
	const char *image = form->image[0] ? form->image : "out of sight";
	char what[512] = "";

	buf[0] = '\0';
	if (!form->kind)
		return;
	if (!strcmp(form->kind, "image"))
		snprintf(what, sizeof(what), "%s, %s%s", form->fstype, image,
			 form->ram ? ", copied into memory" : "");
	else if (!strcmp(form->kind, "overlay"))
		snprintf(what, sizeof(what), "a tmpfs over the tree, %s",
			 form->fstype);
	else
		snprintf(what, sizeof(what), "links into " DDT_FORM_FLASH);
	if (form->bound)
		snprintf(buf, size, "%s (%s); written: %" PRIu64 " of %" PRIu64
			 " KiB in %s%s", form->kind, what, form->used >> 10,
			 form->bound >> 10, form->memory,
			 form->full || form->files_full ? ", which is full" :
			 "");
	else
		snprintf(buf, size, "%s (%s); what is written is not bounded",
			 form->kind, what);
}

/**
 * ddt_root_form_print() - write in which form the root is
 * @p: document with an open object
 * @form: form
 */
void ddt_root_form_print(struct ddt_print *p, const struct ddt_root_form *form)
{
	char text[1024];

	if (!form->kind) {
		ddt_print_null(p, "form");
		return;
	}
	ddt_root_form_text(form, text, sizeof(text));
	ddt_print_object(p, "form");
	ddt_print_str(p, "kind", NULL, form->kind);
	ddt_print_str(p, "fstype", NULL, form->fstype);
	ddt_print_str(p, "image", NULL, form->image);
	ddt_print_bool(p, "ram", NULL, form->ram);
	ddt_print_str(p, "memory", NULL, form->memory);
	ddt_print_u64(p, "written_bytes", NULL, form->used);
	ddt_print_u64(p, "bound_bytes", NULL, form->bound);
	ddt_print_bool(p, "full", NULL, form->full || form->files_full);
	ddt_print_text(p, "form: %s\n", text);
	ddt_print_close(p);
}
